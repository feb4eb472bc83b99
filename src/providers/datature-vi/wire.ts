import * as z from 'zod';
import { isResourceId } from './keys.js';
import { jsonObject, readItem, type Received } from '../received.js';

/*
 * What Datature Vi sends, as far as it is used (contract §2 to §7). What names a thing, and the parts that it always has,
 * must be there, or the thing is dropped; any other field that is missing or strange becomes null, so that it costs no more
 * than itself. A default comes before each catch: an absent field that is caught costs an error with its stack, which is more
 * than all else of an item.
 * `kind` is not read: it is `Run` with a capital, or missing (contract §12, trap 5).
 */

/** What cannot stand in a path names nothing that could be asked for again. */
const resourceId = z.string().refine(isResourceId);

const text = z.string().nullable().default(null).catch(null);

/** Unix milliseconds. */
const timeMs = z.number().nullable().default(null).catch(null);

/** One step of a resource's life; the vocabularies stand in conditions.ts. */
const wireCondition = z.object({
  condition: z.string(),
  status: z.string().default('unknown').catch('unknown'),
  lastTransitionTime: timeMs,
  reason: text,
  message: text,
});
export type WireCondition = z.infer<typeof wireCondition>;

/** A list whose unreadable entries are left out. */
function lenientArray<Entry>(entry: z.ZodType<Entry>) {
  return z
    .array(z.unknown())
    .default([])
    .catch([])
    .transform((values) =>
      values.flatMap((value) => {
        const parsed = entry.safeParse(value);
        return parsed.success ? [parsed.data] : [];
      }),
    );
}

const metadata = z.object({ timeCreated: timeMs, lastUpdated: timeMs });

export const wireRun = z.object({
  runId: resourceId,
  spec: z.object({
    flow: z.object({
      name: text,
      trainingProject: text,
      blocks: lenientArray(z.object({ settings: jsonObject })),
    }),
    trainingProject: text,
    killedAt: timeMs,
  }),
  status: z.object({ conditions: lenientArray(wireCondition) }),
  metadata,
});
export type WireRun = z.infer<typeof wireRun>;

/** A run output, which the SDK calls a model and the gateway a checkpoint. */
export const wireOutput = z.object({
  runId: resourceId,
  runOutputId: resourceId,
  spec: z.object({
    epoch: z.int().nullable().default(null).catch(null),
    evaluationMetrics: jsonObject.nullable().default(null).catch(null),
  }),
  status: z.object({
    // Null while there is no export, and always without `contents=y` (contract §12, trap 6).
    contents: z
      .object({
        downloadUrl: z.object({
          url: z.string().min(1),
          expiresAt: z.number().nullable().default(null).catch(null),
        }),
      })
      .nullable()
      .default(null)
      .catch(null),
  }),
  metadata,
  etag: z.string(),
});
export type WireOutput = z.infer<typeof wireOutput>;

/** One page as it came. */
export interface ReceivedPage<Fields> {
  readonly items: readonly Received<Fields>[];
  /** Token of the next page; null on the last one. */
  readonly nextToken: string | null;
  /** Items that could not be read and were left out. */
  readonly rejected: number;
}

/** `{}` is an empty page (contract §7). */
const wirePage = z.object({
  items: z.array(z.unknown()).nullish(),
  nextPage: z.string().nullish(),
});

/** Reads a page, without the items that cannot be read (contract §12, trap 11); null when it is no page. */
export function parsePage<Fields>(schema: z.ZodType<Fields>, value: unknown): ReceivedPage<Fields> | null {
  const page = wirePage.safeParse(value);
  if (!page.success) return null;
  const values = page.data.items ?? [];
  const items = values.flatMap((item) => readItem(schema, item) ?? []);
  return { items, nextToken: readPageToken(page.data.nextPage), rejected: values.length - items.length };
}

/** Reads a page of run outputs, or a bare run output as a page of one: it is the one with a `runOutputId` (contract §3.4). */
export function parseOutputs(value: unknown): ReceivedPage<WireOutput> | null {
  const bare = jsonObject.safeParse(value);
  const isBare = bare.success && 'runOutputId' in bare.data;
  return parsePage(wireOutput, isBare ? { items: [value] } : value);
}

/**
 * The token of the next page. Tokens are opaque, but some comments call `nextPage` a URL: where it has a `pageToken`
 * parameter, that is the token (contract §7). Null, absent and empty mean that there is no next page.
 */
export function readPageToken(nextPage: string | null | undefined): string | null {
  if (!nextPage) return null;
  // The base only completes a path; nothing is ever sent to it.
  const url = URL.canParse(nextPage, 'http://base.invalid') ? new URL(nextPage, 'http://base.invalid') : null;
  return url?.searchParams.get('pageToken') || nextPage;
}
