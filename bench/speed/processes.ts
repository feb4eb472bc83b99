/** The processes of the bench, each kept on one core where the machine has `taskset`. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The core of the server that is measured, and that of everything else. */
export const SERVER_CORE = 0;
const OTHER_CORE = 1;

/** Whether processes can be kept on cores of their own. */
export const CAN_PIN = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;

/** A child that is talked to by messages. */
export class Talker<From extends { readonly type: string }> {
  readonly child: ChildProcess;

  constructor(child: ChildProcess) {
    this.child = child;
  }

  /** The next message of this type. Rejects when the process ends instead. */
  hear<Type extends From['type']>(type: Type): Promise<Extract<From, { readonly type: Type }>> {
    return new Promise((resolve, reject) => {
      const onExit = (): void => reject(new Error(`A process of the bench has ended before ${type}.`));
      const onMessage = (message: From): void => {
        if (message.type !== type) return;
        this.child.off('message', onMessage).off('exit', onExit);
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the type was compared
        resolve(message as Extract<From, { readonly type: Type }>);
      };
      this.child.on('message', onMessage).once('exit', onExit);
    });
  }

  tell(message: object | string): void {
    this.child.send(message);
  }
}

/** Starts a module of the bench, beside the measured server unless something else is said. */
export function startModule<From extends { readonly type: string }>(
  file: string,
  setup: object,
  options: NodeOptions = { core: OTHER_CORE },
): Talker<From> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return new Talker(startNode(['--import', 'tsx', path, JSON.stringify(setup)], options));
}

export interface NodeOptions {
  /** Null: any. */
  readonly core: number | null;
  /** For what would run on another machine: it has to wait for everything else. */
  readonly isLast?: boolean;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts node with a channel for messages; its output can be read, its errors go to the bench's own. */
export function startNode(
  args: readonly string[],
  { core, isLast = false, cwd, env }: NodeOptions,
): ChildProcess {
  const [file = '', ...rest] = [
    ...(isLast ? ['nice', '-n', '19'] : []),
    ...(CAN_PIN && core !== null ? ['taskset', '-c', String(core)] : []),
    process.execPath,
    ...args,
  ];
  return spawn(file, rest, {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    ...(cwd === undefined ? {} : { cwd }),
    // oxlint-disable-next-line node/no-process-env -- to be passed on as it is
    env: { ...process.env, ...env },
  });
}

/** Ends a process and waits until it is gone. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill();
  await exited;
}
