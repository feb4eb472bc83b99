import * as z from 'zod';
import type { JsonObject } from '../domain/common.js';

/** Something that a provider sent: the fields that are used, and all of it as it came. */
export interface Received<Fields> {
  readonly fields: Fields;
  readonly raw: JsonObject;
}

/** Any JSON object. What the HTTP layer parsed and is an object is one. */
export const jsonObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

/** Reads one object; null when it is not what `schema` says. */
export function readItem<Fields>(schema: z.ZodType<Fields>, value: unknown): Received<Fields> | null {
  const raw = jsonObject.safeParse(value);
  const fields = schema.safeParse(value);
  return raw.success && fields.success ? { fields: fields.data, raw: raw.data } : null;
}
