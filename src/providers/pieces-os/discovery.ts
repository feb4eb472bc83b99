import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** How long a port of this machine may take to accept a connection. */
const CONNECT_LIMIT_MS = 50;

/** Where a runtime on this machine is looked for, in this order. */
export interface DiscoveryPlaces {
  /** Text file that holds only the port number; it may be left over from an earlier start. */
  readonly portFile: string;
  /** Ports of releases after 10.1.15. */
  readonly ports: readonly number[];
  /** Ports of releases up to 10.1.15. */
  readonly oldPorts: readonly number[];
}

/** The places where Pieces OS is found on `platform`. */
export function knownPlaces(platform: NodeJS.Platform, homeDirectory: string = homedir()): DiscoveryPlaces {
  const dataFolder = platform === 'darwin' ? 'Library' : 'Documents';
  return {
    portFile: join(homeDirectory, dataFolder, 'com.pieces.os', 'production', 'Config', '.port.txt'),
    ports: Array.from({ length: 34 }, (_, offset) => 39_300 + offset),
    oldPorts: [platform === 'linux' ? 5323 : 1000],
  };
}

/**
 * Finds the base URL of the runtime on this machine; null when none answers. It listens on a port of its own choice
 * and may take another one with each start.
 *
 * @param isHealthy Asks the health route of a base URL whose port accepts connections.
 */
export async function discoverBaseUrl(
  places: DiscoveryPlaces,
  isHealthy: (baseUrl: string) => Promise<boolean>,
): Promise<string | null> {
  const named = await readPortFile(places.portFile);
  const groups = [named === null ? [] : [named], places.ports, places.oldPorts];
  for (const ports of groups) {
    const found = await firstHealthy(ports, isHealthy);
    if (found !== null) return found;
  }
  return null;
}

async function readPortFile(path: string): Promise<number | null> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const port = /^\s*\d{1,5}\s*$/u.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : null;
}

/** Connects to all ports at once and asks those that accept, in their order. */
async function firstHealthy(
  ports: readonly number[],
  isHealthy: (baseUrl: string) => Promise<boolean>,
): Promise<string | null> {
  const accepting = await Promise.all(ports.map(acceptsConnections));
  for (const port of ports.filter((_, index) => accepting[index])) {
    // Not `localhost`, which may mean an address family that the runtime does not listen on.
    const baseUrl = `http://127.0.0.1:${port}`;
    if (await isHealthy(baseUrl)) return baseUrl;
  }
  return null;
}

function acceptsConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: CONNECT_LIMIT_MS });
    const settle = (accepts: boolean): void => {
      socket.destroy();
      resolve(accepts);
    };
    socket.once('connect', () => settle(true));
    socket.once('timeout', () => settle(false));
    socket.once('error', () => settle(false));
  });
}
