import type { ModelQuery, RunQuery } from '../domain/listing.js';
import type { ErrorCode } from '../errors/codes.js';
import { isGatewayError } from '../errors/gateway-error.js';
import type { CallOptions, Listing, ProviderAdapter } from '../providers/provider.js';
import { fine, type Finding } from './finding.js';

/** Items of the first page; some providers give fewer. */
const PAGE_SIZE = 25;

const CREATED = { field: 'CREATED_AT', direction: 'DESC' } as const;

const ALL_RUNS: RunQuery = {
  filter: {
    providers: null,
    status: null,
    nameEquals: null,
    nameContains: null,
    createdAfter: null,
    createdBefore: null,
  },
  order: CREATED,
};

const ALL_MODELS: ModelQuery = {
  search: null,
  filter: {
    ...ALL_RUNS.filter,
    kinds: null,
    status: null,
    task: null,
    owner: null,
    visibility: null,
    metric: [],
    downloadable: null,
    runtimeState: null,
    category: null,
  },
  order: { ...CREATED, metric: null },
};

/** What an operator does about a failure of a provider. */
const FIXES: Readonly<Partial<Record<ErrorCode, string>>> = {
  PROVIDER_AUTH:
    'Put a valid key where the configuration says that it is (`{ env: … }` or `{ file: … }`); it may have been revoked.',
  PROVIDER_FORBIDDEN: 'Use a key of a role that may read, or of the right organization.',
  PROVIDER_UNAVAILABLE:
    'Check its `baseUrl`, that it runs, and that name lookup, proxy and firewall let this machine reach it.',
  PROVIDER_TIMEOUT: 'Check the network to it; if it is slow as a rule, raise `resilience.totalTimeoutMs`.',
  PROVIDER_RATE_LIMITED: 'Wait until the limit is over, or give the gateway a key of its own.',
  PROVIDER_PROTOCOL:
    'Check that `baseUrl` leads to this type of provider; if it does, report it: its answers have changed.',
};

/** Whether a provider lets the gateway in, and answers as its adapter expects. */
export async function checkProvider(
  adapter: ProviderAdapter,
  call: CallOptions,
): Promise<readonly Finding[]> {
  const { name } = adapter;
  try {
    const { version } = await adapter.probe(call);
    const access = fine(
      'provider',
      `It answers and takes the credential${version === null ? '' : `; version ${version}`}.`,
      name,
    );
    const lists = [
      ...adapter.models.listings(ALL_MODELS).map((listing) => checkListing(name, 'models', listing, call)),
      ...(adapter.runs?.listings(ALL_RUNS) ?? []).map((listing) => checkListing(name, 'runs', listing, call)),
    ];
    return [access, ...(await Promise.all(lists))];
  } catch (error) {
    return [broken(name, error)];
  }
}

async function checkListing(
  name: string,
  what: string,
  listing: Listing<unknown>,
  call: CallOptions,
): Promise<Finding> {
  try {
    const { key, pageSize } = listing;
    const limit = Math.min(Math.max(PAGE_SIZE, pageSize.min), pageSize.max);
    const { items, rejected } = await listing.page({ after: null, limit }, call);
    if (rejected === 0) return fine('provider', `List ${key} of ${what}: ${items.length} read.`, name);
    return {
      subject: 'provider',
      name,
      verdict: 'warning',
      message: `List ${key} of ${what}: ${rejected} of ${items.length + rejected} items are not as expected and are left out.`,
      fix: 'Run the gateway with MODELGATE_LOG_LEVEL=debug to see what they are, and report it.',
    };
  } catch (error) {
    return broken(name, error);
  }
}

function broken(name: string, error: unknown): Finding {
  if (!isGatewayError(error)) throw error;
  const { code, message } = error;
  const fix = FIXES[code] ?? 'docs/errors.md says what to do about this code.';
  return { subject: 'provider', name, verdict: 'broken', message: `${code}: ${message}`, fix };
}
