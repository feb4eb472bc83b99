import { toneOf, words } from '../format/words.js';

/** A state as a coloured word. */
export function Badge({ state }: { readonly state: string }) {
  return <span className={`badge ${toneOf(state)}`}>{words(state)}</span>;
}
