import { createHash } from 'node:crypto';
import type { StopSignal } from '../async/stop.js';
import type { ReadSubject } from '../http/read-subject.js';
import type { HttpAnswer, UpstreamCall } from '../http/types.js';

/** One read as it reaches the cache. */
export interface CachedRead {
  /** Tells apart whatever may get another answer: where it goes, what it asks, and as whom. No credential in clear. */
  readonly key: string;
  /** Stands for the credential among the subjects: what it was shown is dropped when it is refused. */
  readonly credential: string;
  /** A caller's own credential: the answer does not leave this process. */
  readonly isPrivate: boolean;
  /** Undefined: the answer must not be kept. */
  readonly subject: ReadSubject | undefined;
  readonly call: UpstreamCall;
  /** Pays for a call. Throws where the caller's budget is used up. */
  pay(): void;
  /** Asks the provider; ends with `signal`. */
  fetch(signal: StopSignal): Promise<HttpAnswer>;
}

/** One whose answer may be kept. */
export interface KeepableRead extends CachedRead {
  readonly subject: ReadSubject;
}

/** Whether what a read is about is known, so that its answer can be dropped when that changes. */
export function isKeepable(read: CachedRead): read is KeepableRead {
  return read.subject !== undefined;
}

/** What the answer is about, and for whom: when one of these changes, it is old. */
export function subjectsOf({
  subject,
  credential,
}: Pick<CachedRead, 'subject' | 'credential'>): readonly string[] {
  return subject === undefined ? [credential] : [...subject.subjects, credential];
}

/** The read's name in the shared store: of one length, and telling nothing. */
export function sharedKey({ key }: CachedRead): string {
  return createHash('sha256').update(key).digest('base64url');
}
