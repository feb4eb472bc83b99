/**
 * Keys of things that one native id does not identify (a run output needs its run, a file its version and model).
 * Each part is percent-encoded, so a part may hold any character, `/` included.
 */
export function joinNativeKey(...parts: readonly string[]): string {
  return parts.map((part) => encodeURIComponent(part)).join('/');
}

/** The parts again, or null when the key has not exactly `count` non-empty, well-encoded parts. */
export function splitNativeKey(key: string, count: number): readonly string[] | null {
  const encoded = key.split('/');
  if (encoded.length !== count) return null;
  try {
    const parts = encoded.map((part) => decodeURIComponent(part));
    return parts.every((part) => part !== '') ? parts : null;
  } catch {
    return null;
  }
}
