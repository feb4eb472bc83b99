import type { DownloadRecord } from '../../src/domain/download.js';
import type { StoredDownload } from '../../src/downloads/download-store.js';
import { newDownload } from '../../src/downloads/state.js';

/** A download that the gateway carries, as a store keeps it. */
export function storedDownload(
  id: string,
  fields: Partial<StoredDownload> = {},
  record: Partial<DownloadRecord> = {},
): StoredDownload {
  const target = { kind: 'model', nativeId: id } as const;
  const expectedDigests = { md5: 'ab'.repeat(16), crc32c: null, sha256: null };
  return {
    record: {
      ...newDownload({
        id,
        provider: 'registry',
        target,
        carrier: 'GATEWAY',
        priority: 'NORMAL',
        fileName: 'model.onnx',
        totalBytes: 100,
        createdAt: new Date('2026-01-02T03:04:05.678Z'),
      }),
      ...record,
    },
    key: `${id}@1`,
    targets: [target],
    plan: {
      target,
      key: `${id}@1`,
      fileName: 'model.onnx',
      packaging: 'file',
      format: 'onnx',
      expectedBytes: 100,
      expectedDigests,
    },
    caller: 'anonymous',
    custody: null,
    ...fields,
  };
}
