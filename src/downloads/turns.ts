import { DOWNLOAD_PRIORITIES, type DownloadPriority } from '../domain/download.js';

/** Who asks for a turn. */
export interface TurnRequest {
  readonly provider: string;
  readonly caller: string;
  /** Asked whenever the order is made anew. */
  priority(): DownloadPriority;
  /** Told when the place in the order changes, 1 for the next. */
  onPlace(position: number): void;
}

/**
 * A bounded number of turns, in all and for each provider. A greater priority goes first; within one, callers take turns,
 * and each caller's requests take turns between providers, in order of arrival.
 */
export interface Turns {
  /** Resolves with the function that ends the turn. Rejects with the signal's reason while waiting. */
  take(request: TurnRequest, signal: AbortSignal): Promise<() => void>;
  /** Makes the order anew: a priority has changed. */
  reorder(): void;
}

interface Waiting {
  readonly request: TurnRequest;
  readonly enter: () => void;
}

export function createTurns(limits: { readonly total: number; readonly perProvider: number }): Turns {
  const running = new Map<string, number>();
  const waiting = new Set<Waiting>();
  /** When each caller, and each caller's provider, had its last turn, by a counter. */
  const lastTurns = new Map<string, number>();
  let runningTotal = 0;
  let turn = 0;

  const hasRoom = ({ request }: Waiting): boolean =>
    runningTotal < limits.total && (running.get(request.provider) ?? 0) < limits.perProvider;

  const count = (provider: string, change: 1 | -1): void => {
    runningTotal += change;
    const now = (running.get(provider) ?? 0) + change;
    if (now === 0) running.delete(provider);
    else running.set(provider, now);
  };

  const admit = (chosen: Waiting): void => {
    const { provider, caller } = chosen.request;
    waiting.delete(chosen);
    count(provider, 1);
    turn += 1;
    lastTurns.set(callerKey(caller), turn);
    lastTurns.set(providerKey(caller, provider), turn);
    chosen.enter();
  };

  const reorder = (): void => {
    for (;;) {
      const next = inOrder(waiting, lastTurns).find(hasRoom);
      if (next === undefined) break;
      admit(next);
    }
    // Nobody waits: nobody is owed a turn before anybody else.
    if (waiting.size === 0) lastTurns.clear();
    inOrder(waiting, lastTurns).forEach(({ request }, index) => request.onPlace(index + 1));
  };

  const take = (request: TurnRequest, signal: AbortSignal): Promise<() => void> =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const leave = (): void => {
        waiting.delete(entry);
        reject(signal.reason);
        reorder();
      };
      const enter = (): void => {
        signal.removeEventListener('abort', leave);
        resolve(() => {
          count(request.provider, -1);
          reorder();
        });
      };
      const entry: Waiting = { request, enter };
      waiting.add(entry);
      signal.addEventListener('abort', leave, { once: true });
      reorder();
    });

  return { take, reorder };
}

/** Everybody who waits, the next first. */
function inOrder(waiting: ReadonlySet<Waiting>, lastTurns: ReadonlyMap<string, number>): readonly Waiting[] {
  const lastOf = (key: string): number => lastTurns.get(key) ?? 0;
  const byPriority = groupBy([...waiting], ({ request }) => request.priority());
  return DOWNLOAD_PRIORITIES.flatMap((priority) => {
    const byCaller = groupBy(byPriority.get(priority) ?? [], ({ request }) => request.caller);
    const lines = [...byCaller].map(([caller, requests]) => {
      const byProvider = [...groupBy(requests, ({ request }) => request.provider)];
      byProvider.sort(
        ([one], [other]) => lastOf(providerKey(caller, one)) - lastOf(providerKey(caller, other)),
      );
      return [caller, interleave(byProvider.map(([, line]) => line))] as const;
    });
    lines.sort(([one], [other]) => lastOf(callerKey(one)) - lastOf(callerKey(other)));
    return interleave(lines.map(([, line]) => line));
  });
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** The first of each line, then the second of each, and so on. */
function interleave<T>(lines: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lines.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) => index).flatMap((index) =>
    lines.flatMap((line) => line.slice(index, index + 1)),
  );
}

function callerKey(caller: string): string {
  return JSON.stringify([caller]);
}

function providerKey(caller: string, provider: string): string {
  return JSON.stringify([caller, provider]);
}
