import * as z from 'zod';
import { Secret } from '../../config/secret.js';
import type { ProviderType } from '../provider.js';
import { convertOnce } from '../convert-once.js';
import { createAccountLookup } from './account.js';
import { createCheckpointReader } from './checkpoints.js';
import { MarketClient, PAGE_SIZE } from './client.js';
import { createModelWriter } from './editing.js';
import { classify, readWaitMs } from './errors.js';
import { createModelReader, type Market } from './models.js';

const settings = z.strictObject({
  /** Base URL with the version path; another one for a test double or a proxy. */
  baseUrl: z.url({ protocol: /^https?$/ }).default('https://api.wrift.ai/v1'),
  /** Without one, only public models can be read, at a third of the rate. */
  accessToken: z.instanceof(Secret).optional(),
});

/**
 * Requests that the marketplace takes (contract §6): its rate, and a burst that is at most what a second allows, since
 * it only says that short bursts are fine.
 */
const PACE_WITH_TOKEN = { requests: 3, intervalMs: 1_000, burst: 3 } as const;
const PACE_WITHOUT_TOKEN = { requests: 1, intervalMs: 1_000, burst: 1 } as const;

/** The WriftAI marketplace. It has no training runs and no downloads; its facts are in README.md. */
export const wriftai: ProviderType<z.infer<typeof settings>> = {
  type: 'wriftai',
  kind: 'MARKETPLACE',
  settings,
  credential: 'accessToken',
  create: (instance) => {
    const { baseUrl, accessToken } = instance.settings;
    const hasToken = accessToken !== undefined;
    const http = instance.http.createClient({
      provider: instance.name,
      baseUrl,
      credentials: hasToken ? { authorization: accessToken.withPrefix('Bearer ') } : {},
      forward: (token) => ({ authorization: token.withPrefix('Bearer ') }),
      classify: (answer) => classify(instance.name, answer),
      pace: hasToken ? PACE_WITH_TOKEN : PACE_WITHOUT_TOKEN,
      readWaitMs,
    });
    const client = new MarketClient(http, instance.name);
    const accountId = createAccountLookup(client, { provider: instance.name, hasToken });
    const recordsOf = convertOnce(() => new Map());
    const market: Market = { provider: instance.name, client, accountId, hasToken, recordsOf };
    return {
      name: instance.name,
      type: wriftai.type,
      kind: wriftai.kind,
      models: createModelReader(market),
      checkpoints: createCheckpointReader(market),
      ...(hasToken ? { editing: createModelWriter(market) } : {}),
      probe: async (call) => {
        const firstPage = { after: null, limit: PAGE_SIZE.min };
        await (hasToken ? client.getAccountId(call) : client.listModels(null, [], firstPage, call));
        return { version: null };
      },
      close: () => http.close(),
    };
  },
};
