import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  /** Whether the body came to its announced end. */
  readonly isComplete: boolean;
}

export interface RawRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Leaves as soon as this many bytes of the body are there. */
  readonly leaveAfterBytes?: number;
}

/**
 * One request on a connection of its own, without any help: no retry, no redirect, broken bodies as far as they came.
 * Rejects when the connection ends before the head.
 */
export function rawRequest(url: string, options: RawRequest = {}): Promise<RawAnswer> {
  const { method = 'GET', headers = {}, body, leaveAfterBytes = Infinity } = options;
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      let receivedBytes = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        receivedBytes += chunk.byteLength;
        if (receivedBytes >= leaveAfterBytes) request.destroy();
      });
      response.on('error', () => {
        // Told by `isComplete`.
      });
      response.on('close', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          bytes: Buffer.concat(chunks),
          isComplete: response.complete,
        }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}
