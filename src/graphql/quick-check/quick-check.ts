import {
  doTypesOverlap,
  getNamedType,
  isCompositeType,
  isEqualType,
  isLeafType,
  isUnionType,
  Kind,
  OperationTypeNode,
  TypeNameMetaFieldDef,
  typeFromAST,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type InlineFragmentNode,
  type NamedTypeNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Measured } from '../../limits/check-document.js';
import { VariableUses } from './variable-uses.js';

/**
 * Selections that are looked at, fragments wherever they are used; a document with more is left to the library, as are
 * fragments that contain themselves.
 */
const MAX_SELECTIONS = 1_000;

/** What has a name in the answer. */
interface Taken {
  readonly node: FieldNode;
  readonly definition: GraphQLField<unknown, unknown>;
  /** Of all that is selected of it; null for a leaf. */
  readonly names: Names | null;
}

/** Fields by the names that they have in the answer, of all selection sets that are merged there. */
type Names = Map<string, Taken>;

/**
 * Looks through a document once, and says how large it is if it is surely valid. The library's rules, of which each has its
 * own visitor for each node, take some twenty times as long. Null is no verdict: the document may be valid, and has something
 * that is not looked into here, such as a subscription, introspection, two operations or two fields that have to be merged.
 * No measure is smaller than that of `measureDocument`.
 */
export function measureIfValid(schema: GraphQLSchema, document: DocumentNode): Measured | null {
  const fragments = new Map<string, FragmentDefinitionNode>();
  let operation: OperationDefinitionNode | null = null;
  for (const node of document.definitions) {
    if (node.kind === Kind.OPERATION_DEFINITION && operation === null) operation = node;
    else if (node.kind === Kind.FRAGMENT_DEFINITION && !fragments.has(node.name.value))
      fragments.set(node.name.value, node);
    else return null;
  }
  return operation === null ? null : new QuickCheck(schema, fragments).measure(operation);
}

class QuickCheck {
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #usedFragments = new Set<string>();
  readonly #variables: VariableUses;
  #selections = 0;
  #depth = 0;
  #aliases = 0;
  #directives = 0;
  #rootFields = 0;

  constructor(schema: GraphQLSchema, fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.#schema = schema;
    this.#fragments = fragments;
    this.#variables = new VariableUses(schema);
  }

  measure(operation: OperationDefinitionNode): Measured | null {
    const { operation: kind, directives, variableDefinitions, selectionSet } = operation;
    const root = this.#schema.getRootType(kind);
    const isValid =
      kind !== OperationTypeNode.SUBSCRIPTION &&
      root != null &&
      (directives === undefined || directives.length === 0) &&
      this.#variables.define(variableDefinitions) &&
      this.#isSetValid(selectionSet, root, new Map(), 1) &&
      this.#variables.areAllUsed() &&
      this.#usedFragments.size === this.#fragments.size;
    if (!isValid) return null;
    return {
      depth: this.#depth,
      aliases: this.#aliases,
      directives: this.#directives,
      rootFields: this.#rootFields,
    };
  }

  /** @param level Of the fields, 1 for the root's. */
  #isSetValid(
    { selections }: SelectionSetNode,
    parent: GraphQLCompositeType,
    names: Names,
    level: number,
  ): boolean {
    if (level > this.#depth) this.#depth = level;
    this.#selections += selections.length;
    if (this.#selections > MAX_SELECTIONS) return false;
    for (const node of selections) {
      if (!this.#areDirectivesValid(node)) return false;
      if (node.kind === Kind.FIELD) {
        if (!this.#isFieldValid(node, parent, names, level)) return false;
      } else if (!this.#isFragmentValid(node, parent, names, level)) return false;
    }
    return true;
  }

  #isFieldValid(node: FieldNode, parent: GraphQLCompositeType, names: Names, level: number): boolean {
    if (node.alias !== undefined) this.#aliases += 1;
    if (level === 1) this.#rootFields += 1;
    const definition = fieldOf(parent, node.name.value);
    if (definition === undefined) return false;
    const taken = takeName(names, node, definition);
    if (taken === null || !this.#variables.areValuesValid(definition.args, node.arguments)) return false;
    const type = getNamedType(definition.type);
    if (node.selectionSet === undefined) return isLeafType(type);
    if (taken.names === null || !isCompositeType(type)) return false;
    return this.#isSetValid(node.selectionSet, type, taken.names, level + 1);
  }

  #isFragmentValid(
    node: InlineFragmentNode | FragmentSpreadNode,
    parent: GraphQLCompositeType,
    names: Names,
    level: number,
  ): boolean {
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const type = node.typeCondition === undefined ? parent : this.#typeWithin(parent, node.typeCondition);
      return type !== null && this.#isSetValid(node.selectionSet, type, names, level);
    }
    const name = node.name.value;
    const fragment = this.#fragments.get(name);
    if (fragment === undefined) return false;
    if (fragment.directives !== undefined && fragment.directives.length > 0) return false;
    const type = this.#typeWithin(parent, fragment.typeCondition);
    if (type === null) return false;
    this.#usedFragments.add(name);
    return this.#isSetValid(fragment.selectionSet, type, names, level);
  }

  /** The type that a fragment is for; null: none of which anything can be here. */
  #typeWithin(parent: GraphQLCompositeType, condition: NamedTypeNode): GraphQLCompositeType | null {
    const type = typeFromAST(this.#schema, condition);
    if (!isCompositeType(type)) return null;
    return type === parent || doTypesOverlap(this.#schema, type, parent) ? type : null;
  }

  /** Of selections only, where none but `@skip` and `@include` may stand. */
  #areDirectivesValid({ directives }: SelectionNode): boolean {
    if (directives === undefined || directives.length === 0) return true;
    this.#directives += directives.length;
    const names = new Set<string>();
    for (const { name, arguments: given } of directives) {
      const definition =
        name.value === 'skip' || name.value === 'include' ? this.#schema.getDirective(name.value) : null;
      if (definition == null || names.has(name.value)) return false;
      if (!this.#variables.areValuesValid(definition.args, given)) return false;
      names.add(name.value);
    }
    return true;
  }
}

function fieldOf(type: GraphQLCompositeType, name: string): GraphQLField<unknown, unknown> | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  return isUnionType(type) ? undefined : type.getFields()[name];
}

/**
 * Puts a field under its name, beside what has that name already, which has to be the same field without arguments. Null:
 * there may be a conflict.
 */
function takeName(names: Names, node: FieldNode, definition: GraphQLField<unknown, unknown>): Taken | null {
  const name = node.alias?.value ?? node.name.value;
  const before = names.get(name);
  if (before === undefined) {
    const taken = { node, definition, names: node.selectionSet === undefined ? null : new Map() };
    names.set(name, taken);
    return taken;
  }
  const isSame =
    before.node.name.value === node.name.value &&
    hasNoArguments(before.node) &&
    hasNoArguments(node) &&
    isEqualType(before.definition.type, definition.type);
  return isSame ? before : null;
}

function hasNoArguments({ arguments: given }: FieldNode): boolean {
  return given === undefined || given.length === 0;
}
