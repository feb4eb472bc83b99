import * as z from 'zod';
import { Secret } from '../../config/secret.js';
import type { ProviderAdapter, ProviderInstance, ProviderType } from '../provider.js';
import { convertOnce } from '../convert-once.js';
import { createCheckpointReader } from './checkpoints.js';
import { createViClient } from './client.js';
import { toCheckpoint } from './convert.js';
import { createDownloads } from './downloads.js';
import { classify, readSentence } from './errors.js';
import { createModelReader } from './models.js';
import type { Organization } from './organization.js';
import { createReadOutputs } from './outputs.js';
import { createRunReader } from './runs.js';

const webUrl = z.url({ protocol: /^https?$/u });

const settings = z.strictObject({
  /** Where the API is. */
  baseUrl: webUrl.default('https://api.vi.datature.com'),
  /** Called a UUID, but that is not certain (contract §1); it must be able to stand in a header. */
  organizationId: z.string().regex(/^[\x21-\x7e]{1,255}$/u),
  /** `dtvi_` and 98 characters; the service judges it (contract §1). */
  secretKey: z.instanceof(Secret),
  /** Origins besides public https from which archives may be fetched, such as `http://127.0.0.1:4811`. */
  storageOrigins: z.array(webUrl.transform((url) => new URL(url).origin)).default([]),
});

/** Settings of one configured organization. */
export type DatatureViSettings = z.infer<typeof settings>;

/** The run store Datature Vi. See README.md in this folder. */
export const datatureVi: ProviderType<DatatureViSettings> = {
  type: 'datature-vi',
  kind: 'RUN_STORE',
  settings,
  credential: 'secretKey',
  create: createDatatureVi,
};

function createDatatureVi(instance: ProviderInstance<DatatureViSettings>): ProviderAdapter {
  const provider = instance.name;
  const { baseUrl, organizationId, secretKey, storageOrigins } = instance.settings;
  const http = instance.http.createClient({
    provider,
    baseUrl,
    credentials: { authorization: secretKey.withPrefix('Bearer ') },
    forward: (key) => ({ authorization: key.withPrefix('Bearer ') }),
    // The content type comes with a GET, too, as from the real client (contract §1).
    headers: { 'organization-id': organizationId, 'content-type': 'application/json' },
    classify: (answer) => {
      const said = readSentence(answer.body, organizationId);
      const trace = answer.headers['x-cloud-trace-context'];
      instance.log.debug({ provider, status: answer.status, said, trace }, 'datature-vi refused a call');
      return classify(answer);
    },
  });
  const client = createViClient(provider, organizationId, http);
  const readOutputs = createReadOutputs(provider, client);
  const organization: Organization = {
    provider,
    organizationId,
    baseUrl,
    client,
    readOutputs,
    toCheckpoint: convertOnce((output) => toCheckpoint({ provider, organizationId }, output)),
  };
  return {
    name: provider,
    type: datatureVi.type,
    kind: datatureVi.kind,
    models: createModelReader(organization),
    runs: createRunReader(organization),
    checkpoints: createCheckpointReader(organization),
    downloads: createDownloads(organization, storageOrigins),
    probe: async (call) => {
      await client.listRuns({ pageToken: null, pageSize: 1 }, call);
      return { version: null };
    },
    close: () => client.close(),
  };
}
