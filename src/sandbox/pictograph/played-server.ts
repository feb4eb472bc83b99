import type { SandboxEnvironment } from '../core/types.js';
import type { Registry } from './registry.js';

/** Which server is played: B, the v1.0.0 one addressed by ids, or C, today's (contract §0). */
export type Generation = 'B' | 'C';

/** What the routes work with and answers are written from. */
export type PlayedServer = Pick<SandboxEnvironment, 'clock' | 'faults' | 'storage'> & {
  readonly registry: Registry;
  readonly organizationId: string;
  readonly generation: Generation;
};
