import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import S3rver from 's3rver';
import { afterAll, beforeAll } from 'vitest';
import { Secret } from '../../src/config/secret.js';
import type { BucketSettings } from '../../src/artifacts/bucket/bucket.js';

const BUCKET = 'models';
/** What s3rver takes. */
const CREDENTIALS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

/** A server that speaks S3, for the tests of a file. */
export interface ObjectStorage {
  /** A bucket, with names of their own for each call. */
  settings(changes?: Partial<BucketSettings>): BucketSettings;
  /** Names of all objects of these settings, without the prefix. */
  names(settings: BucketSettings): Promise<readonly string[]>;
  /** The text of an object. */
  read(settings: BucketSettings, name: string): Promise<string>;
  /** Puts other bytes in the place of an object. */
  replace(settings: BucketSettings, name: string, bytes: string): Promise<void>;
}

/**
 * Starts s3rver. `S3_TEST_ENDPOINT` names another server that is running, such as moto or MinIO, whose credentials are those of
 * `S3_TEST_KEY` and `S3_TEST_SECRET`.
 */
export function useObjectStorage(): ObjectStorage {
  let endpoint = process.env['S3_TEST_ENDPOINT'] ?? '';
  let made = 0;
  const credentials = {
    accessKeyId: process.env['S3_TEST_KEY'] ?? CREDENTIALS.accessKeyId,
    secretAccessKey: process.env['S3_TEST_SECRET'] ?? CREDENTIALS.secretAccessKey,
  };
  const run = process.pid;
  let client: S3Client;

  beforeAll(async () => {
    if (endpoint === '') endpoint = await startS3rver();
    const config: S3ClientConfig = { endpoint, region: 'us-east-1', forcePathStyle: true, credentials };
    client = new S3Client(config);
    await client.send(new CreateBucketCommand({ Bucket: BUCKET })).catch((error: Error) => {
      if (!error.name.startsWith('BucketAlready')) throw error;
    });
    return () => client.destroy();
  });

  return {
    settings: (changes = {}) => ({
      bucket: BUCKET,
      prefix: `run-${run}/${made++}/`,
      endpoint,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: {
        accessKeyId: new Secret(credentials.accessKeyId),
        secretAccessKey: new Secret(credentials.secretAccessKey),
      },
      serve: 'gateway',
      signedSeconds: 60,
      ...changes,
    }),
    names: async ({ prefix }) => {
      const { Contents: contents = [] } = await client.send(
        new ListObjectsV2Command({ Bucket: BUCKET, Prefix: prefix }),
      );
      return contents.map(({ Key: key = '' }) => key.slice(prefix.length)).toSorted();
    },
    read: async ({ prefix }, name) => {
      const found = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: prefix + name }));
      return found.Body!.transformToString();
    },
    replace: async ({ prefix }, name, bytes) => {
      await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: prefix + name, Body: bytes }));
    },
  };
}

async function startS3rver(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'modelgate-s3-'));
  const server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory });
  const { port } = await server.run();
  afterAll(async () => {
    await server.close();
    await rm(directory, { recursive: true, force: true });
  });
  return `http://127.0.0.1:${port}`;
}
