import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../gateway.js';

const LIST = `query ($first: Int!) {
  models(first: $first) {
    nodes { ref provider { name } }
    unavailable { provider { name } code }
  }
}`;

interface Page {
  readonly models: {
    readonly nodes: readonly { readonly ref: string; readonly provider: { readonly name: string } }[];
    readonly unavailable: readonly { readonly provider: { readonly name: string }; readonly code: string }[];
  };
}

/** How long somebody who looks all the time thinks about what he saw, in milliseconds. */
const LOOK_AGAIN_MS = 30;

/** What somebody saw who asked for a list over all providers. */
export interface Sight {
  readonly elapsedMs: number;
  readonly status: number;
  /** Codes of errors of the whole operation. */
  readonly errors: readonly unknown[];
  /** How many models came, by provider. */
  readonly models: Readonly<Record<string, number>>;
  /** Codes by provider of those that are named as missing or incomplete. */
  readonly unavailable: Readonly<Record<string, string>>;
}

/** Asks once for a list over all providers. */
export async function look(url: string): Promise<Sight> {
  const startedMs = performance.now();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: LIST, variables: { first: 100 } }),
  });
  const { data, errors = [] } = (await response.json()) as Partial<Answer<Page>>;
  const models: Record<string, number> = {};
  for (const { provider } of data?.models.nodes ?? [])
    models[provider.name] = (models[provider.name] ?? 0) + 1;
  return {
    elapsedMs: performance.now() - startedMs,
    status: response.status,
    errors,
    models,
    unavailable: Object.fromEntries(
      (data?.models.unavailable ?? []).map(({ provider, code }) => [provider.name, code]),
    ),
  };
}

/** Looks again and again at a fixed pace, whether the answers come or not. */
export async function keepLooking(url: string, count: number, everyMs: number): Promise<readonly Sight[]> {
  const sights: Promise<Sight>[] = [];
  for (let index = 0; index < count; index += 1) {
    if (index > 0) await sleep(everyMs);
    sights.push(look(url));
  }
  return Promise.all(sights);
}

/** Some callers who look all the time; `end` gives what they saw, or fails as they did. */
export function keepLookingUntil(url: string, callers: number): { end(): Promise<readonly Sight[]> } {
  const sights: Sight[] = [];
  const ending = new AbortController();
  const looking = Array.from({ length: callers }, async () => {
    while (!ending.signal.aborted) {
      sights.push(await look(url));
      await sleep(LOOK_AGAIN_MS);
    }
  });
  const all = Promise.all(looking);
  // Whoever ends it is told.
  all.catch(() => undefined);
  return {
    end: async () => {
      ending.abort();
      await all;
      return sights;
    },
  };
}

/** Looks until the list is whole again; gives the time from the call on in milliseconds. */
export async function untilWhole(url: string, whole: Sight['models'], everyMs: number): Promise<number> {
  const startedMs = performance.now();
  for (;;) {
    const { models, unavailable } = await look(url);
    const isWhole = Object.entries(whole).every(([name, count]) => models[name] === count);
    if (isWhole && Object.keys(unavailable).length === 0) return performance.now() - startedMs;
    await sleep(everyMs);
  }
}

/** Median and maximum. */
export function spread(numbers: readonly number[]): { readonly p50: number; readonly max: number } {
  const sorted = numbers.toSorted((one, other) => one - other);
  return { p50: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN };
}
