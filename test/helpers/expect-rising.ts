import { expect } from 'vitest';
import type { DownloadRecord } from '../../src/domain/download.js';

/** Sequences rise; bytes and percentage do not fall within an epoch; only the last record is final. */
export function expectRising(records: readonly DownloadRecord[]): void {
  for (const [index, { progress }] of records.slice(1).entries()) {
    const before = records[index]!;
    expect(progress.sequence).toBeGreaterThan(before.progress.sequence);
    expect(before.finishedAt).toBeNull();
    if (progress.epoch > before.progress.epoch) continue;
    expect(progress.receivedBytes ?? 0).toBeGreaterThanOrEqual(before.progress.receivedBytes ?? 0);
    expect(progress.percent ?? 100).toBeGreaterThanOrEqual(before.progress.percent ?? 0);
  }
}
