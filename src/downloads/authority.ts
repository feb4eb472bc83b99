import { GatewayError } from '../errors/gateway-error.js';
import type { StoredDownload } from './download-store.js';
import type { Fence } from './engine/fence.js';

/** Says who may change a download, where several processes could. */
export interface Authority {
  /** Whether this process may change it now. */
  holds(id: string): boolean;
  /** What keeps others from its bytes; undefined where there are no others. */
  fenceOf(id: string): Fence | undefined;
  /**
   * Resolves when it is certain that no other process has it, which takes as long as nobody can tell. Throws
   * {@link CustodyLostError}, or the signal's reason.
   */
  confirm(id: string, signal: AbortSignal): Promise<void>;
  /**
   * It waits for space: others may have its place. Whether it goes on here by itself when there is room; otherwise it has to be left
   * then, as it is, and gets its turn as any other that waits.
   */
  stepAside(id: string): boolean;
  /** Makes the end of a download known for good, before it is told. Throws {@link CustodyLostError}: it has not ended then. */
  seal(download: StoredDownload): Promise<void>;
}

/** Another process goes on with the download. */
export class CustodyLostError extends GatewayError {
  constructor() {
    super('CANCELLED', 'Another replica goes on with this download.', { retryable: true });
  }
}
