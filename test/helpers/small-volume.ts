import { spawnSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { freeBytesOf } from '../../src/files/free-bytes.js';

/** A real volume of its own that is soon full. */
export interface SmallVolume {
  readonly path: string;
  freeBytes(): Promise<number>;
  /** Has somebody else take everything that is left. */
  fill(): Promise<void>;
  /** Takes that away again. */
  drain(): Promise<void>;
  /** Makes the volume larger or smaller. */
  resize(mebibytes: number): void;
}

/** Whether this process may mount volumes: it takes root on Linux. */
export function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'modelgate-mount-'));
  const isMounted = mount(folder, 'size=1m');
  if (isMounted) spawnSync('umount', [folder]);
  rmdirSync(folder);
  return isMounted;
}

/** Mounts one in memory; it is gone when the test ends. */
export function mountSmallVolume(mebibytes: number): SmallVolume {
  const path = mkdtempSync(join(tmpdir(), 'modelgate-volume-'));
  if (!mount(path, `size=${mebibytes}m`)) throw new Error('The volume could not be mounted.');
  onTestFinished(() => {
    // Lazily: something of the test may still be open.
    spawnSync('umount', ['--lazy', path]);
    rmdirSync(path);
  });
  const filler = join(path, 'filler');
  const freeBytes = () => freeBytesOf(path);
  return {
    path,
    freeBytes,
    fill: async () => {
      // Others write at the same time: until there is really nothing left.
      for (let free = await freeBytes(); free > 0; free = await freeBytes()) {
        await writeFile(filler, Buffer.alloc(free), { flag: 'a' }).catch(() => undefined);
      }
    },
    drain: () => rm(filler),
    resize: (toMebibytes) => {
      mount(path, `remount,size=${toMebibytes}m`);
    },
  };
}

function mount(path: string, options: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path]).status === 0;
}
