import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { artifactFilePath, createArtifactHandler } from '../../../src/artifacts/serve.js';
import type { ArtifactStore } from '../../../src/artifacts/types.js';
import { openStore, putArtifact } from '../../helpers/artifacts.js';
import { temporaryFolder } from '../../helpers/download-rig.js';
import { startServer } from '../../helpers/http-server.js';
import { rawRequest, type RawRequest } from '../../helpers/raw-http.js';
import { silentLog } from '../../helpers/sandbox.js';
import { LOCAL_CALLER } from '../../../src/domain/caller.js';

/** A server with one stored file. */
async function serve(bytes: Buffer, fileName = 'model.onnx', caller = LOCAL_CALLER) {
  const directory = await temporaryFolder();
  const store = await openStore(directory);
  const artifact = await putArtifact(store, bytes, { fileName });
  const sha256 = artifact.id;
  const opened = { ever: 0, now: 0 };
  const openFile: ArtifactStore['openFile'] = async (...file) => {
    const result = await store.openFile(...file);
    if (result === null) return null;
    opened.ever += 1;
    opened.now += 1;
    const close = () => result.close().finally(() => (opened.now -= 1));
    return { ...result, close };
  };
  const address: ArtifactStore['address'] = (...file) => store.address(...file);
  const handle = createArtifactHandler(Object.assign(Object.create(store), { openFile, address }), silentLog);
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!(await handle(request, response, caller))) response.writeHead(418).end();
  };
  const server = await startServer((request, response) => void answer(request, response));
  const path = artifactFilePath(artifact.id, artifact.files[0]!);
  const etag = `"${sha256}"`;
  const get = (headers: Record<string, string> = {}, options: RawRequest = {}) =>
    rawRequest(server.origin + path, { headers, ...options });
  return { server, artifact, path, etag, get, opened };
}

