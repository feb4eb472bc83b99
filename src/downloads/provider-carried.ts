import type { DownloadTarget } from '../domain/download.js';
import { GatewayError } from '../errors/gateway-error.js';
import { GATEWAY_CREDENTIALS, type ProviderCarried, type RemoteProgress } from '../providers/provider.js';
import type { DownloadRun } from './run.js';
import { startWatchdog } from './watchdog.js';

/**
 * Has a provider fetch by itself and relays what it reports, from QUEUED to the end. The gateway listens before it asks
 * for the start, so that no report is missed. Rejects when the download failed, when its end cannot be found out, or when
 * the signal ended the run; the provider is not told then.
 *
 * @param onStart Called when the provider is asked to start; `starting` settles with its answer.
 */
export async function carryByProvider(
  run: DownloadRun,
  facet: ProviderCarried,
  target: DownloadTarget,
  options: { readonly stallAfterMs: number; readonly onStart: (starting: Promise<void>) => void },
): Promise<void> {
  run.dispatch({ kind: 'resolve' });
  const watchdog = startWatchdog(options.stallAfterMs, () => run.dispatch({ kind: 'stall', stalled: true }));
  let final: RemoteProgress;
  try {
    final = await follow(run, facet, target, { onStart: options.onStart, onChange: () => watchdog.touch() });
  } finally {
    watchdog.stop();
  }
  if (final.state === 'completed') await run.conclude({ kind: 'complete', artifact: null });
  else if (final.state === 'cancelled') await run.conclude({ kind: 'cancel' });
  else throw failedByProvider(run.provider);
}

/** Starts the provider's download and relays until the final report, which it gives. */
async function follow(
  run: DownloadRun,
  facet: ProviderCarried,
  target: DownloadTarget,
  hooks: { readonly onStart: (starting: Promise<void>) => void; readonly onChange: () => void },
): Promise<RemoteProgress> {
  const { log } = run;
  const credentials = GATEWAY_CREDENTIALS;
  const watching = new AbortController();
  const leave = (): void => watching.abort(run.signal.reason);
  let startFailure: { readonly error: unknown } | null = null;
  const start = (): void => {
    const starting = facet.start(target, { signal: run.signal, log, credentials });
    starting.catch((error: unknown) => {
      startFailure = { error };
      watching.abort(error);
    });
    hooks.onStart(starting);
  };
  run.signal.addEventListener('abort', leave, { once: true });
  try {
    run.signal.throwIfAborted();
    let last: RemoteProgress | null = null;
    let transferring = false;
    for await (const report of facet.watch(target, { signal: watching.signal, log, credentials }, start)) {
      if (isFinal(report)) return report;
      // Providers repeat themselves; only a change is a sign of life.
      if (report.state === last?.state && report.percent === last.percent) continue;
      hooks.onChange();
      last = report;
      run.dispatch({ kind: 'stall', stalled: false });
      if (report.state !== 'transferring') continue;
      if (!transferring) run.dispatch({ kind: 'transfer' });
      transferring = true;
      run.dispatch({ kind: 'relay', percent: report.percent });
    }
  } catch (error) {
    throw rootOf(startFailure, error);
  } finally {
    run.signal.removeEventListener('abort', leave);
  }
  throw rootOf(startFailure, endedWithoutResult(run.provider));
}

function isFinal(report: RemoteProgress): boolean {
  return report.state === 'completed' || report.state === 'failed' || report.state === 'cancelled';
}

/** A start that failed is why the watch was ended. */
function rootOf(startFailure: { readonly error: unknown } | null, error: unknown): unknown {
  return startFailure === null ? error : startFailure.error;
}

function failedByProvider(provider: string): GatewayError {
  return new GatewayError(
    'PROVIDER_REJECTED',
    `Provider ${provider} reports that the download failed and gives no reason. Look at the provider, then start again.`,
    { provider, retryable: true },
  );
}

function endedWithoutResult(provider: string): GatewayError {
  return new GatewayError(
    'PROVIDER_PROTOCOL',
    `Provider ${provider} stopped reporting before the download ended. Look at the provider whether it goes on.`,
    { provider },
  );
}
