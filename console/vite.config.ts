import { copyFile, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/** What does not shrink any further is left out. */
const COMPRESSIBLE = /\.(?:css|html|js|svg)$/u;

/** Writes each file a second and third time, compressed, so that the gateway has nothing to compress. */
function compressOnce(): Plugin {
  return {
    name: 'compress-once',
    apply: 'build',
    writeBundle: async ({ dir = '' }) => {
      const paths = await readdir(dir, { recursive: true });
      await Promise.all(
        paths
          .filter((path) => COMPRESSIBLE.test(path))
          .map(async (path) => {
            const content = await readFile(join(dir, path));
            await writeFile(join(dir, `${path}.gz`), gzipSync(content, { level: 9 }));
            await writeFile(join(dir, `${path}.br`), brotliCompressSync(content));
          }),
      );
    },
  };
}

/** Puts the list of the console's documents beside it, for gateways that run only documents from a list. */
function listDocuments(): Plugin {
  return {
    name: 'list-documents',
    apply: 'build',
    writeBundle: ({ dir = '' }) =>
      copyFile(
        join(import.meta.dirname, 'src/generated/persisted-documents.json'),
        join(dir, '../console-documents.json'),
      ),
  };
}

/** Builds the console into dist/console, from where the gateway serves it at `/`. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [compressOnce(), listDocuments()],
  build: {
    outDir: '../dist/console',
    emptyOutDir: true,
    // The content security policy allows neither inlined files nor inlined scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    // Directives for servers that render React, which mean nothing here.
    rolldownOptions: { checks: { moduleLevelDirective: false, pluginTimings: false } },
  },
  server: {
    proxy: {
      '/graphql': { target: 'http://127.0.0.1:4000', ws: true },
      '/artifacts': 'http://127.0.0.1:4000',
    },
  },
});
