import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type TypeScript from 'typescript';

const ROOT = new URL('../../', import.meta.url).pathname;

/**
 * Where the source lies as JavaScript while tests run: `src/a.ts` is `src/a.js` below it. Threads and processes start from
 * there several times as fast as through tsx, which would read and convert every module again for each of them.
 */
export const COMPILED = new URL('../../node_modules/.cache/modelgate-tests/', import.meta.url);

/** Programs among the tests. */
const TEST_PROGRAMS = ['test/helpers/engine-process.ts', 'test/helpers/store-process.ts'];

/** Converts the files that have changed since the last run. Types are not looked at. */
export async function setup(): Promise<void> {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join('src', path));
  const changed = [...sources, ...TEST_PROGRAMS].filter(isChanged);
  if (changed.length === 0) return;
  const { default: typescript } = await import('typescript');
  write('package.json', '{ "type": "module" }', new Date());
  for (const path of changed) compile(typescript, path);
}

const outputOf = (path: string): string => path.replace(/\.ts$/u, '.js');
const modifiedAt = (path: string): Date | undefined => statSync(path, { throwIfNoEntry: false })?.mtime;

/** The output has the time of the source that it was made from. */
function isChanged(path: string): boolean {
  const output = modifiedAt(join(COMPILED.pathname, outputOf(path)));
  return output?.getTime() !== modifiedAt(join(ROOT, path))?.getTime();
}

function compile(typescript: typeof TypeScript, path: string): void {
  const sourceTime = statSync(join(ROOT, path)).mtime;
  const { outputText } = typescript.transpileModule(readFileSync(join(ROOT, path), 'utf8'), {
    compilerOptions: {
      target: typescript.ScriptTarget.ES2023,
      module: typescript.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    },
  });
  write(outputOf(path), outputText, sourceTime);
}

/** Whole or not at all: other runs may be reading. */
function write(path: string, text: string, time: Date): void {
  const file = join(COMPILED.pathname, path);
  const unfinished = `${file}.${process.pid}`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(unfinished, text);
  utimesSync(unfinished, time, time);
  renameSync(unfinished, file);
}
