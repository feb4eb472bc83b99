/** Uses an artifact store without end, beside others and until it is killed; each line that it prints is a step. */
import { createHash, randomInt } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createArtifactStore } from '../../src/artifacts/store.js';
import type { ArchiveUnpacking, ArtifactStore } from '../../src/artifacts/types.js';
import { isGatewayError } from '../../src/errors/gateway-error.js';
import { createLogger } from '../../src/observability/logger.js';

/** So few that processes meet. */
const OBJECTS = 12;
const SHARED = 3;
const signal = new AbortController().signal;

const log = createLogger('silent', (line) => line);
const store = await createArtifactStore({ directory: join(process.argv[2] ?? '', 'artifacts'), log });
const stopping = new AbortController();
process.once('SIGTERM', () => stopping.abort());

while (!stopping.signal.aborted) {
  const steps = [put, put, put, remove, pin, evict, read, check, discard];
  await steps[randomInt(steps.length)]!(store).catch((error: unknown) => {
    // What somebody reads is not removed.
    if (!isGatewayError(error) || error.code !== 'CONFLICT') throw error;
  });
  process.stdout.write('step\n');
}
await store.close();

/** An archive with a member of its own and one that others hold, too. */
async function put({ ingests, commit, lookUp }: ArtifactStore): Promise<void> {
  const number = randomInt(OBJECTS);
  const origin = { provider: 'p', key: String(number) };
  const id = ingests.idOf(origin);
  const release = await ingests.claim(id, signal);
  try {
    if ((await lookUp.call(store, origin)) !== null) return;
    const directory = ingests.directoryOf(id);
    await mkdir(directory, { recursive: true });
    const object = Buffer.from(`archive ${number}`);
    await writeFile(join(directory, 'data'), object);
    const verified = { origin, sha256: sha256Of(object), verification: 'NONE', fileName: 'x' } as const;
    await commit.call(store, directory, verified, { signal, unpacking: membersOf(directory, number) });
  } finally {
    await release();
  }
}

function membersOf(directory: string, number: number): ArchiveUnpacking {
  return {
    advance: () => undefined,
    restart: () => undefined,
    discard: () => Promise.resolve(),
    finish: () => {
      const texts = { own: `own ${number}`, shared: `shared ${number % SHARED}` };
      return Promise.all(
        Object.entries(texts).map(async ([path, text]) => {
          const file = join(directory, path);
          await writeFile(file, text);
          return { path, sizeBytes: text.length, sha256: sha256Of(Buffer.from(text)), file };
        }),
      );
    },
  };
}

function anyArtifact(): string {
  const artifacts = store.list();
  return artifacts.length === 0 ? '0'.repeat(64) : artifacts[randomInt(artifacts.length)]!.id;
}

async function remove(): Promise<void> {
  await store.remove(anyArtifact());
}

async function pin(): Promise<void> {
  await store.setPinned(anyArtifact(), randomInt(2) === 1);
}

async function evict(): Promise<void> {
  await store.shrinkTo(randomInt(60));
}

/** What one has opened can be read, whoever removes it. */
async function read(): Promise<void> {
  const opened = await store.openFile(anyArtifact(), randomInt(2));
  if (opened === null) return;
  const bytes = await opened.read(0, opened.file.sizeBytes);
  await opened.close();
  if (sha256Of(bytes) !== opened.file.sha256) throw new Error('Another file was read.');
}

async function check(): Promise<void> {
  await store.refresh(anyArtifact());
}

async function discard(): Promise<void> {
  const [folder] = await store.ingests.list();
  if (folder !== undefined) await store.ingests.remove(folder.id);
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
