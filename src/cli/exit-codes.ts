/** What the program answers to the script that called it. docs/cli.md has this table, too; a test compares them. */
export const EXIT_CODES = {
  ok: 0,
  failure: 1,
  usage: 2,
  notFound: 3,
  notAllowed: 4,
  provider: 5,
  interrupted: 130,
  terminated: 143,
} as const;

/** One of {@link EXIT_CODES}. */
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

const BY_ERROR_CODE: Readonly<Record<string, ExitCode>> = {
  INVALID_ARGUMENT: EXIT_CODES.usage,
  INVALID_ID: EXIT_CODES.usage,
  BAD_USER_INPUT: EXIT_CODES.usage,
  NOT_FOUND: EXIT_CODES.notFound,
  UNAUTHENTICATED: EXIT_CODES.notAllowed,
  FORBIDDEN: EXIT_CODES.notAllowed,
  TRUNCATED: EXIT_CODES.provider,
  URL_EXPIRED: EXIT_CODES.provider,
  SOURCE_CHANGED: EXIT_CODES.provider,
};

/** The answer for a failure of this code; see docs/errors.md. */
export function exitCodeFor(errorCode: string): ExitCode {
  if (errorCode.startsWith('PROVIDER_')) return EXIT_CODES.provider;
  return BY_ERROR_CODE[errorCode] ?? EXIT_CODES.failure;
}
