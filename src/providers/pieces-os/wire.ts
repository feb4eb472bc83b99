import * as z from 'zod';
import { parseJson, type JsonObject } from '../../domain/common.js';
import { jsonObject } from '../received.js';

/**
 * What Pieces OS sends, reduced to the fields that the adapter uses. Absent values are left out by some releases and
 * written as null by others, so both read as null. Enumerations are open: a release newer than this code sends values
 * that are not listed here.
 */

/** Missing and null are the same thing. */
function absent<S extends z.ZodType>(schema: S) {
  return schema.nullish().transform((value) => value ?? null);
}

const wireBytes = absent(z.object({ value: z.number().nonnegative() }));

const wireModel = z.object({
  id: z.string().min(1),
  version: z.string(),
  name: z.string(),
  cloud: z.boolean(),
  /** The only timestamp of a model. `readable` beside `value` is made anew for every answer and therefore not read. */
  created: absent(z.object({ value: z.string() })),
  /** Open enumeration; see convert.ts. */
  usage: absent(z.string()),
  description: absent(z.string()),
  bytes: wireBytes,
  ram: wireBytes,
  quantization: absent(z.string()),
  foundation: absent(z.string()),
  /** In thousand millions. */
  parameters: absent(z.number()),
  maxTokens: absent(z.object({ total: absent(z.number()) })),
  downloaded: absent(z.boolean()),
  downloading: absent(z.boolean()),
  loaded: absent(z.boolean()),
  custom: absent(z.boolean()),
});
export type WireModel = z.output<typeof wireModel>;

/** A model as it was read, beside the whole record as it came. */
export interface ModelEntry {
  readonly model: WireModel;
  readonly raw: JsonObject;
}

/** The answer of `GET /models`. */
export interface ModelsSnapshot {
  readonly entries: readonly ModelEntry[];
  /** Items that are no readable model. */
  readonly rejected: number;
}

const modelEntry = jsonObject.transform((raw, context): ModelEntry => {
  const parsed = wireModel.safeParse(raw);
  if (parsed.success) return { model: parsed.data, raw };
  context.issues.push({ code: 'custom', message: 'not a model', input: raw });
  return z.NEVER;
});

/** Reads one model. Null when a field that every model has is missing or of another type. */
export function parseModel(json: unknown): ModelEntry | null {
  const parsed = modelEntry.safeParse(json);
  return parsed.success ? parsed.data : null;
}

const wireModels = z.object({ iterable: z.array(z.unknown()) });

/** Reads all models; an unreadable one is dropped and counted. Null when the answer is not a list of models at all. */
export function parseModels(json: unknown): ModelsSnapshot | null {
  const parsed = wireModels.safeParse(json);
  if (!parsed.success) return null;
  const entries = parsed.data.iterable.map(parseModel).filter((entry) => entry !== null);
  return { entries, rejected: parsed.data.iterable.length - entries.length };
}

/** The id goes into a header, so it may hold nothing that a header cannot. */
const wireContext = z.object({ application: z.object({ id: z.string().regex(/^[\x21-\x7e]{1,200}$/u) }) });

/** Reads `application.id` out of the answer to `POST /connect`; null when it has none. */
export function parseApplicationId(json: unknown): string | null {
  const parsed = wireContext.safeParse(json);
  return parsed.success ? parsed.data.application.id : null;
}

/** A hyphen in IN-PROGRESS, one L in CANCELED. */
const PROGRESS_STATUSES = [
  'UNKNOWN',
  'INITIALIZED',
  'IN-PROGRESS',
  'COMPLETED',
  'FAILED',
  'CANCELED',
  'RESET',
] as const;

export type ProgressStatus = (typeof PROGRESS_STATUSES)[number];

const progressFrame = z.object({
  status: absent(z.enum(PROGRESS_STATUSES).catch('UNKNOWN')),
  /** 0 to 100; not promised to be whole or to rise. */
  percentage: absent(z.number().min(0).max(100)).catch(null),
});
export type ProgressFrame = z.output<typeof progressFrame>;

/** Reads one frame of the progress stream; null when it is none. A status that is not listed reads as UNKNOWN. */
export function parseProgressFrame(text: string): ProgressFrame | null {
  return progressFrame.safeParse(parseJson(text)).data ?? null;
}
