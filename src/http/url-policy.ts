import ipaddr from 'ipaddr.js';
import { GatewayError } from '../errors/gateway-error.js';

/**
 * Checks a URL that a provider or a redirect named, before anything is sent. Allowed are https to a host name or a
 * public address, and any URL of a trusted origin. Throws URL_FORBIDDEN otherwise; the message does not repeat the URL,
 * whose query may be a signature. Host names are checked again once they are resolved, see guarded-connect.ts.
 */
export function checkUrl(text: string, trustedOrigins: readonly string[]): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) throw forbidden('is not a URL');
  if (url.username !== '' || url.password !== '') throw forbidden('carries a user name or password');
  if (isTrusted(url, trustedOrigins)) return url;
  if (url.protocol !== 'https:') throw forbidden('does not use https');
  // The URL parser has turned every spelling of an IPv4 address (0x7f.1, 2130706433, 0177.0.0.1) into the usual one.
  const host = url.hostname.replace(/^\[|\]$/gu, '').replace(/\.$/u, '');
  if (ipaddr.isValid(host)) checkAddress(host);
  else if (isLocalName(host)) throw forbidden('names a host of the local network');
  return url;
}

/** Whether the URL belongs to an origin that the configuration allows besides public https. */
export function isTrusted(url: URL, trustedOrigins: readonly string[]): boolean {
  return trustedOrigins.some((origin) => URL.canParse(origin) && new URL(origin).origin === url.origin);
}

/** Throws URL_FORBIDDEN unless the address can be reached by everybody on the internet. */
export function checkAddress(address: string): void {
  if (!isPublicAddress(address)) throw forbidden('leads to an address that is not public');
}

/** All global IPv6 unicast; the rest of IPv6 holds among others forms that stand for any IPv4 address (`::7f00:1`). */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');

/**
 * Whether an IP address is plain public unicast: not private, loopback, link-local, carrier-grade NAT, unique-local,
 * multicast, reserved, nor an IPv6 form that hides an IPv4 address.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  // `process` turns a v4-mapped IPv6 address into the IPv4 address that it stands for.
  const parsed = ipaddr.process(address);
  return parsed.range() === 'unicast' && (parsed.kind() === 'ipv4' || parsed.match(GLOBAL_IPV6));
}

/** Names that never belong to a public host: single labels and the special-use domains of RFC 6761 and RFC 8375. */
function isLocalName(host: string): boolean {
  return !host.includes('.') || /\.(?:localhost|local|internal|home\.arpa)$/iu.test(host);
}

function forbidden(why: string): GatewayError {
  return new GatewayError(
    'URL_FORBIDDEN',
    `The provider named a download address that ${why}; the gateway does not fetch it. ` +
      'If the address is right, add its origin to the trusted origins of the provider.',
  );
}
