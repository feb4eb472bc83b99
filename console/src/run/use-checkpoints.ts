import { useQuery } from '@tanstack/react-query';
import type { ModelgateClient } from '@modelgate/client';
import {
  RunCheckpointsDocument,
  type CheckpointRowWithDownloadFragment,
  type ProblemPartsFragment,
} from '../generated/graphql.js';
import { useSession } from '../session/session.js';

/** What a run has saved. */
export interface RunCheckpoints {
  /** Newest first. */
  readonly checkpoints: readonly CheckpointRowWithDownloadFragment[];
  readonly unavailable: readonly ProblemPartsFragment[];
}

/** Pages of a hundred that are read at most: enough for a curve, and an end for a run without one. */
const MAX_PAGES = 10;

/** How to ask for all checkpoints of a run, for `useQuery` and `useQueries`. */
export function checkpointsQuery(client: ModelgateClient, ref: string) {
  return {
    queryKey: ['run-checkpoints', ref] as const,
    queryFn: ({ signal }: { readonly signal: AbortSignal }) => readAll(client, ref, signal),
  };
}

/** All checkpoints of a run. */
export function useCheckpoints(ref: string) {
  const { client } = useSession();
  return useQuery(checkpointsQuery(client, ref));
}

async function readAll(client: ModelgateClient, ref: string, signal: AbortSignal): Promise<RunCheckpoints> {
  const checkpoints: CheckpointRowWithDownloadFragment[] = [];
  let after: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const data: { readonly run: RunPart | null } = await client.query(
      RunCheckpointsDocument,
      { ref, after },
      { signal },
    );
    const part = data.run?.checkpoints ?? null;
    checkpoints.push(...(part?.nodes ?? []));
    if (part?.pageInfo.hasNextPage !== true) return { checkpoints, unavailable: part?.unavailable ?? [] };
    after = part.pageInfo.endCursor;
  }
  return { checkpoints, unavailable: [] };
}

interface RunPart {
  readonly checkpoints: {
    readonly nodes: readonly CheckpointRowWithDownloadFragment[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly unavailable: readonly ProblemPartsFragment[];
  } | null;
}
