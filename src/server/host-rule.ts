import ipaddr from 'ipaddr.js';

export interface HostRuleOptions {
  /** Whether callers need no credential at present. */
  readonly isOpen: () => boolean;
  /** Whether the gateway listens for its own machine alone. */
  readonly isLocal: boolean;
  /** Origin under which clients reach the gateway; null: the address it listens on. */
  readonly publicUrl: string | null;
}

/**
 * Makes the check of the `Host` that a request names. A page whose own name leads to the gateway's address (DNS
 * rebinding) is of one origin with it in the eyes of a browser, so on a gateway that asks for no credential it could do
 * everything. Addresses and names of one label belong to no stranger's page. Where neither loopback nor the public
 * address says which names are right, every name is.
 */
export function createHostRule({ isOpen, isLocal, publicUrl }: HostRuleOptions): (host?: string) => boolean {
  const publicHost = publicUrl === null ? null : new URL(publicUrl).host;
  /** Clients name the same one again and again. */
  let lastLocal: string | null = null;
  return (host) => {
    if (host === undefined || !isOpen() || (!isLocal && publicHost === null)) return true;
    if (host === publicHost || host === lastLocal) return true;
    if (!isLocalName(host)) return false;
    lastLocal = host;
    return true;
  };
}

function isLocalName(host: string): boolean {
  const name = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : null;
  if (name === null) return false;
  const isAddress = ipaddr.isValid(name.replace(/^\[(.*)\]$/u, '$1'));
  return isAddress || !name.includes('.') || name.endsWith('.localhost');
}
