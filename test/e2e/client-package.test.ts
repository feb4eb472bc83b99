import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { isWithoutBrowser, openPage } from '../helpers/browser.js';
import { makeDirectory } from '../helpers/configuration.js';
import { startServer } from '../helpers/http-server.js';
import { compileStrictly, installPackedClient } from '../helpers/packed-client.js';
import { ROOT, startGatewayProgram, startProgram, startSandboxProgram } from '../helpers/process.js';
import { configureProviders } from '../helpers/provider-file.js';

const EXAMPLES = join(ROOT, 'examples');

/** Bytes of gzip that the README promises, without the documents. */
const LARGEST_BYTES = 15 * 1_024;

async function startAll(variables: Readonly<Record<string, string>> = {}) {
  const sandbox = await startSandboxProgram();
  return startGatewayProgram({ ...configureProviders(sandbox), ...variables });
}

/** Runs a compiled program of a folder to its good end; gives what it printed. */
async function run(folder: string, program: string, parameters: readonly string[]): Promise<string> {
  const running = startProgram(process.execPath, [join(folder, 'out', program), ...parameters]);
  const code = await running.exit;
  expect({ code, stderr: running.stderr() }).toEqual({ code: 0, stderr: '' });
  return running.stdout();
}

describe('the packed client', () => {
  it('brings code, types, the schema and the manifest, and no sources of the gateway', () => {
    const files = installPackedClient(makeDirectory());

    for (const path of ['src/index.js', 'src/index.d.ts', 'src/node.js', 'schema.graphql'])
      expect(files).toContain(`dist/${path}`);
    expect(files).toContain('dist/persisted-documents.json');
    expect(files).toContain('README.md');
    const others = files.filter((path) => !path.startsWith('dist/'));
    expect(others.toSorted()).toEqual(['README.md', 'package.json']);
  });

  it('compiles in a fresh folder in strict mode, and lists, downloads with progress and handles an error there', async () => {
    const folder = makeDirectory();
    installPackedClient(folder, ['@types/node', 'undici-types']);
    cpSync(join(EXAMPLES, 'script'), folder, { recursive: true });
    compileStrictly(folder, ['download.ts'], ['--types', 'node']);
    const gateway = await startAll();

    const printed = await run(folder, 'download.js', [gateway.url, 'plant-1', join(folder, 'models')]);

    expect(printed).toMatch(/^model plant-1:\S+ .+\n/u);
    expect(printed).toMatch(/\nCOMPLETED 100 %\nsaved \S+\n/u);
    expect(printed).toMatch(/refused [A-Z_]+: \S/u);
    const [, saved = ''] = /^saved (\S+)$/mu.exec(printed) ?? [];
    expect(readFileSync(saved).byteLength).toBeGreaterThan(10_000);
  });

  it('compiles for browsers, without the types of Node', () => {
    const folder = makeDirectory();
    installPackedClient(folder);
    const page =
      "import { createClient } from '@modelgate/client';\nexport const client = createClient({ url: '/graphql' });\n";
    writeFileSync(join(folder, 'page.ts'), page);

    expect(() =>
      compileStrictly(folder, ['page.ts'], ['--lib', 'ES2023,DOM,DOM.Iterable,DOM.AsyncIterable']),
    ).not.toThrow();
  });
});

/** Size of a bundle for browsers, compressed. */
async function bundledBytes(code: string): Promise<{ readonly gzip: number; readonly text: string }> {
  const folder = makeDirectory();
  installPackedClient(folder);
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: folder },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
  });
  const text = outputFiles[0]!.text;
  return { gzip: gzipSync(text, { level: 9 }).byteLength, text };
}

describe('the size in a bundle', () => {
  it('is below 15 kB and as the README says, the documents of the lists and downloads included', async () => {
    const { gzip } = await bundledBytes("export { createClient } from '@modelgate/client';");
    const [, stated] =
      /\*\*([\d.]+) kB\*\*/u.exec(readFileSync(join(ROOT, 'client/README.md'), 'utf8')) ?? [];

    expect(gzip).toBeLessThan(LARGEST_BYTES);
    expect(Math.abs(gzip / 1_000 - Number(stated))).toBeLessThan(0.25);
  });

  it('holds only what is used', async () => {
    const { gzip, text } = await bundledBytes("export { ModelgateError } from '@modelgate/client';");
    const one = await bundledBytes("export { PartialsDocument } from '@modelgate/client/documents';");

    expect(gzip).toBeLessThan(1_000);
    expect(text).not.toContain('WebSocket');
    expect(one.text).not.toContain('StartDownload');
  });
});

describe('the examples', () => {
  it('generate types of their own from the published schema and run with them', async () => {
    const folder = makeDirectory();
    installPackedClient(folder, ['@graphql-codegen', '@types/node', 'undici-types']);
    cpSync(join(EXAMPLES, 'codegen'), folder, { recursive: true });
    execFileSync(
      process.execPath,
      [join(ROOT, 'node_modules/@graphql-codegen/cli/cjs/bin.js'), '--config', 'codegen.ts'],
      {
        cwd: folder,
        stdio: 'pipe',
      },
    );
    compileStrictly(folder, ['latest-runs.ts'], ['--types', 'node', '--skipLibCheck']);
    const gateway = await startAll();

    const printed = await run(folder, 'latest-runs.js', [gateway.url]);

    expect(printed.trim().split('\n')).toHaveLength(5);
  });

  it.skipIf(isWithoutBrowser('the client in a browser'))(
    'show the models of a gateway on a page',
    async () => {
      const { outputFiles } = await build({
        entryPoints: [join(EXAMPLES, 'react-urql/page.tsx')],
        bundle: true,
        format: 'esm',
        jsx: 'automatic',
        define: { 'process.env.NODE_ENV': '"production"' },
        write: false,
      });
      const page = readFileSync(join(EXAMPLES, 'react-urql/index.html'));
      const web = await startServer((request, response) => {
        const isScript = request.url === '/page.js';
        response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
        response.end(isScript ? outputFiles[0]!.contents : page);
      });
      const gateway = await startAll({ MODELGATE_CORS_ORIGINS: web.origin });

      const shown = await openPage(`${web.origin}/?gateway=${encodeURIComponent(gateway.url)}`);
      await shown.page.waitForSelector('li');

      expect(await shown.page.locator('li').count()).toBe(10);
      expect(shown.errors).toEqual([]);
    },
  );
});
