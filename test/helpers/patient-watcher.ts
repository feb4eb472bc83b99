import { createClient } from 'graphql-ws';
import { expect, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';

/** What a watcher is told of a download. */
export interface ToldRecord {
  readonly id: string;
  readonly state: string;
  readonly progress: {
    readonly sequence: number;
    readonly epoch: number;
    readonly receivedBytes: number | null;
  };
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly artifact: {
    readonly digest: string;
    readonly files: readonly { readonly path: string; readonly url: string; readonly sha256: string }[];
  } | null;
}

const WATCH = `
  subscription ($id: ID!) {
    downloadProgress(id: $id) {
      id state
      progress { sequence epoch receivedBytes }
      error { code message }
      artifact { digest files { path url sha256 } }
    }
  }
`;

/** Longest that a client waits before it connects again, in milliseconds. */
const COME_BACK_MS = 200;

/**
 * Follows a download over connections that break, and drops what is not newer, as docs/downloads.md says. Gives what it was told
 * up to the end of the subscription. Rejects with an error of the gateway's.
 */
export function followPatiently(url: string, id: string): Promise<readonly ToldRecord[]> {
  const client = createClient({
    url: url.replace(/^http/u, 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: () => new Promise((resolve) => setTimeout(resolve, Math.random() * COME_BACK_MS)),
    shouldRetry: () => true,
  });
  onTestFinished(() => client.dispose());
  return new Promise((resolve, reject) => {
    const told: ToldRecord[] = [];
    client.subscribe<{ downloadProgress: ToldRecord }>(
      { query: WATCH, variables: { id } },
      {
        next: ({ data, errors }) => {
          if (!data) return reject(new Error(JSON.stringify(errors)));
          const { downloadProgress: record } = data;
          const last = told.at(-1)?.progress.sequence ?? -1;
          if (record.progress.sequence > last) told.push(record);
        },
        error: (error) => reject(new Error(JSON.stringify(error), { cause: error })),
        complete: () => resolve(told),
      },
    );
  });
}

const FINAL: ReadonlySet<string> = new Set(['COMPLETED', 'FAILED', 'CANCELLED']);

/** What is told never goes back: no fewer bytes within an epoch, and one end, which is the last thing that is told. */
export function expectNeverBack(records: readonly ToldRecord[]): void {
  const falls = records.filter(({ progress: { epoch, receivedBytes } }, index) => {
    const before = records[index - 1]?.progress ?? { epoch: 0, receivedBytes: 0 };
    return (
      epoch < before.epoch || (epoch === before.epoch && (receivedBytes ?? 0) < (before.receivedBytes ?? 0))
    );
  });
  expect(falls).toEqual([]);
  const ends = records.filter(({ state }) => FINAL.has(state));
  expect(ends).toEqual([records.at(-1)]);
}
