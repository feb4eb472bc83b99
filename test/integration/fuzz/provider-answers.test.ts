import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_RESILIENCE } from '../../../src/domain/resilience.js';
import type { Fault } from '../../../src/sandbox/core/types.js';
import { CANARY, expectInnocent } from '../../helpers/fuzz/innocent.js';
import { everyCase } from '../../helpers/fuzz/runs.js';
import { NO_CACHE, sandboxProviders, useGateway } from '../../helpers/gateway.js';
import { useSandbox } from '../../helpers/sandbox.js';

const TIME_LIMIT_MS = 3_600_000;
const DEADLINE_MS = 1_000;

const sandbox = useSandbox({ size: 4, market: { limitsRate: false } });
const gateway = useGateway(() => ({
  // A circuit that opens would keep the next cases from the provider.
  providers: sandboxProviders(sandbox()).map((provider) => ({
    ...provider,
    policy: {
      resilience: { ...DEFAULT_RESILIENCE, circuitFailures: 1_000, circuitOpenMs: 10, retryBudgetPercent: 0 },
    },
  })),
  config: {
    cache: NO_CACHE,
    federation: { providerDeadlineMs: DEADLINE_MS, maxPageSize: 100, maxDrain: 200, snapshotTtlMs: 0 },
  },
}));

/** Every name that a contract gives to a member of an answer. */
const NAMES = [
  ...new Set(
    ['pictograph', 'datature-vi', 'wriftai', 'pieces-os'].flatMap((contract) =>
      [
        ...readFileSync(
          new URL(`../../contracts/${contract}.openapi.yaml`, import.meta.url),
          'utf8',
        ).matchAll(/^ +(\w+):/gmu),
      ].map(([, name]) => name!),
    ),
  ),
];

const step = fc.oneof(
  fc.constantFrom('data', 'items', 'iterable', '0', '0', '1', '-'),
  fc.constantFrom(...NAMES),
);
const pointer = fc.oneof(
  fc.array(step, { maxLength: 4 }).map((steps) => steps.map((one) => `/${one}`).join('')),
  fc
    .tuple(
      fc.constantFrom('/data/0', '/items/0', '/iterable/0', ''),
      fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 2 }),
    )
    .map(([head, names]) => `${head}/${names.join('/')}`),
);
const value = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(
    null,
    CANARY,
    [CANARY],
    { error: CANARY },
    -1,
    1e308,
    '',
    '\u0000',
    '9'.repeat(400),
    'javascript:alert(1)',
    'http://169.254.169.254/',
    '2026-13-45',
    {},
    [],
  ),
);
const status = fc.record({
  kind: fc.constant('status' as const),
  status: fc.oneof(
    fc.constantFrom(200, 204, 206, 301, 302, 304, 400, 401, 403, 404, 409, 418, 422, 500, 502, 503, 504),
    // A rate limit would keep the next cases from the provider, too.
    fc.integer({ min: 200, max: 599 }).filter((number) => number !== 429),
  ),
  headers: fc.constantFrom<Record<string, string>>(
    {},
    { 'content-type': 'text/html' },
    { 'content-type': 'application/json' },
    { location: '/elsewhere' },
    { location: 'http://10.0.0.1/' },
    { 'content-encoding': 'gzip' },
  ),
  body: fc.oneof(
    fc.json(),
    fc.constantFrom(CANARY, `{"detail":"${CANARY}"}`, `<html>${CANARY}</html>`, '', '{', 'null', '[]'),
  ),
});
const faults = fc.record({
  // The marketplace takes three calls a second, and the gateway keeps to that.
  server: fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom('registry' as const, 'runs' as const, 'local' as const) },
    { weight: 1, arbitrary: fc.constant('market' as const) },
  ),
  fault: fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('tamper' as const), pointer, value }) },
    { weight: 2, arbitrary: status },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        { kind: 'malformed-json' } as const,
        { kind: 'drop' } as const,
        { kind: 'endless-paging' } as const,
      ),
    },
    { weight: 1, arbitrary: fc.nat(2_000).map((afterBytes) => ({ kind: 'cut' as const, afterBytes })) },
    {
      weight: 1,
      arbitrary: fc.integer({ min: -50, max: -1 }).map((delta) => ({ kind: 'wrong-length' as const, delta })),
    },
    { weight: 1, arbitrary: fc.nat(2_000).map((atByte) => ({ kind: 'corrupt' as const, atByte })) },
  ),
});

const MODEL =
  'id ref name description status task owner { username } run { id status } checkpoints(first: 3) { nodes { id epoch sizeBytes } }';
const UNAVAILABLE = 'unavailable { provider { name } code message }';
const QUERIES: readonly ((only: string) => string)[] = [
  (only) => `{ models(first: 4, filter: ${only}) { nodes { ${MODEL} } ${UNAVAILABLE} } }`,
  (only) =>
    `{ runs(first: 4, filter: ${only}) { nodes { id name status metrics { name value } } ${UNAVAILABLE} } }`,
  (only) => `{ models(first: 3, search: "detector", filter: ${only}) { nodes { id can } ${UNAVAILABLE} } }`,
];

/** What answers say of failures; names and descriptions are the providers' own words. */
function failuresOf({
  data,
  errors,
}: {
  readonly data: Record<string, any> | null;
  readonly errors: unknown;
}): string {
  return JSON.stringify([errors, Object.values(data ?? {}).map((field) => field?.unavailable as unknown)]);
}

describe('a gateway whose providers answer anything', () => {
  it(
    'answers in time with what is left, and repeats nothing of it in its messages',
    async () => {
      const cases = fc.tuple(faults, fc.constantFrom(...QUERIES));
      await everyCase('answers of providers', cases, async ([{ server, fault }, queryOf]) => {
        sandbox().faults.clear();
        sandbox().faults.add({ server, ...fault } as Fault);
        const startedMs = performance.now();
        const answer = await gateway().askText(queryOf(`{ providers: ["${server}"] }`));
        expect(answer.status).toBeLessThan(500);
        expectInnocent(failuresOf(answer));
        expect(performance.now() - startedMs).toBeLessThan(3 * DEADLINE_MS + 10_000);
      });
      sandbox().faults.clear();
      await expect
        .poll(async () => (await gateway().askText(QUERIES[0]!('{}'))).data?.['models'].unavailable, {
          timeout: 10_000,
        })
        .toEqual([]);
    },
    TIME_LIMIT_MS,
  );
});
