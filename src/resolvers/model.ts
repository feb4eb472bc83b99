import { toGlobalId } from '../domain/global-id.js';
import { whenThere } from '../async/is-promise.js';
import type { DeferrableModelField, ModelRecord } from '../domain/model.js';
import { toRef } from '../domain/ref.js';
import type { MarketplaceListingResolvers, ModelResolvers } from '../generated/resolvers.js';
import type { GatewayContext } from '../graphql/context.js';
import { bestCheckpoint, checkpointPage, latestCheckpoint } from './checkpoint-lists.js';
import { adapterOf } from './lookup.js';
import { publicRaw } from './raw.js';

/** The record with `field` in it: lists leave out what costs further calls, so it is fetched when it is asked for. */
function filled(
  record: ModelRecord,
  field: DeferrableModelField,
  context: GatewayContext,
): ModelRecord | Promise<ModelRecord> {
  return record.deferred.includes(field) ? context.loaders.modelDetails(record) : record;
}

const checkpointsOf = (record: ModelRecord, context: GatewayContext) => (limit: number | null) =>
  context.loaders.checkpointsOfModel(record, limit);

export const modelResolvers: ModelResolvers = {
  id: ({ provider, nativeId }) => toGlobalId({ type: 'Model', provider, nativeId }),
  ref: toRef,
  provider: (record, _args, context) => adapterOf(record.provider, context),
  status: (record, _args, context) => whenThere(filled(record, 'status', context), ({ status }) => status),
  statusReason: (record, _args, context) =>
    whenThere(filled(record, 'statusReason', context), ({ statusReason }) => statusReason),
  metrics: (record, _args, context) =>
    whenThere(filled(record, 'metrics', context), ({ metrics }) => metrics),
  metric: (record, { name }, context) =>
    whenThere(
      filled(record, 'metrics', context),
      ({ metrics }) => metrics.find((metric) => metric.name === name)?.value ?? null,
    ),
  license: (record, _args, context) =>
    whenThere(filled(record, 'license', context), ({ license }) => license),
  sourceUrl: (record, _args, context) =>
    whenThere(filled(record, 'sourceUrl', context), ({ sourceUrl }) => sourceUrl),
  paperUrl: (record, _args, context) =>
    whenThere(filled(record, 'paperUrl', context), ({ paperUrl }) => paperUrl),
  checkpoints: (record, args, context, info) =>
    checkpointPage(checkpointsOf(record, context), args, context, info),
  latestCheckpoint: (record, _args, context) => latestCheckpoint(checkpointsOf(record, context)),
  bestCheckpoint: (record, args, context) => bestCheckpoint(checkpointsOf(record, context), args),
  run: (record, _args, context) => context.loaders.runOfModel(record),
  listing: (model) => (model.listing === null ? null : { ...model.listing, model }),
  can: (record, _args, context) => whenThere(filled(record, 'actions', context), ({ actions }) => actions),
  download: (record, _args, context) =>
    context.services.downloads.latestOf(record.provider, { kind: 'model', nativeId: record.nativeId }),
  raw: publicRaw,
};

/** A list knows the rest of a listing; only these two cost a further call. */
export const listingResolvers: MarketplaceListingResolvers = {
  overview: ({ model }, _args, context) =>
    whenThere(filled(model, 'listing', context), ({ listing }) => listing?.overview ?? null),
  latestVersion: async ({ model }, _args, context) => {
    const { listing } = await filled(model, 'listing', context);
    const nativeId = listing?.latestVersionKey ?? null;
    return nativeId === null ? null : context.loaders.checkpoint({ provider: model.provider, nativeId });
  },
};
