import type { HttpClient, HttpDependencies } from '../http/types.js';
import { fine, type Finding } from './finding.js';

/** Signed URLs and tokens of providers are off by as much as the clock; most tolerate a few minutes. */
const TOLERATED_MS = 60_000;

/** Notes how far this machine's clock is from those of the servers that answer. */
export interface ClockWatch {
  /** The same clients, listened to. */
  cover(http: HttpDependencies): HttpDependencies;
  findings(): readonly Finding[];
}

/** Makes a watch that has heard nothing yet. */
export function createClockWatch(): ClockWatch {
  const skewsMs = new Map<string, number>();
  const listen = (client: HttpClient, provider: string): HttpClient => ({
    send: async (request, call) => {
      const startedMs = Date.now();
      const answer = await client.send(request, call);
      const theirMs = Date.parse(answer.headers['date'] ?? '');
      // The header has whole seconds, and was written somewhere between the request and now.
      const middleMs = (startedMs + Date.now()) / 2 - 500;
      if (!Number.isNaN(theirMs)) skewsMs.set(provider, middleMs - theirMs);
      return answer;
    },
    openSocket: (path, call) => client.openSocket(path, call),
    close: () => client.close(),
  });
  return {
    cover: (http) => ({ createClient: (options) => listen(http.createClient(options), options.provider) }),
    findings: () => judge(skewsMs),
  };
}

function judge(skewsMs: ReadonlyMap<string, number>): readonly Finding[] {
  if (skewsMs.size === 0) {
    const message = 'No provider has told the time.';
    return [{ subject: 'clock', name: null, verdict: 'skipped', message, fix: null }];
  }
  // The median: one provider's wrong clock is not this machine's fault.
  const sorted = [...skewsMs.values()].toSorted((a, b) => a - b);
  const skewMs = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const offSeconds = Math.round(Math.abs(skewMs) / 1_000);
  if (Math.abs(skewMs) <= TOLERATED_MS) return [fine('clock', "It agrees with the providers'.")];
  return [
    {
      subject: 'clock',
      name: null,
      verdict: 'broken',
      message: `It is ${offSeconds} s ${skewMs > 0 ? 'ahead of' : 'behind'} the providers': signed URLs and tokens will be refused.`,
      fix: 'Let the machine keep time, with `timedatectl set-ntp true` or its like.',
    },
  ];
}
