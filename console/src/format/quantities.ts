const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Bytes for people: `1.8 MB`, thousands as everywhere on the web. */
export function bytes(count: number): string {
  let [value, unit] = [count, 0];
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.5 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** A speed: `12.4 MB/s`. */
export function speed(bytesPerSecond: number): string {
  return `${bytes(bytesPerSecond)}/s`;
}

/** A span of time in its two greatest units: `2 min 5 s`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [days, hours, minutes] = [
    Math.floor(whole / 86_400),
    Math.floor(whole / 3_600) % 24,
    Math.floor(whole / 60) % 60,
  ];
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  if (minutes > 0) return `${minutes} min ${whole % 60} s`;
  return `${whole} s`;
}

/** A metric's value: four significant digits are more than any of them deserves. */
export function metric(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 1_000 ? value.toFixed(0) : value.toPrecision(4);
}

const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });
const MOMENT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** The day of a moment: `3 Jul 2026`. */
export function day(iso: string): string {
  return DATE.format(new Date(iso));
}

/** Day and time of a moment. */
export function moment(iso: string): string {
  return MOMENT.format(new Date(iso));
}

const AGO = new Intl.RelativeTimeFormat('en-GB', { numeric: 'always', style: 'short' });
const SPANS = [
  [60, 'second'],
  [60, 'minute'],
  [24, 'hour'],
  [7, 'day'],
] as const;

/** How long ago a moment was: `5 min ago`; its day where that is more than a week. */
export function ago(iso: string, nowMs: number = Date.now()): string {
  let count = (nowMs - Date.parse(iso)) / 1_000;
  for (const [length, unit] of SPANS) {
    if (count < length) return count < 1 ? 'now' : AGO.format(-Math.floor(count), unit);
    count /= length;
  }
  return day(iso);
}

const COUNT = new Intl.NumberFormat('en-GB');

/** A count with its noun: `1 model`, `2,000 models`. */
export function counted(count: number, noun: string): string {
  return `${COUNT.format(count)} ${noun}${count === 1 ? '' : 's'}`;
}
