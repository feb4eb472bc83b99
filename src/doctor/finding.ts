/** `ok` holds; `warning` works and will not for long, or not well; `broken` does not work; `skipped` could not be looked at. */
export type Verdict = 'ok' | 'warning' | 'broken' | 'skipped';

/** Parts of an installation, in the order in which they are reported. */
const SUBJECTS = [
  'configuration',
  'keys',
  'tokens',
  'disk',
  'store',
  'redis',
  'clock',
  'provider',
  'gateway',
] as const;

/** One thing that was looked at. Nothing in it is secret. */
export interface Finding {
  readonly subject: (typeof SUBJECTS)[number];
  /** Which one, where there are several: the provider's name, the setting. Null where there is one. */
  readonly name: string | null;
  readonly verdict: Verdict;
  /** What is so. */
  readonly message: string;
  /** What to do about it; null where nothing is to be done. */
  readonly fix: string | null;
}

/** A finding about which nothing is to be done. */
export function fine(subject: Finding['subject'], message: string, name: string | null = null): Finding {
  return { subject, name, verdict: 'ok', message, fix: null };
}
