import { randomUUID } from 'node:crypto';
import { relative } from 'node:path';
import type { BucketConfig } from '../config/artifacts-schema.js';
import type { GatewayConfig } from '../config/schema.js';
import type { Logger } from '../observability/logger.js';
import { checkFolder } from './check-disk.js';
import { fine, type Finding } from './finding.js';

/** Whether the place where artifacts are kept takes them, where that is not the data directory. */
export async function checkStore(config: GatewayConfig, log: Logger): Promise<readonly Finding[]> {
  const { artifacts, dataDirectory } = config;
  if (artifacts.kind === 's3') return [await checkBucket(artifacts, log)];
  const isElsewhere = relative(dataDirectory, artifacts.directory).startsWith('..');
  return isElsewhere ? checkFolder(artifacts.directory, config) : [];
}

/** Writes, reads and deletes an object, as a finished download and its removal do. */
async function checkBucket(config: BucketConfig, log: Logger): Promise<Finding> {
  const { Bucket } = await import('../artifacts/bucket/bucket.js');
  const place = `Bucket ${config.bucket}${config.endpoint === null ? '' : ` on ${config.endpoint}`}`;
  const bucket = new Bucket(config, log);
  const name = `doctor/${randomUUID()}`;
  let step = 'be reached';
  try {
    await bucket.reach();
    step = 'be written to';
    await bucket.put(name, 'doctor');
    step = 'be read';
    if ((await bucket.read(name))?.text !== 'doctor') throw new Error('another text came back');
    await bucket.list('doctor/');
    step = 'be deleted from';
    await bucket.remove([name]);
    return fine('store', `${place} can be written, read, listed and deleted from.`);
  } catch (error) {
    return {
      subject: 'store',
      name: null,
      verdict: 'broken',
      message: `${place} cannot ${step} (${causeOf(error)}).`,
      fix: 'Check `artifacts` in the file: bucket, endpoint, region, forcePathStyle and credentials, and that these may put, get, list and delete objects.',
    };
  } finally {
    bucket.close();
  }
}

/** What the server or the network said, by name. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.name : error.message;
}
