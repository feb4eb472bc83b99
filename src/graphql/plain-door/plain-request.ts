import type { IncomingMessage } from 'node:http';
import { EVENT_STREAM } from '../fan-out/over-sse.js';
import { GRAPHQL_PATH } from '../yoga.js';

/** Media types of answers that are one JSON text, in yoga's order: where several are as good, it takes the last. */
const ANSWER_TYPES = ['application/graphql-response+json', 'application/json'] as const;
type AnswerType = (typeof ANSWER_TYPES)[number];

/** A request whose head says that it is an everyday one. */
export interface PlainRequest {
  /** Of the answer. */
  readonly type: AnswerType;
  readonly bodyBytes: number;
}

/** Which requests are everyday ones. */
export interface PlainRules {
  readonly maxBodyBytes: number;
  /** Origins whose pages get headers of their own. */
  readonly corsOrigins: readonly string[];
}

/** Reads a request's head: a POST of JSON of a known length, asked for by nobody special, answered by JSON. Null: anything else. */
export function readHead(
  request: IncomingMessage,
  { maxBodyBytes, corsOrigins }: PlainRules,
): PlainRequest | null {
  const { method, url, headers } = request;
  if (method !== 'POST' || url !== GRAPHQL_PATH || !isJson(headers['content-type'])) return null;
  if (headers.origin !== undefined && corsOrigins.includes(headers.origin)) return null;
  const bodyBytes = Number(headers['content-length'] ?? 0);
  if (!(bodyBytes > 0 && bodyBytes <= maxBodyBytes)) return null;
  const type = answerType(headers.accept);
  return type === null ? null : { type, bodyBytes };
}

/** In small letters, as yoga takes it. */
function isJson(contentType: string | undefined): boolean {
  if (contentType === 'application/json') return true;
  return contentType?.split(',', 1)[0]?.startsWith('application/json;') === true;
}

/** What yoga would answer with; null where that is no single JSON text or cannot be told. */
function answerType(accept: string | undefined): AnswerType | null {
  if (accept === undefined || accept === '' || accept === '*/*' || accept === 'application/json')
    return 'application/json';
  if (accept.includes(EVENT_STREAM)) return null;
  for (const range of accept.replaceAll(/\s/gu, '').toLowerCase().split(',')) {
    const [mediaType = '', ...parameters] = range.split(';');
    // Only UTF-8 is spoken.
    const charset = parameters.find((parameter) => parameter.includes('charset='));
    if (charset !== undefined && charset !== 'charset=utf-8') continue;
    const found = ANSWER_TYPES.findLast((type) => matches(mediaType, type));
    if (found !== undefined) return found;
  }
  return null;
}

function matches(range: string, type: string): boolean {
  const [rangeMain, rangeSub] = range.split('/');
  const [main, sub] = type.split('/');
  return (rangeMain === '*' || rangeMain === main) && (rangeSub === '*' || rangeSub === sub);
}

/** Gives the whole body of a request that has said its length. Not called where the client leaves before. */
export function readBody(request: IncomingMessage, use: (body: Buffer) => void): void {
  let first: Buffer | null = null;
  let others: Buffer[] | null = null;
  request.on('data', (chunk: Buffer) => {
    if (first === null) first = chunk;
    else (others ??= [first]).push(chunk);
  });
  request.on('end', () => {
    if (first !== null) use(others === null ? first : Buffer.concat(others));
  });
}
