import type { BytePace } from './byte-pace.js';
import type { ConnectionTools } from './connection-pool.js';
import type { ReceptionTools } from './reception.js';
import type { Location } from './source.js';
import type { TransferProgress } from './types.js';

/** What all transfers of a worker share. */
export interface TransferTools extends ReceptionTools, ConnectionTools {
  /** Of all transfers together. */
  readonly pace: BytePace;
}

/** Who wants the object. */
export interface TransferOwner {
  locate(): Promise<Omit<Location, 'origin'>>;
  onProgress(progress: TransferProgress): void;
}
