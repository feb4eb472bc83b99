import { defineConfig } from 'vitest/config';

const client = (path: string) => new URL(`client/${path}`, import.meta.url).pathname;

interface Traits {
  /** Whether each file loads the modules anew: needed where files leave threads or listeners behind in them. */
  readonly isolate?: boolean;
  readonly globalSetup?: readonly string[];
}

const project = (name: string, testTimeout: number, { isolate = true, globalSetup = [] }: Traits = {}) => ({
  extends: true as const,
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout,
    isolate,
    hookTimeout: 60_000,
    globalSetup: ['test/helpers/compiled.ts', ...globalSetup],
  },
});

export default defineConfig({
  resolve: {
    alias: [
      // Without the alias a test's `graphql` is the .mjs build and yoga's the .js one: `instanceof` then lies.
      { find: 'graphql', replacement: 'graphql/index.js' },
      // Threads start from compiled code: through tsx each would convert its modules again.
      {
        find: /^.*\/async\/start-worker\.js$/u,
        replacement: new URL('test/helpers/start-worker.ts', import.meta.url).pathname,
      },
      // The client as it is written, not as it was last built; tsconfig.json says the same.
      { find: /^@modelgate\/client$/u, replacement: client('src/index.ts') },
      { find: /^@modelgate\/client\/node$/u, replacement: client('src/node.ts') },
      { find: /^@modelgate\/client\/documents$/u, replacement: client('generated/graphql.ts') },
    ],
  },
  test: {
    // One file for each core, as the tests wait more than they compute; the default keeps a core free.
    maxWorkers: '100%',
    // Patience costs nothing where all is well, and a busy machine is slow.
    expect: { poll: { timeout: 10_000, interval: 20 } },
    projects: [
      project('unit', 20_000, { isolate: false }),
      project('contract', 30_000),
      project('integration', 60_000),
      project('e2e', 120_000, { globalSetup: ['test/helpers/build.ts'] }),
    ],
  },
});
