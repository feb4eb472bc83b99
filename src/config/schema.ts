import * as z from 'zod';
import { DEFAULT_RESILIENCE } from '../domain/resilience.js';
import type { LogLevel } from '../observability/logger.js';
import type { AuthConfig } from './auth-schema.js';
import { cacheSchema, providerCacheSchema } from './cache-schema.js';
import { limitsSchema } from './limits-schema.js';
import type { StoreConfig } from './artifacts-schema.js';
import type { RedisConfig } from './redis-schema.js';
import type { Secret } from './secret.js';
import { fileFlag, fileNumber, type Role } from './setting.js';

/** Section `federation` of the file. */
export const federationSchema = z.strictObject({
  providerDeadlineMs: fileNumber(
    100,
    60_000,
    5_000,
    'How long a list waits for one provider before it answers without it, in milliseconds.',
  ),
  maxPageSize: fileNumber(1, 100, 100, 'Most items of one page.'),
  maxDrain: fileNumber(
    100,
    1_000_000,
    10_000,
    'Most records that are read of one provider for a list that the provider cannot sort.',
  ),
  snapshotTtlMs: fileNumber(
    0,
    3_600_000,
    10_000,
    'How long such a sorted list counts as fresh, in milliseconds.',
  ),
});

/** Section `downloads` of the file. */
export const downloadsSchema = z.strictObject({
  concurrency: fileNumber(1, 64, 3, 'Downloads that run at the same time; further ones wait.'),
  concurrencyPerProvider: fileNumber(1, 64, 2, 'Of those, most that come from the same provider.'),
  connectionsPerDownload: fileNumber(
    1,
    16,
    8,
    'Most connections for one download; there are only as many as make it faster.',
  ),
  connectionsPerHost: fileNumber(
    1,
    64,
    16,
    'Most connections of all downloads together to one storage host.',
  ),
  kibibytesPerSecond: fileNumber(
    0,
    100_000_000,
    0,
    'Most KiB (1,024 bytes) that all downloads together take in a second; 0: no limit.',
  ),
  stallAfterMs: fileNumber(
    1_000,
    3_600_000,
    30_000,
    'How long no byte may come before a download counts as stalled and is begun again where it was, in milliseconds.',
  ),
  progressPerSecond: fileNumber(1, 60, 4, 'Most progress reports that a subscriber gets of one download.'),
  spaceReserveMiB: fileNumber(
    0,
    100_000_000,
    1_024,
    'What stays free on the volume of the data directory, in MiB; downloads wait rather than take it.',
  ),
  storeQuotaMiB: fileNumber(
    0,
    1_000_000_000,
    0,
    'Most that all artifacts may take, in MiB; those not used for longest make room unless they are pinned. 0: no limit.',
  ),
  takeoverGraceSeconds: fileNumber(
    0,
    86_400,
    60,
    'How long a download whose replica went away waits for one that has the same artifact store, before another one begins it anew.',
  ),
  partialTtlHours: fileNumber(
    1,
    8_760,
    168,
    'How long the partial file of a failed or cancelled download is kept, in hours.',
  ),
});

/** The form of a provider's name; it is the first half of every ref. */
export const PROVIDER_NAME = /^[a-z][a-z0-9-]{0,39}$/u;

/** Key `resilience` of every provider's entry. */
export const resilienceSchema = z.strictObject({
  totalTimeoutMs: fileNumber(
    100,
    120_000,
    DEFAULT_RESILIENCE.totalTimeoutMs,
    'How long a call may take with all its retries and waits, in milliseconds. Downloads of files have no total.',
  ),
  maxConcurrency: fileNumber(
    1,
    256,
    DEFAULT_RESILIENCE.maxConcurrency,
    'Most calls at the same time; further ones wait for their turn.',
  ),
  retryBudgetPercent: fileNumber(
    0,
    100,
    DEFAULT_RESILIENCE.retryBudgetPercent,
    'Most retries of reads, in percent of all calls; a reserve of ten comes on top.',
  ),
  circuitFailures: fileNumber(
    1,
    1_000,
    DEFAULT_RESILIENCE.circuitFailures,
    'So many calls that fail one after the other (network, timeout, 5xx) open the circuit; half of the last 20 do, too.',
  ),
  circuitOpenMs: fileNumber(
    10,
    600_000,
    DEFAULT_RESILIENCE.circuitOpenMs,
    'How long an open circuit refuses calls before one is tried, in milliseconds; doubles with each failed try, up to six times.',
  ),
});

/** Key `tracing` of every provider's entry. */
export const tracingSchema = z.strictObject({
  shareContext: fileFlag(
    false,
    'Sends the header `traceparent` (W3C Trace Context) with each call, where spans are collected, for a provider of your own.',
  ),
});

