import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isInterfaceType,
  isUnionType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import type { Random } from '../../../src/sandbox/core/types.js';

/** An operation as a client sends it. */
export interface Operation {
  readonly query: string;
  readonly variables: unknown;
}

const KINDS = ['query', 'query', 'query', 'mutation', 'subscription'] as const;
const MOST_LEVELS = 5;
const ODD_TEXTS = ['', ' ', '\u0000', '../..', '%00', '💥', 'NaN', '__proto__', 'x'.repeat(5_000), '\ud800'];
const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1e308,
  2 ** 53,
  3.7,
  [],
  {},
  [[]],
  [null],
  { __proto__: 1 },
  { first: 1 },
  ...ODD_TEXTS,
];
const SCRAPS = [
  '{',
  '}',
  '(',
  ')',
  '"',
  '"""',
  '$',
  '@',
  '...',
  ':',
  '!',
  '\u0000',
  '\ufeff',
  '#',
  'fragment',
  'on',
  '9'.repeat(400),
  '\\u',
  '💥',
];

/** Writes operations that fit a schema, with arguments that need not; ids that exist come from `known`. */
export class DocumentWriter {
  readonly #schema: GraphQLSchema;
  readonly #known: readonly string[];
  readonly #random: Random;
  #variables: { readonly name: string; readonly type: string; readonly value: unknown }[] = [];
  #fragments: string[] = [];

  constructor(schema: GraphQLSchema, known: readonly string[], random: Random) {
    this.#schema = schema;
    this.#known = known;
    this.#random = random;
  }

