import {
  Kind,
  type DirectiveNode,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { StopSignal } from '../../async/stop.js';
import { fragmentsOf, type Scope } from './collect-fields.js';
import { planOperation, type OperationPlan } from './plan.js';
import { runPlan } from './run.js';

/** What an operation is executed with. */
export interface Execution {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: unknown;
  readonly rootValue: unknown;
  readonly signal: StopSignal | undefined;
}

/** Plans of one operation, which differ in what its `@skip` and `@include` let through. */
const MAX_VARIANTS = 8;

interface Known {
  readonly fragments: Scope['fragments'];
  /** Names of the variables in `@skip` and `@include`. */
  readonly conditions: readonly string[];
  readonly plans: Map<string, OperationPlan>;
}

/**
 * Executes queries and mutations by plans that are kept for the next time. A plan is made while its operation is executed for
 * the first time, only as far as that comes, so it costs no more than executing does; a document that never comes back
 * loses nothing.
 */
export class Executor {
  readonly #schema: GraphQLSchema;
  /** Kept as long as whoever parses documents keeps them. */
  readonly #known = new WeakMap<DocumentNode, Known>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  /** Executes a valid operation with coerced variables. Rejects with the reason of the signal. */
  execute(execution: Execution): ExecutionResult | Promise<ExecutionResult> {
    return runPlan(this.#planOf(execution), execution);
  }

  #planOf({ document, operation, variables }: Execution): OperationPlan {
    const known = this.#known.get(document) ?? this.#remember(document);
    const conditions = known.conditions.map((name) => String(variables[name]));
    const key = [operation.name?.value ?? '', ...conditions].join(' ');
    const plan = known.plans.get(key);
    if (plan !== undefined) return plan;
    const made = planOperation({ schema: this.#schema, fragments: known.fragments, variables }, operation);
    if (known.plans.size < MAX_VARIANTS) known.plans.set(key, made);
    return made;
  }

  #remember(document: DocumentNode): Known {
    const known = { fragments: fragmentsOf(document), conditions: conditionsOf(document), plans: new Map() };
    this.#known.set(document, known);
    return known;
  }
}

/** Walks the document by itself: the library's `visit` takes as long as an execution. */
function conditionsOf({ definitions }: DocumentNode): readonly string[] {
  const names = new Set<string>();
  const look = ({ selections }: SelectionSetNode): void => {
    for (const node of selections) {
      for (const directive of node.directives ?? []) noteVariables(directive, names);
      if (node.kind !== Kind.FRAGMENT_SPREAD && node.selectionSet !== undefined) look(node.selectionSet);
    }
  };
  for (const node of definitions) if ('selectionSet' in node) look(node.selectionSet);
  return [...names];
}

function noteVariables({ arguments: given = [] }: DirectiveNode, names: Set<string>): void {
  for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
}
