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
import { checkDocument, isWithin, type DocumentLimits } from '../limits/check-document.js';
import { CostMemory } from '../limits/cost-memory.js';
import { createDocumentCache } from '../limits/document-cache.js';
import { checkCost, type CostLimits } from '../limits/estimate-cost.js';
import { limitedParse } from '../limits/limited-parse.js';
import { measureIfValid } from './quick-check/quick-check.js';
import { subscriptionRule } from './subscription-rule.js';

/** What one operation may ask for. */
export interface QueryLimits extends DocumentLimits, CostLimits {
  readonly tokens: number;
}

const RULES = specifiedRules.map((rule) => (rule === SingleFieldSubscriptionsRule ? subscriptionRule : rule));

const NONE: readonly GraphQLError[] = [];

/**
 * What is known of documents: parsed once, judged once, for all ways in. A cache of documents that is bounded by their
 * number alone, such as yoga's, could fill the memory.
 */
export class Documents {
  readonly #schema: GraphQLSchema;
  readonly #limits: QueryLimits;
  readonly #rules: Parameters<typeof validate>[2];
  readonly #parse: ReturnType<typeof limitedParse>;
  readonly #documents = createDocumentCache<DocumentNode>();
  readonly #judgements = new WeakMap<DocumentNode, readonly GraphQLError[]>();
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
    this.#documents.set(text, document);
    return document;
  }

  /** What is wrong with a document, whatever its variables; empty: nothing. */
  judge(document: DocumentNode): readonly GraphQLError[] {
    const known = this.#judgements.get(document);
    if (known !== undefined) return known;
    const measured = measureIfValid(this.#schema, document);
    const errors = measured !== null && isWithin(measured, this.#limits) ? NONE : this.#errorsOf(document);
    this.#judgements.set(document, errors);
    return errors;
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
    const operationName = operation.name?.value ?? null;
    const asked = { schema: this.#schema, document, operationName, variables };
    return this.#costs.check(operation, variables, () => checkCost(asked, this.#limits));
  }
}
