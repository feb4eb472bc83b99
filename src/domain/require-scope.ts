import { GatewayError } from '../errors/gateway-error.js';
import type { Caller, Scope } from './caller.js';

/** Throws FORBIDDEN, naming the scope, when the caller does not have it. */
export function requireScope(caller: Caller, scope: Scope): void {
  if (caller.scopes.has(scope)) return;
  throw new GatewayError(
    'FORBIDDEN',
    `This needs the scope "${scope}", which your key or token does not have. Use one that has it.`,
  );
}
