import { createHash } from 'node:crypto';
import {
  ArtifactByIdDocument,
  DownloadProgressDocument,
  StartDownloadDocument,
  type ArtifactFieldsFragment,
  type DownloadFieldsFragment,
} from '../../client/generated/graphql.js';
import { dataOf, type TestGateway } from './gateway.js';
import { collect, overWebSocket, type Subscribe } from './subscribe.js';

/** Starts a download that must be accepted. */
export async function startDownload(gateway: TestGateway, id: string): Promise<DownloadFieldsFragment> {
  return dataOf(await gateway.ask(StartDownloadDocument, { id })).startDownload;
}

/** All states of a download that a watcher is told, to the end of the stream. */
export async function followDownload(
  gateway: TestGateway,
  id: string,
  subscribe: Subscribe = overWebSocket,
): Promise<readonly DownloadFieldsFragment[]> {
  const events = await collect(subscribe(gateway.url, DownloadProgressDocument, { id }));
  return events.map(({ data, errors }) => {
    if (!data) throw new Error(JSON.stringify(errors));
    return data.downloadProgress;
  });
}

/** Starts a download and gives its final state. */
export async function download(gateway: TestGateway, id: string): Promise<DownloadFieldsFragment> {
  const started = await startDownload(gateway, id);
  return (await followDownload(gateway, started.id)).at(-1)!;
}

/** What landed, with its files. */
export async function artifactOf(
  gateway: TestGateway,
  { artifact }: DownloadFieldsFragment,
): Promise<ArtifactFieldsFragment> {
  return dataOf(await gateway.ask(ArtifactByIdDocument, { id: artifact!.id })).artifact!;
}

/** SHA-256 in hex. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The body behind a URL that must answer with 200. */
export async function fetchBytes(url: string): Promise<Buffer> {
  const response = await fetch(url);
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}
