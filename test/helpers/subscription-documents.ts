import { TypedDocumentString } from '../../client/generated/graphql.js';
import { toGlobalId } from '../../src/domain/global-id.js';
import type { DownloadRecord, DownloadState } from '../../src/domain/download.js';

type Numbers = { readonly sequence: number; readonly receivedBytes: number };

interface DownloadEvent {
  readonly id: string;
  readonly state: DownloadState;
  readonly progress: Numbers;
}

const DOWNLOAD = '{ id state progress { sequence receivedBytes } }';

/** Documents of the four subscriptions with a few fields. */
export const DOWNLOAD_PROGRESS = new TypedDocumentString<{ downloadProgress: DownloadEvent }, { id: string }>(
  `subscription ($id: ID!) { downloadProgress(id: $id) ${DOWNLOAD} }`,
);

export const DOWNLOADS_CHANGED = new TypedDocumentString<
  { downloadsChanged: DownloadEvent },
  { filter?: { state: readonly DownloadState[] } }
>(`subscription ($filter: DownloadFilter) { downloadsChanged(filter: $filter) ${DOWNLOAD} }`);

export const RUN_CHANGED = new TypedDocumentString<{ runChanged: { status: string } }, { id: string }>(
  'subscription ($id: ID!) { runChanged(id: $id) { id status progressPercent model { name } } }',
);

export const MODEL_CHANGED = new TypedDocumentString<{ modelChanged: { name: string } }, { id: string }>(
  'subscription ($id: ID!) { modelChanged(id: $id) { id name status } }',
);

/** Global id of a download. */
export function downloadId(id: string): string {
  return toGlobalId({ type: 'Download', provider: '', nativeId: id });
}

/** Global id of a thing of the scripted registry. */
export function registryId(type: 'Run' | 'Model', nativeId: string): string {
  return toGlobalId({ type, provider: 'registry', nativeId });
}

/** A download as far as the documents ask for it. */
export function downloadAt(id: string, sequence: number, state: DownloadState = 'TRANSFERRING') {
  const progress = { sequence, receivedBytes: sequence * 1_000, epoch: 1, stalled: false };
  return { id, state, provider: 'registry', carrier: 'GATEWAY', progress } as DownloadRecord;
}
