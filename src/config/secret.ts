import { inspect } from 'node:util';

const REDACTED = '[secret]';

/** Shorter values would be found all over innocent text. */
const SHORTEST_SCRUBBED = 4;

/**
 * A credential. It prints, serialises and inspects as `[secret]`; only {@link Secret.open} gives the value,
 * and only the code that connects (`src/http`, the
 * connection to Redis) calls that.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /**
   * Makes the function that replaces every one of these secrets in a log line, in the form in which JSON writes it. The
   * second net behind never logging one.
   */
  static scrubber(secrets: readonly Secret[]): (line: string) => string {
    const values = secrets
      .map((secret) => JSON.stringify(secret.#value).slice(1, -1))
      .filter((value) => value.length >= SHORTEST_SCRUBBED)
      // The longer first: one secret may be part of another.
      .toSorted((a, b) => b.length - a.length);
    return (line) => values.reduce((text, value) => text.replaceAll(value, REDACTED), line);
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
