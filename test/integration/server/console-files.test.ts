import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createConsoleFiles } from '../../../src/server/console-files.js';
import { listen } from '../../../src/server/listen.js';
import { makeDirectory } from '../../helpers/configuration.js';
import { sandboxProviders, startGateway } from '../../helpers/gateway.js';
import { useSandbox } from '../../helpers/sandbox.js';

const PAGE = '<!doctype html><title>Modelgate</title>';
const SCRIPT = 'export const answer = 42;'.repeat(40);

let origin: string;

/** A folder as the build leaves it. */
function makeBuild(): string {
  const directory = makeDirectory();
  mkdirSync(join(directory, 'assets'));
  writeFileSync(join(directory, 'index.html'), PAGE);
  writeFileSync(join(directory, 'assets/index-abc123.js'), SCRIPT);
  writeFileSync(join(directory, 'assets/index-abc123.js.gz'), gzipSync(SCRIPT));
  return directory;
}

describe('the files of the console', () => {
  beforeEach(async () => {
    const serve = createConsoleFiles(makeBuild());
    const server = createServer((request, response) => {
      if (!serve(request, response)) response.writeHead(404).end();
    });
    origin = await listen(server, { host: '127.0.0.1', port: 0 });
    onTestFinished(() => void server.close());
  });

  it('has a page that is asked for anew each time, answered by 304 as long as it is the same', async () => {
    const first = await fetch(`${origin}/`);
    const etag = first.headers.get('etag')!;
    const second = await fetch(`${origin}/`, { headers: { 'if-none-match': etag } });

    expect(await first.text()).toBe(PAGE);
    expect(first.headers.get('cache-control')).toBe('no-cache');
    expect(second.status).toBe(304);
  });

  it('lets the page load its own files and nothing else, and nobody frame it', async () => {
    const { headers } = await fetch(`${origin}/`);

    const policy = headers.get('content-security-policy')!.split('; ');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy.join()).not.toMatch(/unsafe|\*|https?:/u);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('has files that never change, compressed for those who take that', async () => {
    const plain = await fetch(`${origin}/assets/index-abc123.js`, {
      headers: { 'accept-encoding': 'identity' },
    });
    const packed = await fetch(`${origin}/assets/index-abc123.js`, {
      headers: { 'accept-encoding': 'gzip' },
    });

    expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(plain.headers.get('content-type')).toMatch(/^text\/javascript/u);
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(await plain.text()).toBe(SCRIPT);
    expect(await packed.text()).toBe(SCRIPT);
  });

  it.each(['/../package.json', '/%2e%2e/package.json', '/assets/', '/assets/index-abc124.js'])(
    'has nothing at %s',
    async (path) => {
      expect((await fetch(`${origin}${path}`)).status).toBe(404);
    },
  );

  it('is for reading only', async () => {
    expect((await fetch(`${origin}/`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${origin}/`, { method: 'HEAD' })).status).toBe(200);
  });
});

describe('a gateway without the console', () => {
  const sandbox = useSandbox({ size: 1 });

  it('leads from / to GraphiQL', async () => {
    const gateway = await startGateway({
      providers: sandboxProviders(sandbox()),
      config: { console: false },
    });
    onTestFinished(() => gateway.close());

    const { status, headers } = await fetch(`${gateway.origin}/`, { redirect: 'manual' });

    expect([status, headers.get('location')]).toEqual([302, '/graphql']);
  });
});
