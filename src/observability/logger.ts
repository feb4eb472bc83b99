import { pino, type Logger as PinoLogger } from 'pino';

/** The structured logger that is handed down; children carry the request id and the provider's name. */
export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error' | 'isLevelEnabled'> & {
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

const ignore: Logger['info'] = () => {};

class LateChild implements Logger {
  readonly #parent: Logger;
  readonly #bindings: Record<string, unknown>;
  #child: Logger | null = null;

  constructor(parent: Logger, bindings: Record<string, unknown>) {
    this.#parent = parent;
    this.#bindings = bindings;
  }

  get debug(): Logger['debug'] {
    return this.#writer('debug');
  }

  get info(): Logger['info'] {
    return this.#writer('info');
  }

  get warn(): Logger['warn'] {
    return this.#writer('warn');
  }

  get error(): Logger['error'] {
    return this.#writer('error');
  }

  isLevelEnabled(level: LogLevel): boolean {
    return this.#parent.isLevelEnabled(level);
  }

  child(bindings: Record<string, unknown>): Logger {
    return new LateChild(this.#made(), bindings);
  }

  /** Nothing is made for a line that is not written. */
  #writer(level: Exclude<LogLevel, 'silent'>): Logger['info'] {
    if (!this.isLevelEnabled(level)) return ignore;
    const child = this.#made();
    return child[level].bind(child);
  }

  #made(): Logger {
    this.#child ??= this.#parent.child(this.#bindings);
    return this.#child;
  }
}
