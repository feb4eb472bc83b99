import type { GraphQLResolveInfo } from 'graphql';
import type {
  QueryArtifactsArgs,
  QueryDownloadsArgs,
  QueryModelsArgs,
  QueryRunsArgs,
  RequireFields,
} from '../generated/resolvers.js';
import type { GatewayContext } from '../graphql/context.js';
import { isSelected } from '../graphql/selection.js';
import { toModelQuery, toRunQuery, toWindow } from './arguments.js';
import { pageOf } from './connection.js';
import { matchesDownloadFilter } from './download.js';
import type { ArtifactPage, DownloadPage, ModelPage, RunPage } from './parents.js';

/** The federated list of models; its items are at hand for lookups by id in the same operation. */
export async function listModels(
  args: RequireFields<QueryModelsArgs, 'first' | 'orderBy'>,
  context: GatewayContext,
  info: GraphQLResolveInfo,
): Promise<ModelPage> {
  const page = await context.services.federation.models(
    {
      query: toModelQuery(args),
      ...toWindow(args, context.services),
      countTotal: isSelected(info, 'totalCount'),
    },
    context.call,
  );
  for (const { node } of page.edges) context.loaders.primeModel(node);
  return page;
}

/** The federated list of runs; its items are at hand for lookups by id in the same operation. */
export async function listRuns(
  args: RequireFields<QueryRunsArgs, 'first' | 'orderBy'>,
  context: GatewayContext,
  info: GraphQLResolveInfo,
): Promise<RunPage> {
  const page = await context.services.federation.runs(
    {
      query: toRunQuery(args),
      ...toWindow(args, context.services),
      countTotal: isSelected(info, 'totalCount'),
    },
    context.call,
  );
  for (const { node } of page.edges) context.loaders.primeRun(node);
  return page;
}

/** The gateway's own downloads, newest first. */
export function listDownloads(
  args: RequireFields<QueryDownloadsArgs, 'first'>,
  context: GatewayContext,
): DownloadPage {
  const matching = context.services.downloads
    .list()
    .filter((record) => matchesDownloadFilter(record, args.filter));
  return pageOf(matching, toWindow(args, context.services), { keyOf: (record) => record.id });
}

/** What is in the artifact store, newest first. */
export function listArtifacts(
  args: RequireFields<QueryArtifactsArgs, 'first'>,
  context: GatewayContext,
): ArtifactPage {
  return pageOf(context.services.artifacts.list(), toWindow(args, context.services), {
    keyOf: ({ id }) => id,
  });
}
