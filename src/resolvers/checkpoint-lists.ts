import type { GraphQLResolveInfo } from 'graphql';
import type { CheckpointRecord } from '../domain/checkpoint.js';
import type { MetricGoal } from '../domain/common.js';
import type { GatewayContext } from '../graphql/context.js';
import { isSelected } from '../graphql/selection.js';
import type { CheckpointList } from '../providers/provider.js';
import { toWindow } from './arguments.js';
import { pageOf } from './connection.js';
import type { CheckpointPage } from './parents.js';

/** Reads the newest `limit` checkpoints of one model or run; null reads all. */
type LoadCheckpoints = (limit: number | null) => Promise<CheckpointList | null>;

/** A page of checkpoints. Only a first page without a count is satisfied with part of the list. */
export async function checkpointPage(
  load: LoadCheckpoints,
  args: { readonly first: number; readonly after?: string | null | undefined },
  context: GatewayContext,
  info: GraphQLResolveInfo,
): Promise<CheckpointPage> {
  const window = toWindow(args, context.services);
  const isPartEnough = window.after === null && !isSelected(info, 'totalCount');
  const list = await load(isPartEnough ? window.first : null);
  return pageOf(list?.items ?? [], window, {
    keyOf: (checkpoint) => checkpoint.nativeId,
    hasMore: list?.hasMore ?? false,
  });
}

/** The newest checkpoint, or null. */
export async function latestCheckpoint(load: LoadCheckpoints): Promise<CheckpointRecord | null> {
  const list = await load(1);
  return list?.items[0] ?? null;
}

/** The checkpoint with the best value of a metric, or null when none has it. Of equal ones the newest. */
export async function bestCheckpoint(
  load: LoadCheckpoints,
  args: { readonly metric: string; readonly goal: MetricGoal },
): Promise<CheckpointRecord | null> {
  const list = await load(null);
  const sign = args.goal === 'MAXIMIZE' ? 1 : -1;
  let best: { readonly checkpoint: CheckpointRecord; readonly score: number } | null = null;
  for (const checkpoint of list?.items ?? []) {
    const value = checkpoint.metrics.find((metric) => metric.name === args.metric)?.value;
    if (value !== undefined && (best === null || value * sign > best.score))
      best = { checkpoint, score: value * sign };
  }
  return best?.checkpoint ?? null;
}
