import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadContract, type ContractName } from '../../helpers/openapi.js';

interface Example {
  readonly $ref?: string;
  readonly value?: unknown;
}
interface ContractFile {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly examples?: Readonly<Record<string, Example>> };
}
interface Media {
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, Example>>;
}
interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
}

/** Every example that a contract file itself gives for an answer. */
function examplesOf(name: ContractName) {
  const file = new URL(`../../contracts/${name}.openapi.yaml`, import.meta.url);
  const document: ContractFile = parse(readFileSync(file, 'utf8'));
  const resolve = ({ $ref, value }: Example) =>
    $ref === undefined ? value : document.components.examples?.[$ref.split('/').at(-1)!]?.value;
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) =>
      Object.entries(operation.responses ?? {}).flatMap(([status, response]) => {
        const media = response.content?.['application/json'] ?? {};
        const values = Object.values(media.examples ?? {}).map(resolve);
        return [...values, ...('example' in media ? [media.example] : [])].map((body) => ({
          method: method.toUpperCase(),
          path,
          status: status === 'default' ? 599 : Number(status),
          contentType: 'application/json',
          body,
        }));
      }),
    ),
  );
}

describe.each(['pictograph', 'datature-vi', 'wriftai', 'pieces-os'] as const)('contract %s', (name) => {
  it('accepts the examples that it gives', () => {
    const contract = loadContract(name);

    for (const example of examplesOf(name)) {
      expect(() => contract.validateAnswer(example)).not.toThrow();
    }
  });
});

describe('a contract', () => {
  const contract = loadContract('pictograph');
  const page = { data: [], pagination: { limit: 100, offset: 0, total: 0, has_more: false } };
  const answer = {
    method: 'GET',
    path: '/models/',
    status: 200,
    contentType: 'application/json',
    body: page as unknown,
  };

  it('finds a concrete path below the base path of the server', () => {
    contract.validateAnswer({ ...answer, path: '/api/v1/developer/models/?limit=3' });
    expect(() =>
      contract.validateAnswer({ ...answer, path: '/api/v1/developer/models/?x', body: [] }),
    ).toThrow(/must be object/u);
  });

  it.each([
    ['a path it does not have', { path: '/model-zoo' }, /no such path/u],
    ['a method the path does not have', { method: 'PUT' }, /has no PUT/u],
    [
      'another content type',
      { contentType: 'text/html' },
      /content type text\/html, expected application\/json/u,
    ],
    ['a missing field', { body: {} }, /must have required property 'data'/u],
    ['a wrong type deep inside', { body: { ...page, data: [3] } }, /\/data\/0 must be object/u],
  ])('refuses %s', (_what, change, expected) => {
    expect(() => contract.validateAnswer({ ...answer, ...change })).toThrow(expected);
  });
});
