import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeDirectory } from '../helpers/configuration.js';
import { codeBlocks, section } from '../helpers/markdown.js';
import { ROOT, startGatewayProgram, startProgram, type Variables } from '../helpers/process.js';
import { withProgram } from '../helpers/shell.js';

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** The code blocks of a language in a text. */
const blocks = (text: string, language: string) =>
  codeBlocks(text)
    .filter((block) => block.language === language)
    .map(({ code }) => code);

/** The script's commands run as in a shell of their own, in a directory that is removed when the test ends. */
async function runShell(
  script: string,
  variables: Variables = {},
): Promise<{ readonly stdout: string; readonly directory: string }> {
  const directory = makeDirectory();
  const commands = `cd '${directory}'\n${withProgram(script)}`;
  const shell = startProgram('bash', ['-euo', 'pipefail', '-c', commands], variables);
  expect(await shell.exit).toBe(0);
  return { stdout: shell.stdout(), directory };
}

describe('README.md', () => {
  it('installs with the two commands that CI runs, and has no other command that is not run here', () => {
    const commands = blocks(readme, 'sh');

    expect(commands.filter((code) => code.includes('npm '))).toEqual([
      'npm ci && npm start\n',
      'npm ci && npm test\n',
    ]);
    expect(commands).toHaveLength(2 + runnable().length);
  });

  it('has a first query with its true answer', async () => {
    const gateway = await startGatewayProgram();
    const text = section(readme, 'A first query');

    const { stdout } = await runShell(at(gateway.origin, blocks(text, 'sh').join('\n')));

    expect(JSON.parse(stdout)).toEqual(JSON.parse(blocks(text, 'json').join('')));
  });

  it('downloads a model and follows it to its end', async () => {
    const gateway = await startGatewayProgram();
    const text = section(readme, 'A first download and a first subscription');
    const [events = ''] = blocks(text, 'text');

    const { stdout, directory } = await runShell(at(gateway.origin, blocks(text, 'sh').join('\n')));

    const pattern = at(gateway.origin, events)
      .trimEnd()
      .replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`)
      .replace('…', '[0-9a-f]{64}');
    expect(stdout).toMatch(new RegExp(pattern, 'u'));
    expect(readFileSync(join(directory, 'cable-routing-1.onnx')).byteLength).toBeGreaterThan(100_000);
  });

  it('finds and downloads a model from the command line and from code', async () => {
    const gateway = await startGatewayProgram();
    const code = blocks(section(readme, 'From the command line'), 'sh').join('\n');

    const { stdout, directory } = await runShell(code, { MODELGATE_URL: gateway.url });

    const [file = ''] = readdirSync(join(directory, 'models'));
    expect(stdout).toMatch(/^registry:\S+ +Obst \/ Fruit Grading +/mu);
    expect(stdout).toContain(`${join(directory, 'models', file)}\n`);
    expect(readFileSync(join(directory, 'models', file)).byteLength).toBeGreaterThan(100_000);
    const text = section(readme, 'From code');
    const program = `cat > ${fileNameIn(text)} <<'END'\n${blocks(text, 'js').join('')}END\n`;
    const linked = `mkdir node_modules\nln -s '${ROOT}node_modules/@modelgate' node_modules/\n`;
    const run = await runShell(linked + at(gateway.origin, program) + blocks(text, 'sh').join(''));
    expect(run.stdout).toMatch(/ COMPLETED 100\n\S+\/models\/\S+\n$/u);
  });

  it('links to files that exist', () => {
    const links = [...readme.matchAll(/\]\(([^):#]+)\)/gu)].map(([, path = '']) => path);

    expect(links).toContain('docs/providers.md');
    expect(links.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

/** The name under which the text says to save its code. */
function fileNameIn(text: string): string {
  return codeBlocks(text).find(({ fileName }) => fileName !== null)!.fileName!;
}

/** The blocks that the tests above run. */
function runnable(): readonly string[] {
  return [
    'A first query',
    'A first download and a first subscription',
    'From the command line',
    'From code',
  ].flatMap((heading) => blocks(section(readme, heading), 'sh'));
}

/** Where the README says port 4000, the tests have a free one. */
function at(origin: string, text: string): string {
  return text.replaceAll('http://127.0.0.1:4000', origin);
}
