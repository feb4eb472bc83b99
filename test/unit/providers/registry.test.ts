import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROVIDER_TYPES } from '../../../src/providers/registry.js';

const folder = new URL('../../../src/providers/', import.meta.url);

describe('PROVIDER_TYPES', () => {
  it('has one type for each folder, under the folder’s name', () => {
    const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());

    expect(PROVIDER_TYPES.map(({ type }) => type).toSorted()).toEqual(
      folders.map(({ name }) => name).toSorted(),
    );
  });
});
