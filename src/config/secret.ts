import { inspect } from 'node:util';

const REDACTED = '[secret]';

/**
 * A credential. It prints, serialises and inspects as `[secret]`; only {@link Secret.open} gives the value, and only
 * code that connects (`src/http`, the connection to Redis) and the log's scrubber call that.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Put it where the service wants it and nowhere else. */
  open(): string {
    return this.#value;
  }

  /** The same credential behind a scheme such as `Bearer `; still closed. */
  withPrefix(prefix: string): Secret {
    return new Secret(prefix + this.#value);
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
