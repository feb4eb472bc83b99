import type { Secret } from './secret.js';

/** Shorter values would be found all over innocent text. */
const SHORTEST_SCRUBBED = 4;

/**
 * Callers' own credentials, which the gateway does not keep: the secret part of an API key, whose id may be shown, and
 * what looks like a signed token.
 */
const CREDENTIAL_FORMS: readonly (readonly [RegExp, string])[] = [
  [/(mgk_[0-9a-f]{12}_)[0-9a-f]+/gu, '$1[secret]'],
  [/eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+/gu, '[secret]'],
];

/**
 * Makes the function that replaces every known secret in a log line, in the form in which JSON writes it, and everything
 * that has the form of a caller's credential. The second net behind never logging one.
 */
export function createScrubber(secrets: readonly Secret[]): (line: string) => string {
  const values = secrets
    .map((secret) => JSON.stringify(secret.open()).slice(1, -1))
    .filter((value) => value.length >= SHORTEST_SCRUBBED)
    // The longer first: one secret may be part of another.
    .toSorted((a, b) => b.length - a.length);
  return (line) =>
    CREDENTIAL_FORMS.reduce(
      (text, [form, replacement]) => text.replace(form, replacement),
      values.reduce((text, value) => text.replaceAll(value, '[secret]'), line),
    );
}
