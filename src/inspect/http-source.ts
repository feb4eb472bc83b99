import { GatewayError } from '../errors/gateway-error.js';
import { parseContentRange } from '../http/byte-range.js';
import type { TransferClient, TransferResponse } from '../http/types.js';
import type { CallOptions } from '../providers/provider.js';
import type { ByteSource } from './byte-source.js';
import { judgeStatus } from './judge-status.js';

/** Where the bytes are. */
export interface HttpLocation {
  readonly url: string;
  readonly trustedOrigins: readonly string[];
}

/** Reads parts of an object by range requests. Every part must be of the same object (RFC 9110 §14.4, §8.8.3). */
export class HttpSource implements ByteSource {
  readonly #transfers: TransferClient;
  readonly #location: HttpLocation;
  readonly #call: CallOptions;
  #sizeBytes: number | null;
  #etag: string | null = null;

  /** `sizeBytes`: what the provider says; null where it does not. */
  constructor(
    transfers: TransferClient,
    location: HttpLocation,
    sizeBytes: number | null,
    call: CallOptions,
  ) {
    this.#transfers = transfers;
    this.#location = location;
    this.#sizeBytes = sizeBytes;
    this.#call = call;
  }

  get sizeBytes(): number | null {
    return this.#sizeBytes;
  }

  async read(offset: number, length: number): Promise<Buffer> {
    const range = `bytes=${offset}-${offset + length - 1}`;
    const response = await this.#transfers.open({ ...this.#location, headers: { range } }, this.#call);
    try {
      this.#judge(response, offset);
      return await firstBytes(response, length);
    } finally {
      response.body.destroy();
    }
  }

  #judge({ status, headers }: TransferResponse, offset: number): void {
    const failure = judgeStatus(status);
    if (failure !== null) throw failure;
    if (status === 206) {
      const range = parseContentRange(headers['content-range']);
      if (range?.start !== offset) throw protocolError('sent another part of the file than was asked for');
      this.#agree(range.totalBytes, headers['etag'] ?? null);
      return;
    }
    // The whole file: its beginning is as good, any other part would have to be paid for with all bytes before it.
    if (offset > 0) {
      throw new GatewayError(
        'UNSUPPORTED',
        'The download host gives no parts of files. Download the file and inspect it then.',
      );
    }
    const length = headers['content-length'];
    this.#agree(length === undefined ? null : Number(length), headers['etag'] ?? null);
  }

  #agree(sizeBytes: number | null, etag: string | null): void {
    const isChanged =
      (sizeBytes !== null && this.#sizeBytes !== null && sizeBytes !== this.#sizeBytes) ||
      (etag !== null && this.#etag !== null && etag !== this.#etag);
    if (isChanged) {
      throw new GatewayError('SOURCE_CHANGED', 'The file is not the one it was a moment ago. Try again.', {
        retryable: true,
      });
    }
    this.#sizeBytes ??= sizeBytes;
    this.#etag ??= etag;
  }
}

async function firstBytes({ body }: TransferResponse, length: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let received = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      received += chunk.byteLength;
      if (received >= length) break;
    }
  } catch (cause) {
    throw new GatewayError('PROVIDER_UNAVAILABLE', 'The download host cut the connection. Try again.', {
      retryable: true,
      cause,
    });
  }
  return Buffer.concat(chunks).subarray(0, length);
}

function protocolError(what: string): GatewayError {
  return new GatewayError('PROVIDER_PROTOCOL', `The download host ${what}.`);
}
