import { pause } from './abort.js';
import { ModelgateError } from './errors.js';
import type { ProviderProblemFieldsFragment } from '../generated/graphql.js';

/** Greatest number of items that the gateway gives at once. */
const PAGE_SIZE = 100;
const TRIES = 3;
const FIRST_PAUSE_MS = 250;
/** A gateway that asks to wait for longer is not waited for. */
const LONGEST_PAUSE_SECONDS = 30;

/** Why a provider's part of a list is missing or incomplete. */
export type Problem = ProviderProblemFieldsFragment;

/** What can be said about reading a list. */
export interface ListOptions {
  readonly signal?: AbortSignal;
  /** Items that are asked for at once, 1 to 100. */
  readonly pageSize?: number;
  /**
   * Told once of each provider whose part is missing or incomplete. Without it the list ends, behind its last item,
   * with the error that the first of them makes.
   */
  readonly onUnavailable?: (problem: Problem) => void;
}

/** One page of any list. */
export interface Page<Item> {
  readonly nodes: readonly Item[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
  readonly unavailable?: readonly Problem[];
}

/** Where a page begins and how long it is. */
export interface Position {
  readonly first: number;
  readonly after: string | null;
}

/** All items of a list, page by page as they are needed. A page that fails for a moment is asked for again. */
export async function* allPages<Item>(
  read: (position: Position) => Promise<Page<Item>>,
  { pageSize = PAGE_SIZE, onUnavailable, signal = new AbortController().signal }: ListOptions,
): AsyncGenerator<Item, void, undefined> {
  const problems = new Map<string, Problem>();
  let after: string | null = null;
  do {
    const position: Position = { first: pageSize, after };
    const page: Page<Item> = await patiently(() => read(position), signal);
    for (const problem of page.unavailable ?? []) {
      if (problems.has(problem.provider.name)) continue;
      problems.set(problem.provider.name, problem);
      onUnavailable?.(problem);
    }
    yield* page.nodes;
    after = page.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? null) : null;
  } while (after !== null);
  const [first] = problems.values();
  if (first !== undefined && onUnavailable === undefined) throw errorOfProblem(first);
}

async function patiently<T>(read: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      if (attempt === TRIES || !(error instanceof ModelgateError) || !error.retryable) throw error;
      const { retryAfterSeconds } = error;
      if ((retryAfterSeconds ?? 0) > LONGEST_PAUSE_SECONDS) throw error;
      await pause(
        retryAfterSeconds === null ? FIRST_PAUSE_MS * 2 ** attempt : retryAfterSeconds * 1_000,
        signal,
      );
    }
  }
}

function errorOfProblem({ provider, code, message, retryAfterSeconds }: Problem): ModelgateError {
  return new ModelgateError(code, message, {
    provider: provider.name,
    retryAfterSeconds: retryAfterSeconds ?? null,
  });
}
