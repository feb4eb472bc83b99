import type { ObjectUpload } from '../artifacts/types.js';
import type { TransferProgress } from './engine/types.js';

/** Lets an upload follow the hashed prefix of a transfer. */
export interface UploadFollower {
  /** Null where the store takes nothing before all is there. */
  readonly upload: ObjectUpload | null;
  follow(progress: Pick<TransferProgress, 'epoch' | 'verifiedBytes' | 'totalBytes'>): void;
}

export function createUploadFollower(upload: ObjectUpload | null): UploadFollower {
  let lastEpoch: number | null = null;
  return {
    upload,
    follow: ({ epoch, verifiedBytes, totalBytes }) => {
      if (lastEpoch !== null && epoch !== lastEpoch) upload?.restart();
      lastEpoch = epoch;
      upload?.advance(verifiedBytes, totalBytes);
    },
  };
}
