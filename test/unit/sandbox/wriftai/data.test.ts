import { describe, expect, it } from 'vitest';
import { createCatalog } from '../../../../src/sandbox/catalog/catalog.js';
import { createWeightsLibrary } from '../../../../src/sandbox/catalog/weights.js';
import { createMarketData } from '../../../../src/sandbox/wriftai/data.js';

const epochMs = Date.parse('2026-03-01T00:00:00Z');

function dataOf(size: number) {
  return createMarketData(createCatalog({ seed: 1, size, epochMs, weights: createWeightsLibrary() }));
}

describe('what the marketplace holds', () => {
  it('is the same every time', () => {
    expect(dataOf(20)).toEqual(dataOf(20));
  });

  it.each([0, 1, 60, 10_000])('is as many public models as asked for: %i', (size) => {
    const { models } = dataOf(size);
    const published = models.filter((model) => model.visibility === 'public');

    expect(published).toHaveLength(size);
    expect(new Set(models.map((model) => `${model.owner.username}/${model.name}`)).size).toBe(models.length);
    expect(new Set(models.map((model) => model.id)).size).toBe(models.length);
  });

  it('covers the cases that a client can stumble over', () => {
    const { models, account } = dataOf(60);
    const published = models.filter((model) => model.visibility === 'public');

    expect(published.some((model) => model.versions.length > 50)).toBe(true);
    expect(published.some((model) => model.versions.length === 0)).toBe(true);
    expect(published.some((model) => model.predictionsCount === 0 && model.versions.length > 0)).toBe(true);
    expect(published.some((model) => model.description === null)).toBe(true);
    expect(published.some((model) => /[#%]/.test(model.name))).toBe(true);
    expect(published.some((model) => /\p{Script=Han}/u.test(model.name))).toBe(true);
    const hidden = models.filter((model) => model.visibility === 'private');
    expect(hidden.some((model) => model.owner === account)).toBe(true);
    expect(hidden.some((model) => model.owner !== account)).toBe(true);
  });

  it('holds the model of the contract’s examples', () => {
    const example = dataOf(60).models.find((model) => model.name === 'leaf-segmenter');

    expect(example?.owner.username).toBe('greenlab');
    expect(example?.visibility).toBe('public');
    expect(example?.versions.length).toBeGreaterThan(0);
  });

  it('lies in the past, with versions newer than their model, newest first', () => {
    for (const model of dataOf(200).models) {
      const dates = [...model.versions.map((version) => version.createdMs), model.createdMs];
      expect(dates).toEqual(dates.toSorted((a, b) => b - a));
      expect(dates[0]).toBeLessThanOrEqual(epochMs);
    }
  });
});
