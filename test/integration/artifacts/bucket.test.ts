import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Announcements } from '../../../src/artifacts/announcements.js';
import { createBucketStore } from '../../../src/artifacts/bucket/bucket-store.js';
import type { BucketSettings } from '../../../src/artifacts/bucket/bucket.js';
import { artifactFilePath, createArtifactHandler } from '../../../src/artifacts/serve.js';
import { announceArtifacts } from '../../../src/assembly/artifact-announcements.js';
import { LOCAL_CALLER } from '../../../src/domain/caller.js';
import { createRedisPubSub } from '../../../src/pubsub/redis.js';
import { putArtifact, receiveBytes, verifiedObject } from '../../helpers/artifacts.js';
import { temporaryFolder } from '../../helpers/download-rig.js';
import { startServer } from '../../helpers/http-server.js';
import { useObjectStorage } from '../../helpers/object-storage.js';
import { rawRequest } from '../../helpers/raw-http.js';
import { openLink, startRedis } from '../../helpers/redis.js';
import { silentLog } from '../../helpers/sandbox.js';
import { tarOf } from '../../helpers/tar.js';

const MIB = 2 ** 20;
const origin = { provider: 'registry', key: 'm' };
const never = new AbortController().signal;
const storage = useObjectStorage();

async function openStore(settings: BucketSettings, announcements: Announcements | null = null) {
  const directory = await temporaryFolder();
  const store = await createBucketStore({ settings, directory, announcements, log: silentLog });
  onTestFinished(() => store.close());
  return store;
}

/** What is put into a bucket by way of it gets there, but nobody hears of that. */
async function startForgetfulProxy(endpoint: string): Promise<string> {
  const { hostname, port } = new URL(endpoint);
  const proxy = await startServer((incoming, response) => {
    const { method, url = '', headers } = incoming;
    const isPlaced =
      method === 'POST' ? url.includes('uploadId=') : method === 'PUT' && !url.includes('partNumber=');
    const outgoing = ask({ hostname, port, method, path: url, headers }, (answer) => {
      if (isPlaced) answer.resume().on('end', () => response.destroy());
      else answer.pipe(response.writeHead(answer.statusCode ?? 500, answer.headers));
    });
    incoming.pipe(outgoing);
  });
  return proxy.origin;
}

/** A gateway's door over a bucket with one file. */
async function serve(bytes: Buffer, changes: Partial<BucketSettings> = {}, fileName = 'model.onnx') {
  const store = await openStore(storage.settings(changes));
  const artifact = await putArtifact(store, bytes, { fileName });
  const handle = createArtifactHandler(store, silentLog);
  const answer = (request: IncomingMessage, response: ServerResponse) =>
    void handle(request, response, LOCAL_CALLER);
  const { origin: gateway } = await startServer(answer);
  const url = gateway + artifactFilePath(artifact.id, artifact.files[0]!);
  return { store, artifact, url, etag: `"${artifact.id}"` };
}

describe('an object on its way into a bucket', () => {
  it('is uploaded while it comes, so that little is left to do at its end', async () => {
    const settings = storage.settings();
    const store = await openStore(settings);
    const bytes = randomBytes(20 * MIB);
    const directory = await receiveBytes(store, bytes.subarray(0, 17 * MIB), origin);
    const upload = store.upload(directory)!;
    upload.advance(17 * MIB, bytes.length);
    await writeFile(join(directory, 'data'), bytes);
    const object = verifiedObject(bytes, { origin });
    const artifact = await store.commit(directory, object, { signal: never, unpacking: null, upload });
    await upload.discard();

    expect((await store.verify(artifact.id, never))?.damagedFiles).toEqual([]);
    expect(await storage.names(settings)).toHaveLength(2);
  });

  it('is uploaded anew when other bytes have come in its place', async () => {
    const store = await openStore(storage.settings());
    const [before, after] = [randomBytes(9 * MIB), randomBytes(9 * MIB)];
    const directory = await receiveBytes(store, before, origin);
    const upload = store.upload(directory)!;
    upload.advance(9 * MIB, null);
    upload.restart();
    await receiveBytes(store, after, origin);
    upload.advance(9 * MIB, 9 * MIB);
    const object = verifiedObject(after, { origin });
    const { id } = await store.commit(directory, object, { signal: never, unpacking: null, upload });

    expect((await store.verify(id, never))?.damagedFiles).toEqual([]);
  });

  it('leaves nothing in the bucket when it is given up', async () => {
    const settings = storage.settings();
    const store = await openStore(settings);
    const directory = await receiveBytes(store, randomBytes(9 * MIB), origin);
    const upload = store.upload(directory)!;
    upload.advance(9 * MIB, 10 * MIB);

    await upload.discard();

    expect(await storage.names(settings)).toEqual([]);
  });

  it.each([
    ['in one piece', 1 * MIB],
    ['in parts', 9 * MIB],
  ])(
    'leaves nothing in the bucket when the answer that it is there, %s, is lost',
    async (_how, sizeBytes) => {
      const settings = storage.settings();
      const endpoint = await startForgetfulProxy(settings.endpoint!);
      const store = await openStore({ ...settings, endpoint });
      const bytes = randomBytes(sizeBytes);
      const directory = await receiveBytes(store, bytes, origin);
      const upload = store.upload(directory);

      const commit = store.commit(directory, verifiedObject(bytes, { origin }), {
        signal: never,
        unpacking: null,
        upload,
      });

      await expect(commit).rejects.toMatchObject({ code: 'INTERNAL', retryable: true });
      await upload?.discard();
      expect(await storage.names(settings)).toEqual([]);
    },
  );
});

