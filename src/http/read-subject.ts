/**
 * How soon an answer becomes old: `list` and `item` change when somebody changes them, `state` moves by itself (a run in
 * training, a runtime).
 */
export type ReadKind = 'list' | 'item' | 'state';

/** What an answer tells of, for whoever keeps answers for a while. */
export interface ReadSubject {
  readonly kind: ReadKind;
  /** Native ids of the things it tells of, or {@link MANY}; a change to one of them makes the answer old. */
  readonly subjects: readonly string[];
}

/** Stands among the subjects of an answer that tells of many things. */
export const MANY = '*';

/** A page of a list. */
export const LIST: ReadSubject = { kind: 'list', subjects: [MANY] };

/** What is known of one thing. */
export function itemRead(nativeId: string): ReadSubject {
  return { kind: 'item', subjects: [nativeId] };
}

/** The present state of something that moves by itself. */
export function stateRead(nativeId: string): ReadSubject {
  return { kind: 'state', subjects: [nativeId] };
}
