import { parseJson } from '../../domain/common.js';

/** What an everyday request asks for. */
export interface PlainParams {
  /** Empty: the document is named by its id. */
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly documentId: unknown;
  readonly extensions: unknown;
}

const NAMES: ReadonlySet<string> = new Set([
  'query',
  'operationName',
  'variables',
  'documentId',
  'extensions',
]);
const NO_VARIABLES: Readonly<Record<string, unknown>> = {};

/** Reads a body. Null: it is no JSON or has another form than clients send, and yoga says what is wrong with it. */
export function readParams(body: Buffer): PlainParams | null {
  const params = parseJson(body.toString());
  if (!isObject(params)) return null;
  for (const name in params) if (!NAMES.has(name)) return null;
  const { query = '', operationName = null, variables = null, documentId, extensions = null } = params;
  if (typeof query !== 'string') return null;
  if (operationName !== null && typeof operationName !== 'string') return null;
  if (variables !== null && !isObject(variables)) return null;
  if (extensions !== null && !isObject(extensions)) return null;
  return { query, operationName, variables: variables ?? NO_VARIABLES, documentId, extensions };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
