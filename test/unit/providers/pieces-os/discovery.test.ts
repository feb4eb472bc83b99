import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { discoverBaseUrl, knownPlaces } from '../../../../src/providers/pieces-os/discovery.js';

describe('the places of Pieces OS', () => {
  it.each([
    ['linux', '/home/ada/Documents/com.pieces.os/production/Config/.port.txt', 5323],
    ['win32', '/home/ada/Documents/com.pieces.os/production/Config/.port.txt', 1000],
    ['darwin', '/home/ada/Library/com.pieces.os/production/Config/.port.txt', 1000],
  ] as const)('on %s', (platform, portFile, oldPort) => {
    const places = knownPlaces(platform, '/home/ada');

    expect(places.portFile).toBe(portFile);
    expect(places.ports).toHaveLength(34);
    expect([places.ports[0], places.ports.at(-1)]).toEqual([39_300, 39_333]);
    expect(places.oldPorts).toEqual([oldPort]);
  });
});

async function listen(): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => socket.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port.');
  return address.port;
}

/** A port on which nobody listens any more. */
async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new Error('No port.');
  return address.port;
}

async function portFileWith(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'modelgate-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, '.port.txt');
  await writeFile(path, text);
  return path;
}

describe('looking for the runtime', () => {
  const always = () => Promise.resolve(true);
  const urlOf = (port: number) => `http://127.0.0.1:${port}`;

  it('believes the port file before it scans', async () => {
    const [named, scanned] = [await listen(), await listen()];
    const portFile = await portFileWith(`${named}\n`);

    expect(await discoverBaseUrl({ portFile, ports: [scanned], oldPorts: [] }, always)).toBe(urlOf(named));
  });

  it('scans when the port file is left over from an earlier start', async () => {
    const scanned = await listen();
    const portFile = await portFileWith(String(await deadPort()));

    expect(await discoverBaseUrl({ portFile, ports: [scanned], oldPorts: [] }, always)).toBe(urlOf(scanned));
  });

  it.each([[''], ['none'], ['0'], ['99999'], ['39300; rm']])(
    'scans when the port file says %j',
    async (text) => {
      const scanned = await listen();
      const portFile = await portFileWith(text);

      expect(await discoverBaseUrl({ portFile, ports: [scanned], oldPorts: [] }, always)).toBe(
        urlOf(scanned),
      );
    },
  );

  it('passes over a port where something else listens', async () => {
    const [stranger, runtime] = [await listen(), await listen()];
    const places = { portFile: '/nowhere', ports: [stranger, runtime], oldPorts: [] };

    const found = await discoverBaseUrl(places, (url) => Promise.resolve(url === urlOf(runtime)));

    expect(found).toBe(urlOf(runtime));
  });

  it('tries the ports of old releases last', async () => {
    const old = await listen();
    const places = { portFile: '/nowhere', ports: [await deadPort()], oldPorts: [old] };

    expect(await discoverBaseUrl(places, always)).toBe(urlOf(old));
  });

  it('finds nothing where nothing listens', async () => {
    const places = { portFile: '/nowhere', ports: [await deadPort()], oldPorts: [await deadPort()] };

    expect(await discoverBaseUrl(places, always)).toBeNull();
  });
});
