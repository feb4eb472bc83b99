import { buildSchema, validateSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { readSchemaText } from '../../../src/graphql/build-schema.js';

describe('the schema', () => {
  it('is valid, which the gateway takes for granted when it starts', () => {
    expect(validateSchema(buildSchema(readSchemaText()))).toEqual([]);
  });
});
