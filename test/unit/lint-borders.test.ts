import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

const ROOT = new URL('../../', import.meta.url).pathname;

const reportSchema = z.object({
  diagnostics: z.array(z.object({ filename: z.string(), code: z.string() })),
});

/** The rules that fire on each file, when they are linted as part of this repository. */
function lint(files: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
  const directory = mkdtempSync(join(tmpdir(), 'modelgate-'));
  copyFileSync(join(ROOT, '.oxlintrc.json'), join(directory, '.oxlintrc.json'));
  for (const [path, code] of files) {
    mkdirSync(join(directory, dirname(path)), { recursive: true });
    writeFileSync(join(directory, path), code);
  }
  const { stdout } = spawnSync(join(ROOT, 'node_modules/.bin/oxlint'), ['--format', 'json'], {
    cwd: directory,
    encoding: 'utf8',
  });
  rmSync(directory, { recursive: true });
  const { diagnostics } = reportSchema.parse(JSON.parse(stdout));
  const codesOf = (path: string) =>
    diagnostics.filter(({ filename }) => filename === path).map(({ code }) => code);
  return new Map([...files.keys()].map((path) => [path, codesOf(path)]));
}

const importing = (from: string) => `import { thing } from '${from}';\n\nexport const used = thing;\n`;

/** Importer and what it must not import: other folders, then packages. */
const FORBIDDEN = [
  ['src/domain/planted.ts', '../http/types.js'],
  ['console/src/planted.ts', '../../src/domain/caller.js'],
  ['console/src/pages/planted.ts', '../../../client/src/errors.js'],
  ['console/src/planted.ts', 'graphql'],
  ['console/src/planted.ts', 'node:fs'],
  ['client/src/planted.ts', '../../src/domain/caller.js'],
  ['client/src/deeper/planted.ts', '../../../src/errors/codes.js'],
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
  ['src/answers/planted.ts', '../graphql/context.js'],
  ['src/cache/planted.ts', '../answers/answers.js'],
  ['src/redis/planted.ts', '../pubsub/pubsub.js'],
  ['src/providers/planted.ts', '../cache/types.js'],
  ['src/async/planted.ts', '../http/types.js'],
  ['src/files/planted.ts', '../artifacts/types.js'],
  ['src/auth/planted.ts', '../graphql/context.js'],
  ['src/resolvers/planted.ts', '../auth/session.js'],
  ['src/config/planted.ts', '../auth/session.js'],
  ['src/cli/planted.ts', '../providers/registry.js'],
  ['src/cli/planted.ts', '../app.js'],
  ['src/cli/planted.ts', '../graphql/build-schema.js'],
  ['src/doctor/planted.ts', '../cli/program.js'],
  ['src/doctor/planted.ts', '../federation/types.js'],
  ['src/auth/planted.ts', '../doctor/examine.js'],
  ['src/server/planted.ts', '../cli/main.js'],
  ['src/resolvers/planted.ts', '../http/types.js'],
  ['src/server/planted.ts', '../providers/registry.js'],
  ['src/graphql/planted.ts', '../sandbox/start-sandbox.js'],
  ['src/sandbox/planted.ts', '../graphql/context.js'],
  ['src/providers/pictograph/planted.ts', 'undici'],
  ['src/downloads/planted.ts', 'undici'],
  ['src/downloads/planted.ts', 'ioredis'],
  ['src/providers/wriftai/planted.ts', 'graphql'],
  ['src/federation/planted.ts', 'graphql'],
  ['src/resolvers/planted.ts', 'ws'],
  ['src/domain/planted.ts', 'yaml'],
  ['src/graphql/planted.ts', 'pino'],
  ['src/graphql/planted.ts', 'jose'],
  ['src/auth/planted.ts', 'commander'],
] as const;

const ALLOWED = [
  ['src/http/planted.ts', 'undici'],
  ['src/pubsub/planted.ts', 'ioredis'],
  ['src/redis/planted.ts', 'ioredis'],
  ['src/cache/planted.ts', 'lru-cache'],
  ['src/http/planted.ts', 'lru-cache'],
  ['src/answers/planted.ts', 'lru-cache'],
  ['src/cache/planted.ts', '../http/types.js'],
  ['src/auth/planted.ts', 'jose'],
  ['src/auth/planted.ts', '../config/secret.js'],
  ['src/cli/planted.ts', '../auth/key-file.js'],
  ['src/cli/planted.ts', '../serve.js'],
  ['src/cli/planted.ts', '../doctor/examine.js'],
  ['src/doctor/planted.ts', '../providers/registry.js'],
  ['src/doctor/planted.ts', 'graphql'],
  ['src/resolvers/planted.ts', 'graphql'],
  ['src/limits/planted.ts', 'graphql'],
  ['src/graphql/planted.ts', '../limits/limit-error.js'],
  ['src/domain/planted.ts', '../errors/gateway-error.js'],
  ['src/providers/pictograph/planted.ts', '../../domain/model.js'],
  ['src/providers/pictograph/planted.ts', '../../http/types.js'],
  ['src/federation/planted.ts', '../providers/provider.js'],
  ['client/src/planted.ts', '../generated/graphql.js'],
  ['src/app.ts', './sandbox/start-sandbox.js'],
] as const;

const ENVIRONMENT = "export const port = process.env['PORT'];\n";

/** A file of its own for each import. */
const place = (importer: string, from: string) =>
  importer.replace('planted', `planted${from.replaceAll(/\W+/gu, '-')}`);

describe('the borders of docs/architecture.md', () => {
  const imports = lint(
    new Map([...FORBIDDEN, ...ALLOWED].map(([path, from]) => [place(path, from), importing(from)])),
  );

  it.each(FORBIDDEN)('keep %s from importing %s', (path, from) => {
    expect(imports.get(place(path, from))).toEqual(['eslint(no-restricted-imports)']);
  });

  it.each(ALLOWED)('let %s import %s', (path, from) => {
    expect(imports.get(place(path, from))).toEqual([]);
  });

  it('keep the environment to src/config/load.ts', () => {
    const others = ['src/main.ts', 'src/config/schema.ts', 'src/cli/main.ts'];
    const found = lint(new Map(['src/config/load.ts', ...others].map((path) => [path, ENVIRONMENT])));

    expect(found.get('src/config/load.ts')).toEqual([]);
    for (const path of others) expect(found.get(path)).toEqual(['node(no-process-env)']);
  });
});
