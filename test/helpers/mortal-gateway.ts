import { TypedDocumentString } from '../../client/generated/graphql.js';
import { startGatewayProgram, type Variables } from './process.js';
import { overWebSocket } from './subscribe.js';
import { watchTree } from './watch-tree.js';

/** What a watcher is told of a download. */
export interface Told {
  readonly id: string;
  readonly state: string;
  readonly progress: {
    readonly sequence: number;
    readonly receivedBytes: number;
    readonly epoch: number;
    readonly connections: number;
  };
  readonly artifact: {
    readonly id: string;
    readonly digest: string;
    readonly files: readonly { readonly path: string; readonly url: string; readonly sha256: string }[];
  } | null;
}

const WATCH = new TypedDocumentString<{ downloadProgress: Told }, { id: string }>(`
  subscription ($id: ID!) {
    downloadProgress(id: $id) {
      id state
      progress { sequence receivedBytes epoch connections }
      artifact { id digest files { path url sha256 } }
    }
  }
`);

/** The moment at which a gateway is killed. */
export interface Moment {
  readonly name: string;
  /** Matches what is seen: `state UNPACKING`, or `file` and a path below the data folder that was made or changed. */
  readonly sight: RegExp;
  /** Killed when that is seen for the n-th time, from 1. */
  readonly nth: number;
  /** So long afterwards, in milliseconds; 0: at once. */
  readonly delayMs: number;
}

/** One process over a data folder, from its start to its violent or happy end. */
export interface MortalGateway {
  readonly url: string;
  /**
   * Follows the downloads until their ends, or until the process has been killed at the moment; with null it is not. Gives
   * what each watcher was told, and when the process was killed on the clock of `performance.now()`, null where it lives.
   */
  live(
    ids: readonly string[],
    moment: Moment | null,
  ): Promise<{
    readonly told: ReadonlyMap<string, readonly Told[]>;
    readonly killedAtMs: number | null;
  }>;
}

/** Starts the built gateway. */
export async function startMortalGateway(
  dataDirectory: string,
  variables: Variables,
): Promise<MortalGateway> {
  const program = await startGatewayProgram({ ...variables, MODELGATE_DATA_DIR: dataDirectory });
  return {
    url: program.url,
    live: async (ids, moment) => {
      let seen = 0;
      let killedAtMs: number | null = null;
      const kill = (): void => {
        killedAtMs ??= performance.now();
        program.kill('SIGKILL');
      };
      const see = (sight: string): void => {
        if (moment === null || !moment.sight.test(sight)) return;
        seen += 1;
        if (seen !== moment.nth) return;
        if (moment.delayMs === 0) kill();
        else setTimeout(kill, moment.delayMs);
      };
      const files = watchTree(dataDirectory, (path) => see(`file ${path}`));
      see('start');
      try {
        const watchers = ids.map(
          async (id) =>
            [id, await followWhileAlive(program.url, id, see, () => killedAtMs === null)] as const,
        );
        const told = new Map(await Promise.all(watchers));
        if (killedAtMs !== null) await program.exit;
        return { told, killedAtMs };
      } finally {
        files.close();
      }
    },
  };
}

async function followWhileAlive(
  url: string,
  id: string,
  see: (sight: string) => void,
  isAlive: () => boolean,
): Promise<readonly Told[]> {
  const records: Told[] = [];
  const events = overWebSocket(url, WATCH, { id });
  try {
    for await (const { data, errors } of events) {
      if (!data) throw new Error(JSON.stringify(errors));
      records.push(data.downloadProgress);
      see(`state ${data.downloadProgress.state}`);
    }
  } catch (error) {
    if (isAlive()) throw error;
  } finally {
    events.close();
  }
  return records;
}
