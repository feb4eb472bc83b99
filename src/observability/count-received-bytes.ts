import { TERMINAL_DOWNLOAD_STATES, type DownloadRecord } from '../domain/download.js';
import type { Metrics } from './metrics.js';

/** Counts the bytes that downloads bring, those that other replicas bring not included, until the changes end. */
export async function countReceivedBytes(
  changes: AsyncIterable<DownloadRecord>,
  metrics: Pick<Metrics, 'received'>,
  isOurs: (id: string) => boolean,
): Promise<void> {
  const receivedBytes = new Map<string, number>();
  for await (const { id, provider, state, progress } of changes) {
    const known = receivedBytes.get(id);
    const now = progress.receivedBytes ?? 0;
    // What was there when the process began was counted by an earlier one; a restart from zero takes nothing back.
    if (known !== undefined && now > known && isOurs(id)) metrics.received(provider, now - known);
    if (TERMINAL_DOWNLOAD_STATES.has(state)) receivedBytes.delete(id);
    else receivedBytes.set(id, now);
  }
}
