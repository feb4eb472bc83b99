import { ModelgateError } from '@modelgate/client';
import { visible } from './format.js';
import { EXIT_CODES, exitCodeFor, type ExitCode } from './exit-codes.js';
import type { Surroundings } from './surroundings.js';

/** What a person does next about a failure, where its message does not say so already. */
const NEXT_STEPS: Readonly<Record<string, string>> = {
  NETWORK: 'Start one with `modelgate serve`, or name another with --url or MODELGATE_URL.',
  UNAUTHENTICATED:
    'Set MODELGATE_KEY to a key or token; `modelgate keys create` makes one where the gateway keeps its data.',
  FORBIDDEN: 'Use a key that has it; `modelgate keys list` shows what each may do.',
  NOT_FOUND: '`modelgate models list`, `runs list` and `checkpoints list` show what there is.',
  INVALID_ID: 'A ref is `provider:native` as the lists show it; an id comes from --json.',
  DOCUMENT_NOT_ALLOWED:
    "Have the entries of the client's persisted-documents.json put into the gateway's limits.manifest.",
  UNSUPPORTED: '`modelgate providers` shows what each provider can do.',
  PROVIDER_UNAVAILABLE: '`modelgate providers` shows how it goes; `modelgate doctor` looks for the reason.',
  PROVIDER_AUTH: '`modelgate doctor`, run where the gateway runs, checks every credential.',
};

/** A failure as scripts read it. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
}

/** Tells on standard error what went wrong and what to do; gives the exit code. */
export function reportError(error: unknown, { stderr }: Surroundings, isJson: boolean): ExitCode {
  const failure = describeError(error);
  const { code, message, hint } = failure;
  const text = hint === null ? message : `${message}\n${hint}`;
  stderr.write(`${isJson ? JSON.stringify({ error: failure }) : visible(text)}\n`);
  return code === 'INTERNAL' ? EXIT_CODES.failure : exitCodeFor(code);
}

/** What of a failure is shown. */
export function describeError(error: unknown): Failure {
  if (!(error instanceof Error)) return { code: 'INTERNAL', message: String(error), hint: null };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'INTERNAL';
  // This program's own messages say what to do; those of the gateway do not know its commands.
  const hint = error instanceof ModelgateError ? (NEXT_STEPS[code] ?? null) : null;
  return { code, message: error.message, hint };
}
