import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject } from 'ajv';
import formats from 'ajv-formats';
import { parse } from 'yaml';
import * as z from 'zod';

export type ContractName = 'pictograph' | 'datature-vi' | 'wriftai' | 'pieces-os';

/** An answer as a client saw it. */
export interface ObservedAnswer {
  readonly method: string;
  /** A path of the contract or a concrete one, with or without the server's base path and a query. */
  readonly path: string;
  readonly status: number;
  /** The `content-type` header; null where there was none. */
  readonly contentType: string | null;
  /** The parsed JSON; for other types, the text. Undefined, null or '' where the body was empty. */
  readonly body: unknown;
}

export interface Contract {
  /** Throws an Error that lists what is wrong when the contract does not allow the answer. */
  validateAnswer(answer: ObservedAnswer): void;
}

const responseSchema = z.object({
  $ref: z.string().optional(),
  content: z.record(z.string(), z.object({ schema: z.unknown().optional() })).optional(),
});
const documentSchema = z.object({
  servers: z.array(z.object({ url: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({ responses: z.record(z.string(), responseSchema).default({}) }),
});
const operationSchema = z.object({ responses: z.record(z.string(), responseSchema) });
type Document = z.infer<typeof documentSchema>;

const ROOT = 'contract';

/** Reads `test/contracts/<name>.openapi.yaml`. */
export function loadContract(name: ContractName): Contract {
  const file = new URL(`../contracts/${name}.openapi.yaml`, import.meta.url);
  const source = z.record(z.string(), z.unknown()).parse(withNullTypes(parse(readFileSync(file, 'utf8'))));
  const document = documentSchema.parse(source);
  const ajv = new Ajv({ strict: false, validateSchema: false, allErrors: true, logger: false });
  formats.default(ajv);
  ajv.addSchema(source, ROOT);

  return {
    validateAnswer(answer) {
      const what = `${answer.method} ${answer.path} -> ${answer.status}`;
      const fail = (problem: string): never => {
        throw new Error(`${what} breaks the ${name} contract: ${problem}`);
      };
      const template = findTemplate(document, answer.path) ?? fail('no such path');
      const method = answer.method.toLowerCase();
      const operation = operationSchema.safeParse(document.paths[template]?.[method]);
      if (!operation.success) return fail(`${template} has no ${answer.method}`);
      const key = findStatus(Object.keys(operation.data.responses), answer.status) ?? fail('no such status');

      const { response, pointer } = followReference(document, operation.data.responses[key], [
        'paths',
        template,
        method,
        'responses',
        key,
      ]);
      const isEmpty = answer.body === undefined || answer.body === null || answer.body === '';
      if (response.content === undefined) return isEmpty ? undefined : fail('the body should be empty');
      const type = answer.contentType?.split(';')[0]?.trim().toLowerCase() ?? '(none)';
      const media = response.content[type];
      if (media === undefined) {
        return fail(`content type ${type}, expected ${Object.keys(response.content).join(' or ')}`);
      }
      if (type !== 'application/json' || media.schema === undefined) return undefined;
      const validate = ajv.compile({ $ref: toReference([...pointer, 'content', type, 'schema']) });
      if (validate(answer.body)) return undefined;
      return fail(`\n${describe(validate.errors ?? [])}`);
    },
  };
}

/** OpenAPI's `nullable: true` in the words of JSON Schema, also beside `allOf` and `enum`, where ajv refuses it. */
function withNullTypes(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withNullTypes);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]) => [key, withNullTypes(value)] as const);
  if (!entries.some(([key, value]) => key === 'nullable' && value === true))
    return Object.fromEntries(entries);
  const rest = Object.fromEntries(entries.filter(([key]) => key !== 'nullable'));
  return { anyOf: [{ type: 'null' }, rest] };
}

function findTemplate(document: Document, path: string): string | null {
  const templates = Object.keys(document.paths);
  if (templates.includes(path)) return path;
  const bare = path.split('?')[0] ?? path;
  const bases = ['', ...document.servers.map(({ url }) => url.replace(/^[a-z]+:\/\/[^/]*/u, ''))];
  const candidates = new Set(
    bases.filter((base) => bare.startsWith(`${base}/`)).map((base) => bare.slice(base.length)),
  );
  const matches = templates.filter((template) => [...candidates].some((each) => fits(template, each)));
  // A path with fewer variables is the more exact one.
  const variables = (template: string) => template.split('{').length;
  return matches.sort((left, right) => variables(left) - variables(right))[0] ?? null;
}

function fits(template: string, path: string): boolean {
  const expected = template.split('/');
  const actual = path.split('/');
  return (
    expected.length === actual.length &&
    expected.every((part, index) => (part.startsWith('{') ? actual[index] !== '' : part === actual[index]))
  );
}

function findStatus(keys: readonly string[], status: number): string | null {
  const wanted = [String(status), `${String(status).slice(0, 1)}XX`, 'default'];
  return wanted.find((key) => keys.includes(key)) ?? null;
}

function followReference(
  document: Document,
  response: z.infer<typeof responseSchema> | undefined,
  pointer: readonly string[],
): { readonly response: z.infer<typeof responseSchema>; readonly pointer: readonly string[] } {
  const name = response?.$ref?.replace('#/components/responses/', '');
  if (name === undefined) return { response: response ?? {}, pointer };
  return {
    response: document.components.responses[name] ?? {},
    pointer: ['components', 'responses', name],
  };
}

function toReference(pointer: readonly string[]): string {
  const parts = pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')));
  return `${ROOT}#/${parts.join('/')}`;
}

function describe(errors: readonly ErrorObject[]): string {
  const isNoise = ({ keyword, params }: ErrorObject) =>
    keyword === 'anyOf' || (keyword === 'type' && params['type'] === 'null');
  const telling = errors.filter((error) => !isNoise(error));
  return (telling.length === 0 ? errors : telling)
    .map(({ instancePath, message, params }) => {
      const allowed =
        params['allowedValues'] === undefined ? '' : ` ${JSON.stringify(params['allowedValues'])}`;
      return `  ${instancePath === '' ? '(body)' : instancePath} ${message ?? 'is wrong'}${allowed}`;
    })
    .join('\n');
}
