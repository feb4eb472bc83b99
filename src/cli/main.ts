#!/usr/bin/env node
import { readEnvironment } from '../config/load.js';
import { runProgram } from './program.js';

const ending = new AbortController();
// Once only: the second Ctrl-C ends the process at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort(signal));
// `modelgate models list | head`: who has read enough is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
});

process.exitCode = await runProgram(process.argv.slice(2), {
  environment: readEnvironment(),
  stdout: process.stdout,
  stderr: process.stderr,
  signal: ending.signal,
});
