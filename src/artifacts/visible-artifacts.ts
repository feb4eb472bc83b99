import type { ArtifactRecord } from '../domain/download.js';
import type { ArtifactLibrary } from './types.js';

/** The artifacts that came from these providers, from others too or not; their other origins are left out. */
export function visibleArtifacts(
  artifacts: ArtifactLibrary,
  providers: { has(provider: string): boolean },
): ArtifactLibrary {
  const narrowed = (artifact: ArtifactRecord | null): ArtifactRecord | null => {
    const origins = artifact?.origins.filter(({ provider }) => providers.has(provider)) ?? [];
    return artifact === null || origins.length === 0 ? null : { ...artifact, origins };
  };
  const get = (id: string): ArtifactRecord | null => narrowed(artifacts.get(id));
  const known = async (id: string): Promise<ArtifactRecord | null> =>
    artifacts.get(id) === null ? narrowed(await artifacts.refresh(id)) : get(id);
  return {
    get,
    list: () => artifacts.list().flatMap((artifact) => narrowed(artifact) ?? []),
    refresh: async (id) => narrowed(await artifacts.refresh(id)),
    address: async (id, index) => ((await known(id)) === null ? null : artifacts.address(id, index)),
    openFile: async (id, index) => ((await known(id)) === null ? null : artifacts.openFile(id, index)),
    setPinned: async (id, pinned) =>
      get(id) === null ? null : narrowed(await artifacts.setPinned(id, pinned)),
    remove: async (id) => get(id) !== null && artifacts.remove(id),
    verify: async (id, signal) => {
      const artifact = get(id);
      const check = artifact === null ? null : await artifacts.verify(id, signal);
      return artifact === null || check === null ? null : { ...check, artifact };
    },
  };
}
