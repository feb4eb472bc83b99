import {
  defaultFieldResolver,
  defaultTypeResolver,
  getArgumentValues,
  GraphQLError,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  specifiedScalarTypes,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  type FieldNode,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLTypeResolver,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { collectFields, type Scope } from './collect-fields.js';

/** Where the document asks for a field. */
export interface FieldPlace {
  /** In the answer. */
  readonly name: string;
  readonly nodes: readonly FieldNode[];
  readonly parentType: GraphQLObjectType;
  readonly definition: GraphQLField<unknown, unknown>;
}

/** How a value becomes a part of the answer. */
export type Shape = LeafShape | ListShape | ObjectShape | AbstractShape;

interface AnyShape {
  /** The field that the value, or the list in which it is, belongs to. */
  readonly place: FieldPlace;
  readonly isNonNull: boolean;
}

interface LeafShape extends AnyShape {
  readonly kind: 'leaf';
  readonly type: GraphQLLeafType;
  /** The JavaScript type whose values are in the answer as they are; null: all have to be serialised. */
  readonly plain: 'string' | 'boolean' | null;
}

interface ListShape extends AnyShape {
  readonly kind: 'list';
  readonly item: Shape;
}

interface ObjectShape extends AnyShape {
  readonly kind: 'object';
  readonly selection: Selection;
}

interface AbstractShape extends AnyShape {
  readonly kind: 'abstract';
  readonly type: GraphQLAbstractType;
  readonly resolveType: GraphQLTypeResolver<unknown, unknown>;
  /** What is asked of objects of this type. */
  selectionOf(type: GraphQLObjectType): Selection;
}

/** One field of the answer. */
export interface FieldPlan extends FieldPlace {
  /** Null: it is a property of its object. */
  readonly resolve: GraphQLFieldResolver<unknown, unknown> | null;
  /** Whether the resolver has a fourth parameter; making the object is not for nothing. */
  readonly wantsInfo: boolean;
  /** The arguments where no variable is in them; null: they have to be made for each execution. */
  readonly args: Readonly<Record<string, unknown>> | null;
  readonly shape: Shape;
}

/** What is asked of objects of one type. Made when the first of them comes. */
export class Selection {
  readonly type: GraphQLObjectType;
  readonly #scope: Scope;
  readonly #selectionSets: readonly SelectionSetNode[];
  #fields: readonly FieldPlan[] | null = null;
  #blank: Readonly<Record<string, unknown>> | null = null;
  #isUsed = false;

  constructor(scope: Scope, type: GraphQLObjectType, selectionSets: readonly SelectionSetNode[]) {
    this.type = type;
    this.#scope = scope;
    this.#selectionSets = selectionSets;
  }

  get fields(): readonly FieldPlan[] {
    this.#fields ??= [...collectFields(this.#scope, this.type, this.#selectionSets)].flatMap(
      ([name, nodes]) => planField(this.#scope, this.type, name, nodes) ?? [],
    );
    return this.#fields;
  }

  /**
   * An object for the answer, whose keys get their places when they are assigned. From the second one on all have the keys
   * already and one shape in memory; to make a shape for a single object would cost more than it gives.
   */
  newAnswer(): Record<string, unknown> {
    if (this.#blank !== null) return { ...this.#blank };
    if (this.#isUsed) this.#blank = Object.fromEntries(this.fields.map(({ name }) => [name, undefined]));
    this.#isUsed = true;
    const answer: Record<string, unknown> = Object.create(null);
    return answer;
  }
}

/** How an operation is executed, as long as the variables in its `@skip` and `@include` are the same. */
export interface OperationPlan {
  readonly scope: Scope;
  readonly operation: OperationDefinitionNode;
  readonly root: Selection;
}

/** Plans an operation of a document that is valid for the schema. */
export function planOperation(scope: Scope, operation: OperationDefinitionNode): OperationPlan {
  const type = scope.schema.getRootType(operation.operation);
  if (type == null) throw new TypeError(`The schema has no ${operation.operation}.`);
  return { scope, operation, root: new Selection(scope, type, [operation.selectionSet]) };
}

const NO_ARGUMENTS: Readonly<Record<string, unknown>> = Object.freeze({});

/** A plan's answer to `__typename`: known without a resolver. */
const resolveTypename: GraphQLFieldResolver<unknown, unknown> | undefined = TypeNameMetaFieldDef.resolve;

function planField(
  scope: Scope,
  parentType: GraphQLObjectType,
  name: string,
  nodes: readonly FieldNode[],
): FieldPlan | null {
  const [node] = nodes;
  const definition = node && definitionOf(scope, parentType, node.name.value);
  if (node === undefined || definition === undefined) return null;
  const place = { name, nodes, parentType, definition };
  const { resolve } = definition;
  const own = resolve === undefined || resolve === defaultFieldResolver ? null : resolve;
  return {
    name,
    nodes,
    parentType,
    definition,
    resolve: own !== null && own === resolveTypename ? () => parentType.name : own,
    wantsInfo: own !== null && own !== resolveTypename && own.length > 3,
    args: constantArguments(definition, node),
    shape: shapeOf(scope, definition.type, place),
  };
}

function definitionOf(
  { schema }: Scope,
  type: GraphQLObjectType,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (type === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return type.getFields()[name];
}

function constantArguments(
  definition: GraphQLField<unknown, unknown>,
  node: FieldNode,
): Readonly<Record<string, unknown>> | null {
  if (definition.args.length === 0) return NO_ARGUMENTS;
  if (hasVariable(node)) return null;
  try {
    return Object.freeze(getArgumentValues(definition, node));
  } catch (error) {
    // It fails again where the error has its place in the answer.
    if (error instanceof GraphQLError) return null;
    throw error;
  }
}

function hasVariable({ arguments: given = [] }: FieldNode): boolean {
  return given.some(({ value }) => holdsVariable(value));
}

function holdsVariable(value: ValueNode): boolean {
  if (value.kind === Kind.VARIABLE) return true;
  if (value.kind === Kind.LIST) return value.values.some(holdsVariable);
  return value.kind === Kind.OBJECT && value.fields.some((field) => holdsVariable(field.value));
}

function shapeOf(scope: Scope, type: GraphQLOutputType, place: FieldPlace): Shape {
  const isNonNull = isNonNullType(type);
  const nullable = isNonNull ? type.ofType : type;
  if (isListType(nullable))
    return { kind: 'list', place, isNonNull, item: shapeOf(scope, nullable.ofType, place) };
  if (isLeafType(nullable))
    return { kind: 'leaf', place, isNonNull, type: nullable, plain: plainOf(nullable) };
  const selectionSets = place.nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  if (!isAbstractType(nullable))
    return { kind: 'object', place, isNonNull, selection: new Selection(scope, nullable, selectionSets) };
  const selections = new Map<GraphQLObjectType, Selection>();
  return {
    kind: 'abstract',
    place,
    isNonNull,
    type: nullable,
    resolveType: nullable.resolveType ?? defaultTypeResolver,
    selectionOf: (objectType) => {
      const known = selections.get(objectType);
      if (known !== undefined) return known;
      const selection = new Selection(scope, objectType, selectionSets);
      selections.set(objectType, selection);
      return selection;
    },
  };
}

function plainOf(type: GraphQLLeafType): 'string' | 'boolean' | null {
  if (!specifiedScalarTypes.some((scalar) => scalar === type)) return null;
  if (type.name === 'String' || type.name === 'ID') return 'string';
  return type.name === 'Boolean' ? 'boolean' : null;
}

/** The object type that an abstract type's resolver has named. Throws GraphQLError where that is none of it. */
export function checkType(
  scope: Scope,
  { type: abstract, place: { nodes, parentType, definition } }: Extract<Shape, { kind: 'abstract' }>,
  name: unknown,
): GraphQLObjectType {
  const type = typeof name === 'string' ? scope.schema.getType(name) : undefined;
  if (isObjectType(type) && scope.schema.isSubType(abstract, type)) return type;
  throw new GraphQLError(
    `Abstract type "${abstract.name}" of field "${parentType.name}.${definition.name}" was resolved to no object type of it.`,
    { nodes: [...nodes] },
  );
}
