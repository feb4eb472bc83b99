import { defineConfig } from 'vitest/config';

const project = (name: string, testTimeout: number, globalSetup: readonly string[] = []) => ({
  extends: true as const,
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout,
    hookTimeout: 30_000,
    globalSetup: [...globalSetup],
  },
});

export default defineConfig({
  resolve: {
    // Without the alias a test's `graphql` is the .mjs build and yoga's the .js one: `instanceof` then lies.
    alias: { graphql: 'graphql/index.js' },
  },
  test: {
    projects: [
      project('unit', 10_000),
      project('contract', 20_000),
      project('integration', 30_000),
      project('e2e', 60_000, ['test/helpers/build.ts']),
    ],
  },
});
