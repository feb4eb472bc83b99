import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';

/** IPv6 addresses of one customer; whoever has one of them has all. */
const CUSTOMER_BITS = 64;

/**
 * Makes the function that tells from where a request comes, in the form that limits go by. `X-Forwarded-For` is believed
 * only as far as proxies of the list have written it: anybody else could write there whatever he likes.
 *
 * @param trustedProxies Addresses and networks, such as `10.0.0.0/8`; already checked.
 */
export function createAddressReader(
  trustedProxies: readonly string[],
): (request: Pick<IncomingMessage, 'socket' | 'headers'>) => string {
  const networks = trustedProxies.map(toNetwork);
  const isTrusted = (address: string): boolean => {
    if (!ipaddr.isValid(address)) return false;
    const parsed = ipaddr.process(address);
    return networks.some(
      ([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits),
    );
  };
  return ({ socket, headers }) => {
    const forwarded = headers['x-forwarded-for'];
    const hops = String(forwarded ?? '')
      .split(',')
      .map((hop) => hop.trim())
      .filter((hop) => hop !== '');
    let address = socket.remoteAddress ?? 'unknown';
    // Each proxy appends whom it was asked by, so the way leads back from the end.
    while (isTrusted(address)) {
      const hop = hops.pop();
      if (hop === undefined || !ipaddr.isValid(hop)) break;
      address = hop;
    }
    return toHolder(address);
  };
}

function toNetwork(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

function toHolder(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/${CUSTOMER_BITS}`).toString()}/${CUSTOMER_BITS}`;
}
