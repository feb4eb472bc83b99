import { lstatSync, readdirSync, watch, type FSWatcher } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * Tells the path of everything that is made, changed or removed below a folder, at once. Node's own recursive watch
 * throws where nobody can catch it when a new folder is gone again before it was looked into.
 */
export function watchTree(root: string, onPath: (path: string) => void): { close(): void } {
  const watchers = new Map<string, FSWatcher>();

  const look = (folder: string): void => {
    watchers.get(folder)?.close();
    try {
      watchers.set(
        folder,
        watch(folder, (_event, name) => see(join(folder, name ?? ''))).on('error', () => undefined),
      );
      // What was made before it was watched.
      for (const name of readdirSync(folder)) see(join(folder, name));
    } catch {
      // Gone again.
    }
  };

  const see = (path: string): void => {
    onPath(relative(root, path));
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats?.isDirectory() === true) look(path);
  };

  look(root);
  return {
    close: () => {
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}
