import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectInnocent } from '../../helpers/fuzz/innocent.js';
import { exchangeBytes } from '../../helpers/fuzz/raw-exchange.js';
import { everyCase } from '../../helpers/fuzz/runs.js';
import { sandboxProviders, useGateway } from '../../helpers/gateway.js';
import { useSandbox } from '../../helpers/sandbox.js';

const TIME_LIMIT_MS = 3_600_000;
const sandbox = useSandbox({ size: 2 });
const gateway = useGateway(() => ({ providers: sandboxProviders(sandbox()) }));

const BODY = '{"query":"{ __typename }"}';
const token = fc.string({
  unit: fc.constantFrom(...Array.from('abcdefghijklmnopqrstuvwxyz0123456789-/;=*+.')),
  maxLength: 40,
});

const METHODS = [
  'POST',
  'POST',
  'POST',
  'GET',
  'HEAD',
  'OPTIONS',
  'PUT',
  'DELETE',
  'TRACE',
  'PATCH',
  'PROPFIND',
];
const PATHS = [
  '/graphql',
  '/graphql',
  '/graphql',
  '/graphql?query=%7B__typename%7D',
  '/graphql?query=%',
  '/graphql?variables=%7B',
  '/graphql?extensions=1',
  '/',
  '/health',
  '/ready',
  '/metrics',
  '/artifacts/',
  '/artifacts/sha256:0/x',
  '/artifacts/../../etc/passwd',
  '/artifacts/%2e%2e/%00',
  '/%',
  '//graphql',
  'http://elsewhere/graphql',
  '/graphql/',
  '*',
  `/${'x'.repeat(8_000)}`,
];
const CONTENT_TYPES = [
  'application/json',
  'application/json',
  'application/json; charset=utf-8',
  'application/json; charset=utf-16',
  'text/plain',
  'application/graphql',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'multipart/form-data; boundary=x',
  'APPLICATION/JSON',
  'application/',
  ';',
  '',
];
const ACCEPTS = [
  '*/*',
  'application/json',
  'application/graphql-response+json',
  'text/event-stream',
  'multipart/mixed',
  'text/html',
  'image/png',
  ';q=',
  'a/b;q=2',
  '',
];

const header = fc.oneof(
  fc.tuple(fc.constant('content-type'), fc.oneof(fc.constantFrom(...CONTENT_TYPES), token)),
  fc.tuple(fc.constant('accept'), fc.oneof(fc.constantFrom(...ACCEPTS), token)),
  fc.tuple(
    fc.constant('content-encoding'),
    fc.constantFrom('gzip', 'br', 'deflate', 'identity', 'zstd', 'gzip, gzip', 'x'),
  ),
  fc.tuple(fc.constant('accept-encoding'), fc.constantFrom('gzip', '*;q=0', 'br', '')),
  fc.tuple(fc.constant('transfer-encoding'), fc.constantFrom('chunked', 'gzip, chunked', 'identity', 'x')),
  fc.tuple(fc.constant('content-length'), fc.constantFrom('0', '5', '26', '-1', '1e3', '99999999999', 'x')),
  fc.tuple(
    fc.constantFrom(
      'origin',
      'referer',
      'host',
      'x-forwarded-for',
      'authorization',
      'cookie',
      'x-request-id',
      'traceparent',
      'expect',
      'upgrade',
      'range',
      'connection',
    ),
    fc.oneof(
      token,
      fc.constantFrom(
        'http://evil.example',
        'Bearer x',
        'Bearer ',
        '100-continue',
        'websocket',
        'h2c',
        'bytes=0-',
        'upgrade',
        '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        '\u00ff',
      ),
    ),
  ),
  fc.tuple(
    fc.constant('x-large'),
    fc.integer({ min: 1, max: 30_000 }).map((length) => 'x'.repeat(length)),
  ),
  fc.tuple(
    token.filter((name) => /^[a-z0-9-]+$/u.test(name)),
    token,
  ),
);

const bodies = fc.oneof(
  fc.constant(BODY),
  fc.constant(BODY),
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    '[',
    '{"query":',
    `[${BODY},${BODY}]`,
    '\ufeff' + BODY,
    'query=%7B__typename%7D',
    '--x\r\n\r\n--x--',
    '{"query":"{ __typename }"',
  ),
  fc.integer({ min: 1, max: 400_000 }).map((length) => JSON.stringify({ query: ' '.repeat(length) })),
);

const requests = fc
  .record({
    method: fc.constantFrom(...METHODS),
    path: fc.constantFrom(...PATHS),
    version: fc.constantFrom('1.1', '1.1', '1.1', '1.0', '0.9', '2.0'),
    headers: fc.oneof(
      fc.array(header, { maxLength: 6 }),
      fc
        .integer({ min: 50, max: 400 })
        .map((count) => Array.from({ length: count }, (_, index) => [`x-${index}`, '1'] as [string, string])),
    ),
    body: bodies,
    hasLength: fc.integer({ min: 0, max: 3 }).map((number) => number > 0),
  })
  .map(({ method, path, version, headers, body, hasLength }) => {
    const bytes = Buffer.from(body);
    const given = headers.some(([name]) => name === 'content-type')
      ? []
      : [['content-type', 'application/json']];
    const lengths = hasLength ? [['content-length', String(bytes.length)]] : [];
    const lines = [['host', 'modelgate'], ...given, ...lengths, ...headers].map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    return Buffer.concat([
      Buffer.from(`${method} ${path} HTTP/${version}\r\n${lines.join('')}\r\n`, 'latin1'),
      bytes,
    ]);
  });

/** A request in which bytes were changed, cut out or put in. */
const damagedRequests = fc
  .tuple(
    requests,
    fc.array(
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(8), fc.uint8Array({ maxLength: 8 })),
      { minLength: 1, maxLength: 4 },
    ),
  )
  .map(([request, changes]) => {
    let bytes = request;
    for (const [place, cut, inserted] of changes) {
      // Most of what can go wrong is in the head.
      const at = Math.floor(place * Math.min(bytes.length, 400));
      bytes = Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + cut)]);
    }
    return bytes;
  });

async function expectBearable(bytes: Uint8Array): Promise<void> {
  const answer = await exchangeBytes(gateway().origin, bytes);
  // 505 and 501 are the client's doing: another version of HTTP, a transfer coding that nobody knows.
  expect(answer).not.toMatch(/^HTTP\/1\.1 5(?!05|01)/mu);
  if (!answer.includes('<!doctype html>')) expectInnocent(answer);
}

describe('a gateway that gets any bytes as HTTP', () => {
  it.each([
    ['odd headers and bodies', requests],
    ['damaged requests', damagedRequests],
    ['noise', fc.uint8Array({ maxLength: 2_000 })],
  ] as const)(
    'bears %s',
    async (family, cases) => {
      await everyCase(family, cases, expectBearable);
      expect((await gateway().askText('{ __typename }')).data).toEqual({ __typename: 'Query' });
    },
    TIME_LIMIT_MS,
  );
});
