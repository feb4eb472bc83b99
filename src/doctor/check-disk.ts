import { rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from '../config/secret-references.js';
import type { GatewayConfig } from '../config/schema.js';
import { writeDurably } from '../files/durable-file.js';
import { fine, type Finding } from './finding.js';

const MEBIBYTE = 1_048_576;

/** Whether the data directory takes files as the store writes them, and has room. */
export async function checkDisk({ dataDirectory, downloads }: GatewayConfig): Promise<readonly Finding[]> {
  return [
    await checkWriting(dataDirectory),
    await checkSpace(dataDirectory, downloads.spaceReserveMiB * MEBIBYTE),
  ];
}

/** Writes, syncs and renames, as a finished download does. */
async function checkWriting(directory: string): Promise<Finding> {
  const path = join(directory, '.doctor');
  try {
    await writeDurably(path, 'doctor');
    return fine('disk', `${directory} takes files, renames and syncs.`);
  } catch (error) {
    return {
      subject: 'disk',
      name: null,
      verdict: 'broken',
      message: `${directory} does not take files as the store writes them (${reasonOf(error)}).`,
      fix: "Let the gateway's user write there, on a local volume; or set MODELGATE_DATA_DIR to another directory.",
    };
  } finally {
    await Promise.all([path, `${path}.tmp`].map((each) => rm(each, { force: true })));
  }
}

async function checkSpace(directory: string, reserveBytes: number): Promise<Finding> {
  const { bavail, bsize } = await statfs(directory);
  const freeBytes = bavail * bsize;
  const free = `${Math.floor(freeBytes / MEBIBYTE)} MiB are free; ${reserveBytes / MEBIBYTE} MiB stay in reserve`;
  if (freeBytes > reserveBytes) return fine('disk', `${free}.`);
  return {
    subject: 'disk',
    name: null,
    verdict: 'broken',
    message: `${free}, so every download waits for space.`,
    fix: 'Free space, `modelgate artifacts delete` what is not needed, or lower downloads.spaceReserveMiB.',
  };
}
