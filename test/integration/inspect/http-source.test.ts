import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseRange } from '../../../src/http/byte-range.js';
import { createTransferClient } from '../../../src/http/transfer.js';
import { HttpSource } from '../../../src/inspect/http-source.js';
import { inspectFile } from '../../../src/inspect/inspect.js';
import { captureLog } from '../../helpers/capture-log.js';
import { startServer } from '../../helpers/http-server.js';
import { packageFile } from '../../helpers/model-files.js';
import { rejectionOf } from '../../helpers/rejection.js';
import { GATEWAY_CREDENTIALS } from '../../../src/providers/provider.js';

const onnx = packageFile('@ricky0123/vad-web', 'dist/silero_vad_v5.onnx');

type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => void;

/** Gives the asked part, as a storage host does. */
const givePart =
  (bytes: Buffer, etag = '"one"'): Answer =>
  (request, response) => {
    const range = parseRange(request.headers.range, bytes.length);
    if (range.kind !== 'part') throw new Error('A part was expected to be asked for.');
    const part = bytes.subarray(range.start, range.end + 1);
    response.writeHead(206, {
      'content-range': `bytes ${range.start}-${range.end}/${bytes.length}`,
      'content-length': part.length,
      etag,
    });
    response.end(part);
  };

async function inspectFrom(answer: Answer, sizeBytes: number | null = null) {
  let count = 0;
  let sentBytes = 0;
  const server = await startServer((request, response) => {
    response.on('finish', () => (sentBytes += Number(response.getHeader('content-length') ?? 0)));
    answer(request, response, count++);
  });
  const transfers = createTransferClient();
  onTestFinished(() => transfers.close());
  const location = { url: `${server.origin}/model?signature=secret`, trustedOrigins: [server.origin] };
  const call = {
    signal: new AbortController().signal,
    log: captureLog().log,
    credentials: GATEWAY_CREDENTIALS,
  };
  const inspecting = inspectFile(new HttpSource(transfers, location, sizeBytes, call));
  return { inspecting, server, sent: () => sentBytes };
}

describe('inspection over HTTP', () => {
  it('takes few requests and a part of the bytes', async () => {
    const { inspecting, server, sent } = await inspectFrom(givePart(onnx));

    const inspection = await inspecting;

    expect(inspection.inputs.map(({ name }) => name)).toEqual(['input', 'state', 'sr']);
    expect(server.requests.length).toBeLessThan(20);
    expect(server.requests[0]?.headers.range).toBe('bytes=0-65535');
    expect(sent()).toBeLessThan(onnx.length / 2);
  });

  it('is content with the beginning of the whole where the host gives no parts', async () => {
    const header = Buffer.from(`{"t":{"dtype":"U8","shape":[8000000],"data_offsets":[0,8000000]}}`);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    const file = Buffer.concat([length, header, Buffer.alloc(8_000_000)]);
    const { inspecting, server } = await inspectFrom((_request, response) => {
      response.writeHead(200, { 'content-length': file.length }).end(file);
    });

    expect((await inspecting).parameterCount).toBe(8_000_000);
    expect(server.requests).toHaveLength(1);
  });

  it('says so where more than the beginning is needed and the host gives no parts', async () => {
    const { inspecting } = await inspectFrom((_request, response) => {
      response.writeHead(200, { 'content-length': onnx.length }).end(onnx);
    });

    expect((await rejectionOf(inspecting)).code).toBe('UNSUPPORTED');
  });

  it.each([
    ['another entity tag', (bytes: Buffer) => givePart(bytes, '"two"')],
    ['another length', (bytes: Buffer) => givePart(bytes.subarray(0, -1))],
  ])('never mixes two objects: %s in a later part', async (_what, changed) => {
    const { inspecting } = await inspectFrom((request, response, count) =>
      (count < 2 ? givePart(onnx) : changed(onnx))(request, response, count),
    );

    expect(await rejectionOf(inspecting)).toMatchObject({ code: 'SOURCE_CHANGED', retryable: true });
  });

  it('notices an object of another length than the provider says', async () => {
    const { inspecting } = await inspectFrom(givePart(onnx), onnx.length + 1);

    expect((await rejectionOf(inspecting)).code).toBe('SOURCE_CHANGED');
  });

  it('refuses another part than it asked for', async () => {
    const { inspecting } = await inspectFrom((_request, response) => {
      response.writeHead(206, { 'content-range': `bytes 1-100/${onnx.length}` }).end(onnx.subarray(1, 101));
    });

    expect((await rejectionOf(inspecting)).code).toBe('PROVIDER_PROTOCOL');
  });

  it.each([
    [403, 'URL_EXPIRED', true],
    [404, 'NOT_FOUND', false],
    [416, 'SOURCE_CHANGED', true],
    [429, 'PROVIDER_RATE_LIMITED', true],
    [503, 'PROVIDER_UNAVAILABLE', true],
  ])('answers %i with %s and tells no address', async (status, code, retryable) => {
    const { inspecting } = await inspectFrom((_request, response) => {
      response.writeHead(status).end('<Error>secret</Error>');
    });

    const error = await rejectionOf(inspecting);

    expect(error).toMatchObject({ code, retryable });
    expect(error.message).not.toMatch(/secret|127\.0\.0\.1/u);
  });

  it('fails when the connection is cut in the middle of a part', async () => {
    const { inspecting } = await inspectFrom((_request, response) => {
      response.writeHead(206, {
        'content-range': `bytes 0-65535/${onnx.length}`,
        'content-length': 65_536,
      });
      response.write(onnx.subarray(0, 1_000), () => response.destroy());
    });

    expect((await rejectionOf(inspecting)).code).toBe('PROVIDER_UNAVAILABLE');
  });
});
