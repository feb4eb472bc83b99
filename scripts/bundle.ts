/**
 * Puts the compiled gateway and its packages into one file, `dist/bundle/main.js`: to find, read and link 1,400 modules takes
 * several times as long as to run them. What only some gateways need stays in files of its own, or in its package.
 */
import { readFile, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const OUT = fileURLToPath(new URL('../dist/bundle/', import.meta.url));

const GRAPHQL = dirname(fileURLToPath(import.meta.resolve('graphql')));

/** Packages that are imported where they are needed, or hold native code. */
const SEPARATE = [
  '@aws-sdk/*',
  '@graphql-yoga/render-graphiql',
  '@modelgate/client',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-trace-base',
  'bullmq',
  'ioredis',
  'jose',
  'libsql',
];

/** Modules find files beside them (threads, the schema, the console) by their own address, which they keep. */
const ownAddresses: Plugin = {
  name: 'own-addresses',
  setup: (bundler) => {
    // Without the flag `u`: esbuild hands it to Go, which does not know it.
    bundler.onLoad({ filter: /\.js$/ }, async ({ path }) => {
      if (relative(DIST, path).startsWith('..')) return null;
      const address = `new URL(${JSON.stringify(relative(OUT, path))}, import.meta.url).href`;
      const contents = (await readFile(path, 'utf8'))
        .replaceAll('import.meta.url', address)
        .replaceAll("import * as z from 'zod'", "import * as z from 'zod'");
      return { contents, resolveDir: dirname(path) };
    });
  },
};

/**
 * The GraphQL library as modules of the language, also for packages that ask for it by `require`: there must be one of it. In its other
 * form each of its names is looked up through three getters each time it is used, which took a twentieth of a query.
 */
const graphqlModules: Plugin = {
  name: 'graphql-modules',
  setup: (bundler) => {
    bundler.onResolve({ filter: /^graphql(?:\/|$)/ }, ({ path }) => {
      const [, part = 'index'] = /^graphql\/(.+?)(?:\.m?js)?$/u.exec(path) ?? [];
      return { path: join(GRAPHQL, `${part}.mjs`) };
    });
  },
};

// Names of files change with what is in them.
await rm(OUT, { recursive: true, force: true });
await build({
  entryPoints: [`${DIST}main.js`],
  outdir: OUT,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // Names of classes and functions are for logs.
  keepNames: false,
  // The engine keeps the text for as long as the process lives, and in twice as many bytes if a single comment is not in Latin letters.
  minifyWhitespace: true,
  lineLimit: 160,
  legalComments: 'none',
  logLevel: 'warning',
  external: SEPARATE,
  plugins: [ownAddresses, graphqlModules],
  // Older packages ask for node's own modules by `require`.
  banner: {
    js: `import { createRequire as createBundleRequire } from 'node:module';\nconst require = createBundleRequire(import.meta.url);`,
  },
});
