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

/** A child of a logger that is made when something is written to it: most requests and operations write little or nothing. */
export function lateChild(log: Logger, bindings: Record<string, unknown>): Logger {
  return new LateChild(log, bindings);
}

class LateChild implements Logger {
  readonly #parent: Logger;
  readonly #bindings: Record<string, unknown>;
  #child: Logger | null = null;

  constructor(parent: Logger, bindings: Record<string, unknown>) {
    this.#parent = parent;
    this.#bindings = bindings;
  }

  get debug(): Logger['debug'] {
    const child = this.#made();
    return child.debug.bind(child);
  }

  get info(): Logger['info'] {
    const child = this.#made();
    return child.info.bind(child);
  }

  get warn(): Logger['warn'] {
    const child = this.#made();
    return child.warn.bind(child);
  }

  get error(): Logger['error'] {
    const child = this.#made();
    return child.error.bind(child);
  }

  child(bindings: Record<string, unknown>): Logger {
    return new LateChild(this.#made(), bindings);
  }

  #made(): Logger {
    this.#child ??= this.#parent.child(this.#bindings);
    return this.#child;
  }
}
