import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { toHttpRefusal } from '../auth/credential.js';
import type { Authenticator } from '../auth/session.js';
import { isGatewayError } from '../errors/gateway-error.js';
import { requestIdOf } from '../server/request-id.js';
import type { GatewayContext } from './context.js';
import type { NodeExchange } from './yoga.js';

/**
 * Lets callers in before anything of a request is read, so that strangers cost nothing and learn nothing. The page of
 * GraphiQL and the answers to preflights come before it.
 */
export function useAuthentication(authenticator: Authenticator): Plugin<GatewayContext, NodeExchange> {
  return {
    onRequestParse: async ({ serverContext }) => {
      const { req } = serverContext;
      const { authorization } = req.headers;
      try {
        serverContext.admission ??= authenticator.authenticate(authorization);
        serverContext.session = await serverContext.admission;
      } catch (error) {
        if (!isGatewayError(error)) throw error;
        const { code, retryable, message } = error;
        const http = toHttpRefusal(error, authorization);
        throw new GraphQLError(message, {
          extensions: { code, retryable, requestId: requestIdOf(req), http },
        });
      }
    },
  };
}
