import type { DownloadTarget } from '../../domain/download.js';
import type { CallOptions, DownloadPlan, GatewayCarried } from '../provider.js';
import { toCheckpoint, toExpiry, type ConversionContext } from './convert.js';
import { changedError, notFoundError, notReadyError } from './errors.js';
import { isResourceId, parseArchiveKey, parseOutputKey, toArchiveKey } from './keys.js';
import type { Organization } from './organization.js';
import type { Received } from '../received.js';
import type { WireOutput } from './wire.js';

/**
 * Archives of run outputs: the gateway fetches them from the store that a signed URL names (contract §9).
 *
 * @param trustedOrigins origins besides public https where that store may be
 */
export function createDownloads(
  organization: Organization,
  trustedOrigins: readonly string[],
): GatewayCarried {
  const { client, provider, readOutputs } = organization;

  async function checkpointOutput(nativeId: string, call: CallOptions): Promise<Received<WireOutput>> {
    const key = parseOutputKey(nativeId);
    const output = key && (await client.getRunOutput(key, { contents: false }, call));
    if (output === null) throw notFoundError(provider, 'checkpoint');
    return output;
  }

  /**
   * The newest output of a run that has an export. Only `contents=y` tells which have one; the URLs that come with it
   * are dropped here, because they may have expired before the first byte is asked for.
   */
  async function newestExport(runId: string, call: CallOptions): Promise<Received<WireOutput>> {
    const outputs = isResourceId(runId) ? await readOutputs(runId, { contents: true }, call) : null;
    if (outputs === null) throw notFoundError(provider, 'model');
    const exported = outputs.find(({ fields }) => fields.status.contents !== null);
    if (exported === undefined) throw notReadyError(provider, 'model');
    return exported;
  }

  return {
    carrier: 'gateway',
    trustedOrigins,

    async plan(target, call) {
      const { kind, nativeId } = target;
      const output = await (kind === 'model'
        ? newestExport(nativeId, call)
        : checkpointOutput(nativeId, call));
      return toPlan(organization, target, output);
    },

    async locate(plan, call) {
      const key = parseArchiveKey(plan.key);
      if (key === null) throw notFoundError(provider, 'checkpoint');
      const output = await client.getRunOutput(key, { contents: true }, call);
      if (output === null) throw notFoundError(provider, 'checkpoint');
      const { etag, status } = output.fields;
      if (etag !== key.etag) throw changedError(provider);
      if (status.contents === null) throw notReadyError(provider, 'checkpoint');
      const { url, expiresAt } = status.contents.downloadUrl;
      return { kind: 'url', url, expiresAt: toExpiry(expiresAt) };
    },
  };
}

/** The API tells neither size nor digests of the archive (contract §5); the store's headers do. */
function toPlan(
  context: ConversionContext,
  target: DownloadTarget,
  output: Received<WireOutput>,
): DownloadPlan {
  const { name, format } = toCheckpoint(context, output);
  return {
    target,
    key: toArchiveKey(output.fields),
    fileName: `${output.fields.runId}-${name}.tar`,
    packaging: 'archive',
    format,
    expectedBytes: null,
    expectedDigests: { md5: null, crc32c: null, sha256: null },
  };
}
