import { createCipheriv, createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from './ask.js';
import type { HousedWeights, WeightsHouse } from './weights-house.js';

/** A file of random bytes at a registry, at so many bytes a second on each connection. */
export function crateOf(name: string, length: number, bytesPerSecond: number): HousedWeights {
  const key = createHash('sha256').update(name).digest();
  const bytes = createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length));
  return { name, packaging: 'file', bytes, bytesPerSecond };
}

/** How long a caller whose connection broke waits before he asks again, in milliseconds. */
const ASK_AGAIN_MS = 100;

/** Asks like a client that tries again when its connection breaks; whatever is answered counts. */
export async function askPatiently<Data>(
  url: string,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Data> {
  for (;;) {
    try {
      return await ask<Data>(url, query, variables);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      await sleep(ASK_AGAIN_MS);
    }
  }
}

/** The id of the model that stands for some weights. */
export async function modelIdOf(url: string, house: WeightsHouse, weights: HousedWeights): Promise<string> {
  const { model } = await askPatiently<{ model: { id: string } }>(
    url,
    'query ($ref: String!) { model(by: { ref: $ref }) { id } }',
    { ref: house.refOf(weights) },
  );
  return model.id;
}

/** Starts a download; gives its id. */
export async function startDownloadOf(url: string, modelId: string): Promise<string> {
  const { startDownload } = await askPatiently<{ startDownload: { id: string } }>(
    url,
    'mutation ($id: ID!) { startDownload(input: { id: $id }) { id } }',
    { id: modelId },
  );
  return startDownload.id;
}
