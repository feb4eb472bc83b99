import type { CallerCredentialPolicy } from '../config/schema.js';
import { GatewayError, isGatewayError } from '../errors/gateway-error.js';
import type { HttpClient, HttpDependencies, UpstreamCall } from './types.js';

/** One line that can stand in a header, of a length that servers take. */
const CREDENTIAL = /^[\x21-\x7e](?:[\x20-\x7e]{0,4094}[\x21-\x7e])?$/u;

/**
 * The same HTTP layer, whose clients refuse calls without the caller's credential where the provider's policy demands
 * one, and with one that cannot be any: PROVIDER_AUTH, before anybody is called. A caller whose credential the provider
 * refuses is told that it is his own.
 *
 * @param policies By configured name; the other providers take no credentials of callers.
 */
export function requireCredentials(
  http: HttpDependencies,
  policies: ReadonlyMap<string, CallerCredentialPolicy>,
): HttpDependencies {
  return {
    createClient: (options) => {
      const client = http.createClient(options);
      const policy = policies.get(options.provider);
      return policy === undefined ? client : guarded(client, options.provider, policy);
    },
  };
}

function guarded(client: HttpClient, provider: string, policy: CallerCredentialPolicy): HttpClient {
  const run = async <T>(call: UpstreamCall, work: () => Promise<T>): Promise<T> => {
    const credential = call.credentials?.get(provider);
    if (credential === undefined && policy.required) {
      throw authError(
        provider,
        `takes only your own credential. Send it in the header ${policy.header}, or under this name in the payload of connection_init`,
      );
    }
    if (credential !== undefined && !CREDENTIAL.test(credential.secret.open())) {
      throw authError(provider, `cannot be sent what came as ${policy.header}. It must be one line of ASCII`);
    }
    try {
      return await work();
    } catch (error) {
      if (credential === undefined || !isGatewayError(error) || error.code !== 'PROVIDER_AUTH') throw error;
      throw authError(provider, `refused the credential that you sent as ${policy.header}. Check it`, error);
    }
  };
  return {
    send: (request, call) => run(call, () => client.send(request, call)),
    openSocket: (path, call) => run(call, () => client.openSocket(path, call)),
    close: () => client.close(),
  };
}

function authError(provider: string, what: string, cause?: unknown): GatewayError {
  return new GatewayError('PROVIDER_AUTH', `Provider ${provider} ${what}.`, { provider, cause });
}
