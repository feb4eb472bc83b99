import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { ROOT, type Variables } from './process.js';

/** A terminal as a person has one: what one command sets, the next one sees. */
export interface Shell {
  /** Runs commands; gives what they print, on both streams, and the exit code of the last. */
  run(commands: string): Promise<{ readonly output: string; readonly exitCode: number }>;
}

/** `npx modelgate` as it is in the repository; folders elsewhere have none. */
export function withProgram(commands: string): string {
  return commands.replaceAll('npx modelgate', `node ${ROOT}dist/cli/main.js`);
}

/** Opens a shell in a directory; it is closed when the test ends. */
export function openShell(directory: string, variables: Variables): Shell {
  const shell = spawn('bash', ['--noprofile', '--norc'], {
    cwd: directory,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...variables },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const closed = once(shell, 'close').then(() => null);
  onTestFinished(async () => {
    shell.kill('SIGKILL');
    await closed;
  });
  shell.stdout.setEncoding('utf8');
  shell.stdin.write('exec 2>&1\n');
  let count = 0;
  return {
    run: async (commands) => {
      const mark = `--- end ${(count += 1)}`;
      const ending = new RegExp(`${mark}: (\\d+)\\n$`, 'u');
      let output = '';
      const whole = new Promise<RegExpExecArray>((resolve) => {
        const take = (text: string) => {
          output += text;
          const end = ending.exec(output);
          if (end === null) return;
          shell.stdout.off('data', take);
          resolve(end);
        };
        shell.stdout.on('data', take);
      });
      shell.stdin.write(`{ ${withProgram(commands)}\n} </dev/null\necho "${mark}: $?"\n`);
      const end = await Promise.race([whole, closed]);
      if (end === null) throw new Error(`The shell has ended: ${output}`);
      return { output: output.slice(0, end.index), exitCode: Number(end[1]) };
    },
  };
}
