import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import type { z } from 'zod';
import { expectedBy, pathOf, unknownKey, valueAt } from './issues.js';
import { describeFound, type Problem } from './problems.js';
import { cacheSchema } from './cache-schema.js';
import { limitsSchema } from './limits-schema.js';
import { downloadsSchema, federationSchema, fileSchema } from './schema.js';
import { reasonOf } from './secret-references.js';
import { meaningOf } from './setting.js';

/** The file's content with defaults filled in; the providers' own settings are still as they stand in it. */
export type ConfigFile = z.output<typeof fileSchema>;

/**
 * Reads the configuration file (YAML, of which JSON is a part). Parts that have problems, which are noted, are replaced
 * by nothing, so that the rest can still be checked. Null when nothing can be read.
 */
export function readConfigFile(path: string, problems: Problem[]): ConfigFile | null {
  const source = readText(path, problems);
  if (source === null) return null;
  const document = parseDocument(source);
  for (const error of document.errors) {
    const [position] = error.linePos ?? [];
    problems.push({
      where: position === undefined ? path : `${path}:${position.line}:${position.col}`,
      found: 'something that is not YAML',
      // The first line only: the rest quotes the file, which may hold a secret by mistake.
      expected: error.message.split(' at line ')[0] ?? 'valid YAML',
      example: null,
    });
  }
  if (document.errors.length > 0) return null;
  const content = contentOf(document, path, problems);
  if (content === undefined) return null;
  const parsed = fileSchema.safeParse(content ?? {});
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) problems.push(...explain(issue, content));
  const providers = fileSchema.shape.providers.safeParse(valueAt(content, ['providers']));
  return {
    providers: providers.data ?? [],
    auth: fileSchema.shape.auth.safeParse(valueAt(content, ['auth'])).data,
    artifacts: fileSchema.shape.artifacts.safeParse(valueAt(content, ['artifacts'])).data,
    redis: fileSchema.shape.redis.safeParse(valueAt(content, ['redis'])).data,
    federation: federationSchema.parse({}),
    downloads: downloadsSchema.parse({}),
    limits: limitsSchema.parse({}),
    cache: cacheSchema.parse({}),
  };
}

function readText(path: string, problems: Problem[]): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    problems.push({
      where: 'MODELGATE_CONFIG',
      found: `file ${path}, which cannot be read (${reasonOf(error)})`,
      expected: 'the path of a YAML or JSON file',
      example: 'MODELGATE_CONFIG=./modelgate.yaml',
    });
    return null;
  }
}

/** What the document stands for; undefined where its aliases name nothing or multiply without bound. */
function contentOf(document: ReturnType<typeof parseDocument>, path: string, problems: Problem[]): unknown {
  try {
    return document.toJS();
  } catch {
    problems.push({
      where: path,
      found: 'an alias (*name) that cannot be resolved',
      expected: 'YAML whose aliases come after their anchors (&name), and not too many of them',
      example: null,
    });
    return undefined;
  }
}

function explain(issue: z.core.$ZodIssue, content: unknown): readonly Problem[] {
  const where = pathOf('', issue.path);
  const [section, key] = issue.path;
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(section === undefined ? fileSchema.shape : sectionShape(section));
    return issue.keys.map((unknown) => unknownKey(where, unknown, known));
  }
  const found = describeFound(valueAt(content, issue.path), section !== 'providers');
  if (section === 'providers' && issue.path.length === 1) {
    const expected = 'a list of at least one provider; without a file the gateway runs over its sandbox';
    return [{ where, found, expected, example: 'providers: [{ name: market, type: wriftai }]' }];
  }
  const schema = section === undefined || key === undefined ? undefined : sectionShape(section)[String(key)];
  if (schema === undefined) {
    return [{ where: where === '' ? 'the file' : where, found, expected: expectedBy(issue), example: null }];
  }
  const { expected, example } = meaningOf(schema);
  return [{ where, found, expected, example: `${String(key)}: ${example}` }];
}

/** Settings of a section of the file; empty for what is no section. */
function sectionShape(section: PropertyKey): Readonly<Record<string, z.ZodType>> {
  if (section === 'federation') return federationSchema.shape;
  if (section === 'downloads') return downloadsSchema.shape;
  if (section === 'limits') return limitsSchema.shape;
  if (section === 'cache') return cacheSchema.shape;
  return {};
}
