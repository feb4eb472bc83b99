import { pino, type Logger as PinoLogger } from 'pino';

/** The structured logger that is handed down; children carry the request id and the provider's name. */
export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error'> & {
  child(bindings: Record<string, unknown>): Logger;
};

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * Makes the process's logger: one JSON object a line on standard error, so that standard output stays free.
 * `scrub` replaces every known secret in a line; it is the second net behind never logging one.
 */
export function createLogger(level: LogLevel, scrub: (line: string) => string): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    { write: (line: string) => void process.stderr.write(scrub(line)) },
  );
}
