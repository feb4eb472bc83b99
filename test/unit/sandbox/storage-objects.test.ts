import { describe, expect, it } from 'vitest';
import { ObjectTable } from '../../../src/sandbox/storage/objects.js';

/** A table that keeps 100 bytes, and the names of what it loaded. */
function tableOf(sizes: Readonly<Record<string, number>>) {
  const table = new ObjectTable(100);
  const loaded: string[] = [];
  for (const [name, size] of Object.entries(sizes)) {
    const load = async () => {
      loaded.push(name);
      return Buffer.alloc(size);
    };
    table.put(name, { load });
  }
  return { table, loaded };
}

describe('the objects of the storage host', () => {
  it('stay in memory as long as there is room, the least used going first', async () => {
    const { table, loaded } = tableOf({ a: 40, b: 40, c: 40 });

    for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) await table.get(name);

    expect(loaded).toEqual(['a', 'b', 'c', 'b']);
  });

  it('stay in memory while they are in use, even when larger than all the room', async () => {
    const { table, loaded } = tableOf({ huge: 500, small: 1 });

    for (const name of ['huge', 'huge', 'small', 'huge']) await table.get(name);

    expect(loaded).toEqual(['huge', 'small', 'huge']);
  });

  it('are loaded again after a failure and after being replaced', async () => {
    const table = new ObjectTable();
    let attempts = 0;
    const load = async () => {
      attempts += 1;
      if (attempts === 1) throw new Error('the file is away');
      return Buffer.from(String(attempts));
    };

    table.put('x', { load });
    await expect(table.get('x')).rejects.toThrow('the file is away');
    expect((await table.get('x'))?.bytes.toString()).toBe('2');

    table.put('x', { load });
    expect((await table.get('x'))?.bytes.toString()).toBe('3');
  });
});
