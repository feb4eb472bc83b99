import { readFileSync } from 'node:fs';
import { buildASTSchema, isEnumType, parse } from 'graphql';
import { expect, it } from 'vitest';
import { ERROR_CODES } from '../../../src/errors/codes.js';

it('documents every code of the gateway, and no other', () => {
  const section =
    readFileSync('docs/errors.md', 'utf8').split('## Codes of the gateway')[1]?.split('\n## ')[0] ?? '';

  const documented = [...section.matchAll(/^\| `([A-Z_]+)`\s+\|/gmu)].map((match) => match[1]);

  expect(documented).toEqual([...ERROR_CODES]);
});

it('offers every code of the gateway in the schema, and no other', () => {
  const schema = buildASTSchema(parse(readFileSync('schema/error.graphql', 'utf8')), {
    assumeValidSDL: true,
  });

  const type = schema.getType('ErrorCode');

  expect(isEnumType(type) ? type.getValues().map(({ name }) => name) : []).toEqual([...ERROR_CODES]);
});
