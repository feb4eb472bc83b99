import type { Person } from '../core/types.js';
import { uuidOf } from './random.js';

const NAMES = [
  ['mira', 'Mira Øvergård'],
  ['jonas-w', 'Jonas Weiß'],
  ['sakura', '田中さくら'],
  ['greenlab', 'Green Lab 🌱'],
  ['ade', 'Adébáyò Okafor'],
  ['lucia', 'Lucía Fernández'],
  ['pavel', 'Павел Новак'],
  ['chen', '陈晓明'],
  ['nadia', 'Nadia El-Amrani'],
  ['tom-r', 'Tom Riley'],
] as const;

export const ORGANIZATION_NAME = 'Fjordlicht Robotics';

/** The team's members; ids follow from the seed. */
export function createPeople(seed: number): readonly Person[] {
  return NAMES.map(([username, displayName]) => ({
    id: uuidOf(`${seed} person ${username}`),
    username,
    displayName,
  }));
}
