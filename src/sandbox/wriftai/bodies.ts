import * as z from 'zod';
import type { JsonObject } from '../../domain/common.js';
import { invalid, invalidPart } from './answers.js';
import type { MarketData, MarketModelFields } from './records.js';

const text = z.string().nullable();

/** A name that can be a segment of a path; further rules of the service are not known. */
const modelName = z
  .string()
  .min(1)
  .max(100)
  .regex(/^(?!\.+$)[^/]*$/, 'must not hold a slash or be dots only');

const updateBody = z
  .object({
    name: modelName,
    hardware_identifier: z.string(),
    visibility: z.enum(['private', 'public']),
    description: text,
    overview: text,
    source_url: text,
    license_url: text,
    paper_url: text,
    category_slugs: z.array(z.string()),
  })
  .partial();

const createBody = updateBody.required({ name: true, hardware_identifier: true });

const jsonObject = z.record(z.string(), z.json());
const schemaPair = z.object({ input: jsonObject, output: jsonObject });

const versionBody = z.object({
  release_notes: z.string().max(255),
  schemas: z.looseObject({ prediction: schemaPair, training: schemaPair.optional() }).and(jsonObject),
  container_image_digest: z.string().regex(/^sha256:[a-f0-9]{64}$/),
});

/** What a new version is made from (contract §4.2). */
export interface NewVersion {
  readonly releaseNotes: string;
  readonly schemas: JsonObject;
  readonly digest: string;
}

type Catalogue = Pick<MarketData, 'hardware' | 'categories'>;

/** Reads the body of a create; what is left out gets its default (contract §4.1). Throws a 422. */
export function parseCreate(bodyText: string, catalogue: Catalogue): MarketModelFields {
  const body = parse(createBody, bodyText);
  return {
    name: body.name,
    visibility: 'private',
    description: null,
    overview: null,
    sourceUrl: null,
    licenseUrl: null,
    paperUrl: null,
    categories: [],
    hardware: findHardware(body.hardware_identifier, catalogue),
    ...toFields(body, catalogue),
  };
}

/** Reads the body of an update; holds only what was sent. Throws a 422. */
export function parseUpdate(bodyText: string, catalogue: Catalogue): Partial<MarketModelFields> {
  return toFields(parse(updateBody, bodyText), catalogue);
}

/** Reads the body of a new version. Throws a 422. */
export function parseVersion(bodyText: string): NewVersion {
  const body = parse(versionBody, bodyText);
  return {
    releaseNotes: body.release_notes,
    schemas: body.schemas,
    digest: body.container_image_digest,
  };
}

function toFields(body: z.infer<typeof updateBody>, catalogue: Catalogue): Partial<MarketModelFields> {
  return {
    ...(body.name === undefined ? {} : { name: body.name }),
    ...(body.visibility === undefined ? {} : { visibility: body.visibility }),
    ...(body.description === undefined ? {} : { description: body.description }),
    ...(body.overview === undefined ? {} : { overview: body.overview }),
    ...(body.source_url === undefined ? {} : { sourceUrl: body.source_url }),
    ...(body.license_url === undefined ? {} : { licenseUrl: body.license_url }),
    ...(body.paper_url === undefined ? {} : { paperUrl: body.paper_url }),
    ...(body.hardware_identifier === undefined
      ? {}
      : { hardware: findHardware(body.hardware_identifier, catalogue) }),
    ...(body.category_slugs === undefined
      ? {}
      : { categories: findCategories(body.category_slugs, catalogue) }),
  };
}

function findHardware(identifier: string, { hardware }: Catalogue): MarketModelFields['hardware'] {
  const found = hardware.find((candidate) => candidate.identifier === identifier);
  if (found !== undefined) return found;
  throw invalid({ loc: ['body', 'hardware_identifier'], msg: 'no such hardware', type: 'value_error' });
}

function findCategories(
  slugs: readonly string[],
  { categories }: Catalogue,
): MarketModelFields['categories'] {
  const unknown = slugs.findIndex((slug) => !categories.some((category) => category.slug === slug));
  if (unknown === -1) return categories.filter((category) => slugs.includes(category.slug));
  throw invalid({ loc: ['body', 'category_slugs', unknown], msg: 'no such category', type: 'value_error' });
}

function parse<T>(schema: z.ZodType<T>, bodyText: string): T {
  const parsed = schema.safeParse(parseJson(bodyText));
  if (parsed.success) return parsed.data;
  throw invalidPart('body', parsed.error);
}

function parseJson(bodyText: string): unknown {
  try {
    return JSON.parse(bodyText);
  } catch {
    throw invalid({ loc: ['body'], msg: 'not JSON', type: 'json_invalid' });
  }
}
