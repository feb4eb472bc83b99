import { DEFAULT_RESILIENCE } from '../domain/resilience.js';
import type { CallerCredentialPolicy, GatewayConfig } from './schema.js';

/** How providers take callers' own credentials; those that do not are left out. */
export function callerPolicies({ providers }: GatewayConfig): ReadonlyMap<string, CallerCredentialPolicy> {
  return new Map(
    providers.flatMap(({ name, callerCredentials }) =>
      callerCredentials === undefined ? [] : [[name, callerCredentials] as const],
    ),
  );
}

/** What the configuration says of all providers, whatever their type. */
export function policiesOf({ providers }: GatewayConfig) {
  return {
    resilience: new Map(
      providers.map(({ name, policy }) => [name, policy?.resilience ?? DEFAULT_RESILIENCE]),
    ),
    tracedProviders: new Set(
      providers.filter(({ policy }) => policy?.tracing?.shareContext === true).map(({ name }) => name),
    ),
  };
}
