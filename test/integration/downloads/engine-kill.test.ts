import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { TransferredObject } from '../../../src/downloads/engine/types.js';
import { COMPILED } from '../../helpers/compiled.js';
import { SMALL_TUNING, useDirectory } from '../../helpers/engine-rig.js';
import type { EngineProcessOrder } from '../../helpers/engine-process.js';
import { objectBytes, sha256, startObjectHost } from '../../helpers/object-host.js';

/** `npm run bench:downloads` asks for more. */
const KILLS = Number(process.env['ENGINE_KILLS'] ?? 6);

const SIZE_BYTES = 3 * 1024 * 1024;
const BYTES_PER_SECOND = 1024 * 1024;
/** Time between two saves, the save itself, and the tick between them. */
const SAVE_SLACK_SECONDS = 0.5;

const bytes = objectBytes(SIZE_BYTES, 7);

function startProcess(order: EngineProcessOrder): ChildProcess {
  const child = fork(new URL('test/helpers/engine-process.js', COMPILED), [JSON.stringify(order)]);
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Kills the process as soon as it tells of so many bytes, a little later; false when it was done before. */
async function killAt(child: ChildProcess, receivedBytes: number, afterMs: number): Promise<boolean> {
  let isDone = false;
  child.on('message', (message: { receivedBytes?: number; object?: TransferredObject }) => {
    if (message.object !== undefined) isDone = true;
    else if ((message.receivedBytes ?? 0) >= receivedBytes) setTimeout(() => child.kill('SIGKILL'), afterMs);
  });
  await once(child, 'exit');
  return !isDone;
}

describe('a process that is killed at random moments', () => {
  it(
    'goes on from its journal each time and ends with the right bytes',
    async () => {
      const host = await startObjectHost({ bytes, etag: '"v1"' });
      host.bytesPerSecond = BYTES_PER_SECOND / 2;
      let kills = 0;
      let resentBytes = 0;
      while (kills < KILLS) {
        const directory = await useDirectory();
        const order: EngineProcessOrder = {
          url: host.url,
          tuning: { ...SMALL_TUNING, partBytes: 64 * 1024, solePartBytes: 64 * 1024 },
          job: {
            directory,
            expectedBytes: SIZE_BYTES,
            digests: [],
            hasExpectedDigest: false,
            trustedOrigins: [host.origin],
            limits: {
              maxConnections: 2,
              maxConnectionsPerHost: 4,
              bytesPerSecond: null,
              stallAfterMs: 5_000,
            },
          },
        };
        const before = host.sentBytes;
        let killsHere = 0;
        let isUnfinished = true;
        while (isUnfinished) {
          const target = kills + killsHere < KILLS ? Math.random() * SIZE_BYTES : Infinity;
          isUnfinished = await killAt(startProcess(order), target, Math.random() * 120);
          if (isUnfinished) killsHere += 1;
        }
        expect(sha256(await readFile(join(directory, 'data')))).toBe(sha256(bytes));
        expect((await readdir(directory)).toSorted()).toEqual(['data', 'journal.json']);
        kills += killsHere;
        resentBytes += host.sentBytes - before - SIZE_BYTES;
      }
      // Bytes that the dead process's sockets had still taken in count as sent again, too.
      const socketBytes = 2 * 64 * 1024;
      expect(resentBytes / kills).toBeLessThan(BYTES_PER_SECOND * SAVE_SLACK_SECONDS + socketBytes);
    },
    60_000 + KILLS * 5_000,
  );
});
