import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { toStorageError } from '../../../src/artifacts/storage-error.js';

describe('toStorageError', () => {
  it.each(['ENOSPC', 'EDQUOT'])('takes %s for a full volume and says what to do', (code) => {
    const cause = Object.assign(new Error(`${code}: write`), { code });

    const error = toStorageError(cause);

    expect(error).toMatchObject({ code: 'STORAGE_FULL', retryable: false, cause });
    expect(error.message).toMatch(/Free space/u);
  });

  it('keeps other failures and paths of the gateway out of the message', async () => {
    const cause: unknown = await writeFile('/no/such/folder', 'x').catch((error: unknown) => error);

    const error = toStorageError(cause);

    expect(error).toMatchObject({ code: 'INTERNAL', cause });
    expect(error.message).not.toContain('/no/such');
  });
});
