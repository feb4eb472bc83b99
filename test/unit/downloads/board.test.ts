import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { DownloadBoard } from '../../../src/downloads/board.js';
import { newDownload } from '../../../src/downloads/state.js';

function boardWith(count: number): DownloadBoard {
  const board = new DownloadBoard({
    progressPerSecond: 4,
    now: () => 0,
    onChange: () => {},
    onForget: () => {},
  });
  for (let index = 0; index < count; index += 1) {
    const id = `d${index}`;
    const target = { kind: 'model', nativeId: id } as const;
    const record = newDownload({
      id,
      provider: 'p',
      target,
      priority: 'NORMAL' as const,
      fileName: null,
      totalBytes: null,
      carrier: 'PROVIDER',
      createdAt: new Date(0),
    });
    board.add({ record, key: id, targets: [target], plan: null, caller: '', custody: null });
  }
  return board;
}

describe('the board', () => {
  it('remembers the last thousand finished downloads and every unfinished one', () => {
    const board = boardWith(1_003);
    for (let index = 1; index < 1_003; index += 1) board.dispatch(`d${index}`, { kind: 'cancel' });

    expect(board.list()).toHaveLength(1_001);
    expect(board.get('d0')?.state).toBe('QUEUED');
    expect([board.get('d1'), board.get('d2')]).toEqual([null, null]);
    expect([
      board.latestOfKey({ provider: 'p', key: 'd1' }),
      board.latestOf('p', { kind: 'model', nativeId: 'd1' }),
    ]).toEqual([null, null]);
    expect(board.get('d3')?.state).toBe('CANCELLED');
  });

  it('frees what a reader of all downloads has not read when it forgets the download', async () => {
    const board = boardWith(1_001);
    const watch = board.watchAll();
    for (let index = 0; index < 1_001; index += 1) board.dispatch(`d${index}`, { kind: 'cancel' });

    expect((await watch.next()).value?.id).toBe('d1');
  });

  it.each(['watch', 'watchAll'] as const)(
    'ends a watch (%s) that begins after it was closed',
    async (kind) => {
      const board = boardWith(1);
      board.close();
      const watch = kind === 'watch' ? board.watch('d0')! : board.watchAll();

      expect((await watch.next()).value?.id).toBe('d0');
      expect(await watch.next()).toEqual({ done: true, value: undefined });
    },
  );

  it.each(['watch', 'watchAll'] as const)('tells a new reader (%s) a waiting change once', async (kind) => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const board = boardWith(1);
    board.dispatch('d0', { kind: 'resolve' });
    board.dispatch('d0', { kind: 'transfer' });
    board.dispatch('d0', { kind: 'relay', percent: 1 });

    const watch = kind === 'watch' ? board.watch('d0')! : board.watchAll();
    const first = await watch.next();
    const next = watch.next();
    vi.advanceTimersByTime(1_000);
    board.dispatch('d0', { kind: 'relay', percent: 2 });
    const second = await next;

    expect([first.value?.progress.percent, second.value?.progress.percent]).toEqual([1, 2]);
  });

  it('holds bytes and percentage still while another process tells fewer of the same epoch', () => {
    const board = boardWith(1);
    const { record, ...rest } = board.stored('d0')!;
    const say = (sequence: number, epoch: number, receivedBytes: number) => {
      const percent = receivedBytes / 2;
      const progress = { ...record.progress, sequence, epoch, receivedBytes, percent, totalBytes: 200 };
      board.adopt({ ...rest, record: { ...record, progress } });
      return board.get('d0')!.progress;
    };

    expect(say(10, 0, 100)).toMatchObject({ receivedBytes: 100, percent: 50 });
    expect(say(20, 0, 60)).toMatchObject({ sequence: 20, receivedBytes: 100, percent: 50 });
    expect(say(21, 0, 120)).toMatchObject({ receivedBytes: 120, percent: 60 });
    expect(say(22, 1, 10)).toMatchObject({ epoch: 1, receivedBytes: 10, percent: 5 });
  });
});
