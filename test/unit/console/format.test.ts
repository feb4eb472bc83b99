import { describe, expect, it } from 'vitest';
import { ago, bytes, counted, duration, metric, speed } from '../../../console/src/format/quantities.js';
import { toneOf, words } from '../../../console/src/format/words.js';

describe('quantities for people', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [1_849_000, '1.8 MB'],
    [99_400_000, '99.4 MB'],
    [123_456_789, '123 MB'],
    [999_499_999, '999 MB'],
    [999_500_000, '1.0 GB'],
    [5e15, '5000 TB'],
  ])('%d bytes are %s', (count, text) => {
    expect(bytes(count)).toBe(text);
  });

  it.each([
    [-3, '0 s'],
    [59.4, '59 s'],
    [59.6, '1 min 0 s'],
    [125, '2 min 5 s'],
    [3_600, '1 h 0 min'],
    [90_061, '1 d 1 h'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });

  it.each([
    [1, '1'],
    [0.81234, '0.8123'],
    [0.5, '0.5000'],
    [12_345.678, '12346'],
    [-0.001, '-0.001000'],
  ])('the metric %d is %s', (value, text) => {
    expect(metric(value)).toBe(text);
  });

  it('counts have their noun', () => {
    expect([counted(0, 'model'), counted(1, 'model'), counted(2_000, 'model')]).toEqual([
      '0 models',
      '1 model',
      '2,000 models',
    ]);
    expect(speed(12_400_000)).toBe('12.4 MB/s');
  });

  it.each([
    [0.4, 'now'],
    [30, '30 sec ago'],
    [60, '1 min ago'],
    [3 * 3_600, '3 hr ago'],
    [2 * 86_400, '2 days ago'],
    [8 * 86_400, '3 Jul 2026'],
    [-5, 'now'],
  ])('%d seconds ago was %s', (seconds, text) => {
    const now = Date.parse('2026-07-11T12:00:00Z');

    expect(ago(new Date(now - seconds * 1_000).toISOString(), now)).toBe(text);
  });
});

describe('words of the schema for people', () => {
  it.each([
    ['OBJECT_DETECTION', 'Object detection'],
    ['OCR', 'Text recognition'],
    ['READY', 'Ready'],
    ['A_WORD_OF_LATER', 'A word of later'],
  ])('%s is %s', (value, text) => {
    expect(words(value)).toBe(text);
  });

  it('have a tone, quiet where they are not known', () => {
    expect(['READY', 'TRAINING', 'FAILED', 'A_WORD_OF_LATER'].map(toneOf)).toEqual([
      'good',
      'busy',
      'bad',
      'quiet',
    ]);
  });
});
