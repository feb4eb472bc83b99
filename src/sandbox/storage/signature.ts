import { createHmac, timingSafeEqual } from 'node:crypto';

/** How a signed URL carries its signature and its end. */
export type SignatureStyle = 'goog' | 'plain';

/** `valid`, or why a URL is refused. */
export type SignatureVerdict =
  | { readonly kind: 'valid' }
  | { readonly kind: 'forged' }
  | { readonly kind: 'expired'; readonly style: SignatureStyle };

const GOOG_ALGORITHM = 'GOOG4-HMAC-SHA256';
const GOOG_DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/u;

/** Signs the paths of one storage host and checks what comes back. Times are in whole seconds, as in Cloud Storage. */
export class UrlSigner {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  /** The query of a signed URL for the percent-encoded `path`, without `?`. */
  sign(
    path: string,
    style: SignatureStyle,
    nowMs: number,
    ttlMs: number,
  ): { readonly query: string; readonly expiresAtMs: number } {
    const nowSeconds = Math.floor(nowMs / 1000);
    const ttlSeconds = Math.ceil(ttlMs / 1000);
    const expiresAtSeconds = nowSeconds + ttlSeconds;
    const query = new URLSearchParams(
      style === 'plain'
        ? { exp: String(expiresAtSeconds) }
        : {
            'X-Goog-Algorithm': GOOG_ALGORITHM,
            'X-Goog-Date': toGoogDate(nowSeconds),
            'X-Goog-Expires': String(ttlSeconds),
            'X-Goog-SignedHeaders': 'host',
          },
    );
    query.append(style === 'plain' ? 'sig' : 'X-Goog-Signature', this.#signatureOf(path, query));
    return { query: query.toString(), expiresAtMs: expiresAtSeconds * 1000 };
  }

  verify(path: string, query: URLSearchParams, nowMs: number): SignatureVerdict {
    const style: SignatureStyle = query.has('X-Goog-Signature') ? 'goog' : 'plain';
    const signatureName = style === 'goog' ? 'X-Goog-Signature' : 'sig';
    const signed = new URLSearchParams(query);
    signed.delete(signatureName);
    if (!isEqual(query.get(signatureName) ?? '', this.#signatureOf(path, signed))) return { kind: 'forged' };
    const expiresAtSeconds =
      style === 'plain'
        ? Number(query.get('exp'))
        : fromGoogDate(query.get('X-Goog-Date') ?? '') + Number(query.get('X-Goog-Expires'));
    return nowMs < expiresAtSeconds * 1000 ? { kind: 'valid' } : { kind: 'expired', style };
  }

  #signatureOf(path: string, query: URLSearchParams): string {
    return createHmac('sha256', this.#key).update(`${path}\n${query.toString()}`).digest('hex');
  }
}

function toGoogDate(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19).replaceAll(/[-:]/gu, '')}Z`;
}

function fromGoogDate(text: string): number {
  return Date.parse(text.replace(GOOG_DATE, '$1-$2-$3T$4:$5:$6Z')) / 1000;
}

function isEqual(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.byteLength === right.byteLength && timingSafeEqual(left, right);
}
