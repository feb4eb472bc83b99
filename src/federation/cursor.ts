import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { GatewayError } from '../errors/gateway-error.js';
import type { SortKey } from './sort-key.js';

/** Where one listing is read on: a page that begins before the cursor's position. */
export interface ResumeHint {
  readonly provider: string;
  /** The listing's key inside the provider, and whose credential it was read with. */
  readonly listing: string;
  /** `next` of an earlier page. */
  readonly token: string;
}

/**
 * What a cursor says: everything up to `key` was shown. That alone defines the next page; hints only save reading
 * the listings from their beginning, and one that is missing or outdated does no harm.
 */
export interface Position {
  readonly key: SortKey;
  readonly hints: readonly ResumeHint[];
}

/** Turns positions into the opaque texts that clients hold, and back. */
export interface CursorCodec {
  encode(position: Position, fingerprint: string): string;
  /** Throws INVALID_CURSOR for anything that `encode` did not make with this key and fingerprint. */
  decode(cursor: string, fingerprint: string): Position;
}

/** Longer texts are refused before any work is done. No cursor of ours comes near it. */
export const MAX_CURSOR_LENGTH = 32_768;

/** Characters of resume tokens that one cursor carries; hints beyond are left out. */
const MAX_HINTS_LENGTH = 4096;

/** 128 of the 256 bits: enough against forgery, and a page carries one cursor for each item. */
const SIGNATURE_BYTES = 16;

const payloadSchema = z.tuple([
  z.union([z.number(), z.string(), z.null()]),
  z.string(),
  z.array(z.tuple([z.string(), z.string(), z.string()])),
]);

/**
 * Cursors are signed, because their hints go to providers as they are, and bound to the query, because a position
 * means nothing in another order. Any replica with the same key reads them.
 */
export function createCursorCodec(key: Buffer): CursorCodec {
  const sign = (payload: Buffer, fingerprint: string): Buffer =>
    createHmac('sha256', key)
      .update(`modelgate cursor 1 ${fingerprint} `)
      .update(payload)
      .digest()
      .subarray(0, SIGNATURE_BYTES);

  return {
    encode: ({ key: { value, ref }, hints }, fingerprint) => {
      const triples = affordable(hints).map((hint) => [hint.provider, hint.listing, hint.token]);
      const payload = Buffer.from(JSON.stringify([value, ref, triples]));
      return Buffer.concat([sign(payload, fingerprint), payload]).toString('base64url');
    },

    decode: (cursor, fingerprint) => {
      if (cursor.length > MAX_CURSOR_LENGTH) throw invalidCursor();
      const bytes = Buffer.from(cursor, 'base64url');
      const signature = bytes.subarray(0, SIGNATURE_BYTES);
      const payload = bytes.subarray(SIGNATURE_BYTES);
      // Base64 has many spellings of the same bytes; only ours is a cursor.
      const isOurs =
        signature.length === SIGNATURE_BYTES &&
        timingSafeEqual(signature, sign(payload, fingerprint)) &&
        bytes.toString('base64url') === cursor;
      if (!isOurs) throw invalidCursor();
      const [value, ref, triples] = payloadSchema.parse(JSON.parse(payload.toString('utf8')));
      return {
        key: { value, ref },
        hints: triples.map(([provider, listing, token]) => ({ provider, listing, token })),
      };
    },
  };
}

function affordable(hints: readonly ResumeHint[]): readonly ResumeHint[] {
  let length = 0;
  return hints.filter((hint) => {
    const added = hint.provider.length + hint.listing.length + hint.token.length;
    if (length + added > MAX_HINTS_LENGTH) return false;
    length += added;
    return true;
  });
}

function invalidCursor(): GatewayError {
  return new GatewayError(
    'INVALID_CURSOR',
    'This cursor does not belong to this list with this search, filter and order. Begin again without a cursor.',
  );
}
