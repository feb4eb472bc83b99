import {
  getNamedType,
  getNullableType,
  isInputType,
  isLeafType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  isTypeSubTypeOf,
  Kind,
  typeFromAST,
  type ArgumentNode,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLLeafType,
  type GraphQLSchema,
  type ObjectFieldNode,
  type ValueNode,
  type VariableDefinitionNode,
} from 'graphql';

/** A place for a value: an argument or a field of an input object. */
type Place = Pick<GraphQLArgument, 'type' | 'defaultValue'>;

interface Variable {
  readonly type: GraphQLInputType;
  readonly hasDefault: boolean;
  isUsed: boolean;
}

/** What an operation gives to its fields. Whatever is not surely right counts as wrong. */
export class VariableUses {
  readonly #schema: GraphQLSchema;
  readonly #variables = new Map<string, Variable>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  /** False: some variable is not surely right. */
  define(definitions: readonly VariableDefinitionNode[] = []): boolean {
    return definitions.every((node) => this.#define(node));
  }

  areAllUsed(): boolean {
    for (const { isUsed } of this.#variables.values()) if (!isUsed) return false;
    return true;
  }

  /** Whether all values that are needed are given, each once, and no others: to arguments, or to fields of an input object. */
  areValuesValid(
    places: readonly (GraphQLArgument | GraphQLInputField)[],
    given: readonly (ArgumentNode | ObjectFieldNode)[] = [],
  ): boolean {
    let found = 0;
    for (const place of places) {
      const node = given.find(({ name }) => name.value === place.name);
      if (node === undefined) {
        // The same is asked of an argument.
        if (isRequiredInputField(place)) return false;
      } else {
        found += 1;
        if (!this.#isValueValid(place, node.value)) return false;
      }
    }
    // What is given twice counts once.
    return found === given.length;
  }

  #define({ variable, type: typeNode, defaultValue, directives }: VariableDefinitionNode): boolean {
    const name = variable.name.value;
    const type = typeFromAST(this.#schema, typeNode);
    if (!isInputType(type) || this.#variables.has(name)) return false;
    if (directives !== undefined && directives.length > 0) return false;
    if (defaultValue !== undefined && !this.#isValueValid({ type, defaultValue: undefined }, defaultValue))
      return false;
    const hasDefault = defaultValue !== undefined && defaultValue.kind !== Kind.NULL;
    this.#variables.set(name, { type, hasDefault, isUsed: false });
    return true;
  }

  #isValueValid(place: Place, node: ValueNode): boolean {
    if (node.kind === Kind.VARIABLE) return this.#isVariableValid(place, node.name.value);
    if (node.kind === Kind.NULL) return !isNonNullType(place.type);
    if (node.kind === Kind.LIST) return this.#isListValid(place, node.values);
    // A single item may stand for a list of it.
    const type = getNamedType(place.type);
    if (isLeafType(type)) return node.kind !== Kind.OBJECT && canParse(type, node);
    return node.kind === Kind.OBJECT && this.#isObjectValid(type, node.fields);
  }

  #isVariableValid({ type: expected, defaultValue }: Place, name: string): boolean {
    const variable = this.#variables.get(name);
    if (variable === undefined) return false;
    variable.isUsed = true;
    const { type, hasDefault } = variable;
    const isNullReplaced = !isNonNullType(type) && (hasDefault || defaultValue !== undefined);
    return isTypeSubTypeOf(this.#schema, type, isNullReplaced ? getNullableType(expected) : expected);
  }

  #isListValid(place: Place, values: readonly ValueNode[]): boolean {
    const type = getNullableType(place.type);
    if (!isListType(type)) return false;
    const item = { type: type.ofType, defaultValue: undefined };
    return values.every((value) => this.#isValueValid(item, value));
  }

  #isObjectValid(type: GraphQLInputObjectType, given: readonly ObjectFieldNode[]): boolean {
    if (type.isOneOf) return this.#isOneOfValid(type, given);
    return this.areValuesValid(Object.values(type.getFields()), given);
  }

  /** Null is no value of the one field that is given. */
  #isOneOfValid(type: GraphQLInputObjectType, given: readonly ObjectFieldNode[]): boolean {
    const [node] = given;
    const field = node === undefined ? undefined : type.getFields()[node.name.value];
    if (node === undefined || field === undefined || given.length > 1) return false;
    const { value } = node;
    if (value.kind === Kind.NULL) return false;
    if (value.kind === Kind.VARIABLE && !isNonNullType(this.#variables.get(value.name.value)?.type))
      return false;
    return this.#isValueValid(field, value);
  }
}

function canParse(type: GraphQLLeafType, node: ValueNode): boolean {
  try {
    return type.parseLiteral(node, undefined) !== undefined;
  } catch {
    // What is wrong with it is for the library to say.
    return false;
  }
}
