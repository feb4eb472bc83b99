import { Agent, type Dispatcher } from 'undici';
import { toAbortSignal, type StopSignal } from '../async/stop.js';
import { GatewayError } from '../errors/gateway-error.js';
import { DEFAULT_TIMEOUTS, MAX_TRANSFER_REDIRECTS, USER_AGENT } from './defaults.js';
import { REDIRECT_STATUSES } from './exchange.js';
import { cancelledError, DOWNLOAD_HOST, networkError } from './failures.js';
import { guardedConnector, type LookupAll } from './guarded-connect.js';
import { discardBody, flattenHeaders } from './read-body.js';
import type { TransferClient, TransferRequest, TransferResponse, UpstreamCall } from './types.js';
import { checkUrl, isTrusted } from './url-policy.js';

/**
 * Makes the client for URLs out of providers' answers. Two pools: one that reaches public addresses only, one for
 * trusted origins. `lookup` is for tests.
 */
export function createTransferClient(lookup?: LookupAll): TransferClient {
  // No limit on the time between bytes: whoever reads them watches for stalls, and may pause on purpose.
  const limits = { headersTimeout: DEFAULT_TIMEOUTS.headersMs, bodyTimeout: 0 };
  const guarded = new Agent({ ...limits, connect: guardedConnector(DEFAULT_TIMEOUTS.connectMs, lookup) });
  const trusted = new Agent({ ...limits, connect: { timeout: DEFAULT_TIMEOUTS.connectMs } });

  async function open(request: TransferRequest, call: UpstreamCall): Promise<TransferResponse> {
    let url = checkUrl(request.url, request.trustedOrigins);
    call.budget?.take();
    for (let redirects = 0; ; redirects += 1) {
      const agent = isTrusted(url, request.trustedOrigins) ? trusted : guarded;
      const response = await fetchOnce(agent, url, request, call);
      const headers = flattenHeaders(response.headers);
      // Origin and path only: the query of a signed URL is a secret.
      call.log.debug(
        { origin: url.origin, path: url.pathname, status: response.statusCode },
        'transfer opened',
      );
      const { location } = headers;
      if (!REDIRECT_STATUSES.has(response.statusCode) || location === undefined) {
        // A reader meets errors in its iteration; without one they must not become uncaught exceptions.
        response.body.on('error', () => undefined);
        return { status: response.statusCode, headers, body: response.body };
      }
      discardBody(response.body);
      if (redirects === MAX_TRANSFER_REDIRECTS) {
        throw new GatewayError('URL_FORBIDDEN', 'The download address redirects too often. Try again later.');
      }
      url = checkUrl(
        URL.canParse(location, url.href) ? new URL(location, url).href : location,
        request.trustedOrigins,
      );
    }
  }

  return {
    open,
    close: async () => {
      await Promise.all([guarded.destroy(), trusted.destroy()]);
    },
  };
}

async function fetchOnce(
  agent: Agent,
  url: URL,
  request: TransferRequest,
  call: { readonly signal: StopSignal },
): Promise<Dispatcher.ResponseData> {
  try {
    return await agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: 'GET',
      headers: { 'user-agent': USER_AGENT, ...request.headers, 'accept-encoding': 'identity' },
      signal: toAbortSignal(call.signal),
    });
  } catch (error) {
    throw call.signal.aborted
      ? cancelledError(DOWNLOAD_HOST, call.signal.reason)
      : networkError(DOWNLOAD_HOST, DEFAULT_TIMEOUTS, error);
  }
}
