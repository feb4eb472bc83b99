import { describe, expect, it } from 'vitest';
import { commandsFor } from '../../helpers/command-line.js';
import { sandboxProviders, useGateway } from '../../helpers/gateway.js';
import { useSandbox } from '../../helpers/sandbox.js';

const sandbox = useSandbox({ size: 20, market: { limitsRate: false } });
const gateway = useGateway(() => ({ providers: sandboxProviders(sandbox()) }));

const { json, run, start } = commandsFor(gateway);

describe('modelgate models', () => {
  it('creates a model on a marketplace, changes what is named of it, and deletes it with consent', async () => {
    const ref = 'market:greenlab/frost-warner';
    const made = await json(
      'models',
      'create',
      '--provider',
      'market',
      '--name',
      'frost-warner',
      '--visibility',
      'private',
      '--description',
      'Warns of late frost.',
      '--hardware',
      'gpu-t4',
      '--source-url',
      'https://code.example/frost',
    );
    const changed = await run('models', 'update', ref, '--visibility', 'public');
    const shown = await json('models', 'show', ref);
    const refused = await run('models', 'delete', ref);
    const deleted = await run('models', 'delete', ref, '--yes');

    expect(made).toMatchObject({ ref, description: 'Warns of late frost.', can: ['UPDATE', 'DELETE'] });
    expect({ ...changed, stdout: changed.stdout.includes(ref) }).toEqual({
      exitCode: 0,
      stdout: true,
      stderr: '',
    });
    expect(shown).toMatchObject({
      visibility: 'PUBLIC',
      description: 'Warns of late frost.',
      sourceUrl: 'https://code.example/frost',
    });
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--yes') });
    expect(deleted).toEqual({ exitCode: 0, stdout: `Deleted ${ref}: removed.\n`, stderr: '' });
    expect((await run('models', 'show', ref)).exitCode).toBe(3);
  });

  it('follows a model to its new ref when its name changes', async () => {
    const fields = ['--visibility', 'private', '--hardware', 'gpu-t4'];
    await json('models', 'create', '--provider', 'market', '--name', 'hail-warner', ...fields);

    const renamed = await json('models', 'update', 'market:greenlab/hail-warner', '--name', 'hail-guard');

    expect(renamed.ref).toBe('market:greenlab/hail-guard');
    expect((await json('models', 'search', 'hail')).models.map(({ ref }: any) => ref)).toEqual([renamed.ref]);
  });

  it('says whose fault it is when a provider cannot do what is asked', async () => {
    const { models } = await json('models', 'list', '--kind', 'run-store', '--limit', '1');

    const { exitCode, stdout, stderr } = await run('models', 'delete', models[0].ref, '--yes');

    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain('`modelgate providers`');
  });
});

describe('modelgate load and unload', () => {
  it('free the memory of a model of a runtime, and take it again', async () => {
    const { models } = await json('models', 'list', '--kind', 'runtime', '--limit', '100');
    const { ref } = models.find(({ runtime }: any) => runtime.state === 'LOADED');

    const unloaded = await run('unload', ref);
    const loaded = await json('load', ref);

    expect(unloaded).toMatchObject({ exitCode: 0, stderr: '' });
    expect(unloaded.stdout).toMatch(new RegExp(`^${ref} .* downloaded .* load`, 'mu'));
    expect(loaded).toMatchObject({ ref, runtime: { state: 'LOADED' } });
    expect(loaded.can).toContain('UNLOAD');
  });

  it('refuse what is no model of a runtime, with the way to see what is', async () => {
    const { models } = await json('models', 'list', '--kind', 'registry', '--limit', '1');

    const { exitCode, stderr } = await run('load', models[0].ref);

    expect(exitCode).toBe(1);
    expect(stderr).toContain('`modelgate providers`');
  });
});

describe('modelgate downloads', () => {
  it('holds, lets go and ends the newest download of a ref', async () => {
    sandbox().faults.add({ server: 'storage', kind: 'slow-body', bytesPerSecond: 20_000 });
    const { models } = await json('models', 'list', '--kind', 'registry', '--downloadable', '--limit', '1');
    const [{ ref }] = models;
    const downloading = start(['download', ref]);
    await expect.poll(downloading.stderr, { timeout: 60_000 }).toContain('transferring');

    const states = [];
    for (const change of ['pause', 'resume', 'cancel']) {
      const { downloads } = await json('downloads', change, ref);
      states.push(downloads[0].state);
    }

    expect(states).toEqual([
      'PAUSED',
      expect.stringMatching(/^(?:QUEUED|TRANSFERRING|RESOLVING)$/u),
      'CANCELLED',
    ]);
    expect((await downloading.result).exitCode).toBe(1);
    expect(await run('downloads', 'watch', ref)).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(new RegExp(`^${ref}  cancelled`, 'u')),
    });
    const again = await run('downloads', 'resume', ref);
    expect(again).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('cannot be resumed') });
    const nobody = await run('downloads', 'cancel', 'registry:nothing');
    expect(nobody).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('downloads list') });
  });
});

describe('modelgate checkpoints compare', () => {
  it('heads columns by refs where names say nothing', async () => {
    const { runs } = await json(
      'runs',
      'list',
      '--provider',
      'runs',
      '--status',
      'succeeded',
      '--limit',
      '2',
    );
    const refs = [];
    for (const { ref } of runs) {
      const { checkpoints } = await json('checkpoints', 'list', '--run', ref, '--limit', '100');
      refs.push(checkpoints.find(({ name }: any) => name === 'epoch_2').ref);
    }

    const { stdout } = await run('checkpoints', 'compare', ...refs);

    expect(stdout.split('\n')[0]?.split(/ {2,}/u)).toEqual(['METRIC', ...refs]);
  });
});
