import { type Plugin } from 'graphql-yoga';
import { limitError } from '../limits/limit-error.js';
import type { Quotas } from '../limits/quotas.js';
import { rateError } from '../limits/rate-error.js';
import { rateHeaders } from '../limits/rate-headers.js';
import type { GatewayContext } from './context.js';
import { EVENT_STREAM } from './fan-out/over-sse.js';
import type { NodeExchange } from './yoga.js';

/**
 * Counts the operations of callers who were let in, before anything of a request is read, and the event streams that
 * they hold open.
 */
export function useQuotas(quotas: Quotas): Plugin<GatewayContext, NodeExchange> {
  return {
    onRequestParse: async ({ serverContext }) => {
      const { req, res, session } = serverContext;
      if (session === undefined) return;
      if (serverContext.counted === undefined)
        serverContext.counted = quotas.takeOperation(session.caller, req);
      const verdict = await serverContext.counted;
      if (verdict !== null) {
        for (const [name, value] of Object.entries(rateHeaders(verdict))) res.setHeader(name, value);
        if (!verdict.isAllowed) throw rateError(verdict);
      }
      if (req.headers.accept?.includes(EVENT_STREAM) !== true) return;
      const ofAddress = quotas.takeAddress(req);
      if (ofAddress === null)
        throw limitError('connectionsPerAddress', quotas.limits.connectionsPerAddress, null);
      res.once('close', ofAddress);
      const ofCaller = quotas.takeCaller(session.caller, req);
      if (ofCaller === null)
        throw limitError('connectionsPerCaller', quotas.limits.connectionsPerCaller, null);
      res.once('close', ofCaller);
    },
  };
}
