import type { GraphQLError, OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { writeJson } from '../domain/common.js';

/** Most that is remembered, about. */
const MAX_BYTES = 2 * 1024 * 1024;
/** What an entry takes besides its key, about. */
const ENTRY_BYTES = 150;

/** Remembers which operations were found not to cost too much, and with what variables. */
export class CostMemory {
  readonly #numbers = new WeakMap<OperationDefinitionNode, number>();
  #count = 0;
  readonly #passed = new LRUCache<string, true>({
    maxSize: MAX_BYTES,
    sizeCalculation: (_true, key) => key.length + ENTRY_BYTES,
  });

  /**
   * The error that `check` gives, which is not called where it gave none for the like before. Numbers, switches and the
   * lengths of lists make an operation dearer, texts do not: one pass holds for all that differ in these alone.
   *
   * @param variables Such as fit the operation.
   */
  check(
    operation: OperationDefinitionNode,
    variables: Readonly<Record<string, unknown>>,
    check: () => GraphQLError | null,
  ): GraphQLError | null {
    const like = writeJson(variables, withoutText);
    if (like === null) return check();
    const key = `${this.#numberOf(operation)} ${like}`;
    if (this.#passed.get(key) === true) return null;
    const error = check();
    if (error === null) this.#passed.set(key, true);
    return error;
  }

  #numberOf(operation: OperationDefinitionNode): number {
    const known = this.#numbers.get(operation);
    if (known !== undefined) return known;
    this.#count += 1;
    this.#numbers.set(operation, this.#count);
    return this.#count;
  }
}

function withoutText(_name: string, value: unknown): unknown {
  return typeof value === 'string' ? '' : value;
}
