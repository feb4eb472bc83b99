import { blobOf, openFile, type FileOfArtifact, type OpenFile } from './artifact-files.js';
import { createCore, either, type Core } from './core.js';
import { createCredential } from './credential.js';
import { startDownload, type DownloadHandle, type DownloadOptions } from './download.js';
import { createLists, type Lists } from './lists.js';
import type { CallOptions, ClientOptions } from './options.js';
import type { Wire } from './request.js';
import { createSubscriptions } from './subscription.js';

/** A gateway as a program sees it. */
export interface ModelgateClient extends Core, Lists {
  /** Fetches the weights of a model or checkpoint, named by global id or ref, into the gateway's store. */
  download(idOrRef: string, options?: DownloadOptions): DownloadHandle;
  /** A file's bytes from `offset` on, as they come. Compares nothing: see `fileBlob`, and `saveArtifact` for Node. */
  openFile(file: FileOfArtifact, options?: CallOptions & { readonly offset?: number }): Promise<OpenFile>;
  /** A whole file in memory, compared with its SHA-256; pages need a secure context for it. */
  fileBlob(file: FileOfArtifact, options?: CallOptions): Promise<Blob>;
  /** Ends everything that runs, with an `AbortError`, and closes the connection. */
  close(): void;
}

/** Makes a client for one gateway. Nothing is sent before the first call. */
export function createClient(options: ClientOptions): ModelgateClient {
  const wire: Wire = {
    url: options.url,
    headers: options.headers ?? {},
    credential: createCredential(options.auth),
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
  };
  const closing = new AbortController();
  const subscriptions = createSubscriptions(wire, options.transport ?? 'auto', options.webSocketImpl);
  const core = createCore({
    wire,
    subscriptions,
    persisted: options.persisted ?? false,
    closing: closing.signal,
  });
  return {
    ...core,
    ...createLists(core),
    download: (idOrRef, call = {}) => startDownload(core, idOrRef, call),
    openFile: (file, { offset = 0, signal } = {}) =>
      openFile(wire, file, offset, either(closing.signal, signal)),
    fileBlob: (file, { signal } = {}) => blobOf(wire, file, either(closing.signal, signal)),
    close: () => {
      closing.abort(new DOMException('The client is closed.', 'AbortError'));
      subscriptions.close();
    },
  };
}
