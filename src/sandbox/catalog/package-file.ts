import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);

/**
 * Where a file of an installed npm package is on this machine. Throws with the package's name and the remedy when the
 * package or the file is not there; the model files are never part of this repository.
 */
export function packageFile(packageName: string, filePath: string): string {
  // The folder is searched for and not resolved: some of these packages export no package.json.
  const folders = require.resolve.paths(packageName) ?? [];
  const found = folders.map((folder) => path.join(folder, packageName, filePath)).find(existsSync);
  if (found === undefined) {
    throw new Error(
      `The sandbox needs ${filePath} of the npm package ${packageName}, which is not installed here. ` +
        'Run "npm ci" (with development packages) and start again.',
    );
  }
  return found;
}
