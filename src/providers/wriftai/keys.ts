import { joinNativeKey, splitNativeKey } from '../../domain/native-key.js';

/** What names a model on the marketplace. */
export interface ModelKey {
  readonly owner: string;
  readonly name: string;
}

/** What names a version: its model and its number there; a version has no id of its own (contract §7, trap 9). */
export interface VersionKey extends ModelKey {
  readonly number: number;
}

/**
 * Whether a text can stand as one segment of a path. A slash or dots would make it another path, nothing at all would
 * turn the get of a model into a list (contract §1 and §7, trap 6), and half a surrogate pair has no encoding.
 */
export function isSegment(text: string): boolean {
  return text !== '' && !/^\.+$|\/|\p{Surrogate}/u.test(text);
}

/** The native key of a model: `owner/name`, as people write it. */
export function toModelKey(model: ModelKey): string {
  return `${model.owner}/${model.name}`;
}

/** Reads a native key of a model; null when it cannot name one. */
export function parseModelKey(nativeId: string): ModelKey | null {
  const [owner, name, ...rest] = nativeId.split('/');
  if (owner === undefined || name === undefined || rest.length > 0) return null;
  return isSegment(owner) && isSegment(name) ? { owner, name } : null;
}

/** The native key of a version, which is a checkpoint in the gateway's words. */
export function toVersionKey(version: VersionKey): string {
  return joinNativeKey(version.owner, version.name, String(version.number));
}

/** Reads a native key of a version; null when it cannot name one. */
export function parseVersionKey(nativeId: string): VersionKey | null {
  const [owner, name, digits] = splitNativeKey(nativeId, 3) ?? [];
  if (owner === undefined || name === undefined || digits === undefined) return null;
  if (!isSegment(owner) || !isSegment(name) || !/^\d+$/.test(digits)) return null;
  const version = { owner, name, number: Number(digits) };
  // One version has one key: `03` or `greenlab%2Dx` would be second spellings of another key.
  return toVersionKey(version) === nativeId ? version : null;
}

/** Path of a model below the base URL. */
export function modelPath(model: ModelKey): string {
  return `/models/${encodeURIComponent(model.owner)}/${encodeURIComponent(model.name)}`;
}

/** Path of a version below the base URL. */
export function versionPath(version: VersionKey): string {
  return `${modelPath(version)}/versions/${version.number}`;
}
