import type { ModelRecord } from '../../domain/model.js';
import { GatewayError } from '../../errors/gateway-error.js';
import type { CallOptions, RuntimeControl } from '../provider.js';
import type { PiecesClient } from './client.js';
import { loadStateOf, toModelRecord } from './convert.js';
import type { WireModel } from './wire.js';

const POLL_INTERVAL_MS = 2_000;

/** Loading into memory and unloading. A model that is where it is wanted already is left alone. */
export function createRuntimeControl(client: PiecesClient): RuntimeControl {
  const { provider } = client;

  async function move(id: string, action: 'load' | 'unload', call: CallOptions): Promise<ModelRecord | null> {
    const entry = await client.readModel(id, call);
    if (entry === null) return null;
    requireFiles(provider, entry.model);
    const isLoaded = loadStateOf(entry.model) === 'LOADED';
    if (isLoaded === (action === 'load')) return toModelRecord(provider, entry);
    const moved = await client.act(id, action, call);
    return moved && toModelRecord(provider, moved);
  }

  return {
    load: (id, call) => move(id, 'load', call),
    unload: (id, call) => move(id, 'unload', call),
    pollIntervalMs: POLL_INTERVAL_MS,
  };
}

function requireFiles(provider: string, model: WireModel): void {
  switch (loadStateOf(model)) {
    case 'CLOUD':
      throw new GatewayError(
        'UNSUPPORTED',
        'This model runs in the cloud, so it is neither loaded nor unloaded here.',
        { provider },
      );
    case 'NOT_DOWNLOADED':
      throw new GatewayError('NOT_READY', 'This model is not on the machine yet. Download it first.', {
        provider,
      });
    case 'DOWNLOADING':
      throw new GatewayError('NOT_READY', 'This model is being downloaded. Try again when that is done.', {
        provider,
        retryable: true,
      });
    case 'DOWNLOADED':
    case 'LOADED':
  }
}