describe('the artifact handler', () => {
  it('gives the file with length, strong ETag and headers that make it a download', async () => {
    const bytes = randomBytes(200_000);
    const { get, etag } = await serve(bytes, 'best model.onnx');

    const answer = await get();

    expect(answer.status).toBe(200);
    expect(answer.bytes).toEqual(bytes);
    expect(answer.headers).toMatchObject({
      etag,
      'content-length': '200000',
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="best model.onnx"',
      'x-content-type-options': 'nosniff',
      'accept-ranges': 'bytes',
    });
    expect(answer.headers['cache-control']).toMatch(/private.*immutable/u);
  });

  it('gives any single range as the file system does', async () => {
    const bytes = randomBytes(5_000);
    const { get } = await serve(bytes);
    const file = join(await temporaryFolder(), 'copy');
    await writeFile(file, bytes);
    const copy = await open(file);

    await fc.assert(
      fc.asyncProperty(fc.nat(4_999), fc.nat(9_999), async (start, length) => {
        const end = start + length;
        const answer = await get({ range: `bytes=${start}-${end}` });
        const { buffer, bytesRead } = await copy.read(Buffer.alloc(length + 1), 0, length + 1, start);
        expect(answer.status).toBe(206);
        expect(answer.bytes).toEqual(buffer.subarray(0, bytesRead));
        expect(answer.headers['content-range']).toBe(`bytes ${start}-${Math.min(end, 4_999)}/5000`);
      }),
      { numRuns: 25 },
    );
    await copy.close();
  });

  it.each([
    ['bytes=4-', 'efghij', 'bytes 4-9/10'],
    ['bytes=-3', 'hij', 'bytes 7-9/10'],
    ['bytes=-99', 'abcdefghij', 'bytes 0-9/10'],
    ['bytes=9-9', 'j', 'bytes 9-9/10'],
  ])('answers %s with a part', async (range, text, contentRange) => {
    const { get } = await serve(Buffer.from('abcdefghij'));

    const answer = await get({ range });

    expect([answer.status, answer.bytes.toString(), answer.headers['content-range']]).toEqual([
      206,
      text,
      contentRange,
    ]);
  });

  it.each(['bytes=0-1,3-4', 'bytes=4-2', 'bytes=x-y', 'lines=1-2', 'bytes=-'])(
    'answers %s with the whole file',
    async (range) => {
      const { get } = await serve(Buffer.from('abcdefghij'));

      const answer = await get({ range });

      expect([answer.status, answer.bytes.toString()]).toEqual([200, 'abcdefghij']);
    },
  );

  it.each(['bytes=10-', 'bytes=99-100', 'bytes=-0'])('refuses %s with the size', async (range) => {
    const { get } = await serve(Buffer.from('abcdefghij'));

    const answer = await get({ range });

    expect([answer.status, answer.headers['content-range']]).toEqual([416, 'bytes */10']);
  });

  it('answers 304 to whoever has the file', async () => {
    const { get, etag } = await serve(Buffer.from('abc'));

    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const answer = await get({ 'if-none-match': known });
      expect([answer.status, answer.bytes.length, answer.headers.etag]).toEqual([304, 0, etag]);
    }
    expect((await get({ 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('gives a range under If-Range only for the very same file', async () => {
    const { get, etag } = await serve(Buffer.from('abc'));
    const range = 'bytes=1-';

    expect((await get({ range, 'if-range': etag })).status).toBe(206);
    expect((await get({ range, 'if-range': `W/${etag}` })).status).toBe(200);
    expect((await get({ range, 'if-range': '"other"' })).status).toBe(200);
    expect((await get({ range, 'if-range': 'Wed, 21 Oct 2015 07:28:00 GMT' })).status).toBe(200);
  });

  it('answers HEAD like GET without the bytes', async () => {
    const { get, etag } = await serve(Buffer.from('abc'));

    const answer = await get({ range: 'bytes=1-' }, { method: 'HEAD' });

    expect([
      answer.status,
      answer.headers['content-length'],
      answer.headers.etag,
      answer.bytes.length,
    ]).toEqual([200, '3', etag, 0]);
  });

  it('serves an empty file', async () => {
    const { get } = await serve(Buffer.alloc(0));

    const answer = await get();

    expect([answer.status, answer.headers['content-length']]).toEqual([200, '0']);
  });

  it('names a file in any script, and never lets a name out of its header', async () => {
    const { get, path } = await serve(Buffer.from('abc'), 'modèle "猫"\r\nx: y.onnx');

    const answer = await get();

    expect(path).toMatch(/^[!-~]+$/u);
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename="mod_le _____x_ y.onnx"; filename*=UTF-8''mod%C3%A8le%20_%E7%8C%AB___x_%20y.onnx`,
    );
    expect(answer.headers).not.toHaveProperty('x');
  });

  it.each(['POST', 'PUT', 'DELETE'])('does not take %s', async (method) => {
    const { get } = await serve(Buffer.from('abc'));

    const answer = await get({}, { method });

    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD']);
    expect(JSON.parse(answer.bytes.toString())).toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('knows only its own files', async () => {
    const { server, artifact } = await serve(Buffer.from('abc'));
    const unknown = [
      '/artifacts/',
      `/artifacts/${artifact.id}/1/x`,
      `/artifacts/${artifact.id}/00/x`,
      `/artifacts/${'0'.repeat(64)}/0/x`,
      `/artifacts/${artifact.id}/0/`,
      `/artifacts/../${artifact.id}/0/x`,
    ];

    for (const path of unknown) {
      const answer = await rawRequest(server.origin + path);
      expect([path, answer.status]).toEqual([path, path.includes('..') ? 418 : 404]);
    }
    expect((await rawRequest(`${server.origin}/graphql`)).status).toBe(418);
  });

  it('frees the file after every kind of answer', async () => {
    const { get, etag, opened } = await serve(Buffer.from('abc'));

    const asks = [{}, { range: 'bytes=1-' }, { range: 'bytes=9-' }, { 'if-none-match': etag }];
    for (const headers of asks) await get(headers);
    await get({}, { method: 'HEAD' });

    await expect.poll(() => opened).toEqual({ ever: 5, now: 0 });
  });

  it('frees the file when the client leaves', async () => {
    const { get, opened } = await serve(Buffer.alloc(20_000_000, 1));

    await get({}, { leaveAfterBytes: 1 });

    await expect.poll(() => opened).toEqual({ ever: 1, now: 0 });
  });
});
