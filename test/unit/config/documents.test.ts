import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { cacheSchema } from '../../../src/config/cache-schema.js';
import { artifactsSchema } from '../../../src/config/artifacts-schema.js';
import { authSchema } from '../../../src/config/auth-schema.js';
import { clientEnvironmentSchema } from '../../../src/config/client-schema.js';
import { environmentSchema } from '../../../src/config/environment-schema.js';
import { redisSchema } from '../../../src/config/redis-schema.js';
import { limitsSchema } from '../../../src/config/limits-schema.js';
import {
  downloadsSchema,
  federationSchema,
  resilienceSchema,
  tracingSchema,
} from '../../../src/config/schema.js';
import { meaningOf } from '../../../src/config/setting.js';
import { PROVIDER_TYPES } from '../../../src/providers/registry.js';
import { load } from '../../helpers/configuration.js';
import { section, tableOf } from '../../helpers/markdown.js';

const text = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');
const example = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8');

function defaultCell(defaultText: string | null): string {
  if (defaultText === null) return 'none';
  return defaultText === '' ? 'empty' : `\`${defaultText}\``;
}

function rowsOf(shape: Readonly<Record<string, z.ZodType>>): string[][] {
  return Object.entries(shape).map(([name, schema]) => {
    const { expected, defaultText, description } = meaningOf(schema);
    return [`\`${name}\``, expected, defaultCell(defaultText), description];
  });
}

const jsonSchema = z.object({
  properties: z.record(
    z.string(),
    z.object({ type: z.string().optional(), default: z.unknown().optional() }),
  ),
  required: z.array(z.string()).default([]),
});
const TYPE_CELLS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  array: 'list',
};

/** Key, type and default of a provider's settings; a value without JSON form is a secret. */
function settingsOf(settings: z.ZodType): string[][] {
  const { properties, required } = jsonSchema.parse(
    z.toJSONSchema(settings, { io: 'input', unrepresentable: 'any' }),
  );
  return Object.entries(properties).map(([key, property]) => {
    const optional =
      property.default === undefined ? 'none' : `\`${JSON.stringify(property.default).replaceAll('"', '')}\``;
    return [
      `\`${key}\``,
      property.type === undefined ? 'secret' : (TYPE_CELLS[property.type] ?? property.type),
      required.includes(key) ? 'required' : optional,
    ];
  });
}

describe('docs/configuration.md', () => {
  it('has every variable with its type, default and meaning, and no other', () => {
    expect(tableOf(section(text, 'Environment variables'))).toEqual(rowsOf(environmentSchema.shape));
  });

  it.each([
    ['Variables of the commands', clientEnvironmentSchema.shape],
    ['auth', authSchema.shape],
    ['federation', federationSchema.shape],
    ['downloads', downloadsSchema.shape],
    ['limits', limitsSchema.shape],
    ['resilience', resilienceSchema.shape],
    ['cache', cacheSchema.shape],
    ['redis', redisSchema.shape],
    ['artifacts', artifactsSchema.shape],
    ['tracing', tracingSchema.shape],
  ])('has every entry of the section %s', (name, shape) => {
    expect(tableOf(section(text, name))).toEqual(rowsOf(shape));
  });

  it.each(PROVIDER_TYPES.map((type) => [type.type, type.settings] as const))(
    'has every key of %s',
    (type, settings) => {
      const documented = tableOf(section(text, type)).map((row) => row.slice(0, 3));

      expect(new Set(documented)).toEqual(new Set(settingsOf(settings)));
    },
  );

  it('names every type of provider', () => {
    const types = PROVIDER_TYPES.map(({ type }) => type).join(', ');

    expect(tableOf(section(text, 'Providers'))).toContainEqual(
      expect.arrayContaining(['`type`', `one of ${types}`]),
    );
  });

  it('has an example file that loads and uses every type', () => {
    const [, file = ''] = /```yaml\n([^]*?)```/u.exec(text) ?? [];
    const environment = { PICTOGRAPH_API_KEY: 'a', DATATURE_VI_SECRET_KEY: 'b', WRIFTAI_ACCESS_TOKEN: 'c' };
    const local = file.replace('/run/secrets/pictograph-plant-2', 'plant-2.txt');

    const config = load(environment, local, { 'plant-2.txt': 'd' });

    expect(new Set(config.providers.map(({ type }) => type))).toEqual(
      new Set(PROVIDER_TYPES.map(({ type }) => type)),
    );
    expect(parse(file)).toHaveProperty('providers');
  });
});

describe('.env.example', () => {
  it('has every variable with its meaning and an example, and no other', () => {
    const variables = { ...environmentSchema.shape, ...clientEnvironmentSchema.shape };
    const expected = Object.entries(variables).map(([name, variable]) => {
      const { description, example: value } = meaningOf(variable);
      return `# ${description}\n# ${name}=${value}`;
    });

    expect(example.trim().split('\n\n').slice(1)).toEqual(expected);
  });

  it('has examples that load', () => {
    const lines = [...example.matchAll(/^# ([A-Z_]+)=(.*)$/gmu)].map(
      (match) => [match[1]!, match[2]!] as const,
    );
    const settings = lines.filter(([name]) => name !== 'MODELGATE_CONFIG' && name !== 'MODELGATE_DATA_DIR');

    expect(load(Object.fromEntries(settings)).port).toBe(4000);
  });
});
