import type { ObjectDigests, Verification } from '../domain/download.js';
import { GatewayError } from '../errors/gateway-error.js';

/** Strongest first. */
const KINDS = [
  { kind: 'sha256', level: 'SHA256', label: 'SHA-256' },
  { kind: 'md5', level: 'MD5', label: 'MD5' },
  { kind: 'crc32c', level: 'CRC32C', label: 'CRC-32C' },
] as const satisfies readonly { kind: keyof ObjectDigests; level: Verification; label: string }[];

/** What somebody said of an object before it came. */
export interface Announcement {
  /** Such as `Provider registry`; begins a sentence. */
  readonly announcedBy: string;
  readonly digests: ObjectDigests;
}

/** All digests unknown. */
export const NO_DIGESTS: ObjectDigests = { md5: null, crc32c: null, sha256: null };

/** The digests that anybody announced; where several did, the first one's. */
function mergeDigests(announced: readonly ObjectDigests[]): ObjectDigests {
  return announced.reduce<ObjectDigests>(
    (merged, digests) => ({
      md5: merged.md5 ?? digests.md5,
      crc32c: merged.crc32c ?? digests.crc32c,
      sha256: merged.sha256 ?? digests.sha256,
    }),
    NO_DIGESTS,
  );
}

/**
 * Compares measured digests with every announced one and gives the strongest comparison that was made. `sizeWasAnnounced`:
 * the length has been compared already. Throws INTEGRITY_MISMATCH with both values.
 */
export function verifyDigests(
  measured: ObjectDigests,
  announcements: readonly Announcement[],
  sizeWasAnnounced: boolean,
): Verification {
  for (const { announcedBy, digests } of announcements) {
    for (const { kind, label } of KINDS) {
      const expected = digests[kind]?.toLowerCase() ?? null;
      if (expected === null || expected === measured[kind]) continue;
      throw new GatewayError(
        'INTEGRITY_MISMATCH',
        `${announcedBy} announced ${label} ${expected}, but the received bytes have ${measured[kind]}. ` +
          'Nothing was kept. Start the download again; if it fails again, the object is damaged at the provider.',
        { retryable: true },
      );
    }
  }
  const announced = mergeDigests(announcements.map(({ digests }) => digests));
  const strongest = KINDS.find(({ kind }) => announced[kind] !== null);
  return strongest?.level ?? (sizeWasAnnounced ? 'SIZE_ONLY' : 'NONE');
}
