import { GatewayError } from '../errors/gateway-error.js';

/** Longer ones are no credential; RFC 9110 asks servers to take 8,000 octets in a field. */
const MAX_CHARACTERS = 8_000;

/** RFC 6750 §2.1. The name of a scheme has no case. */
const BEARER = /^Bearer +([\w.~+/-]+=*) *$/iu;

const ADVICE =
  'Send "Authorization: Bearer <key or token>"; over WebSocket as "authorization" in connection_init.';

/** The key or token in the value of an `Authorization` header. Throws UNAUTHENTICATED where there is none. */
export function bearerOf(authorization: string | undefined): string {
  if (authorization === undefined || authorization === '')
    throw new GatewayError('UNAUTHENTICATED', `This needs a credential, and none came along. ${ADVICE}`);
  const [, token] = (authorization.length <= MAX_CHARACTERS && BEARER.exec(authorization)) || [];
  if (token === undefined)
    throw new GatewayError(
      'UNAUTHENTICATED',
      `The credential has a form that the gateway does not know. ${ADVICE}`,
    );
  return token;
}

/** One answer for everything that is wrong with a credential whose bearer has proved nothing. */
export function notAccepted(cause?: unknown): GatewayError {
  return new GatewayError(
    'UNAUTHENTICATED',
    'The credential is not accepted. Check that it is complete and meant for this gateway.',
    { cause },
  );
}

/** How an answer over HTTP refuses a caller. */
export interface HttpRefusal {
  readonly status: 401 | 503;
  readonly headers: Readonly<Record<string, string>>;
}

/** The status and the challenge (RFC 6750 §3) of an UNAUTHENTICATED or AUTH_UNAVAILABLE error. */
export function toHttpRefusal(error: GatewayError, authorization: string | undefined): HttpRefusal {
  if (error.code !== 'UNAUTHENTICATED') return { status: 503, headers: { 'retry-after': '5' } };
  const reason = authorization === undefined ? '' : ', error="invalid_token"';
  return { status: 401, headers: { 'www-authenticate': `Bearer realm="modelgate"${reason}` } };
}
