import * as z from 'zod';
import { Secret } from './secret.js';

/** A way to write a value: how it is called in messages and documents, and how it is read. */
export interface Kind<T, Input> {
  readonly expected: string;
  readonly schema: z.ZodType<T, Input>;
}

/** What the documents say of one setting; it travels with the setting's schema as its metadata. */
export interface SettingMeaning {
  readonly expected: string;
  readonly description: string;
  readonly example: string;
  /** As one writes it; null where there is none. */
  readonly defaultText: string | null;
}

/** A setting that has a default. */
export function setting<T>(
  kind: Kind<T, string>,
  defaultText: string,
  description: string,
  example = defaultText,
): z.ZodType<T, string | undefined> {
  // As a prefault, so that the default takes the same way as a given text.
  return kind.schema
    .prefault(defaultText)
    .meta({ expected: kind.expected, description, example, defaultText });
}

/** A setting that may be left out and is then null. */
export function optionalSetting<T>(
  kind: Kind<T, string>,
  description: string,
  example: string,
): z.ZodType<T | null, string | undefined> {
  return kind.schema
    .optional()
    .transform((value) => value ?? null)
    .meta({ expected: kind.expected, description, example, defaultText: null });
}

/** A setting in the configuration file, with what the documents say of it. */
export function fileSetting<Schema extends z.ZodType>(
  schema: Schema,
  meaning: Omit<SettingMeaning, 'defaultText'> & { readonly defaultText?: string },
): Schema {
  return schema.meta({ defaultText: null, ...meaning });
}

/** A number in the configuration file, where numbers need no quoting. */
export function fileNumber(
  min: number,
  max: number,
  defaultValue: number,
  description: string,
): z.ZodDefault<z.ZodInt> {
  const defaultText = String(defaultValue);
  return fileSetting(z.int().min(min).max(max).default(defaultValue), {
    expected: between(min, max),
    description,
    example: defaultText,
    defaultText,
  });
}

/** A number in the configuration file that may be left out. */
export function optionalFileNumber(min: number, max: number, description: string): z.ZodOptional<z.ZodInt> {
  return fileSetting(z.int().min(min).max(max).optional(), {
    expected: between(min, max),
    description,
    example: String(min),
  });
}

/** A switch in the configuration file. */
export function fileFlag(defaultValue: boolean, description: string): z.ZodDefault<z.ZodBoolean> {
  const defaultText = String(defaultValue);
  return fileSetting(z.boolean().default(defaultValue), {
    expected: 'true or false',
    description,
    example: defaultText,
    defaultText,
  });
}

/** One of a few words in the configuration file; the first is the default. */
export function fileChoice<const Word extends string>(
  words: readonly [Word, ...Word[]],
  description: string,
  example: string,
): z.ZodDefault<z.ZodType<Word>> {
  const [defaultText] = words;
  const word: z.ZodType<Word> = z.enum(words);
  return fileSetting(word.default(defaultText), {
    expected: `one of ${words.join(', ')}`,
    description,
    example,
    defaultText,
  });
}

/** A secret that the configuration file may name. */
export function optionalFileSecret(description: string, example: string): z.ZodOptional<z.ZodType<Secret>> {
  return fileSetting(z.instanceof(Secret).optional(), {
    expected: 'a secret as { env: NAME } or { file: path }',
    description,
    example,
  });
}

function between(min: number, max: number): string {
  return `a whole number from ${min} to ${max}`;
}

const meaningSchema = z.object({
  expected: z.string(),
  description: z.string(),
  example: z.string(),
  defaultText: z.string().nullable(),
});

/** The meaning that {@link setting} and its siblings attached. */
export function meaningOf(schema: z.ZodType): SettingMeaning {
  return meaningSchema.parse(schema.meta());
}

/** Any text. */
export function text(expected: string): Kind<string, string> {
  return { expected, schema: z.string() };
}

/** Decimal digits only: no sign, no exponent, no unit. */
export function wholeNumber(min: number, max: number): Kind<number, string> {
  return {
    expected: between(min, max),
    schema: z
      .string()
      .regex(/^\d{1,15}$/u)
      .transform(Number)
      .pipe(z.int().min(min).max(max)),
  };
}

/** `true` or `false`, nothing else. */
export const flag: Kind<boolean, string> = {
  expected: 'true or false',
  schema: z.enum(['true', 'false']).transform((value) => value === 'true'),
};

/** One of a few words. */
export function oneOf<const Word extends string>(words: readonly Word[]): Kind<Word, string> {
  return {
    expected: `one of ${words.join(', ')}`,
    schema: z.string().pipe(z.enum(words)),
  };
}

const originSchema = z
  .url({ protocol: /^https?$/u })
  .transform((value) => new URL(value))
  .refine((url) => url.href === `${url.origin}/`)
  .transform((url) => url.origin);

/** Scheme, host and port without a path. */
export const origin: Kind<string, string> = {
  expected: 'an http or https origin without a path',
  schema: originSchema,
};

/** Several origins, separated by commas. */
export const origins: Kind<readonly string[], string> = {
  expected: 'http or https origins without a path, separated by commas',
  schema: z
    .string()
    .transform((value) =>
      value
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .pipe(z.array(originSchema)),
};

const SHORTEST_SECRET = 32;

/** A secret that cannot be guessed. */
export const longSecret: Kind<Secret, string> = {
  expected: `at least ${SHORTEST_SECRET} characters`,
  schema: z
    .string()
    .min(SHORTEST_SECRET)
    .transform((value) => new Secret(value)),
};

/** The address of a Redis server; secret because it may hold a password. */
export const redisUrl: Kind<Secret, string> = {
  expected: 'a redis:// or rediss:// URL',
  schema: z
    .url({ protocol: /^rediss?$/u })
    .refine((value) => /^\/?\d{0,4}$/u.test(new URL(value).pathname) && new URL(value).search === '')
    .transform((value) => new Secret(value)),
};

/** What a replica can do. */
export const ROLES = ['api', 'downloads'] as const;
export type Role = (typeof ROLES)[number];

/** Some of the roles, separated by commas. */
export const roles: Kind<readonly Role[], string> = {
  expected: 'api, downloads, or both, separated by a comma',
  schema: z
    .string()
    .transform((value) => value.split(',').map((part) => part.trim()))
    .pipe(z.array(z.enum(ROLES)).min(1)),
};
