import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { z } from 'zod';
import { readSection } from './read-section.js';
import { redisAt, redisSchema, toRedisConfig, type RedisConfig } from './redis-schema.js';
import type { Secret } from './secret.js';
import { reasonOf, type SecretSource } from './secret-references.js';

const SECTION = { name: 'redis', schema: redisSchema, secrets: ['password', 'sentinelPassword'] } as const;

/** What may stand beside REDIS_URL, which says the rest. */
const BESIDE_URL: ReadonlySet<string> = new Set(['prefix', 'ca']);

type Section = Readonly<Record<string, unknown>>;

/**
 * The Redis that REDIS_URL or the file's `redis` names. Null where there is none, or where the section has problems, which
 * go to `source.problems`.
 */
export function readRedis(
  url: Secret | null,
  section: Section | undefined,
  source: SecretSource,
): RedisConfig | null {
  if (url !== null) {
    const { password } = redisAt(url);
    source.secrets.push(url, ...(password === null ? [] : [password]));
  }
  if (section === undefined) return url === null ? null : redisAt(url);
  const parsed = readSection(SECTION, section, source);
  if (parsed === null) return null;
  const config = combine(url, section, parsed, source);
  if (typeof config !== 'string') return config;
  const found = `the keys ${Object.keys(section).join(', ')}`;
  source.problems.push({ where: 'redis', found, expected: config, example: null });
  return null;
}

function combine(
  url: Secret | null,
  section: Section,
  parsed: z.output<typeof redisSchema>,
  source: SecretSource,
): RedisConfig | string | null {
  const { ca: caPath, nodes, prefix } = parsed;
  const ca = caPath === undefined ? null : readCertificates(caPath, source);
  if (url !== null) {
    if (Object.keys(section).some((key) => !BESIDE_URL.has(key)))
      return 'only prefix and ca beside REDIS_URL, or no REDIS_URL';
    const config = redisAt(url, { prefix, ca });
    return ca !== null && config.tls === null ? 'ca only with a REDIS_URL of rediss://' : config;
  }
  if (nodes !== undefined) return toRedisConfig(parsed, nodes, ca);
  // A file may serve several deployments, of which only some have a REDIS_URL.
  return Object.keys(section).every((key) => BESIDE_URL.has(key)) ? null : 'nodes';
}

function readCertificates(path: string, { directory, problems }: SecretSource): string | null {
  const absolute = resolve(directory, path);
  const problem = (found: string): null => {
    problems.push({
      where: 'redis.ca',
      found,
      expected: 'the path of a file in PEM',
      example: 'ca: ./redis-ca.pem',
    });
    return null;
  };
  try {
    const text = readFileSync(absolute, 'utf8');
    return text.includes('-----BEGIN CERTIFICATE-----')
      ? text
      : problem(`${absolute}, which holds no certificate`);
  } catch (error) {
    return problem(`${absolute}, which cannot be read (${reasonOf(error)})`);
  }
}
