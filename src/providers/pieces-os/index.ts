import type { ProviderType } from '../provider.js';
import { createPiecesOs, ownMachine, piecesOsSettings, type PiecesOsSettings } from './adapter.js';

/** Pieces OS: models on this machine, which the runtime fetches, loads and unloads by itself. */
export const piecesOs: ProviderType<PiecesOsSettings> = {
  type: 'pieces-os',
  kind: 'RUNTIME',
  settings: piecesOsSettings,
  create: (instance) => createPiecesOs(instance, ownMachine()),
};