describe('replicas that share a bucket and a Redis', () => {
  it('know at once what one of them stores, pins and removes', async () => {
    const redis = await startRedis();
    const settings = storage.settings();
    const open = async () => {
      const link = await openLink(redis);
      const pubSub = createRedisPubSub({ link, prefix: link.prefix, log: silentLog });
      onTestFinished(() => pubSub.close());
      return openStore(settings, await announceArtifacts(pubSub));
    };
    const [here, there] = [await open(), await open()];

    const { id } = await putArtifact(here, Buffer.from('weights'));
    await expect.poll(() => there.get(id)?.files).toHaveLength(1);
    await there.setPinned(id, true);
    await expect.poll(() => here.get(id)?.pinned).toBe(true);
    await here.remove(id);
    await expect.poll(() => there.get(id)).toBeNull();
  });
});

describe('a file in a bucket, served through the gateway', () => {
  it('comes whole and in parts, with the headers of any other store', async () => {
    const { url, etag } = await serve(Buffer.from('abcdefghij'));

    const whole = await rawRequest(url);
    const part = await rawRequest(url, { headers: { range: 'bytes=2-4', 'if-range': etag } });
    const other = await rawRequest(url, { headers: { range: 'bytes=2-4', 'if-range': '"other"' } });
    const head = await rawRequest(url, { method: 'HEAD' });
    const known = await rawRequest(url, { headers: { 'if-none-match': etag } });

    expect([whole.status, whole.bytes.toString(), whole.headers['etag']]).toEqual([200, 'abcdefghij', etag]);
    expect(whole.headers['content-disposition']).toBe('attachment; filename="model.onnx"');
    expect([part.status, part.bytes.toString(), part.headers['content-range']]).toEqual([
      206,
      'cde',
      'bytes 2-4/10',
    ]);
    expect([other.status, other.bytes.toString()]).toEqual([200, 'abcdefghij']);
    expect([head.status, head.headers['content-length'], head.headers['etag']]).toEqual([200, '10', etag]);
    expect(known.status).toBe(304);
  });

  it('is not there when somebody else removed it', async () => {
    const settings = storage.settings();
    const { artifact, url } = await serve(Buffer.from('abc'), settings);
    await (await openStore(settings)).remove(artifact.id);

    expect((await rawRequest(url)).status).toBe(404);
  });

  it('gives the members of an archive, too', async () => {
    const { store } = await serve(Buffer.from('abc'));
    const archive = await putArtifact(store, await tarOf({ 'a/run.json': '{}', 'a/w.onnx': 'weights' }), {
      packaging: 'archive',
      origin,
    });
    const handle = createArtifactHandler(store, silentLog);
    const { origin: gateway } = await startServer(
      (request, response) => void handle(request, response, LOCAL_CALLER),
    );

    const answer = await rawRequest(gateway + artifactFilePath(archive.id, archive.files[1]!));

    expect([answer.bytes.toString(), answer.headers['content-disposition']]).toEqual([
      'weights',
      'attachment; filename="w.onnx"',
    ]);
  });
});

describe('a file in a bucket, served by redirect', () => {
  it('comes from a signed URL that gives the same bytes under a harmless name', async () => {
    const { url } = await serve(Buffer.from('abcdefghij'), { serve: 'redirect' }, 'a";b\n<x>.onnx');

    const told = await rawRequest(url);
    const whole = await fetch(url);
    const part = await fetch(url, { headers: { range: 'bytes=2-4' } });

    expect([told.status, told.headers['cache-control'], told.bytes.length]).toEqual([307, 'no-store', 0]);
    expect(told.headers['location']).toMatch(/X-Amz-Signature=[\da-f]{64}/u);
    expect(told.headers['location']).toMatch(/X-Amz-Expires=60&/u);
    expect([whole.status, await whole.text()]).toEqual([200, 'abcdefghij']);
    expect(whole.headers.get('content-disposition')).toMatch(/^attachment; filename="[^"\n<>]+"/u);
    expect([part.status, await part.text()]).toEqual([206, 'cde']);
  });

  it('comes through the gateway where the storage host could not answer rightly', async () => {
    const { url, etag } = await serve(Buffer.from('abcdefghij'), { serve: 'redirect' });

    const statuses = [
      await rawRequest(url, { method: 'HEAD' }),
      await rawRequest(url, { headers: { 'if-none-match': etag } }),
      await rawRequest(url, { headers: { range: 'bytes=2-4', 'if-range': etag } }),
      await rawRequest(url, { headers: { range: 'bytes=2-4', 'if-range': '"old"' } }),
    ].map(({ status }) => status);

    expect(statuses).toEqual([200, 304, 206, 200]);
  });
});
