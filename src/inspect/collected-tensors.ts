import type { TensorRecord } from '../domain/inspection.js';
import { invalidFile } from './invalid-file.js';

/** Most tensors that are listed; all are counted. */
const MAX_LISTED = 1_000;

/** Counts tensors and keeps the first ones. */
export class CollectedTensors {
  readonly listed: TensorRecord[] = [];
  #count = 0;
  #parameters = 0;

  get count(): number {
    return this.#count;
  }

  /** Elements of all. */
  get parameters(): number {
    return this.#parameters;
  }

  add(tensor: TensorRecord): void {
    this.#count += 1;
    this.#parameters += elementsOf(tensor.shape);
    if (this.listed.length < MAX_LISTED) this.listed.push(tensor);
  }
}

/** Product of the dimensions. Throws FILE_INVALID where it is no exact number. */
export function elementsOf(shape: readonly number[]): number {
  const elements = shape.reduce((product, dimension) => product * dimension, 1);
  if (!Number.isSafeInteger(elements) || shape.some((dimension) => dimension < 0)) {
    throw invalidFile('it has a tensor of impossible size');
  }
  return elements;
}
