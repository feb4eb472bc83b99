import { execFileSync } from 'node:child_process';
import { open } from 'node:fs/promises';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FileDigester } from '../../../src/artifacts/file-digester.js';
import { useDirectory } from '../../helpers/engine-rig.js';
import { sha256 } from '../../helpers/object-host.js';
import { nicenessOfThreads } from '../../helpers/threads.js';

it.runIf(process.platform === 'linux')(
  'digests what is stored in a thread that stands back behind others',
  async () => {
    const path = join(await useDirectory(), 'pipe');
    execFileSync('mkfifo', [path]);
    const digesting = new FileDigester().digest([path], new AbortController().signal);
    // The writing end of a pipe opens when its reader has: the thread is at work, and waits.
    const pipe = await open(path, 'w');
    const niceness = await nicenessOfThreads();
    await pipe.writeFile('weights');
    await pipe.close();
    expect(await digesting).toEqual([sha256(Buffer.from('weights'))]);
    expect(niceness.get(process.pid)).toBe(getPriority(process.pid));
    expect([...niceness.values()].filter((each) => each === getPriority(process.pid) + 5)).toHaveLength(1);
  },
);
