import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { reasonOf } from '../config/secret-references.js';
import type { GatewayConfig } from '../config/schema.js';
import { writeDurably } from '../files/durable-file.js';
import { freeBytesOf } from '../files/free-bytes.js';
import { fine, type Finding } from './finding.js';

const MEBIBYTE = 1_048_576;

/** Whether the data directory takes files as the store writes them, and has room. */
export async function checkDisk({ dataDirectory, downloads }: GatewayConfig): Promise<readonly Finding[]> {
  return [
    await checkWriting('disk', dataDirectory),
    await checkSpace('disk', dataDirectory, downloads.spaceReserveMiB * MEBIBYTE),
  ];
}

/** The same of a folder of artifacts outside of the data directory. It must be there: it may be a volume that is not mounted. */
export async function checkFolder(
  directory: string,
  { downloads }: GatewayConfig,
): Promise<readonly Finding[]> {
  const writing = await checkWriting('store', directory);
  if (writing.verdict !== 'ok') return [writing];
  return [writing, await checkSpace('store', directory, downloads.spaceReserveMiB * MEBIBYTE)];
}

/** Writes, syncs and renames, as a finished download does. */
async function checkWriting(subject: Finding['subject'], directory: string): Promise<Finding> {
  const path = join(directory, '.doctor');
  try {
    await writeDurably(path, 'doctor');
    return fine(subject, `${directory} takes files, renames and syncs.`);
  } catch (error) {
    return {
      subject,
      name: null,
      verdict: 'broken',
      message: `${directory} does not take files as the store writes them (${reasonOf(error)}).`,
      fix:
        subject === 'disk'
          ? "Let the gateway's user write there, on a local volume; or set MODELGATE_DATA_DIR to another directory."
          : "Make the folder or mount its volume, let the gateway's user write there, or set artifacts.directory to another.",
    };
  } finally {
    await rm(path, { force: true });
  }
}

async function checkSpace(
  subject: Finding['subject'],
  directory: string,
  reserveBytes: number,
): Promise<Finding> {
  const freeBytes = await freeBytesOf(directory);
  const free = `${Math.floor(freeBytes / MEBIBYTE)} MiB are free; ${reserveBytes / MEBIBYTE} MiB stay in reserve`;
  if (freeBytes > reserveBytes) return fine(subject, `${free}.`);
  return {
    subject,
    name: null,
    verdict: 'broken',
    message: `${free}, so every download waits for space.`,
    fix: 'Free space, `modelgate artifacts delete` what is not needed, or lower downloads.spaceReserveMiB.',
  };
}
