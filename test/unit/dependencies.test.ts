import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { section, tableOf } from '../helpers/markdown.js';

const ROOT = new URL('../../', import.meta.url).pathname;
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const versions = z.record(z.string(), z.string());
const manifest = z
  .object({ dependencies: versions, devDependencies: versions, overrides: versions })
  .parse(JSON.parse(read('package.json')));
const document = read('DEPENDENCIES.md');
const rowsOf = (heading: string) => tableOf(section(document, heading));
const packagesOf = (heading: string) => rowsOf(heading).map(([name = '']) => name.replaceAll('`', ''));

describe('DEPENDENCIES.md', () => {
  it('has a reason for each dependency, and for nothing else', () => {
    expect(packagesOf('What the gateway runs on')).toEqual(Object.keys(manifest.dependencies));
  });

  it('has a reason for each development dependency, and for nothing else', () => {
    const documented = [
      ...packagesOf('What it is made with'),
      ...packagesOf('The console'),
      ...packagesOf('Model files'),
    ];

    expect(documented.toSorted()).toEqual(Object.keys(manifest.devDependencies).toSorted());
  });

  it('has a reason for each override, and for nothing else', () => {
    expect(packagesOf('Overrides')).toEqual(Object.keys(manifest.overrides));
  });

  it('names the licences that the packages with model files have', () => {
    const licences = packagesOf('Model files').map(
      (name) =>
        z.object({ license: z.string() }).parse(JSON.parse(read(`node_modules/${name}/package.json`)))
          .license,
    );

    expect(rowsOf('Model files').map(([, licence]) => licence)).toEqual(licences);
  });
});

describe('a production install', () => {
  it('has every package that the gateway imports, and no package that nothing imports', () => {
    const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.endsWith('.ts') && !path.startsWith('sandbox/'),
    );
    const imported = files.flatMap((path) =>
      [...read(`src/${path}`).matchAll(/(?: from |await import\()'([^'.][^']*)'/gu)].map(
        ([, specifier = '']) => packageOf(specifier),
      ),
    );
    // The client is a workspace of this repository, installed with it.
    const packages = new Set(
      imported.filter((name) => !name.startsWith('node:') && name !== '@modelgate/client'),
    );

    expect([...packages].toSorted()).toEqual(Object.keys(manifest.dependencies).toSorted());
  });
});

/** `graphql-ws` of `graphql-ws/use/ws`. */
function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
