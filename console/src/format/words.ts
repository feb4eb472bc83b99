/** `OBJECT_DETECTION` as `Object detection`; values that the schema gets later read well, too. */
export function words(value: string): string {
  const text = value.toLowerCase().replaceAll('_', ' ');
  return SPELLINGS[value] ?? text.charAt(0).toUpperCase() + text.slice(1);
}

const SPELLINGS: Readonly<Record<string, string>> = {
  OCR: 'Text recognition',
  RUN_STORE: 'Run store',
  WAITING_FOR_SPACE: 'Waiting for space',
};

/** How a state is coloured. */
export type Tone = 'good' | 'busy' | 'bad' | 'quiet';

const TONES: Readonly<Record<string, Tone>> = {
  READY: 'good',
  SUCCEEDED: 'good',
  COMPLETED: 'good',
  LOADED: 'good',
  UP: 'good',
  TRAINING: 'busy',
  RUNNING: 'busy',
  QUEUED: 'busy',
  PENDING: 'busy',
  RESOLVING: 'busy',
  TRANSFERRING: 'busy',
  VERIFYING: 'busy',
  UNPACKING: 'busy',
  DOWNLOADING: 'busy',
  DEGRADED: 'busy',
  WAITING_FOR_SPACE: 'bad',
  FAILED: 'bad',
  DOWN: 'bad',
};

/** The colour of a state; quiet for all that is neither good, under way nor bad. */
export function toneOf(state: string): Tone {
  return TONES[state] ?? 'quiet';
}
