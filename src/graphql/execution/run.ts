import {
  getArgumentValues,
  GraphQLError,
  locatedError,
  OperationTypeNode,
  type ExecutionResult,
  type GraphQLResolveInfo,
} from 'graphql';
import type { StopSignal } from '../../async/stop.js';
import { isPromise } from '../../async/is-promise.js';
import { FieldErrors, pathToArray, type Path } from './field-errors.js';
import {
  checkType,
  type FieldPlace,
  type FieldPlan,
  type OperationPlan,
  type Selection,
  type Shape,
} from './plan.js';

/** What one execution of a plan is made with. */
export interface RunOptions {
  readonly context: unknown;
  readonly rootValue: unknown;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Aborts when nobody waits for the answer any more: no further resolver is called then. */
  readonly signal: StopSignal | undefined;
}

interface Run extends RunOptions {
  readonly plan: OperationPlan;
  readonly errors: FieldErrors;
  /** Arguments with variables, made once however many objects have the field. */
  readonly args: Map<FieldPlan, Readonly<Record<string, unknown>>>;
}

type Completed = unknown;
type Answer = Record<string, unknown>;

/**
 * Executes a query or mutation as `execute` of the GraphQL library does: the same values, errors, paths and nulls. The
 * keys of each object are in the document's order. Rejects with the signal's reason when it was aborted.
 */
export function runPlan(
  plan: OperationPlan,
  options: RunOptions,
): ExecutionResult | Promise<ExecutionResult> {
  const { context, rootValue, variables, signal } = options;
  // Without spreading, which would take as long as the execution of a small query.
  const run: Run = {
    context,
    rootValue,
    variables,
    signal,
    plan,
    errors: new FieldErrors(),
    args: new Map(),
  };
  const succeed = (data: Answer): ExecutionResult => {
    signal?.throwIfAborted();
    return answerOf(run, data);
  };
  const fail = (error: unknown): ExecutionResult => {
    signal?.throwIfAborted();
    if (!(error instanceof GraphQLError)) throw error;
    run.errors.add(error, undefined);
    return answerOf(run, null);
  };
  try {
    const data =
      plan.operation.operation === OperationTypeNode.MUTATION
        ? runSerially(run, plan.root)
        : runSelection(run, plan.root, rootValue, undefined);
    return isPromise(data) ? data.then(succeed, fail) : succeed(data);
  } catch (error) {
    return fail(error);
  }
}

function answerOf({ errors }: Run, data: Answer | null): ExecutionResult {
  return errors.list.length === 0 ? { data } : { errors: errors.list, data };
}

async function runSerially(run: Run, selection: Selection): Promise<Answer> {
  const answer: Answer = selection.newAnswer();
  for (const field of selection.fields) {
    run.signal?.throwIfAborted();
    answer[field.name] = await runField(run, field, run.rootValue, undefined);
  }
  return answer;
}

function runSelection(
  run: Run,
  selection: Selection,
  source: unknown,
  path: Path | undefined,
): Answer | Promise<Answer> {
  const answer: Answer = selection.newAnswer();
  let pending: Promise<unknown>[] | null = null;
  try {
    for (const field of selection.fields) {
      const value = plainValue(field, source) ?? runField(run, field, source, path);
      // What is still to come has its place now.
      answer[field.name] = value;
      if (isPromise(value)) (pending ??= []).push(value.then(put(answer, field.name)));
    }
  } catch (error) {
    if (pending === null) throw error;
    // The others may fail too, which somebody has to hear.
    const rethrow = (): never => {
      throw error;
    };
    return Promise.all(pending).then(rethrow, rethrow);
  }
  if (pending === null) return answer;
  return pending.length === 1 && pending[0] !== undefined
    ? pending[0].then(() => answer)
    : Promise.all(pending).then(() => answer);
}

/** A property that can be in the answer as it is, which most leaves are; undefined: it is something else. */
function plainValue({ resolve: resolver, shape, definition }: FieldPlan, source: unknown): unknown {
  if (resolver !== null || shape.kind !== 'leaf' || shape.plain === null) return undefined;
  const value = propertyOf(source, definition.name);
  return typeof value === shape.plain ? value : undefined;
}

function put(answer: Answer, name: string): (value: unknown) => void {
  return (value) => {
    answer[name] = value;
  };
}

function runField(run: Run, field: FieldPlan, source: unknown, parent: Path | undefined): Completed {
  const { shape } = field;
  // A leaf's place is known from its parent; only failures need it.
  const path = shape.kind === 'leaf' && !field.wantsInfo ? null : pathOf(field, parent);
  try {
    const value = resolve(run, field, source, path ?? parent);
    if (!isPromise(value)) {
      const completed = complete(run, shape, value, path);
      return isPromise(completed)
        ? completed.then(undefined, (error: unknown) =>
            settle(run, shape, error, path ?? pathOf(field, parent)),
          )
        : completed;
    }
    return value
      .then((resolved) => complete(run, shape, resolved, path))
      .then(undefined, (error: unknown) => settle(run, shape, error, path ?? pathOf(field, parent)));
  } catch (error) {
    return settle(run, shape, error, path ?? pathOf(field, parent));
  }
}

