import { parse, print, type OperationDefinitionNode } from 'graphql';
import { describe, expect, test } from 'vitest';
import { limitsSchema } from '../../../src/config/limits-schema.js';
import { buildSchema } from '../../../src/graphql/build-schema.js';
import { Documents } from '../../../src/graphql/documents.js';

const schema = buildSchema();
const limits = limitsSchema.parse({});
const emptyDocuments = () => new Documents({ schema, limits, introspection: true });

const VALID = 'query ($first: Int!) { models(first: $first) { nodes { id } } }';

describe('a document', () => {
  test('is kept when it comes for the second time, for most come once', () => {
    const documents = emptyDocuments();
    const first = documents.parse(VALID);

    const second = documents.parse(VALID);

    expect(second).toEqual(first);
    expect(second).not.toBe(first);
    expect(documents.parse(VALID)).toBe(second);
  });

  test('is forgotten when later ones take much memory, however short their texts are', () => {
    const documents = emptyDocuments();
    const keep = (text: string) => [documents.parse(text), documents.parse(text)].at(-1);
    const kept = keep(VALID);
    const ofFortyWords = (number: number) => `{${'a '.repeat(37)}b${number}}`;

    keep(ofFortyWords(0));
    expect(documents.parse(VALID)).toBe(kept);
    // With their places, the trees of so many are some 60 MB; their texts are 0.3.
    for (let number = 1; number <= 3_600; number += 1) keep(ofFortyWords(number));

    expect(documents.parse(VALID)).not.toBe(kept);
  });

  test('is kept at once when something is wrong with it, for it comes to the other door next', () => {
    const documents = emptyDocuments();
    const document = documents.parse('{ unknown }');

    const errors = documents.judge(document);

    expect(errors).toHaveLength(1);
    expect(documents.parse('{ unknown }')).toBe(document);
    expect(documents.judge(document)).toBe(errors);
  });

  test('that takes too much is refused each time it comes, and not with variables that take less', () => {
    const documents = emptyDocuments();
    const limitOf = (first: number) => {
      const document = documents.parse(VALID);
      const operation = document.definitions[0] as OperationDefinitionNode;
      expect(documents.judge(document)).toEqual([]);
      return documents.exceeds(document, operation, { first })?.extensions['limit'];
    };

    const found = [1, 2, 3, 4].map(() => [limitOf(limits.cost), limitOf(10)]);

    const refusedAndNot = [expect.objectContaining({ name: 'cost' }), undefined];
    expect(found).toEqual(found.map(() => refusedAndNot));
  });

  test('is judged beside variables that are nested more deeply than can be written', () => {
    const documents = emptyDocuments();
    const text = `${VALID} fragment Listed on Model { id }`.replace('{ id } } }', '{ ...Listed } } }');
    const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));

    const found = [1, 2, 3].map(() => {
      const document = documents.parse(text);
      expect(documents.judge(document)).toEqual([]);
      return documents.exceeds(document, document.definitions[0] as OperationDefinitionNode, {
        first: 1,
        deep,
      });
    });

    expect(found).toEqual([null, null, null]);
  });

  test('of as many words as there may be is parsed as the library does, and one of more is refused', () => {
    const documents = emptyDocuments();
    const withWords = (count: number) => `{ ${'id '.repeat(count - 2)}}`;

    expect(print(documents.parse(withWords(limits.tokens)))).toBe(print(parse(withWords(limits.tokens))));
    expect(() => documents.parse(withWords(limits.tokens + 1))).toThrow(
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'LIMIT_EXCEEDED' }) }),
    );
  });

  test('that is none is refused with what the library says', () => {
    expect(() => emptyDocuments().parse('{ a( }')).toThrow('Syntax Error: Expected Name, found "}".');
  });
});
