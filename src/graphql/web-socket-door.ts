import { CloseCode, type Context } from 'graphql-ws';
import type { Extra } from 'graphql-ws/use/ws';
import type { WebSocket } from 'ws';
import { isGatewayError, type GatewayError } from '../errors/gateway-error.js';
import type { Authenticator, Session } from '../auth/session.js';

/** RFC 6455's code for "come again later"; clients of the protocol then do. */
const TRY_AGAIN_LATER = 1013;

/** What a control frame has room for. */
const MAX_REASON_BYTES = 123;

const HOW_TO = 'Unauthorized: send {"authorization": "Bearer <key or token>"} in connection_init';

/** Lets connections in, and ends them when their caller's credential does. */
export interface WebSocketDoor {
  /** Answers `connection_init`; a connection that it refuses is closed already. */
  onConnect(connection: Connection): Promise<boolean>;
  /** The session of a connection that was let in; null when that is over. */
  sessionOf(connection: Connection): Session | null;
}

/** What the library knows of a connection. */
export type Connection = Context<Record<string, unknown> | undefined, Extra>;

/**
 * The codes are the protocol's: 4401 for a caller who is not let in, so that clients do not try again with the same
 * credential; 4403 for one whose credential has ended, so that they come back with a new one.
 */
export function createWebSocketDoor(authenticator: Authenticator): WebSocketDoor {
  const sessions = new WeakMap<WebSocket, Session>();
  return {
    onConnect: async ({ connectionParams, extra: { socket, request } }) => {
      // Browsers can send no header with an upgrade; programs can.
      const authorization = authorizationIn(connectionParams) ?? request.headers.authorization;
      try {
        const session = await authenticator.authenticate(authorization);
        if (socket.readyState !== socket.OPEN) return false;
        sessions.set(socket, session);
        socket.once(
          'close',
          authenticator.whenOver(session, () => expel(socket)),
        );
        return true;
      } catch (error) {
        if (!isGatewayError(error)) throw error;
        refuse(socket, error, authorization === undefined);
        return false;
      }
    },
    sessionOf: ({ extra: { socket } }) => {
      const session = sessions.get(socket);
      if (session?.holds() === true) return session;
      expel(socket);
      return null;
    },
  };
}

/** The names of headers have no case, and people write them as they know them. */
function authorizationIn(parameters: Record<string, unknown> | undefined): string | undefined {
  const [, value] =
    Object.entries(parameters ?? {}).find(([key]) => key.toLowerCase() === 'authorization') ?? [];
  return typeof value === 'string' ? value : undefined;
}

function refuse(socket: WebSocket, { code, message }: GatewayError, cameWithout: boolean): void {
  if (code !== 'UNAUTHENTICATED') return socket.close(TRY_AGAIN_LATER, 'Try again later');
  const reason = cameWithout ? HOW_TO : message;
  const fits = Buffer.byteLength(reason) <= MAX_REASON_BYTES;
  return socket.close(CloseCode.Unauthorized, fits ? reason : 'Unauthorized');
}

function expel(socket: WebSocket): void {
  socket.close(CloseCode.Forbidden, 'Forbidden: the credential has expired or was revoked');
}
