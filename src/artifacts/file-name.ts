/** Longest name that is given out; file systems commonly allow 255 bytes. */
const MAX_NAME_LENGTH = 150;

/**
 * A provider's name made harmless as a label for a saved file: the last part of a path, without control characters,
 * characters that some file system refuses, or dots and blanks at the ends. Never empty. It is still only a label: nothing
 * in the store is named by it.
 */
export function toFileLabel(name: string): string {
  const lastPart = name.split(/[/\\]/u).at(-1) ?? '';
  const cleaned = lastPart
    .normalize('NFC')
    // Controls, line separators and characters that turn the direction of writing can disguise a name.
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}"*:<>?|%]/gu, '_')
    .replaceAll(/^[\s.]+|[\s.]+$/gu, '');
  const shortened = shorten(cleaned);
  return shortened === '' ? 'file' : shortened;
}

/** Cuts the stem, so that the extension survives. */
function shorten(name: string): string {
  const characters = Array.from(name);
  if (characters.length <= MAX_NAME_LENGTH) return name;
  const extension = /\.[A-Za-z0-9]{1,12}$/u.exec(name)?.[0] ?? '';
  return characters.slice(0, MAX_NAME_LENGTH - extension.length).join('') + extension;
}

/**
 * Value of `Content-Disposition` that saves under this label (RFC 6266): an ASCII `filename`, and `filename*` (RFC 8187)
 * where that is not the whole truth.
 */
export function attachmentDisposition(name: string): string {
  const label = toFileLabel(name);
  const ascii = label.replaceAll(/[^\x20-\x7e]/gu, '_');
  const plain = `attachment; filename="${ascii}"`;
  return ascii === label ? plain : `${plain}; filename*=UTF-8''${encodeExtendedValue(label)}`;
}

/** RFC 8187 §3.2.1: `encodeURIComponent` leaves four characters alone that are not `attr-char`. */
function encodeExtendedValue(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /['()*]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
