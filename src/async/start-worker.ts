import { Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * Starts a thread from a module named without its extension: compiled code starts the compiled module, and source
 * (`npm run dev`) starts the source through tsx, whose hooks a worker does not inherit.
 */
export function startWorker(module: URL, options: WorkerOptions): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL(`${module.href}.js`), options);
  const entry = JSON.stringify(`${module.href}.ts`);
  const boot = `import('tsx/esm/api').then((tsx) => { tsx.register(); return import(${entry}); });`;
  return new Worker(boot, { ...options, eval: true });
}