function pathOf({ name, parentType }: FieldPlace, parent: Path | undefined): Path {
  return { prev: parent, key: name, typename: parentType.name };
}

/** @param path Of the field where its resolver wants it, else that of its parent may do. */
function resolve(run: Run, field: FieldPlan, source: unknown, path: Path | undefined): unknown {
  if (field.resolve === null) return propertyOf(source, field.definition.name);
  run.signal?.throwIfAborted();
  return field.resolve(
    source,
    argsOf(run, field),
    run.context,
    // Who has no parameter for it cannot miss it.
    // eslint-disable-next-line typescript/no-unsafe-type-assertion
    (field.wantsInfo && path !== undefined ? infoOf(run, field, path) : undefined) as GraphQLResolveInfo,
  );
}

function propertyOf(source: unknown, name: string): unknown {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- `Reflect.get` takes several times as long
  return typeof source === 'object' && source !== null ? (source as Answer)[name] : undefined;
}

function argsOf(run: Run, field: FieldPlan): Readonly<Record<string, unknown>> {
  if (field.args !== null) return field.args;
  const known = run.args.get(field);
  if (known !== undefined) return known;
  const [node] = field.nodes;
  if (node === undefined) return {};
  const made = getArgumentValues(field.definition, node, run.variables);
  run.args.set(field, made);
  return made;
}

function infoOf({ plan, rootValue, variables }: Run, field: FieldPlace, path: Path): GraphQLResolveInfo {
  const { definition, nodes, parentType } = field;
  return {
    fieldName: definition.name,
    fieldNodes: nodes,
    returnType: definition.type,
    parentType,
    path,
    schema: plan.scope.schema,
    fragments: plan.scope.fragments,
    rootValue,
    operation: plan.operation,
    variableValues: variables,
  };
}

/** Puts a failure where it belongs: into the errors with null in its place, or to what it stands in. */
function settle(run: Run, { place, isNonNull }: Shape, raw: unknown, path: Path): null {
  const error = locatedError(raw, [...place.nodes], pathToArray(path));
  if (isNonNull) throw error;
  run.errors.add(error, path);
  return null;
}

/** @param path Null for a leaf that is no item of a list. */
function complete(run: Run, shape: Shape, value: unknown, path: Path | null): Completed {
  if (value === null || value === undefined) {
    if (!shape.isNonNull) return null;
    const { parentType, definition } = shape.place;
    throw new Error(`Cannot return null for non-nullable field ${parentType.name}.${definition.name}.`);
  }
  if (shape.kind === 'leaf') return completeLeaf(shape, value);
  if (value instanceof Error) throw value;
  // Only leaves come without.
  if (path === null) throw new TypeError(`The field ${shape.place.name} has no path.`);
  if (shape.kind === 'list') return completeList(run, shape, value, path);
  if (shape.kind === 'object') return runSelection(run, shape.selection, value, path);
  const { type } = shape;
  const found = shape.resolveType(value, run.context, infoOf(run, shape.place, path), type);
  const descend = (name: unknown): Completed =>
    runSelection(run, shape.selectionOf(checkType(run.plan.scope, shape, name)), value, path);
  return isPromise(found) ? found.then(descend) : descend(found);
}

function completeLeaf({ type, plain }: Extract<Shape, { kind: 'leaf' }>, value: unknown): unknown {
  if (typeof value === plain) return value;
  if (value instanceof Error) throw value;
  let serialized: unknown;
  try {
    serialized = type.serialize(value);
  } catch (error) {
    // What a scalar says of a value is about the gateway's data and not for clients, as a GraphQLError would be.
    throw error instanceof GraphQLError ? new Error(error.message) : error;
  }
  if (serialized !== null && serialized !== undefined) return serialized;
  throw new Error(`A value of ${type.name} became nothing when it was serialised.`);
}

function completeList(
  run: Run,
  { item, place: field }: Extract<Shape, { kind: 'list' }>,
  values: unknown,
  path: Path,
): readonly Completed[] | Promise<readonly Completed[]> {
  if (!isIterableObject(values)) {
    const { parentType, definition } = field;
    throw new GraphQLError(
      `Expected Iterable, but did not find one for field "${parentType.name}.${definition.name}".`,
    );
  }
  const completed: Completed[] = [];
  let hasPromise = false;
  try {
    for (const value of values) {
      const place = { prev: path, key: completed.length, typename: undefined };
      const done = completeItem(run, item, value, place);
      hasPromise ||= isPromise(done);
      completed.push(done);
    }
  } catch (error) {
    // Nobody waits for the other items any more; one that fails too would be unheard.
    void Promise.allSettled([...completed, ...values]);
    throw error;
  }
  return hasPromise ? Promise.all(completed) : completed;
}

function completeItem(run: Run, item: Shape, value: unknown, path: Path): Completed {
  const fail = (error: unknown): null => settle(run, item, error, path);
  try {
    const completed = isPromise(value)
      ? value.then((resolved) => complete(run, item, resolved, path))
      : complete(run, item, value, path);
    return isPromise(completed) ? completed.then(undefined, fail) : completed;
  } catch (error) {
    return fail(error);
  }
}

function isIterableObject(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}
