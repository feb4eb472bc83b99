import { joinNativeKey, splitNativeKey } from '../../domain/native-key.js';

/** Ids that may stand in a path (contract §2). */
const RESOURCE_ID = /^[A-Za-z0-9_-]{1,255}$/u;

/** Whether a text can be the id of a run or of a run output; others are never sent. */
export function isResourceId(text: string): boolean {
  return RESOURCE_ID.test(text);
}

/** What names a run output: its id is not known to be unique outside its run. */
export interface OutputKey {
  readonly runId: string;
  readonly runOutputId: string;
}

/** The native key of a checkpoint. */
export function toOutputKey({ runId, runOutputId }: OutputKey): string {
  return joinNativeKey(runId, runOutputId);
}

/** Reads the native key of a checkpoint; null when it cannot name one. */
export function parseOutputKey(nativeId: string): OutputKey | null {
  const [runId = '', runOutputId = ''] = splitNativeKey(nativeId, 2) ?? [];
  // One output has one key: `run%5F1/out` would be a second spelling, and ids need no encoding.
  const isKey = isResourceId(runId) && isResourceId(runOutputId) && `${runId}/${runOutputId}` === nativeId;
  return isKey ? { runId, runOutputId } : null;
}

/** An output and its revision: what tells one archive's bytes from another's. */
export interface ArchiveKey extends OutputKey {
  readonly etag: string;
}

/** The key of a download plan. It names the output, not only the run as the SDK's does (contract §9). */
export function toArchiveKey(key: ArchiveKey): string {
  return `${toOutputKey(key)}@${key.etag}`;
}

/** Reads what {@link toArchiveKey} made; null when it did not. */
export function parseArchiveKey(text: string): ArchiveKey | null {
  const at = text.indexOf('@');
  const output = at === -1 ? null : parseOutputKey(text.slice(0, at));
  return output && { ...output, etag: text.slice(at + 1) };
}
