import type { Catalog, WeightsLibrary } from '../core/types.js';
import { createPeople, ORGANIZATION_NAME } from './people.js';
import { createProjects } from './projects.js';
import { createRandom, uuidOf } from './random.js';

export interface CatalogOptions {
  readonly seed: number;
  readonly size: number;
  readonly epochMs: number;
  readonly weights: WeightsLibrary;
}

/**
 * Makes the team and its projects: twice `size` of them, so that at least `size` have a vision task and a provider that
 * knows no other tasks still finds enough.
 */
export function createCatalog({ seed, size, epochMs, weights }: CatalogOptions): Catalog {
  const random = (purpose: string) => createRandom(`${seed} ${purpose}`);
  const uuid = (purpose: string) => uuidOf(`${seed} ${purpose}`);
  const people = createPeople(seed);
  return {
    seed,
    size,
    epochMs,
    organization: { id: uuid('organization'), name: ORGANIZATION_NAME },
    people,
    projects: createProjects(2 * size, people, epochMs, random('projects')),
    weights,
    random,
    uuid,
  };
}
