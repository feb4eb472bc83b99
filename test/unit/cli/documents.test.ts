import { readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { EXIT_CODES } from '../../../src/cli/exit-codes.js';
import { createProgram } from '../../../src/cli/program.js';
import { section, tableOf } from '../../helpers/markdown.js';
import { startCommand } from '../../helpers/command-line.js';

const text = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8');
const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
const { program } = createProgram({
  environment: {},
  stdout: nowhere,
  stderr: nowhere,
  signal: new AbortController().signal,
});

/** Those that do something, by their full names. */
function commandsUnder(command: Command, path: readonly string[]): (readonly [string, Command])[] {
  const names = [...path, command.name()];
  if (command.commands.length === 0) return [[names.join(' '), command]];
  return command.commands.flatMap((each) => commandsUnder(each, names));
}

/** All but what scripts of shells call. */
const commands = commandsUnder(program, []).filter(([name]) => name !== 'modelgate complete');

const examplesIn = (help: string) => [...help.matchAll(/^ {2}\$ (.+)$/gmu)].map(([, line = '']) => line);

describe('docs/cli.md', () => {
  it('has every command and no other', () => {
    const tables = ['The gateway', 'Models, runs, checkpoints', 'Downloads'].flatMap((heading) =>
      tableOf(section(text, heading)),
    );

    expect(tables.map(([name = '']) => name.replaceAll('`', '')).toSorted()).toEqual(
      commands.map(([name]) => name).toSorted(),
    );
  });

  it('has every exit code', () => {
    const codes = tableOf(section(text, 'Output')).map(([code]) => Number(code));

    expect(codes).toEqual(Object.values(EXIT_CODES));
  });

  it('has examples that only use commands and options that there are', () => {
    const blocks = [...text.matchAll(/^```sh\n([^]*?)^```$/gmu)].map(([, code = '']) => code);
    const lines = blocks.join('').trim().split('\n');

    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) expectToFit(line);
  });
});

describe('the help', () => {
  it.each(commands.filter(([name]) => name !== 'modelgate completion').map(([name]) => name))(
    'of %s has examples that fit',
    async (name) => {
      const { stdout, exitCode } = await startCommand([...name.split(' ').slice(1), '--help']).result;

      expect(exitCode).toBe(0);
      expect(examplesIn(stdout).length).toBeGreaterThan(0);
      for (const line of examplesIn(stdout)) expectToFit(line);
    },
  );
});

/** Finds the command that a line calls, and each option of it. */
function expectToFit(line: string): void {
  const [, call = ''] = /(?:^|[ (])(modelgate [^|)>]*)/u.exec(line) ?? [];
  const found = commands
    .filter(([name]) => `${call} `.startsWith(`${name} `))
    .toSorted(([a], [b]) => b.length - a.length)[0];
  if (found === undefined) throw new Error(`No command fits: ${line}`);
  const [, command] = found;
  const known = [...command.options, ...program.options].flatMap(({ long, short }) => [long, short]);
  for (const [option] of call.matchAll(/(?<= )--?[a-z][a-z-]*/gu)) expect(known).toContain(option);
}
