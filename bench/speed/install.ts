/** What servers take on disk with all packages that they need. */
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServerName } from './servers.js';

export interface Installed {
  readonly megabytes: number;
  readonly packages: number;
}

interface LockedPackage {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BASELINES = fileURLToPath(new URL('baselines/', import.meta.url));

/** What each baseline imports by itself. */
const BASELINE_PACKAGES = {
  yoga: ['graphql', 'graphql-yoga', 'dataloader', 'undici'],
  mercurius: ['graphql', 'mercurius', 'fastify', 'dataloader', 'undici'],
  bare: ['undici'],
} as const;

/** Sizes by server, as far as packages are installed here. The gateway's own code counts, too. */
export function installedSizes(): ReadonlyMap<ServerName, Installed> {
  const lock = readLock(ROOT);
  const own = lock['']?.dependencies ?? {};
  const gateway = sizeOf(ROOT, Object.keys(own));
  const code = ['dist', 'schema'].reduce((sum, folder) => sum + bytesBelow(join(ROOT, folder), []), 0);
  return new Map<ServerName, Installed>([
    ['gateway', { ...gateway, megabytes: gateway.megabytes + code / 1e6 }],
    ['yoga', sizeOf(BASELINES, BASELINE_PACKAGES.yoga)],
    ['mercurius', sizeOf(BASELINES, BASELINE_PACKAGES.mercurius)],
    ['bare', sizeOf(BASELINES, BASELINE_PACKAGES.bare)],
  ]);
}

function readLock(directory: string): Readonly<Record<string, LockedPackage>> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by npm
  const lock = JSON.parse(readFileSync(join(directory, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  return lock.packages;
}

/** These packages and all that they need, as npm has placed them. */
function sizeOf(directory: string, names: readonly string[]): Installed {
  const lock = readLock(directory);
  const found = new Set<string>();
  const visit = (place: string, name: string): void => {
    const at = findPlace(lock, place, name);
    if (at === null || found.has(at)) return;
    found.add(at);
    const { dependencies, optionalDependencies } = lock[at] ?? {};
    for (const each of Object.keys({ ...dependencies, ...optionalDependencies })) visit(at, each);
  };
  for (const name of names) visit('', name);
  const bytes = [...found].reduce(
    (sum, place) => sum + bytesBelow(join(directory, place), ['node_modules']),
    0,
  );
  return { megabytes: bytes / 1e6, packages: found.size };
}

/** Where node finds a package that the one at `place` asks for: beside it or further up. */
function findPlace(
  lock: Readonly<Record<string, LockedPackage>>,
  place: string,
  name: string,
): string | null {
  for (let folder = place; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const candidate = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (candidate in lock) return candidate;
    if (folder === '') return null;
  }
}

/** What lies below a folder, without folders of these names; 0 where there is no such folder. */
function bytesBelow(folder: string, leftOut: readonly string[]): number {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  if (stat === undefined || stat.isSymbolicLink()) return 0;
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(folder)
    .filter((name) => !leftOut.includes(name))
    .reduce((sum, name) => sum + bytesBelow(join(folder, name), leftOut), 0);
}
