import * as z from 'zod';
import { Secret } from '../../config/secret.js';
import { readRateLimitWaitMs } from '../../http/wait-headers.js';
import type { ProviderAdapter, ProviderInstance, ProviderType } from '../provider.js';
import { createCheckpointReader } from './checkpoints.js';
import { createReaders, listModels, type Api } from './client.js';
import { createDownloads } from './downloads.js';
import { createModelWriter } from './editing.js';
import { classify, parseErrorBody } from './errors.js';
import { createHourlyBudget, type HourlyBudget } from './hourly-budget.js';
import { createModelReader } from './models.js';
import { createRunReader } from './runs.js';

const DEFAULT_BASE_URL = 'https://api.pictograph.io/api/v1/developer';
const webUrl = z.url({ protocol: /^https?$/u });

const settings = z.strictObject({
  /** Address of the Developer API, its path included. */
  baseUrl: webUrl.default(DEFAULT_BASE_URL),
  /** `pk_live_…`; its role decides what can be done. */
  apiKey: z.instanceof(Secret),
  /** Origins besides public https that weights may come from; needed for an object store of one's own. */
  storageOrigins: z.array(webUrl.transform((url) => new URL(url).origin)).default([]),
});
export type PictographSettings = z.infer<typeof settings>;

/** Pictograph: an organization's registry of vision models (contract: README.md in this folder). */
export const pictograph: ProviderType<PictographSettings> = {
  type: 'pictograph',
  kind: 'REGISTRY',
  settings,
  credential: 'apiKey',
  create: (instance) => {
    const budget = createHourlyBudget();
    const api = createApi(instance, budget);
    return {
      name: instance.name,
      type: 'pictograph',
      kind: 'REGISTRY',
      models: createModelReader(api),
      runs: createRunReader(api, budget),
      checkpoints: createCheckpointReader(api),
      downloads: createDownloads(api, instance.settings.storageOrigins),
      editing: createModelWriter(api),
      probe: async (call) => {
        await listModels(api, { limit: 1, offset: 0, filters: [] }, call);
        return { version: null };
      },
      close: () => api.http.close(),
    } satisfies ProviderAdapter;
  },
};

function createApi(
  { name, settings: { baseUrl, apiKey }, http, log }: ProviderInstance<PictographSettings>,
  budget: HourlyBudget,
): Api {
  return {
    provider: name,
    readers: createReaders(),
    http: http.createClient({
      provider: name,
      baseUrl,
      credentials: { 'x-api-key': apiKey },
      forward: (key) => ({ 'x-api-key': key }),
      classify: (answer) => {
        const { slug } = parseErrorBody(answer.body);
        const requestId = answer.headers['x-request-id'];
        log.debug({ provider: name, status: answer.status, slug, requestId }, 'pictograph refused a call');
        return classify(name, answer);
      },
      // No fixed pace: the limit differs by plan and key, and every answer tells what is left of it (contract §7).
      pace: null,
      readWaitMs: (answer, nowMs) => {
        budget.note(answer);
        return readRateLimitWaitMs(answer, nowMs);
      },
    }),
  };
}
