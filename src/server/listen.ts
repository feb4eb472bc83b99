import { once } from 'node:events';
import type { Server } from 'node:net';
import { GatewayError } from '../errors/gateway-error.js';
import { originOf } from './origin.js';

/** Where to listen. */
export interface ListenAddress {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

/**
 * Starts listening; gives the origin, such as `http://127.0.0.1:4000`. Throws CONFIGURATION when the address cannot be
 * had.
 */
export async function listen(server: Server, address: ListenAddress): Promise<string> {
  server.listen(address.port, address.host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const advice = adviceFor(error, address);
    throw advice === null ? error : new GatewayError('CONFIGURATION', advice, { cause: error });
  }
  return originOf(server);
}

/** What the operator can do; null for failures that no setting mends. */
function adviceFor(error: unknown, { host, port }: ListenAddress): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'EADDRINUSE':
      return `Another program listens on port ${port} already. Stop it, or set PORT to another port (0: any free one).`;
    case 'EACCES':
      return `This user may not listen on port ${port}. Set PORT to one above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `"${host}" is no address of this machine. Set MODELGATE_HOST to one that is, such as 127.0.0.1.`;
    default:
      return null;
  }
}
