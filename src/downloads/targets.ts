import type { DownloadTarget } from '../domain/download.js';

/** Names a thing at a provider, the same in every process. */
export function targetName(provider: string, { kind, nativeId }: DownloadTarget): string {
  return JSON.stringify([provider, kind, nativeId]);
}

export function isAmong(targets: readonly DownloadTarget[], target: DownloadTarget): boolean {
  return targets.some(({ kind, nativeId }) => kind === target.kind && nativeId === target.nativeId);
}

/** The first ones, and what is new of the others. */
export function joined(
  targets: readonly DownloadTarget[],
  others: readonly DownloadTarget[],
): readonly DownloadTarget[] {
  return [...targets, ...others.filter((target) => !isAmong(targets, target))];
}
