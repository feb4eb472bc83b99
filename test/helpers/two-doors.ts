import { request as httpRequest } from 'node:http';

/** What a client gets, in the form in which it is compared. */
export interface DoorAnswer {
  readonly status: number;
  readonly statusMessage: string;
  /** Without what the time makes different. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

export interface DoorRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** The same for all requests, since it is in answers. */
const REQUEST_ID = 'the-same';

/**
 * Posts a body with its length announced, as nearly all clients do, or in chunks of unknown number. The gateway takes the
 * first kind at its plain door and leaves the other to yoga; what a client gets has to be the same.
 */
export function post({ url, headers, body }: DoorRequest, way: 'plain' | 'chunked'): Promise<DoorAnswer> {
  return new Promise((resolve, reject) => {
    const sent = {
      'content-type': 'application/json',
      'x-request-id': REQUEST_ID,
      ...headers,
      ...(way === 'plain'
        ? { 'content-length': String(Buffer.byteLength(body)) }
        : { 'transfer-encoding': 'chunked' }),
    };
    const request = httpRequest(url, { method: 'POST', headers: sent, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const { date: _date, ...rest } = response.headers;
        resolve({
          status: response.statusCode ?? 0,
          statusMessage: response.statusMessage ?? '',
          headers: rest,
          body: Buffer.concat(chunks).toString(),
        });
      });
    });
    request.once('error', reject);
    request.end(body);
  });
}
