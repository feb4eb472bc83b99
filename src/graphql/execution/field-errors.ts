import type { GraphQLError } from 'graphql';

/** A place in the answer, from its end. Compared by identity. */
export interface Path {
  readonly prev: Path | undefined;
  readonly key: string | number;
  readonly typename: string | undefined;
}

/** The keys and indexes from the root. */
export function pathToArray(path: Path): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let place: Path | undefined = path; place !== undefined; place = place.prev) keys.push(place.key);
  return keys.reverse();
}

/** The errors of one execution. */
export class FieldErrors {
  readonly list: GraphQLError[] = [];
  #places: Set<Path | undefined> | null = null;

  /** Notes the error that made a place null, unless the place is gone: what it stands in is null already. */
  add(error: GraphQLError, path: Path | undefined): void {
    this.#places ??= new Set();
    if (isGone(path, this.#places)) return;
    this.#places.add(path);
    this.list.push(error);
  }
}

function isGone(path: Path | undefined, places: ReadonlySet<Path | undefined>): boolean {
  for (let place = path; place !== undefined; place = place.prev) if (places.has(place)) return true;
  return places.has(undefined);
}
