import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ask } from './ask.js';
import { makeDirectory } from './configuration.js';
import type { CodeBlock } from './markdown.js';
import { ROOT, startGatewayProgram, startProgram } from './process.js';
import { openShell, withProgram, type Shell } from './shell.js';

const collapsed = (text: string) => text.trim().replaceAll(/\s+/gu, ' ');

/** Expects lines in an output, in their order; `…` stands for anything, and other lines may be between them. */
function expectLines(output: string, expected: string): void {
  const lines = output.split('\n').map(collapsed);
  let next = 0;
  for (const line of expected.trim().split('\n')) {
    const parts = collapsed(line).split('…');
    const pattern = new RegExp(
      `^${parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`)).join('.*')}$`,
      'u',
    );
    const found = lines.findIndex((each, index) => index >= next && pattern.test(each));
    expect(found, `"${line}" in this output:\n${output}`).toBeGreaterThanOrEqual(0);
    next = found + 1;
  }
}

/** Does what the code of a tutorial says, from its beginning to its end, and expects to see what it shows. */
export async function expectToFollow(blocks: readonly CodeBlock[]): Promise<void> {
  const reader = new Reader();
  for (const { language, code, fileName } of blocks) {
    if (language === 'sh') await reader.run(code);
    else if (language === 'graphql') await reader.ask(code);
    else if (language === 'text') expectLines(reader.seen, reader.here(code));
    else if (language === 'json') expect(JSON.parse(reader.seen)).toEqual(JSON.parse(code));
    else reader.save(fileName!, code);
  }
}

/** Somebody at a terminal, with free ports in place of those in the text. */
class Reader {
  readonly #directory = makeDirectory();
  readonly #places = new Map<string, string>();
  readonly #exports: string[] = [];
  #shell: Shell | null = null;
  #stop: () => void = () => undefined;
  /** What the last command or query gave. */
  seen = '';

  /** Commands that go on until they are stopped have a terminal of their own. */
  readonly #servers: Readonly<Record<string, () => Promise<string>>> = {
    'npm ci && npm start': async () => {
      const gateway = await startGatewayProgram();
      this.#places.set('127.0.0.1:4000', new URL(gateway.origin).host);
      const [faults = ''] = /http:\S+\/__sandbox\/faults/u.exec(gateway.stdout()) ?? [];
      this.#places.set('http://127.0.0.1:…/__sandbox/faults', faults);
      this.#shell = openShell(this.#directory, { MODELGATE_URL: gateway.url });
      this.#stop = () => gateway.kill('SIGINT');
      // What the client's program imports.
      mkdirSync(join(this.#directory, 'node_modules'));
      symlinkSync(join(ROOT, 'node_modules/@modelgate'), join(this.#directory, 'node_modules/@modelgate'));
      return gateway.stdout();
    },
    'npx modelgate sandbox': async () => {
      this.#stop();
      await this.#type('unset MODELGATE_URL');
      const sandbox = startProgram(process.execPath, ['dist/cli/main.js', 'sandbox', '--port', '0']);
      await sandbox.prints(/^admin +http\S+\n/mu);
      for (const [index, name] of ['registry', 'runs', 'market', 'local', 'storage'].entries()) {
        const [, host = ''] = new RegExp(`^${name} +http://(\\S+)$`, 'mu').exec(sandbox.stdout()) ?? [];
        this.#places.set(`127.0.0.1:${4_810 + index}`, host);
      }
      return sandbox.stdout();
    },
    'npx modelgate serve --port 4100': async () => {
      const commands = [`cd '${this.#directory}'`, ...this.#exports, 'exec npx modelgate serve --port 0'];
      const gateway = startProgram('bash', ['-c', withProgram(commands.join('\n'))]);
      const [, host = ''] = await gateway.prints(/listens on http:\/\/(\S+)\/graphql\n[^]*curl/u);
      this.#places.set('127.0.0.1:4100', host);
      return gateway.stdout();
    },
  };

  async run(commands: string): Promise<void> {
    const start = this.#servers[commands.trim()];
    this.seen = start === undefined ? await this.#type(commands) : await start();
  }

  save(name: string, content: string): void {
    writeFileSync(join(this.#directory, name), this.here(content));
  }

  async ask(query: string): Promise<void> {
    this.seen = JSON.stringify({ data: await ask(this.here('http://127.0.0.1:4000/graphql'), query) });
  }

  /** A text with the addresses of this run. */
  here(text: string): string {
    return [...this.#places].reduce((changed, [from, to]) => changed.replaceAll(from, to), text);
  }

  async #type(commands: string): Promise<string> {
    this.#exports.push(...(commands.match(/^export .+$/gmu) ?? []));
    const { output, exitCode } = await this.#shell!.run(this.here(commands));
    if (exitCode !== 0) throw new Error(`Exit code ${exitCode}: ${commands}\n${output}`);
    return output;
  }
}
