import prettyBytes from 'pretty-bytes';
import prettyMilliseconds from 'pretty-ms';
import type { Cell } from './table.js';

/** What could steer a terminal, or turn the text around it: control characters other than colours, and marks of direction. */
// eslint-disable-next-line no-control-regex -- these are what is looked for
const STEERING = /(?!\u001B\[\d{1,2}m)[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/gu;

/** A text as it may be printed: providers write names, and what they write must not steer the terminal. */
export function visible(text: string): string {
  return text.replaceAll(STEERING, '\uFFFD');
}

/** `12.3 MB`. */
export function bytes(count: number | null | undefined): Cell {
  return count === null || count === undefined ? null : prettyBytes(count);
}

/** `3m 20s`. */
export function seconds(count: number | null | undefined): Cell {
  if (count === null || count === undefined) return null;
  return prettyMilliseconds(Math.max(0, Math.ceil(count)) * 1_000, { unitCount: 2 });
}

/** `2026-07-01 09:00`, in UTC. */
export function moment(text: string | null | undefined): Cell {
  return text === null || text === undefined
    ? null
    : new Date(text).toISOString().slice(0, 16).replace('T', ' ');
}

/** `2026-07-01`, in UTC. */
export function day(date: Date | null): Cell {
  return date === null ? null : date.toISOString().slice(0, 10);
}

/** `0.8123`; as many digits as tell two checkpoints apart. */
export function number(value: number | null | undefined): Cell {
  return value === null || value === undefined ? null : String(Number(value.toPrecision(5)));
}

/** `OBJECT_DETECTION` as `object detection`. */
export function word(value: string | null | undefined): Cell {
  return value === null || value === undefined ? null : value.toLowerCase().replaceAll('_', ' ');
}

/** `mAP 0.71, recall 0.8`; null where there are none. */
export function metricsText(metrics: readonly { readonly name: string; readonly value: number }[]): Cell {
  if (metrics.length === 0) return null;
  return metrics.map(({ name, value }) => `${name} ${number(value)}`).join(', ');
}

/** `45 %`. */
export function percent(value: number | null | undefined): Cell {
  return value === null || value === undefined ? null : `${Math.floor(value)} %`;
}
