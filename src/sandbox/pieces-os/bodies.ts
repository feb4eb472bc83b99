import * as z from 'zod';
import { parseJson } from '../../domain/common.js';
import { RuntimeFailure } from './store.js';
import type { StoredModel } from './records.js';

function absent<S extends z.ZodType>(schema: S) {
  return schema.nullish().transform((value) => value ?? undefined);
}

const bytes = absent(z.object({ value: z.number() }).transform(({ value }) => value));

const seededModel = z.object({
  version: z.string(),
  created: z.object({ value: z.iso.datetime() }).transform(({ value }) => value),
  name: z.string(),
  cloud: z.boolean(),
  type: z.string(),
  usage: z.string(),
  description: absent(z.string()),
  bytes,
  ram: bytes,
  quantization: absent(z.string()),
  foundation: absent(z.string()),
  downloaded: absent(z.boolean()),
  unique: absent(z.string()),
  parameters: absent(z.number()),
  provider: absent(z.string()),
  cpu: absent(z.boolean()),
  maxTokens: absent(
    z.object({ total: z.number().nullable(), input: absent(z.number()), output: absent(z.number()) }),
  ),
  custom: absent(z.boolean()),
  capabilities: absent(z.record(z.string(), z.boolean())),
});
const storedModel = seededModel.extend({ id: z.string() });

/** Reads the body of `/models/create`. Throws {@link RuntimeFailure}. */
export function readSeed(bodyText: string): Omit<StoredModel, 'id'> {
  return read(seededModel, bodyText);
}

/** Reads the body of `/model/update`. Throws {@link RuntimeFailure}. */
export function readModel(bodyText: string): StoredModel {
  return read(storedModel, bodyText);
}

const PLATFORMS = ['MACOS', 'LINUX', 'WINDOWS', 'WEB', 'FUCHSIA', 'IOS', 'ANDROID', 'UNKNOWN'] as const;

const connection = z.object({
  application: z.object({
    name: z.string().regex(/^[A-Z_]+$/u),
    version: z.string(),
    platform: z.enum(PLATFORMS),
    automaticUnload: absent(z.boolean()),
  }),
});

/** Reads the body of `/connect`; null when the application is not accepted. */
export function readApplication(bodyText: string): z.output<typeof connection>['application'] | null {
  const parsed = connection.safeParse(parseJson(bodyText));
  return parsed.success ? parsed.data.application : null;
}

function read<T>(schema: z.ZodType<T>, bodyText: string): T {
  const parsed = schema.safeParse(parseJson(bodyText));
  if (!parsed.success) throw new RuntimeFailure('Model could not be read.');
  return parsed.data;
}
