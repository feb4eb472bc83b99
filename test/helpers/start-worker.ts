import { Worker, type WorkerOptions } from 'node:worker_threads';
import { COMPILED } from './compiled.js';

const ROOT = new URL('../../', import.meta.url).href;

/** Stands in for `src/async/start-worker.ts` in tests (vitest.config.ts): starts the compiled module. */
export function startWorker(module: URL, options: WorkerOptions): Worker {
  return new Worker(new URL(`${module.href.slice(ROOT.length)}.js`, COMPILED), options);
}
