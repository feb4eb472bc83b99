import { useSyncExternalStore } from 'react';
import { parametersOf, routeOf, type Route } from './routes.js';

function subscribe(onChange: () => void): () => void {
  addEventListener('hashchange', onChange);
  return () => removeEventListener('hashchange', onChange);
}

/** The hash of the address, followed. */
function useHash(): string {
  return useSyncExternalStore(subscribe, () => location.hash);
}

/** The page that the address names, followed. */
export function useRoute(): Route {
  return routeOf(useHash());
}

/** What follows the `?` of the address, and a way to change it that leaves no step to go back to. */
export function useParameters(): readonly [URLSearchParams, (changes: Record<string, string>) => void] {
  const hash = useHash();
  const change = (changes: Record<string, string>) => {
    // Of the moment of the change, which may be later than that of the last drawing.
    const parameters = parametersOf(location.hash);
    for (const [name, value] of Object.entries(changes)) {
      if (value === '') parameters.delete(name);
      else parameters.set(name, value);
    }
    const [path = ''] = location.hash.split('?', 1);
    const query = parameters.toString();
    history.replaceState(null, '', `${path === '' ? '#/models' : path}${query === '' ? '' : `?${query}`}`);
    dispatchEvent(new HashChangeEvent('hashchange'));
  };
  return [parametersOf(hash), change];
}
