import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { ROOT } from './process.js';

const packedSchema = z.tuple([
  z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) }),
]);
const manifestSchema = z.object({ dependencies: z.record(z.string(), z.string()) });

/**
 * Installs the packed client in a folder, with exactly the packages that it says it depends on, and whatever else is named.
 * Gives the paths of the packed files.
 */
export function installPackedClient(folder: string, others: readonly string[] = []): readonly string[] {
  const packing = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: join(ROOT, 'client'),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ filename, files }] = packedSchema.parse(JSON.parse(packing));
  const place = join(folder, 'node_modules/@modelgate/client');
  mkdirSync(place, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', place, '--strip-components=1']);
  const { dependencies } = manifestSchema.parse(
    JSON.parse(readFileSync(join(place, 'package.json'), 'utf8')),
  );
  for (const name of [...Object.keys(dependencies), 'graphql', ...others]) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(join(link, '..'), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), link);
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  return files.map(({ path }) => path);
}

/** Compiles a folder's programs as strictly as TypeScript can. Throws with what the compiler says. */
export function compileStrictly(
  folder: string,
  files: readonly string[],
  options: readonly string[] = [],
): void {
  const strict = [
    '--strict',
    '--exactOptionalPropertyTypes',
    '--noUncheckedIndexedAccess',
    '--target',
    'ES2023',
  ];
  const modules = ['--module', 'NodeNext', '--outDir', 'out', '--rootDir', '.'];
  const parameters = [
    join(ROOT, 'node_modules/typescript/bin/tsc'),
    ...strict,
    ...modules,
    ...options,
    ...files,
  ];
  try {
    execFileSync(process.execPath, parameters, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    throw new Error(z.object({ stdout: z.string() }).parse(error).stdout, { cause: error });
  }
}
