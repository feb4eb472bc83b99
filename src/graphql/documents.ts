import {
  NoSchemaIntrospectionCustomRule,
  SingleFieldSubscriptionsRule,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { isSurelyCheap } from '../limits/bound-cost.js';
import { checkDocument, isWithin, type DocumentLimits } from '../limits/check-document.js';
import { CostMemory } from '../limits/cost-memory.js';
import { createDocumentCache, createTextCache } from '../limits/document-cache.js';
import { checkCost, type CostLimits } from '../limits/estimate-cost.js';
import { limitedParse } from '../limits/limited-parse.js';
import { measureIfValid } from './quick-check/quick-check.js';
import { subscriptionRule } from './subscription-rule.js';

/** What one operation may ask for. */
export interface QueryLimits extends DocumentLimits, CostLimits {
  readonly tokens: number;
}

const RULES = specifiedRules.map((rule) => (rule === SingleFieldSubscriptionsRule ? subscriptionRule : rule));

/** Of documents that are kept: some 900 of 150 words. */
const MAX_DOCUMENT_BYTES = 64 * 1024 * 1024;
/** Of texts that came once. */
const MAX_TEXT_BYTES = 2 * 1024 * 1024;

const NONE: readonly GraphQLError[] = [];

/**
 * What is known of documents: whatever comes more than once is parsed and judged once, for all ways in. A cache of documents
 * that is bounded by their number alone, such as yoga's, could fill the memory.
 */
export class Documents {
  readonly #schema: GraphQLSchema;
  readonly #limits: QueryLimits;
  readonly #rules: Parameters<typeof validate>[2];
  readonly #parse: ReturnType<typeof limitedParse>;
  readonly #documents = createDocumentCache(MAX_DOCUMENT_BYTES);
  /** Texts that came once: what never comes again leaves no more behind than that. */
  readonly #texts = createTextCache(MAX_TEXT_BYTES);
  /** Of documents that are kept; null: not yet judged. */
  readonly #judgements = new WeakMap<DocumentNode, readonly GraphQLError[] | null>();
  readonly #costs = new CostMemory();

  constructor(options: {
    readonly schema: GraphQLSchema;
    readonly limits: QueryLimits;
    /** Whether `__schema` and `__type` may be asked for; `__typename` always may, clients need it. */
    readonly introspection: boolean;
  }) {
    this.#schema = options.schema;
    this.#limits = options.limits;
    this.#rules = options.introspection ? RULES : [...RULES, NoSchemaIntrospectionCustomRule];
    this.#parse = limitedParse(options.limits.tokens);
  }

  /** Throws GraphQLError where the text is no document or too long. */
  parse(text: string): DocumentNode {
    const known = this.#documents.get(text);
    if (known !== undefined) return known;
    const document = this.#parse(text);
    if (this.#texts.delete(text)) this.#keep(text, document, null);
    else this.#texts.set(text, true);
    return document;
  }

  /** What is wrong with a document, whatever its variables; empty: nothing. */
  judge(document: DocumentNode): readonly GraphQLError[] {
    const known = this.#judgements.get(document);
    if (known != null) return known;
    const measured = measureIfValid(this.#schema, document);
    const errors = measured !== null && isWithin(measured, this.#limits) ? NONE : this.#errorsOf(document);
    if (known === null) this.#judgements.set(document, errors);
    // What is refused at one door comes to the other at once, which says why.
    else if (errors.length > 0 && document.loc !== undefined)
      this.#keep(document.loc.source.body, document, errors);
    return errors;
  }

  #keep(text: string, document: DocumentNode, errors: readonly GraphQLError[] | null): void {
    this.#documents.set(text, document);
    this.#judgements.set(document, errors);
  }

  #errorsOf(document: DocumentNode): readonly GraphQLError[] {
    // Validation of a document that is too large could take long and would find a hundred errors.
    const excess = checkDocument(this.#schema, document, this.#limits);
    return excess === null ? validate(this.#schema, document, this.#rules) : [excess];
  }

  /** The limit that a valid operation exceeds with variables that fit; null: none. */
  exceeds(
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Readonly<Record<string, unknown>>,
  ): GraphQLError | null {
    const root = this.#schema.getRootType(operation.operation);
    if (root != null && isSurelyCheap({ operation, root }, variables, this.#limits)) return null;
    const operationName = operation.name?.value ?? null;
    const asked = { schema: this.#schema, document, operationName, variables };
    const check = (): GraphQLError | null => checkCost(asked, this.#limits);
    return this.#judgements.has(document) ? this.#costs.check(operation, variables, check) : check();
  }
}
