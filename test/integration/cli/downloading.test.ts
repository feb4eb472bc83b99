import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandsFor } from '../../helpers/command-line.js';
import { makeDirectory } from '../../helpers/configuration.js';
import { sandboxProviders, useGateway } from '../../helpers/gateway.js';
import { useSandbox } from '../../helpers/sandbox.js';

const sandbox = useSandbox({ size: 12 });
const gateway = useGateway(() => ({ providers: sandboxProviders(sandbox()) }));

const { json, run, start } = commandsFor(gateway);

/** Refs of models that can be downloaded, of different weights. */
async function downloadable(count: number): Promise<string[]> {
  const { models } = await json('models', 'list', '--kind', 'registry', '--downloadable', '--limit', '100');
  return models.slice(0, count).map(({ ref }: { ref: string }) => ref);
}

/** What comes from the registry at the moment. */
async function transferring(): Promise<any[]> {
  return (await json('downloads', 'list', '--state', 'transferring', '--provider', 'registry')).downloads;
}

const sha256Of = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

describe('modelgate download', () => {
  it('has the gateway fetch and verify, and says what landed', async () => {
    const [ref = ''] = await downloadable(1);

    const { exitCode, stdout, stderr } = await run('download', ref);

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      new RegExp(String.raw`^${ref}: sha256:[0-9a-f]{64}, .+ MB, verified by md5\n$`, 'u'),
    );
    expect(stderr).toMatch(new RegExp(`^${ref}  (?:.+\n)+${ref}  completed  100 %`, 'u'));
  });

  it('brings the file to a path, or under its own name into a directory', async () => {
    const [ref = ''] = await downloadable(1);
    const folder = makeDirectory();
    const { downloads } = await json('download', ref, '-o', join(folder, 'model.onnx'));
    const { stdout } = await run('download', ref, '-o', folder);

    const [{ download, files, error }] = downloads;
    const [file] = download.artifact.files;
    expect({ files, error }).toEqual({ files: [join(folder, 'model.onnx')], error: null });
    expect(sha256Of(join(folder, 'model.onnx'))).toBe(file.sha256);
    expect(stdout).toBe(`${join(folder, file.path)}\n`);
    expect(sha256Of(join(folder, file.path))).toBe(file.sha256);
  });

  it('brings a checkpoint of several files into a directory', async () => {
    const { runs } = await json('runs', 'list', '--provider', 'runs', '--status', 'succeeded');
    const { checkpoints } = await json('checkpoints', 'list', '--run', runs[0].ref, '--limit', '1');
    const folder = join(makeDirectory(), 'weights');

    const { downloads } = await json('download', checkpoints[0].ref, '-o', folder);

    const [{ download, files }] = downloads;
    expect(files.length).toBeGreaterThan(1);
    expect(files.map(sha256Of)).toEqual(download.artifact.files.map(({ sha256 }: any) => sha256));
  });

  it('goes on with a partial file instead of fetching it anew', async () => {
    const [ref = ''] = await downloadable(1);
    const folder = makeDirectory();
    const whole = join(folder, 'whole');
    await run('download', ref, '-o', whole);
    const bytes = readFileSync(whole);
    writeFileSync(join(folder, 'again.part'), bytes.subarray(0, Math.ceil(bytes.byteLength / 2)));

    const { exitCode, stderr } = await run('download', ref, '-o', join(folder, 'again'));

    expect(exitCode).toBe(0);
    expect(stderr).toContain('saving  50 %');
    expect(readFileSync(join(folder, 'again')).equals(bytes)).toBe(true);
    expect(readdirSync(folder).toSorted()).toEqual(['again', 'whole']);
  });

  it('keeps no file whose partial bytes turn out to be others', async () => {
    const [ref = ''] = await downloadable(1);
    const folder = makeDirectory();
    writeFileSync(join(folder, 'model.part'), 'not of this model');

    const { exitCode, stderr } = await run('download', ref, '-o', join(folder, 'model'));

    expect(exitCode).toBe(1);
    expect(stderr).toContain('SHA-256');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('downloads many at once, each into a directory of its own, and one failure leaves the others alone', async () => {
    const refs = await downloadable(3);
    const folder = makeDirectory();

    const { exitCode, stdout, stderr } = await run(
      'download',
      ...refs,
      'registry:nothing',
      '-o',
      folder,
      '--json',
    );

    expect(exitCode).toBe(3);
    expect(stderr).toContain('registry:nothing failed:');
    const { downloads } = JSON.parse(stdout);
    expect(downloads.map(({ ref, error }: any) => [ref, error?.code ?? null])).toEqual([
      ...refs.map((ref) => [ref, null]),
      ['registry:nothing', 'NOT_FOUND'],
    ]);
    expect(readdirSync(folder).toSorted()).toEqual(refs.map((ref) => ref.replace(':', '_')).toSorted());
  });

  it('moves a bar for each on a terminal', async () => {
    const refs = await downloadable(2);

    const { result } = start(['download', ...refs], { isTerminal: true });

    const { stderr } = await result;
    for (const ref of refs) expect(stderr).toMatch(new RegExp(`${ref.slice(0, 30)}.*█{24} 100 %`, 'u'));
  });

  it('refuses to bring what a runtime keeps to itself', async () => {
    const { models } = await json('models', 'list', '--kind', 'runtime', '--downloadable', '--limit', '1');

    const { exitCode, stderr } = await run('download', models[0].ref, '-o', makeDirectory());

    expect(exitCode).toBe(1);
    expect(stderr).toContain('a place of its own');
  });

  it('lets the gateway go on when it is interrupted, says how to go on, and does', async () => {
    const { models } = await json('models', 'list', '--kind', 'registry', '--downloadable', '--limit', '100');
    const ref = models.at(-1).ref;
    await emptyStore();
    sandbox().faults.add({ server: 'storage', kind: 'slow-body', bytesPerSecond: 200_000 });
    const folder = makeDirectory();
    const downloading = start(['download', ref, '-o', folder]);
    await expect.poll(downloading.stderr, { timeout: 60_000 }).toContain('transferring');

    downloading.interrupt();
    const { exitCode, stderr, stdout } = await downloading.result;

    expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: '' });
    expect(stderr).toContain(`modelgate download ${ref} -o ${folder}`);
    const downloads = await transferring();
    expect(downloads).toMatchObject([{ subjectRef: ref, state: 'TRANSFERRING' }]);

    const paused = await json('downloads', 'pause', downloads[0].id);
    expect(paused.downloads).toMatchObject([{ state: 'PAUSED' }]);
    sandbox().faults.clear();
    await json('downloads', 'resume', downloads[0].id);
    const watched = await run('downloads', 'watch', downloads[0].id, '--json');
    const states = watched.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).state);
    expect(states.at(-1)).toBe('COMPLETED');
    expect(watched.exitCode).toBe(0);
    const [file = ''] = (await json('download', ref, '-o', folder)).downloads[0].files;
    expect(readdirSync(folder)).toEqual([file.slice(folder.length + 1)]);
  });

  it('ends a download on request, and says so to those who wait for it', async () => {
    await emptyStore();
    const [ref = ''] = await downloadable(1);
    sandbox().faults.add({ server: 'storage', kind: 'slow-body', bytesPerSecond: 100_000 });
    const downloading = start(['download', ref]);
    await expect.poll(downloading.stderr, { timeout: 60_000 }).toContain('transferring');
    const downloads = await transferring();

    await json('downloads', 'cancel', downloads[0].id);

    const { exitCode, stderr } = await downloading.result;
    expect(exitCode).toBe(1);
    expect(stderr).toContain('was cancelled');
  });
});

describe('modelgate artifacts', () => {
  it('lists, shows, verifies and deletes by digest', async () => {
    const [ref = ''] = await downloadable(1);
    const { downloads } = await json('download', ref);
    const { digest, id } = downloads[0].download.artifact;

    expect((await json('artifacts', 'list')).artifacts.map((each: any) => each.digest)).toContain(digest);
    expect(await json('artifacts', 'show', digest)).toEqual(await json('artifacts', 'show', id));
    expect(await json('artifacts', 'verify', digest)).toMatchObject({ intact: true, damagedFiles: [] });
    expect((await run('artifacts', 'delete', digest)).exitCode).toBe(2);
    expect(await json('artifacts', 'delete', digest, '--yes')).toEqual({ id, digest });
    expect((await run('artifacts', 'show', digest)).exitCode).toBe(3);
  });
});

/** So that the next download has bytes to fetch. */
async function emptyStore(): Promise<void> {
  const { artifacts } = await json('artifacts', 'list', '--limit', '100');
  for (const { digest } of artifacts) await json('artifacts', 'delete', digest, '--yes');
}
