import { describe, expect, it } from 'vitest';
import { createCatalog } from '../../../src/sandbox/catalog/catalog.js';
import { packageFile } from '../../../src/sandbox/catalog/package-file.js';
import { createRandom, uuidOf } from '../../../src/sandbox/catalog/random.js';
import { createWeightsLibrary } from '../../../src/sandbox/catalog/weights.js';

const weights = createWeightsLibrary();
const EPOCH_MS = Date.parse('2026-03-01T00:00:00Z');
const catalogOf = (seed: number, size: number) => createCatalog({ seed, size, epochMs: EPOCH_MS, weights });

describe('a seeded generator', () => {
  it('repeats itself for the same text and for no other', () => {
    const draw = (text: string) => {
      const random = createRandom(text);
      return Array.from({ length: 20 }, () => random.next());
    };

    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
  });

  it('gives whole numbers in the closed range and all of them', () => {
    const random = createRandom('dice');

    const faces = new Set(Array.from({ length: 300 }, () => random.integer(1, 6)));

    expect([...faces].sort((left, right) => left - right)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('is spread evenly enough over [0, 1)', () => {
    const random = createRandom('mean');
    const draws = Array.from({ length: 10_000 }, () => random.next());

    expect(draws.every((draw) => draw >= 0 && draw < 1)).toBe(true);
    expect(draws.reduce((sum, draw) => sum + draw, 0) / draws.length).toBeCloseTo(0.5, 1);
  });

  it('picks nothing out of nothing', () => {
    expect(() => createRandom('x').pick([])).toThrow(RangeError);
  });

  it('makes UUIDs of version 4 that follow from the text', () => {
    expect(uuidOf('a')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
    expect(uuidOf('a')).toBe(uuidOf('a'));
    expect(uuidOf('a')).not.toBe(uuidOf('b'));
  });
});

describe('a catalog', () => {
  it('is the same for the same seed and differs for another', () => {
    expect(catalogOf(1, 50).projects).toEqual(catalogOf(1, 50).projects);
    expect(catalogOf(1, 50).organization.id).not.toBe(catalogOf(2, 50).organization.id);
    expect(catalogOf(1, 50).projects).not.toEqual(catalogOf(2, 50).projects);
  });

  it.each([1, 30, 10_000])('of size %i has unique names and enough vision projects', (size) => {
    const { projects } = catalogOf(3, size);
    const other = new Set(['TEXT_GENERATION', 'EMBEDDING', 'OCR', 'OTHER']);

    expect(new Set(projects.map(({ slug }) => slug)).size).toBe(projects.length);
    expect(new Set(projects.map(({ title }) => title)).size).toBe(projects.length);
    expect(projects.filter(({ slug }) => !/^[a-z0-9-]+$/u.test(slug))).toEqual([]);
    expect(projects.filter(({ task }) => !other.has(task)).length).toBeGreaterThanOrEqual(size);
    expect(projects.every(({ startedMs }) => startedMs < EPOCH_MS)).toBe(true);
  });

  it('has titles that try a client: other scripts, emoji, slashes and spaces', () => {
    const titles = catalogOf(1, 1).projects.map(({ title }) => title);

    for (const kind of [
      /\p{Script=Hiragana}|\p{Script=Han}/u,
      /[äöüß]/u,
      /\p{Extended_Pictographic}/u,
      /\//u,
      / /u,
    ]) {
      expect(titles.filter((title) => kind.test(title))).not.toEqual([]);
    }
  });
});

describe('the weight files', () => {
  it('are the real files, with their size and licence', async () => {
    for (const file of weights.files) {
      const bytes = await file.load();
      expect([file.id, bytes.byteLength]).toEqual([file.id, file.sizeBytes]);
      expect(file.license).toMatch(/^(ISC|MIT|Apache-2\.0)$/u);
      // A TFLite file carries the identifier TFL3 at byte 4 (FlatBuffers); ONNX starts with field 1, ir_version.
      const isWhatItSays = file.format === 'tflite' ? bytes.includes('TFL3', 4) : bytes[0] === 0x08;
      expect([file.id, isWhatItSays]).toEqual([file.id, true]);
    }
    expect(weights.files.length).toBeGreaterThanOrEqual(9);
  });

  it('hold two versions of a model of one size and other bytes', async () => {
    const [v5, v6] = [weights.file('silero-vad-v5'), weights.file('silero-vad-v6')];

    expect(v5.sizeBytes).toBe(v6.sizeBytes);
    expect((await v5.load()).equals(await v6.load())).toBe(false);
  });

  it('are missed by name, with the remedy', () => {
    expect(() => packageFile('@example/absent', 'model.onnx')).toThrow(/@example\/absent.*npm ci/u);
    expect(() => weights.file('absent')).toThrow(/"absent"/u);
  });
});
