import { describe, expect, it } from 'vitest';
import { BodyMemory } from '../../../src/http/body-memory.js';

const KEY = 'registry https://api.example.com  /models';

function read(memory: BodyMemory, text: string, key = KEY): unknown {
  return memory.read(key, [Buffer.from(text)]);
}

describe('a memory of bodies', () => {
  it('gives the same value for the same bytes, in whatever pieces they come', () => {
    const memory = new BodyMemory(1_000_000);
    const first = read(memory, '{"name":"Zürich"}');
    const bytes = Buffer.from('{"name":"Zürich"}');
    expect(first).toEqual({ name: 'Zürich' });
    // In the middle of a character, too.
    const again = memory.read(KEY, [bytes.subarray(0, 11), bytes.subarray(11)]);
    expect(again).toBe(first);
  });

  it('gives what came, however little it differs', () => {
    const memory = new BodyMemory(1_000_000);
    read(memory, '{"a":1}');
    expect(read(memory, '{"a":2}')).toEqual({ a: 2 });
    expect(read(memory, '{"a":2} ')).toEqual({ a: 2 });
    expect(read(memory, '{"a":2')).toBe('{"a":2');
    expect(read(memory, '')).toBeNull();
    expect(memory.read(KEY, [])).toBeNull();
  });

  it('does not depend on a buffer that is filled again', () => {
    const memory = new BodyMemory(1_000_000);
    const buffer = Buffer.from('{"a":1}');
    const first = memory.read(KEY, [buffer]);
    buffer.write('{"a":9}');
    expect(memory.read(KEY, [buffer])).toEqual({ a: 9 });
    expect(first).toEqual({ a: 1 });
  });

  it('keeps addresses and credentials apart', () => {
    const memory = new BodyMemory(1_000_000);
    const first = read(memory, '{"a":1}', 'one');
    expect(read(memory, '{"a":1}', 'other')).not.toBe(first);
    expect(read(memory, '{"a":1}', 'one')).toBe(first);
  });

  it('keeps nothing of an address whose answers differ each time, and looks again after a while', () => {
    const memory = new BodyMemory(1_000_000);
    for (let count = 0; count < 20; count += 1) read(memory, `{"at":${count}}`);
    const unwatched = read(memory, '{"at":"still"}');
    expect(read(memory, '{"at":"still"}')).not.toBe(unwatched);
    for (let count = 0; count < 200; count += 1) read(memory, '{"at":"still"}');
    const watched = read(memory, '{"at":"still"}');
    expect(read(memory, '{"at":"still"}')).toBe(watched);
  });

  it('is bounded, and does not keep what is large for it', () => {
    const memory = new BodyMemory(40_000);
    const large = `"${'x'.repeat(10_000)}"`;
    expect(read(memory, `{"a":${large}}`)).not.toBe(read(memory, `{"a":${large}}`));
    const first = read(memory, '{"a":1}', 'first');
    for (let count = 0; count < 100; count += 1) read(memory, '{"a":1}', `key ${count}`);
    expect(read(memory, '{"a":1}', 'first')).not.toBe(first);
  });
});