/** What every provider's entry may say besides its type's own keys. */
export const providerPolicySchema = z.strictObject({
  resilience: resilienceSchema.prefault({}),
  cache: providerCacheSchema.optional(),
  tracing: tracingSchema.prefault({}),
});

/** Headers that callers' credentials may come in: none that HTTP, proxies or the gateway itself give a meaning to. */
const CALLER_HEADER = /^x-(?!request-id$|forwarded-|real-ip$|api-key$)[a-z0-9-]{1,60}$/u;

/** `credentials` of a provider: whose credential its calls carry. */
export const credentialsSchema = z
  .discriminatedUnion('from', [
    z.strictObject({ from: z.literal('gateway') }),
    z.strictObject({
      from: z.literal('caller'),
      /** Header of the requests to the gateway, and property of `connection_init`'s payload. */
      header: z.string().regex(CALLER_HEADER),
      /** Whether calls without one fail; else they carry the gateway's own. */
      required: z.boolean().default(true),
    }),
  ])
  .prefault({ from: 'gateway' });

/** How a provider takes callers' own credentials. */
export type CallerCredentialPolicy = Omit<
  Extract<z.output<typeof credentialsSchema>, { from: 'caller' }>,
  'from'
>;

/** The file before the providers' own settings, `auth`, `redis` and `artifacts` are read. */
export const fileSchema = z.strictObject({
  providers: z.array(z.record(z.string(), z.unknown())).min(1),
  auth: z.record(z.string(), z.unknown()).optional(),
  redis: z.record(z.string(), z.unknown()).optional(),
  artifacts: z.record(z.string(), z.unknown()).optional(),
  federation: federationSchema.prefault({}),
  downloads: downloadsSchema.prefault({}),
  limits: limitsSchema.prefault({}),
  cache: cacheSchema.prefault({}),
});

/** How the gateway treats a provider, whatever its type. */
export type ProviderPolicy = Readonly<Partial<z.output<typeof providerPolicySchema>>>;

/** One entry of the file's `providers`. */
export interface ProviderConfig {
  /** Unique; the first half of every ref. */
  readonly name: string;
  /** One of the registered types. */
  readonly type: string;
  /** What the type's `settings` made of the rest of the entry. */
  readonly settings: unknown;
  /** How the gateway treats it; the defaults where it is left out. */
  readonly policy?: ProviderPolicy;
  /** How callers' own credentials come; absent: the gateway uses its own. */
  readonly callerCredentials?: CallerCredentialPolicy;
}

/** What the gateway runs on: checked, complete and deeply frozen. */
export interface GatewayConfig {
  readonly host: string;
  /** Whether others than this machine may be let in without authentication. */
  readonly allowsOpen: boolean;
  /** 0: any free port. */
  readonly port: number;
  /** Origin for the URLs of artifacts; null: derived from the listening address. */
  readonly publicUrl: string | null;
  /** Absolute; exists and can be written. */
  readonly dataDirectory: string;
  readonly artifacts: StoreConfig;
  /** Absolute; there need not be such a file. */
  readonly keyFile: string;
  /** How callers' tokens are checked; null: tokens are not accepted. */
  readonly auth: AuthConfig | null;
  readonly logLevel: LogLevel;
  readonly drainMs: number;
  readonly shutdownMs: number;
  /** Origin of the collector of spans; null: none are made. */
  readonly tracingEndpoint: string | null;
  /** Null: no Redis. */
  readonly redis: RedisConfig | null;
  /** What this replica does; not empty. */
  readonly roles: readonly Role[];
  /** Signs cursors and names credentials; null: one that is made and kept. */
  readonly cursorKey: Secret | null;
  readonly graphql: {
    readonly graphiql: boolean;
    readonly introspection: boolean;
    readonly corsOrigins: readonly string[];
  };
  /** Whether the console is served. */
  readonly console: boolean;
  /** How the sandbox is made when it takes the providers' place; null when a file configures real ones. */
  readonly sandbox: { readonly size: number; readonly seed: number } | null;
  /** Empty in sandbox mode. */
  readonly providers: readonly ProviderConfig[];
  readonly federation: Readonly<z.output<typeof federationSchema>>;
  readonly downloads: Readonly<z.output<typeof downloadsSchema>>;
  readonly limits: Readonly<z.output<typeof limitsSchema>>;
  readonly cache: Readonly<z.output<typeof cacheSchema>>;
  /** Everything that must never be printed; for the logger's scrubber. */
  readonly secrets: readonly Secret[];
}
