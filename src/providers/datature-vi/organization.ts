import type { CheckpointRecord } from '../../domain/checkpoint.js';
import type { Received } from '../received.js';
import type { ViClient } from './client.js';
import type { ConversionContext } from './convert.js';
import type { ReadOutputs } from './outputs.js';
import type { WireOutput } from './wire.js';

/** What the facets of one configured organization share. */
export interface Organization extends ConversionContext {
  readonly baseUrl: string;
  readonly client: ViClient;
  readonly readOutputs: ReadOutputs;
  readonly toCheckpoint: (output: Received<WireOutput>) => CheckpointRecord;
}
