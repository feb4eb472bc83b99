import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCursorCodec, MAX_CURSOR_LENGTH } from '../../../src/federation/cursor.js';
import { isGatewayError } from '../../../src/errors/gateway-error.js';

const codec = createCursorCodec(Buffer.alloc(32, 1));
const FINGERPRINT = 'a-query';

const positions = fc.record({
  key: fc.record({
    value: fc.oneof(
      fc.constant(null),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.string(),
    ),
    ref: fc.string(),
  }),
  hints: fc.array(fc.record({ provider: fc.string(), listing: fc.string(), token: fc.string() }), {
    maxLength: 4,
  }),
});

function refusalOf(cursor: string, fingerprint = FINGERPRINT): unknown {
  try {
    return codec.decode(cursor, fingerprint);
  } catch (error) {
    return isGatewayError(error) ? error.code : error;
  }
}

describe('cursors', () => {
  it('come back as the position they were made from, on any replica with the same key', () => {
    const replica = createCursorCodec(Buffer.alloc(32, 1));

    fc.assert(
      fc.property(positions, (position) => {
        const decoded = replica.decode(codec.encode(position, FINGERPRINT), FINGERPRINT);

        // JSON has no negative zero; it sorts as zero.
        expect(decoded.key.value === position.key.value || decoded.key.value === 0).toBe(true);
        expect(decoded.key.ref).toBe(position.key.ref);
        expect(decoded.hints).toEqual(position.hints);
      }),
    );
  });

  it('are refused when any character was changed, added or taken away', () => {
    const edits = fc.record({
      at: fc.nat(),
      removed: fc.integer({ min: 0, max: 2 }),
      added: fc.string({ maxLength: 2 }),
    });

    fc.assert(
      fc.property(positions, edits, (position, { at, removed, added }) => {
        const cursor = codec.encode(position, FINGERPRINT);
        const index = at % cursor.length;
        const forged = cursor.slice(0, index) + added + cursor.slice(index + removed);
        fc.pre(forged !== cursor);

        expect(refusalOf(forged)).toBe('INVALID_CURSOR');
      }),
      { numRuns: 500 },
    );
  });

  it('are refused in another spelling of the same bytes', () => {
    const cursor = codec.encode({ key: { value: null, ref: 'p:1' }, hints: [] }, FINGERPRINT);
    const padded = `${cursor}=`;
    const classic = Buffer.from(cursor, 'base64url').toString('base64');

    expect(refusalOf(padded)).toBe('INVALID_CURSOR');
    expect(classic === cursor || refusalOf(classic) === 'INVALID_CURSOR').toBe(true);
    expect(refusalOf(` ${cursor}`)).toBe('INVALID_CURSOR');
  });

  it('are refused when they are any other text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.string({ unit: 'binary' })), (text) => {
        expect(refusalOf(text)).toBe('INVALID_CURSOR');
      }),
      { numRuns: 500 },
    );
    expect(refusalOf('A'.repeat(MAX_CURSOR_LENGTH + 1))).toBe('INVALID_CURSOR');
  });

  it('are refused for another query and under another key', () => {
    const position = { key: { value: 'a', ref: 'p:1' }, hints: [] };
    const stranger = createCursorCodec(Buffer.alloc(32, 2));

    expect(refusalOf(codec.encode(position, FINGERPRINT), 'another-query')).toBe('INVALID_CURSOR');
    expect(refusalOf(stranger.encode(position, FINGERPRINT))).toBe('INVALID_CURSOR');
  });

  it('leave out resume tokens that would make them long', () => {
    const key = { value: 1, ref: 'p:1' };
    const long = { provider: 'p', listing: 'live', token: 't'.repeat(5000) };
    const short = { provider: 'p', listing: 'archived', token: '50' };

    const cursor = codec.encode({ key, hints: [long, short] }, FINGERPRINT);

    expect(codec.decode(cursor, FINGERPRINT)).toEqual({ key, hints: [short] });
    expect(cursor.length).toBeLessThan(200);
  });
});
