import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { makeDirectory } from '../helpers/configuration.js';

const ROOT = new URL('../../', import.meta.url).pathname;

const reportSchema = z.object({
  diagnostics: z.array(z.object({ filename: z.string(), code: z.string() })),
});

/** The rules that fire on a file, when it is linted as part of this repository. */
function lint(path: string, code: string): string[] {
  const directory = makeDirectory();
  copyFileSync(join(ROOT, '.oxlintrc.json'), join(directory, '.oxlintrc.json'));
  mkdirSync(join(directory, dirname(path)), { recursive: true });
  writeFileSync(join(directory, path), code);
  const { stdout } = spawnSync(join(ROOT, 'node_modules/.bin/oxlint'), ['--format', 'json'], {
    cwd: directory,
    encoding: 'utf8',
  });
  return reportSchema.parse(JSON.parse(stdout)).diagnostics.map((diagnostic) => diagnostic.code);
}

const importing = (from: string) => `import { thing } from '${from}';\n\nexport const used = thing;\n`;

describe('the borders of docs/architecture.md', () => {
  it.each([
    ['src/domain/planted.ts', '../http/types.js'],
    ['src/errors/planted.ts', '../http/types.js'],
    ['src/http/planted.ts', '../providers/provider.js'],
    ['src/config/planted.ts', '../federation/types.js'],
    ['src/observability/planted.ts', '../graphql/context.js'],
    ['src/pubsub/planted.ts', '../downloads/types.js'],
    ['src/providers/planted.ts', '../downloads/types.js'],
    ['src/providers/pictograph/planted.ts', '../wriftai/wire.js'],
    ['src/providers/pictograph/planted.ts', '../../federation/types.js'],
    ['src/providers/datature-vi/planted.ts', '../pictograph/wire.js'],
    ['src/providers/wriftai/planted.ts', '../pieces-os/wire.js'],
    ['src/providers/pieces-os/planted.ts', '../datature-vi/wire.js'],
    ['src/federation/planted.ts', '../resolvers/query.js'],
    ['src/loaders/planted.ts', '../graphql/context.js'],
    ['src/operations/planted.ts', '../sandbox/start-sandbox.js'],
    ['src/limits/planted.ts', '../graphql/context.js'],
    ['src/http/planted.ts', '../limits/limit-error.js'],
    ['src/watch/planted.ts', '../providers/wriftai/index.js'],
    ['src/artifacts/planted.ts', '../downloads/types.js'],
    ['src/downloads/planted.ts', '../providers/pictograph/index.js'],
    ['src/federation/planted.ts', '../providers/pieces-os/adapter.js'],
    ['src/cache/planted.ts', '../providers/provider.js'],
    ['src/redis/planted.ts', '../pubsub/pubsub.js'],
    ['src/providers/planted.ts', '../cache/types.js'],
    ['src/async/planted.ts', '../http/types.js'],
    ['src/files/planted.ts', '../artifacts/types.js'],
    ['src/auth/planted.ts', '../graphql/context.js'],
    ['src/resolvers/planted.ts', '../auth/session.js'],
    ['src/config/planted.ts', '../auth/session.js'],
    ['src/cli/planted.ts', '../providers/registry.js'],
    ['src/server/planted.ts', '../cli/main.js'],
    ['src/resolvers/planted.ts', '../http/types.js'],
    ['src/server/planted.ts', '../providers/registry.js'],
    ['src/graphql/planted.ts', '../sandbox/start-sandbox.js'],
    ['src/sandbox/planted.ts', '../graphql/context.js'],
  ])('keep %s from importing %s', (path, from) => {
    expect(lint(path, importing(from))).toEqual(['eslint(no-restricted-imports)']);
  });

  it.each([
    ['undici', 'src/providers/pictograph/planted.ts'],
    ['undici', 'src/downloads/planted.ts'],
    ['ioredis', 'src/downloads/planted.ts'],
    ['graphql', 'src/providers/wriftai/planted.ts'],
    ['graphql', 'src/federation/planted.ts'],
    ['ws', 'src/resolvers/planted.ts'],
    ['yaml', 'src/domain/planted.ts'],
    ['pino', 'src/graphql/planted.ts'],
    ['jose', 'src/graphql/planted.ts'],
    ['commander', 'src/auth/planted.ts'],
  ])('keep %s out of %s', (from, path) => {
    expect(lint(path, importing(from))).toEqual(['eslint(no-restricted-imports)']);
  });

  it.each([
    ['src/http/planted.ts', 'undici'],
    ['src/pubsub/planted.ts', 'ioredis'],
    ['src/redis/planted.ts', 'ioredis'],
    ['src/cache/planted.ts', 'lru-cache'],
    ['src/cache/planted.ts', '../http/types.js'],
    ['src/auth/planted.ts', 'jose'],
    ['src/auth/planted.ts', '../config/secret.js'],
    ['src/cli/planted.ts', '../auth/key-file.js'],
    ['src/resolvers/planted.ts', 'graphql'],
    ['src/limits/planted.ts', 'graphql'],
    ['src/graphql/planted.ts', '../limits/limit-error.js'],
    ['src/domain/planted.ts', '../errors/gateway-error.js'],
    ['src/providers/pictograph/planted.ts', '../../domain/model.js'],
    ['src/providers/pictograph/planted.ts', '../../http/types.js'],
    ['src/federation/planted.ts', '../providers/provider.js'],
    ['src/app.ts', './sandbox/start-sandbox.js'],
  ])('let %s import %s', (path, from) => {
    expect(lint(path, importing(from))).toEqual([]);
  });

  it('keep the environment to src/config/load.ts', () => {
    const code = "export const port = process.env['PORT'];\n";

    expect(lint('src/config/load.ts', code)).toEqual([]);
    for (const path of ['src/main.ts', 'src/config/schema.ts', 'src/sandbox/main.ts'])
      expect(lint(path, code)).toEqual(['node(no-process-env)']);
  });
});
