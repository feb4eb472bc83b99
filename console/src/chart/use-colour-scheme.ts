import { useSyncExternalStore } from 'react';

const DARK = matchMedia('(prefers-color-scheme: dark)');

function subscribe(onChange: () => void): () => void {
  DARK.addEventListener('change', onChange);
  return () => DARK.removeEventListener('change', onChange);
}

/** Whether the page is dark, followed: what is drawn on a canvas does not follow the style sheet by itself. */
export function useColourScheme(): 'dark' | 'light' {
  return useSyncExternalStore(subscribe, () => (DARK.matches ? 'dark' : 'light'));
}
