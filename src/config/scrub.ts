import type { Secret } from './secret.js';

/** Shorter values would be found all over innocent text. */
const SHORTEST_SCRUBBED = 4;

/**
 * Makes the function that replaces every known secret in a log line, in the form in which JSON writes it. The second
 * net behind never logging one.
 */
export function createScrubber(secrets: readonly Secret[]): (line: string) => string {
  const values = secrets
    .map((secret) => JSON.stringify(secret.open()).slice(1, -1))
    .filter((value) => value.length >= SHORTEST_SCRUBBED)
    // The longer first: one secret may be part of another.
    .toSorted((a, b) => b.length - a.length);
  return (line) => values.reduce((text, value) => text.replaceAll(value, '[secret]'), line);
}
