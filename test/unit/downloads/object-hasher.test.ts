import { describe, expect, it } from 'vitest';
import { createObjectHasher } from '../../../src/downloads/object-hasher.js';

describe('createObjectHasher', () => {
  it('gives the published digests, in whatever pieces the bytes come', async () => {
    const hasher = await createObjectHasher({ md5: 'wanted', crc32c: 'wanted' });

    for (const piece of ['1', '2345', '', '6789']) hasher.update(Buffer.from(piece));

    // "123456789": check value of CRC-32C in RFC 3720's polynomial; the others by md5sum and sha256sum.
    expect(hasher.digest()).toEqual({
      crc32c: 'e3069283',
      md5: '25f9e794323b453885f5181f1b624d0b',
      sha256: '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
    });
  });

  it('measures only what is wanted, and SHA-256 always', async () => {
    const hasher = await createObjectHasher({ md5: null, crc32c: null });

    expect(hasher.digest()).toMatchObject({
      md5: null,
      crc32c: null,
      sha256: expect.stringMatching(/^e3b0c442/u),
    });
  });

  it('measures several objects at the same time', async () => {
    const [one, other] = [
      await createObjectHasher({ md5: null, crc32c: '' }),
      await createObjectHasher({ md5: null, crc32c: '' }),
    ];
    one.update(Buffer.from('12345'));
    other.update(Buffer.from('other'));
    one.update(Buffer.from('6789'));

    expect(one.digest().crc32c).toBe('e3069283');
  });
});
