/** Runs one transfer in a process of its own, so that a test can kill it: the arguments are one JSON object. */
import { createTransferEngine } from '../../src/downloads/engine/engine.js';
import type { TransferJob } from '../../src/downloads/engine/types.js';
import type { Tuning } from '../../src/downloads/engine/tuning.js';

export interface EngineProcessOrder {
  readonly url: string;
  readonly job: TransferJob;
  readonly tuning: Partial<Tuning>;
}

const order = JSON.parse(process.argv[2] ?? '{}') as EngineProcessOrder;
const engine = createTransferEngine({ bytesPerSecond: null, tuning: order.tuning });
const object = await engine.transfer(order.job, {
  signal: new AbortController().signal,
  locate: () => Promise.resolve({ url: order.url, expiresAt: null }),
  onProgress: ({ receivedBytes }) => process.send?.({ receivedBytes }),
});
process.send?.({ object });
await engine.close();
process.disconnect?.();
