import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { KnownBodies } from '../../../src/answers/known-bodies.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** That of all bodies, held for as long as the tests run. */
const document = {};

/** Known bodies, and how often each was read. */
function openBodies(maxBytes = 1_000_000) {
  const bodies = new KnownBodies<{ readonly document: object; readonly text: string }>(maxBytes);
  const reads = new Map<string, number>();
  const read = (body: Buffer) => {
    const text = body.toString('hex');
    reads.set(text, (reads.get(text) ?? 0) + 1);
    return { document, text };
  };
  const get = (body: Buffer | string, isWorthKeeping = true) =>
    bodies.get(Buffer.from(body), read, () => isWorthKeeping);
  return { get, readsOf: (body: Buffer | string) => reads.get(Buffer.from(body).toString('hex')) };
}

it('a body is read once, however often it comes', () => {
  const { get, readsOf } = openBodies();

  const first = get('{"a":1}');

  expect(get('{"a":1}')).toBe(first);
  expect(readsOf('{"a":1}')).toBe(1);
});

it.each<[string, Buffer | string, Buffer | string]>([
  ['in one letter', '{"id":"a"}', '{"id":"b"}'],
  ['by a space', '{"id":"a"}', '{"id":"a"} '],
  ['in how a letter is written', '{"id":"\u00e9"}', '{"id":"e\u0301"}'],
  ['in bytes that are no text', Buffer.from([0x22, 0xff, 0x22]), Buffer.from([0x22, 0xfe, 0x22])],
  ['as bytes and not as latin text', Buffer.from('\u00e9'), Buffer.from('\u00e9', 'latin1')],
])('bodies that differ %s are two', (_how, one, other) => {
  const { get } = openBodies();

  expect(get(one)).not.toEqual(get(other));
  expect(get(other)).toMatchObject({ text: Buffer.from(other).toString('hex') });
});

it('what is not worth keeping, and what is long, is read each time', () => {
  const { get, readsOf } = openBodies();
  const long = 'x'.repeat(5_000);

  for (const times of [1, 2, 3]) {
    get('{"a":1}', false);
    get(long);
    expect([readsOf('{"a":1}'), readsOf(long)]).toEqual([times, times]);
  }
});

it('those that came long ago give way to others', () => {
  const { get, readsOf } = openBodies(20_000);
  get('often');
  get('once');

  for (let count = 0; count < 30; count += 1) {
    get(`other ${count}`);
    get('often');
  }
  get('once');

  expect([readsOf('often'), readsOf('once')]).toEqual([1, 2]);
});

it('what was made of a body is kept as long as its document, and no longer', async () => {
  const { get, readsOf } = openBodies();
  const bodies = new KnownBodies<{ readonly document: object }>(1_000_000);
  let reads = 0;
  const read = () => {
    reads += 1;
    return { document: {} };
  };
  get('held');
  bodies.get(Buffer.from('forgotten'), read, () => true);

  // What was looked at in a job of the engine is held until that has ended.
  await setImmediate();
  collectGarbage();
  get('held');
  bodies.get(Buffer.from('forgotten'), read, () => true);

  expect([readsOf('held'), reads]).toEqual([1, 2]);
});
