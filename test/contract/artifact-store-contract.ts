import { describe } from 'vitest';
import type { ArtifactStore } from '../../src/artifacts/types.js';
import { describeContents } from './artifact-store-contract/contents.js';
import { describeKeeping } from './artifact-store-contract/keeping.js';
import { describeTwoProcesses } from './artifact-store-contract/two-processes.js';

/** Where stores under test keep their artifacts. */
export interface StorePlace {
  /** Opens the store as one more process does; it is closed when the test ends. */
  open(): Promise<ArtifactStore>;
  /** Changes the bytes of the stored file of this SHA-256. */
  damage(sha256: string): Promise<void>;
}

/**
 * What every artifact store does, whatever it keeps artifacts in.
 *
 * @param makePlace An empty place.
 * @param sharesFiles Whether artifacts that hold the same file hold it together.
 */
export function describeArtifactStore(
  name: string,
  makePlace: () => Promise<StorePlace>,
  { sharesFiles }: { readonly sharesFiles: boolean },
): void {
  describe(`${name} artifact store`, () => {
    describeContents(makePlace, sharesFiles);
    describeKeeping(makePlace);
  });
  describe(`two processes over one ${name} artifact store`, () => {
    describeTwoProcesses(makePlace);
  });
}
