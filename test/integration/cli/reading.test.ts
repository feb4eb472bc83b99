import { describe, expect, it } from 'vitest';
import { commandsFor, startCommand } from '../../helpers/command-line.js';
import { createKey } from '../../helpers/api-keys.js';
import { sandboxProviders, startGateway, useGateway } from '../../helpers/gateway.js';
import { useSandbox } from '../../helpers/sandbox.js';

const sandbox = useSandbox({ size: 12 });
const gateway = useGateway(() => ({ providers: sandboxProviders(sandbox()) }));

const { json, run, start } = commandsFor(gateway);

/** Columns that are separated by at least two spaces. */
const cellsOf = (table: string) =>
  table
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {2,}/u));

describe('modelgate, reading', () => {
  it('shows every provider with what it can do', async () => {
    const { providers } = await json('providers');
    const { stdout } = await run('providers');

    expect(providers.map(({ name }: { name: string }) => name)).toEqual([
      'registry',
      'runs',
      'market',
      'local',
    ]);
    expect(cellsOf(stdout).map(([name]) => name)).toEqual(['NAME', 'registry', 'runs', 'market', 'local']);
    expect(stdout).not.toContain('\u001B');
  });

  it('lists as many models as are asked for, from as many pages as that takes, each once', async () => {
    const { models, hasMore } = await json('models', 'list', '--limit', '30');
    const { stdout } = await run('models', 'list', '--limit', '30');

    expect(models).toHaveLength(30);
    expect(hasMore).toBe(true);
    expect(new Set(models.map(({ ref }: { ref: string }) => ref)).size).toBe(30);
    expect(
      cellsOf(stdout)
        .slice(1, 31)
        .map(([ref]) => ref),
    ).toEqual(models.map(({ ref }: { ref: string }) => ref));
    expect(stdout).toContain('--limit');
  });

  it('filters and searches as it is told', async () => {
    const { models } = await json('models', 'list', '--kind', 'registry', '--status', 'ready,failed');
    const [word = ''] = models[0].name.split(' ');
    const { models: found } = await json('models', 'search', word);

    expect(models.length).toBeGreaterThan(0);
    for (const model of models) {
      expect(model.provider.kind).toBe('REGISTRY');
      expect(['READY', 'FAILED']).toContain(model.status);
    }
    expect(found.length).toBeGreaterThan(0);
    for (const { name, description } of found)
      expect(`${name} ${description}`.toLowerCase()).toContain(word.toLowerCase());
  });

  it('goes from a run to its checkpoints, to the best of them, and compares two', async () => {
    const { runs } = await json('runs', 'list', '--provider', 'runs', '--status', 'succeeded');
    const [{ ref: run_ }] = runs;
    const { checkpoints } = await json('checkpoints', 'list', '--run', run_);
    const best = await json('checkpoints', 'best', '--run', run_, '--metric', 'loss', '--goal', 'minimize');
    const comparison = await json('checkpoints', 'compare', checkpoints[0].ref, checkpoints.at(-1).id);

    const lossOf = ({ metrics }: any) => metrics.find(({ name }: any) => name === 'loss')?.value ?? Infinity;
    expect(lossOf(best)).toBe(Math.min(...checkpoints.map(lossOf)));
    expect(comparison.checkpoints.map(({ ref }: any) => ref)).toEqual([
      checkpoints[0].ref,
      checkpoints.at(-1).ref,
    ]);
    expect((await json('checkpoints', 'show', best.ref)).run.ref).toBe(run_);
    expect((await run('runs', 'show', run_)).stdout).toContain(run_);
  });

  it('follows a run that has ended with one line, and says by the exit code that it failed', async () => {
    const { runs } = await json('runs', 'list', '--status', 'failed,succeeded', '--limit', '100');
    const failed = runs.find(({ status }: any) => status === 'FAILED');
    const succeeded = runs.find(({ status }: any) => status === 'SUCCEEDED');

    const { exitCode, stdout } = await run('runs', 'watch', failed.ref, '--json');

    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).status),
    ).toEqual(['FAILED']);
    expect(exitCode).toBe(1);
    expect((await run('runs', 'watch', succeeded.ref)).exitCode).toBe(0);
  });

  it('lets go of a run when it is interrupted', async () => {
    const { runs } = await json('runs', 'list', '--status', 'running');
    const watching = start(['runs', 'watch', runs[0].ref]);
    await expect.poll(watching.stdout).toContain(runs[0].ref);

    watching.interrupt();

    expect((await watching.result).exitCode).toBe(130);
  });

  it('shows what is there and says what is missing while a provider is down', async () => {
    sandbox().faults.add({ server: 'market', kind: 'status', status: 503 });
    const { exitCode, stdout, stderr } = await run('models', 'list', '--json', '--name', 'a');

    expect(exitCode).toBe(5);
    expect(JSON.parse(stdout).models.length).toBeGreaterThan(0);
    expect(JSON.parse(stdout).unavailable).toMatchObject([
      { provider: { name: 'market' }, code: 'PROVIDER_UNAVAILABLE' },
    ]);
    expect(stderr).toContain('Incomplete without market');
  });

  it.each([
    ['an unknown ref', ['models', 'show', 'registry:nothing'], 3, 'models list'],
    ['an unknown provider', ['models', 'show', 'nobody:nothing'], 3, 'registry, runs, market, local'],
    ['no ref at all', ['models', 'show', 'nothing'], 2, 'provider:native'],
    ['a missing parameter', ['models', 'show'], 2, '--help'],
    ['an unknown command', ['modles'], 2, 'models'],
    ['an unknown option', ['models', 'list', '--stauts', 'ready'], 2, '--status'],
    ['an unknown word', ['models', 'list', '--status', 'redy'], 2, 'training, ready'],
    ['no owner of checkpoints', ['checkpoints', 'list'], 2, '--model REF or --run REF'],
    ['no consent', ['models', 'delete', 'registry:nothing'], 2, '--yes'],
    ['nothing to change', ['models', 'update', 'registry:nothing'], 2, '--help'],
    ['a metric that nobody has', ['checkpoints', 'compare', 'runs:a/b', 'runs:c/d'], 3, ''],
  ])('answers %s with its exit code and what to do', async (_name, parameters, code, advice) => {
    const { exitCode, stdout, stderr } = await run(...parameters);

    expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' });
    expect(stderr).toContain(advice);
    expect(stderr).not.toMatch(/^ +at /mu);
  });

  it('says what to do when no gateway answers, also to programs', async () => {
    const { exitCode, stderr } = await run('providers', '--url', 'http://127.0.0.1:9/graphql', '--json');

    expect(exitCode).toBe(1);
    expect(JSON.parse(stderr).error).toMatchObject({
      code: 'NETWORK',
      hint: expect.stringContaining('modelgate serve'),
    });
  });

  it('sends the key of its variable or option, and says what to do about one that is refused', async () => {
    const locked = await startGateway({ providers: [] });
    try {
      const key = await createKey(locked.dataDirectory, { scopes: ['read'] });
      const variables = { MODELGATE_URL: locked.url };
      const ask = (more: Record<string, string>, ...parameters: string[]) =>
        startCommand(['providers', ...parameters], { variables: { ...variables, ...more } }).result;

      await expect.poll(async () => (await ask({})).exitCode).toBe(4);
      expect((await ask({})).stderr).toContain('MODELGATE_KEY');
      expect((await ask({ MODELGATE_KEY: key.text })).exitCode).toBe(0);
      expect((await ask({}, '--key', key.text)).exitCode).toBe(0);
      const wrong = await ask({ MODELGATE_KEY: `${key.text.slice(0, -4)}0000` });
      expect(wrong.exitCode).toBe(4);
      expect(wrong.stderr).not.toContain(key.text.slice(17, -4));
    } finally {
      await locked.close();
    }
  });

  it('colours for people only', async () => {
    const variables = { MODELGATE_URL: gateway().url };
    const onTerminal = await startCommand(['models', 'list'], { variables, isTerminal: true }).result;
    const refused = [
      startCommand(['models', 'list', '--no-color'], { variables, isTerminal: true }),
      startCommand(['models', 'list'], { variables: { ...variables, NO_COLOR: '1' }, isTerminal: true }),
      startCommand(['models', 'list', '--json'], { variables, isTerminal: true }),
    ];

    expect(onTerminal.stdout).toContain('\u001B[32mready\u001B[39m');
    for (const { result } of refused) expect((await result).stdout).not.toContain('\u001B');
  });
});
