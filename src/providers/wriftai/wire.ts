import * as z from 'zod';
import { isSegment } from './keys.js';
import { jsonObject, type Received } from '../received.js';

/*
 * What the marketplace sends, as far as it is used (contract §2 and §3). Both generations parse: today's thin list items
 * and the older full ones, whose owner is a whole user and whose counter is `prediction_count` (contract §7, trap 4).
 */

/** A part of a path: what cannot be one names nothing that could be asked for again. */
const segment = z.string().refine(isSegment);

const timestamp = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

const count = z.int().nonnegative();

export const wireModel = z.object({
  name: segment,
  created_at: timestamp,
  updated_at: timestamp.nullish(),
  visibility: z.enum(['private', 'public']).nullable().catch(null),
  description: z.string().nullish(),
  owner: z.object({
    id: z.string(),
    username: segment,
    avatar_url: z.string().nullish(),
    name: z.string().nullish(),
  }),
  hardware: z.object({ identifier: z.string(), name: z.string() }).nullish(),
  predictions_count: count.nullish(),
  prediction_count: count.nullish(),
  categories: z.array(z.object({ name: z.string(), slug: z.string() })).nullish(),
  overview: z.string().nullish(),
  latest_version: z.object({ number: count }).nullish(),
  source_url: z.string().nullish(),
  license_url: z.string().nullish(),
  paper_url: z.string().nullish(),
});
export type WireModel = z.infer<typeof wireModel>;

export const wireVersion = z.object({
  number: count,
  release_notes: z.string().nullish(),
  created_at: timestamp,
  container_image_digest: z.string().nullish(),
  schemas: z
    .object({ prediction: z.object({ input: jsonObject.nullish(), output: jsonObject.nullish() }).nullish() })
    .nullish(),
});
export type WireVersion = z.infer<typeof wireVersion>;

/** The token's own user. */
export const wireAccount = z.object({ id: z.string() });

/** The part of the page envelope that is used; URLs in it are not followed (contract §2). */
const wirePage = z.object({
  items: z.array(z.unknown()),
  next_cursor: z.string().nullable(),
});

/** Why something that came cannot be read. */
export type Problems = readonly z.core.$ZodIssue[];

/** Reads one object. */
export function parseItem<Fields>(schema: z.ZodType<Fields>, value: unknown): Received<Fields> | Problems {
  const raw = jsonObject.safeParse(value);
  if (!raw.success) return raw.error.issues;
  const fields = schema.safeParse(value);
  return fields.success ? { fields: fields.data, raw: raw.data } : fields.error.issues;
}

/** One page of a list, in its order. */
export interface ReceivedPage<Fields> {
  readonly items: readonly Received<Fields>[];
  /** Null on the last page. */
  readonly next: string | null;
  /** Why items could not be read, one entry for each that was left out. */
  readonly problems: readonly Problems[];
}

/** Reads a page; items that cannot be read are left out. */
export function parsePage<Fields>(
  schema: z.ZodType<Fields>,
  value: unknown,
): ReceivedPage<Fields> | Problems {
  const page = wirePage.safeParse(value);
  if (!page.success) return page.error.issues;
  const items: Received<Fields>[] = [];
  const problems: Problems[] = [];
  for (const each of page.data.items) {
    const item = parseItem(schema, each);
    if ('raw' in item) items.push(item);
    else problems.push(item);
  }
  return { items, next: page.data.next_cursor || null, problems };
}
