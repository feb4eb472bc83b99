import { lookup as systemLookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import { buildConnector } from 'undici';
import type { ReadingOptions } from './borrowing-pool.js';
import { checkAddress } from './url-policy.js';

/** Resolves a host name to all its addresses, as `dns.lookup` with `all` does. */
export type LookupAll = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * A connector that reaches public addresses only. Every address of a resolved name is checked before it is dialled;
 * the address of the finished connection is checked once more, because literal addresses never come to the lookup.
 */
export function guardedConnector(
  timeoutMs: number,
  lookup: LookupAll = systemLookup,
  socketOptions: Partial<ReadingOptions> = {},
): buildConnector.connector {
  const connect = buildConnector({
    ...socketOptions,
    timeout: timeoutMs,
    lookup: (hostname, options, callback) => {
      lookup(hostname, { ...options, all: true }, (error, addresses) => {
        try {
          if (error !== null) throw error;
          for (const { address } of addresses) checkAddress(address);
        } catch (refusal) {
          callback(refusal instanceof Error ? refusal : new Error(String(refusal)), []);
          return;
        }
        if (options.all === true) callback(null, addresses);
        else callback(null, addresses[0]?.address ?? '', addresses[0]?.family);
      });
    },
  });
  return (options, callback) => {
    connect(options, (...result) => {
      const [error, socket] = result;
      if (error !== null) {
        callback(error, null);
        return;
      }
      try {
        checkAddress(socket.remoteAddress ?? '');
      } catch (refusal) {
        socket.destroy();
        callback(refusal instanceof Error ? refusal : new Error(String(refusal)), null);
        return;
      }
      callback(null, socket);
    });
  };
}
