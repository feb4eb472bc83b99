import { describe, expect, it } from 'vitest';
import {
  modelPath,
  parseModelKey,
  parseVersionKey,
  toVersionKey,
  versionPath,
} from '../../../../src/providers/wriftai/keys.js';

describe('a key of a model', () => {
  it('is owner and name as people write them', () => {
    expect(parseModelKey('greenlab/leaf-segmenter')).toEqual({ owner: 'greenlab', name: 'leaf-segmenter' });
    expect(parseModelKey('zofia.w/帳票 #2 (50%)')).toEqual({ owner: 'zofia.w', name: '帳票 #2 (50%)' });
  });

  it.each([
    ['no name', 'greenlab'],
    ['an empty name, which would list the owner', 'greenlab/'],
    ['an empty owner', '/leaf-segmenter'],
    ['a third part', 'greenlab/leaf/segmenter'],
    ['a way up', 'acme/..'],
    ['a way up in front', '../user'],
    ['the place itself', 'acme/.'],
    ['many dots', 'acme/....'],
    ['half a surrogate pair', 'acme/\uD83D'],
    ['nothing', ''],
  ])('is not one with %s', (_what, text) => {
    expect(parseModelKey(text)).toBeNull();
  });

  it('has each part percent-encoded in the path', () => {
    expect(modelPath({ owner: 'a b', name: 'leaf#2?x=50%' })).toBe('/models/a%20b/leaf%232%3Fx%3D50%25');
  });
});

describe('a key of a version', () => {
  it('is made of owner, name and number', () => {
    const version = { owner: 'greenlab', name: 'äpfel & co', number: 12 };

    expect(parseVersionKey(toVersionKey(version))).toEqual(version);
    expect(versionPath(version)).toBe('/models/greenlab/%C3%A4pfel%20%26%20co/versions/12');
  });

  it.each([
    ['no number', 'greenlab/leaf'],
    ['a word for a number', 'greenlab/leaf/latest'],
    ['a second spelling of a number', 'greenlab/leaf/03'],
    ['a second spelling of a name', 'greenlab/le%61f/3'],
    ['a negative number', 'greenlab/leaf/-1'],
    ['a number beyond all versions', 'greenlab/leaf/99999999999999999999999'],
    ['a way up', 'greenlab/../3'],
    ['a slash inside a part', 'greenlab/leaf%2Fseg/3'],
    ['a broken encoding', 'greenlab/%E0%A4%A/3'],
  ])('is not one with %s', (_what, text) => {
    expect(parseVersionKey(text)).toBeNull();
  });
});
