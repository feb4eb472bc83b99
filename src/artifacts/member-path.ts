/** Longest path of an archive's member that is accepted as a label. */
const MAX_PATH_LENGTH = 1_024;

/**
 * The path of an archive's member, without `.` parts and trailing slashes; null when it leads out of the archive or could be
 * taken for such a path on some system: absolute, with `..`, backslashes, a drive, or control characters. The root itself
 * is the empty string.
 */
export function memberPath(name: string): string | null {
  if (name.length > MAX_PATH_LENGTH || /[\\\p{Cc}]/u.test(name)) return null;
  if (name.startsWith('/') || /^[A-Za-z]:/u.test(name)) return null;
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  return parts.includes('..') ? null : parts.join('/');
}