  /** One operation with one to three fields at the top. */
  write(kind = this.#random.pick(KINDS)): Operation {
    this.#variables = [];
    this.#fragments = [];
    const root = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' }[kind];
    const selection = this.#selection(this.#schema.getType(root)!, 1, kind === 'subscription' ? 1 : 3);
    const declared = this.#variables.map(({ name, type }) => `$${name}: ${type}`).join(', ');
    const variables = Object.fromEntries(this.#variables.map(({ name, value }) => [name, value]));
    const operation = `${kind} Fuzz${declared === '' ? '' : `(${declared})`} ${selection}`;
    return { query: [operation, ...this.#fragments].join(' '), variables };
  }

  /** A text with pieces of it cut out, doubled, put elsewhere, or with something between that does not belong there. */
  damage(text: string): string {
    let damaged = text;
    for (let times = this.#random.integer(1, 4); times > 0; times -= 1) {
      const at = this.#random.integer(0, damaged.length);
      const to = Math.min(damaged.length, at + this.#random.integer(0, 12));
      const piece = this.#random.pick(['', damaged.slice(at, to).repeat(2), ...SCRAPS]);
      damaged = damaged.slice(0, at) + piece + damaged.slice(to);
    }
    return damaged;
  }

  /** Something where variables should be. */
  oddValue(): unknown {
    return this.#random.pick(ODD_VALUES);
  }

  #selection(type: GraphQLNamedType, level: number, most: number): string {
    if (isLeafType(type)) return '';
    const branches = isUnionType(type) || isInterfaceType(type) ? this.#schema.getPossibleTypes(type) : [];
    const fragments = branches
      .filter(() => this.#chance(0.5))
      .map((branch) => `... on ${branch.name} ${this.#selection(branch, level + 1, 2)}`);
    const fields =
      isObjectType(type) || isInterfaceType(type)
        ? Object.values(type.getFields()).filter(
            (field) => level < MOST_LEVELS || isLeafType(getNamedType(field.type)),
          )
        : [];
    const count = this.#random.integer(1, most);
    const picked = fields.length === 0 ? [] : Array.from({ length: count }, () => this.#random.pick(fields));
    const texts = picked.map((field, index) => this.#field(field, `f${level}_${index}`, level));
    const isBare = level === 1 && texts.length > 0;
    const parts = isBare
      ? [...texts, ...fragments]
      : this.#mixed(type, ['__typename', ...texts, ...fragments]);
    return `{ ${parts.join(' ')} }`;
  }

  /** Some of the parts in a fragment, and one of them twice. */
  #mixed(type: GraphQLNamedType, parts: readonly string[]): readonly string[] {
    if (this.#chance(0.1)) return [...parts, this.#random.pick(parts)];
    if (!this.#chance(0.15)) return parts;
    const name = `F${this.#fragments.length}`;
    this.#fragments.push(`fragment ${name} on ${type.name} { ${parts.slice(1).join(' ') || '__typename'} }`);
    return [`...${name}${this.#condition()}`, ...parts.slice(0, 1)];
  }

  /** Most often nothing. */
  #condition(): string {
    if (!this.#chance(0.12)) return '';
    const name = this.#random.pick(['skip', 'include']);
    if (this.#chance(0.3)) return ` @${name}(if: ${this.#chance(0.5)})`;
    const variable = `v${this.#variables.length}`;
    this.#variables.push({ name: variable, type: 'Boolean!', value: this.#chance(0.5) });
    return ` @${name}(if: $${variable})`;
  }

  #field(field: GraphQLField<unknown, unknown>, alias: string, level: number): string {
    const given = field.args.filter((argument) => isRequired(argument) || this.#chance(0.4));
    const values = given.map((argument) => `${argument.name}: ${this.#argument(argument.type)}`);
    const inParentheses = values.length === 0 ? '' : `(${values.join(', ')})`;
    return `${alias}: ${field.name}${inParentheses}${this.#condition()} ${this.#selection(getNamedType(field.type), level + 1, 4)}`;
  }

  /** As a variable, or written out. */
  #argument(type: GraphQLInputType): string {
    if (this.#chance(0.7)) {
      const name = `v${this.#variables.length}`;
      const value = this.#chance(0.15) ? this.oddValue() : this.#value(type);
      this.#variables.push({ name, type: String(type), value });
      return `$${name}`;
    }
    return this.#literal(type, this.#value(type));
  }

  #value(type: GraphQLInputType, level = 0): unknown {
    if (isNonNullType(type)) return this.#value(type.ofType, level);
    if (isListType(type))
      return Array.from({ length: this.#random.integer(0, 3) }, () => this.#value(type.ofType, level + 1));
    if (isEnumType(type)) return this.#random.pick(type.getValues()).name;
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields());
      const wanted = type.isOneOf
        ? [this.#random.pick(fields)]
        : fields.filter((field) => isRequired(field) || (level < 3 && this.#chance(0.3)));
      return Object.fromEntries(wanted.map((field) => [field.name, this.#value(field.type, level + 1)]));
    }
    return this.#scalar(type.name);
  }

  #scalar(name: string): unknown {
    if (name === 'Int') return this.#random.pick([1, 2, 5, 25, 100, 0, -1, 2_147_483_647]);
    if (name === 'Float') return this.#random.pick([0, 0.5, -1, 1e300]);
    if (name === 'Boolean') return this.#chance(0.5);
    if (name === 'DateTime')
      return this.#random.pick(['2026-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z', 'soon']);
    return this.#chance(0.7) ? this.#random.pick(this.#known) : this.#random.pick(ODD_TEXTS);
  }

  #literal(type: GraphQLInputType, value: unknown): string {
    if (isNonNullType(type)) return this.#literal(type.ofType, value);
    if (isListType(type) && Array.isArray(value))
      return `[${value.map((item) => this.#literal(type.ofType, item)).join(', ')}]`;
    if (isInputObjectType(type)) {
      const fields = type.getFields();
      const entries = Object.entries(value as Record<string, unknown>);
      return `{ ${entries.map(([key, item]) => `${key}: ${this.#literal(fields[key]!.type, item)}`).join(', ')} }`;
    }
    return isEnumType(type) ? String(value) : JSON.stringify(value);
  }

  #chance(share: number): boolean {
    return this.#random.next() < share;
  }
}

function isRequired({ type, defaultValue }: GraphQLArgument | GraphQLInputField): boolean {
  return isNonNullType(type) && defaultValue === undefined;
}
