import {
  ArtifactsDocument,
  CheckpointsOfModelDocument,
  CheckpointsOfRunDocument,
  DownloadsDocument,
  ModelsDocument,
  RunsDocument,
  type ArtifactFieldsFragment,
  type CheckpointSummaryFragment,
  type DownloadFieldsFragment,
  type DownloadFilter,
  type ModelFilter,
  type ModelOrder,
  type ModelSummaryFragment,
  type RunFilter,
  type RunOrder,
  type RunWithModelFragment,
} from '../generated/graphql.js';
import type { Core } from './core.js';
import { allPages, type ListOptions, type Page } from './pages.js';

/** Whose checkpoints: global id or ref of a model or of a run. */
export type CheckpointsOf = { readonly model: string } | { readonly run: string };

/** Which models, and in which order; newest first when nothing is said. */
export interface ModelListArguments {
  /** Words that must all occur. */
  readonly search?: string;
  readonly filter?: ModelFilter;
  readonly orderBy?: ModelOrder;
}

/** Which runs, and in which order; newest first when nothing is said. */
export interface RunListArguments {
  readonly filter?: RunFilter;
  readonly orderBy?: RunOrder;
}

type Items<Item> = AsyncGenerator<Item, void, undefined>;

/** Lists that read page after page while they are iterated. */
export interface Lists {
  models(args?: ModelListArguments, options?: ListOptions): Items<ModelSummaryFragment>;
  runs(args?: RunListArguments, options?: ListOptions): Items<RunWithModelFragment>;
  checkpoints(of: CheckpointsOf, options?: ListOptions): Items<CheckpointSummaryFragment>;
  downloads(filter?: DownloadFilter, options?: ListOptions): Items<DownloadFieldsFragment>;
  artifacts(options?: ListOptions): Items<ArtifactFieldsFragment>;
}

export function createLists(core: Core): Lists {
  return {
    models: (args = {}, options = {}) =>
      allPages(
        async (position) =>
          (await core.query(ModelsDocument, { ...args, ...position }, callOf(options))).models,
        options,
      ),
    runs: (args = {}, options = {}) =>
      allPages(
        async (position) => (await core.query(RunsDocument, { ...args, ...position }, callOf(options))).runs,
        options,
      ),
    checkpoints: (of, options = {}) =>
      allPages(async (position) => {
        if ('run' in of) {
          const variables = { by: byIdOrRef(of.run), ...position };
          return (
            (await core.query(CheckpointsOfRunDocument, variables, callOf(options))).run?.checkpoints ?? NONE
          );
        }
        const variables = { by: byIdOrRef(of.model), ...position };
        const { model } = await core.query(CheckpointsOfModelDocument, variables, callOf(options));
        return model?.checkpoints ?? NONE;
      }, options),
    downloads: (filter = {}, options = {}) =>
      allPages(
        async (position) =>
          (await core.query(DownloadsDocument, { filter, ...position }, callOf(options))).downloads,
        options,
      ),
    artifacts: (options = {}) =>
      allPages(
        async (position) => (await core.query(ArtifactsDocument, position, callOf(options))).artifacts,
        options,
      ),
  };
}

/** The schema lets it be null for failures only, and those have been thrown. */
const NONE: Page<never> = { nodes: [], pageInfo: { hasNextPage: false } };

/** Names a model, run or checkpoint; global ids have no colon, refs always have one. */
export function byIdOrRef(idOrRef: string): { readonly id: string } | { readonly ref: string } {
  return idOrRef.includes(':') ? { ref: idOrRef } : { id: idOrRef };
}

function callOf({ signal }: ListOptions) {
  return signal === undefined ? {} : { signal };
}
