import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts a module of this folder in a thread. `name` has no extension: compiled code starts the compiled module, and source
 * (tests, `npm run dev`) starts the source through tsx, whose hooks a worker does not inherit;
 * tsx is then found from the working directory.
 */
export function startWorker(name: string, options: WorkerOptions): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL(`${name}.js`, import.meta.url), options);
  const entry = new URL(`${name}.ts`, import.meta.url).href;
  const boot = `import('tsx/esm/api').then(({ register }) => (register(), import(${JSON.stringify(entry)})));`;
  return new Worker(boot, { ...options, eval: true });
}
