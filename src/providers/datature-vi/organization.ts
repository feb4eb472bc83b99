import type { ViClient } from './client.js';
import type { ConversionContext } from './convert.js';
import type { ReadOutputs } from './outputs.js';

/** What the facets of one configured organization share. */
export interface Organization extends ConversionContext {
  readonly baseUrl: string;
  readonly client: ViClient;
  readonly readOutputs: ReadOutputs;
}
