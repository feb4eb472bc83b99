import type { TransferEngine } from '../../src/downloads/engine/types.js';
import { cancel, cancels, loop, memory } from './bounds.js';
import { cut, limited, plain, tls, verified } from './speed.js';

/** One line of the result. */
export interface Measurement {
  readonly goal: string;
  readonly what: string;
  readonly value: string;
  readonly bar: string;
}

/** What a run was started with. */
export interface BenchOptions {
  readonly sizeMib: number;
  readonly rounds: number;
  /** Sizes for `memory`, one after the other. */
  readonly memoryMib: readonly number[];
  /** Transfers that `cancels` begins. */
  readonly cancels: number;
}

export interface Bench extends BenchOptions {
  readonly engine: TransferEngine;
  /** The file to be served, of random bytes. */
  readonly path: string;
  /** Holds the certificate, and takes what nginx writes. */
  readonly directory: string;
}

export type Scenario = (bench: Bench) => Promise<readonly Measurement[]>;

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  plain,
  tls,
  verified,
  limited,
  cut,
  loop,
  memory,
  cancel,
  cancels,
};
