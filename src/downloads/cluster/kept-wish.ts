import { isGatewayError } from '../../errors/gateway-error.js';
import type { Logger } from '../../observability/logger.js';
import { parseJson } from '../../domain/common.js';
import type { Controls } from '../controls.js';
import { wishSchema } from './messages.js';
import type { SharedState } from './shared-state.js';

/** What is needed to grant a wish that was kept. */
export interface KeptWishOptions {
  readonly controls: Controls;
  readonly state: Pick<SharedState, 'forgetWish'>;
  readonly log: Logger;
}

/**
 * Grants what was wished of a download before its last holder, or whoever wished it, went away; `kept` as it is kept, null for
 * nothing. What cannot be granted any more is forgotten: nobody waits for the answer.
 */
export async function grantKept(
  id: string,
  kept: string | null,
  { controls, state, log }: KeptWishOptions,
): Promise<void> {
  if (kept === null) return;
  const wish = wishSchema.safeParse(parseJson(kept)).data;
  try {
    if (wish !== undefined) await controls.grant(id, wish, log);
  } catch (error) {
    if (!isGatewayError(error) || !['CONFLICT', 'UNSUPPORTED'].includes(error.code)) throw error;
    log.info({ download: id, err: error }, 'What was wished of a download cannot be granted any more');
  }
  // If Redis is away now, it is granted once more.
  await state.forgetWish(id).catch(() => undefined);
}
