import { GatewayError } from '../errors/gateway-error.js';
import { MAX_ID_LENGTH } from './global-id.js';

/** A readable name of a model, run or checkpoint: `provider:native`. */
export interface Ref {
  readonly provider: string;
  readonly nativeId: string;
}

/** Writes a ref: `market:greenlab/leaf-segmenter`. */
export function toRef(ref: Ref): string {
  return `${ref.provider}:${ref.nativeId}`;
}

/** Control characters, and half a character, which has no form in a URL. */
// eslint-disable-next-line no-control-regex -- they are exactly what is refused
const REFUSED = /[\u0000-\u001f\u007f\p{Surrogate}]/u;

/** Reads a ref. Throws INVALID_ID when it is not of the form `provider:native`. */
export function parseRef(text: string): Ref {
  const colon = text.indexOf(':');
  const nativeId = text.slice(colon + 1);
  if (colon < 1 || nativeId === '' || text.length > MAX_ID_LENGTH || REFUSED.test(text)) {
    throw new GatewayError(
      'INVALID_ID',
      'A ref has the form provider:native, such as registry:5b0f6c1e-0000-4000-8000-000000000001.',
    );
  }
  return { provider: text.slice(0, colon), nativeId };
}
