/** How the bench's processes talk to each other. */

export const TRANSPORTS = ['ws', 'sse'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** `shared`: one execution for all; `plain`: one for each, by graphql-ws and yoga alone. */
export const PATHS = ['shared', 'plain'] as const;
export type Path = (typeof PATHS)[number];

export interface ServerSetup {
  readonly path: Path;
  readonly eventsPerSecond: number;
  /** Added to each event, to fill the buffers below the process sooner. */
  readonly paddingBytes: number;
}

export interface ClientSetup {
  readonly url: string;
  readonly transport: Transport;
  readonly subscribers: number;
  /** How many of the subscribers stop reading after their first event. */
  readonly paused: number;
}

export type ToServer = 'start' | 'stop' | 'memory';
export type FromServer =
  | { readonly type: 'listening'; readonly url: string }
  | {
      readonly type: 'memory';
      /** After a garbage collection. */
      readonly rssMiB: number;
      /** Objects and buffers in use. */
      readonly usedMiB: number;
      readonly connections: number;
    }
  | {
      readonly type: 'stopped';
      readonly events: number;
      /** Of one core. */
      readonly cpuPercent: number;
      readonly rssMiB: number;
    };

export type ToClient = 'count' | 'report';
export type FromClient =
  | { readonly type: 'subscribed' }
  | {
      readonly type: 'report';
      readonly deliveries: number;
      readonly p50Ms: number;
      readonly p99Ms: number;
    };

export const DOCUMENT = `subscription ($id: ID!) {
  downloadProgress(id: $id) {
    id
    state
    progress { sequence receivedBytes totalBytes percent bytesPerSecond etaSeconds }
    error { message }
  }
}`;
export const DOWNLOAD_ID = 'bench';

/** Milliseconds on the clock that all processes of a machine share. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now();
}
