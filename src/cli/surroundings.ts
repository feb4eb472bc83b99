import type { Environment } from '../config/secret-references.js';

/** Where text goes: standard output or standard error of a process. */
export interface TextStream extends NodeJS.WritableStream {
  /** Whether a person reads along; then there may be colours and bars that move. */
  readonly isTTY?: boolean;
}

/** What a run of the program works in. A process has one; tests make others. */
export interface Surroundings {
  readonly environment: Environment;
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  /** Aborted by the first Ctrl-C, or by a request to end; the reason is the signal's name. */
  readonly signal: AbortSignal;
}
