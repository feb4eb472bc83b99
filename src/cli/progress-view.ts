import { MultiBar, type SingleBar } from 'cli-progress';
import { visible } from './format.js';
import type { TextStream } from './surroundings.js';

/** How far something is, as a bar shows it. */
export interface Progress {
  /** Which one: the same key, the same bar. */
  readonly key: string;
  readonly label: string;
  /** What happens now: `transferring`, `stalled`. */
  readonly activity: string;
  /** 0 to 100; null while unknown. */
  readonly percent: number | null;
  /** Amount, speed and time left; null where there is nothing to say. */
  readonly details: string | null;
}

/** Shows the progress of one or many things. */
export interface ProgressView {
  show(progress: Progress): void;
  /** Leaves what was shown last on the screen. */
  close(): void;
}

/** Least time between two lines about the same thing that only say how far it is, in milliseconds. */
const LINE_INTERVAL_MS = 5_000;
const BAR_WIDTH = 24;
const LABEL_WIDTH = 44;

/** Bars that move on a terminal, lines elsewhere. */
export function createProgressView(stream: TextStream): ProgressView {
  return stream.isTTY === true ? createBars(stream) : createLines(stream);
}

function createBars(stream: TextStream): ProgressView {
  const bars = new Map<string, SingleBar>();
  const multiBar = new MultiBar({
    stream,
    hideCursor: true,
    clearOnComplete: false,
    stopOnComplete: false,
    // Ctrl-C is the program's to handle.
    gracefulExit: false,
    emptyOnZero: true,
    format: (_options, { value }, payload: Progress) => barOf(payload, value),
  });
  return {
    show: (progress) => {
      const value = progress.percent ?? 0;
      const bar = bars.get(progress.key);
      if (bar === undefined) bars.set(progress.key, multiBar.create(100, value, progress));
      else bar.update(value, progress);
    },
    close: () => multiBar.stop(),
  };
}

function barOf({ label, activity, percent, details }: Progress, value: number): string {
  const filled = Math.round((value / 100) * BAR_WIDTH);
  const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
  const share = percent === null ? '  ?' : String(Math.floor(percent)).padStart(3);
  const name = label.length > LABEL_WIDTH ? `${label.slice(0, LABEL_WIDTH - 1)}…` : label;
  return visible(`${name}  ${bar} ${share} %  ${activity}${details === null ? '' : `  ${details}`}`);
}

function createLines(stream: TextStream): ProgressView {
  const told = new Map<string, { readonly activity: string; readonly atMs: number }>();
  return {
    show: ({ key, label, activity, percent, details }) => {
      const last = told.get(key);
      const nowMs = Date.now();
      if (last?.activity === activity && nowMs - last.atMs < LINE_INTERVAL_MS) return;
      told.set(key, { activity, atMs: nowMs });
      const parts = [label, activity, percent === null ? null : `${Math.floor(percent)} %`, details];
      stream.write(`${visible(parts.filter((part) => part !== null).join('  '))}\n`);
    },
    close: () => {},
  };
}
