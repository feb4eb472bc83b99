/** Longest text of the provider that is passed on to clients. */
const MAX_LENGTH = 300;

/**
 * Makes a sentence of the provider fit for clients: `{organization}_{id}` becomes the bare id, as in the SDK
 * (contract §8), URLs go because they can be signed, secret keys go, white space is one space. Null when nothing is left.
 */
export function readableText(text: string | null, organizationId: string): string | null {
  if (text === null) return null;
  const readable = withoutOrganization(text, organizationId)
    .replace(/\bhttps?:\/\/\S+/giu, '[link]')
    .replace(/\bdtvi_\w+/gu, '[secret]')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  if (readable === '') return null;
  return readable.length > MAX_LENGTH ? `${readable.slice(0, MAX_LENGTH - 1)}…` : readable;
}

/** Takes the prefix `{organization}_` from every id in the text that begins with it. */
export function withoutOrganization(text: string, organizationId: string): string {
  const prefix = `${organizationId}_`;
  return text.split(prefix).reduce((left, right) => left + (/[\w-]$/u.test(left) ? prefix : '') + right);
}
