import { once } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { buildSchema } from '../../../src/graphql/build-schema.js';
import { createRandom } from '../../../src/sandbox/catalog/random.js';
import { DocumentWriter } from '../../helpers/fuzz/documents.js';
import { expectInnocent } from '../../helpers/fuzz/innocent.js';
import { everyCase } from '../../helpers/fuzz/runs.js';
import { sandboxProviders, useGateway } from '../../helpers/gateway.js';
import { useSandbox } from '../../helpers/sandbox.js';

const TIME_LIMIT_MS = 3_600_000;
const PATIENCE_MS = 15_000;
/** Close codes by which a server says that the fault is its own. */
const OWN_FAULTS = [1011, 4500];

const sandbox = useSandbox({ size: 2, market: { limitsRate: false } });
const gateway = useGateway(() => ({ providers: sandboxProviders(sandbox()) }));
const schema = buildSchema();

const TYPES = [
  'connection_init',
  'subscribe',
  'complete',
  'ping',
  'pong',
  'next',
  'error',
  'connection_ack',
  'start',
  'stop',
  'x',
  '__proto__',
];
const INIT = '{"type":"connection_init"}';
const id = fc.oneof(fc.constantFrom('1', '1', '2', '', '"', '\u0000', 'x'.repeat(5_000)), fc.jsonValue());

const operation = fc.integer({ min: 0, max: 2 ** 31 - 1 }).map((seed) => {
  const writer = new DocumentWriter(schema, ['registry', 'x'], createRandom(String(seed)));
  return writer.write();
});

const frame: fc.Arbitrary<string | Uint8Array> = fc.oneof(
  fc.constant(INIT),
  fc
    .record({ type: fc.constant('subscribe'), id, payload: operation })
    .map((message) => JSON.stringify(message)),
  fc
    .record({ type: fc.constant('subscribe'), id: fc.constantFrom('1', '2'), payload: operation })
    .map((message) => JSON.stringify(message)),
  fc
    .record({ type: fc.constantFrom(...TYPES), id, payload: fc.jsonValue() }, { requiredKeys: ['type'] })
    .map((message) => JSON.stringify(message)),
  fc.constantFrom('{"type":"complete","id":"1"}', '{"type":"ping"}', '{"type":"ping","payload":{"a":1}}'),
  fc.json(),
  fc.string({ unit: 'binary' }),
  fc.uint8Array({ maxLength: 200 }),
  fc
    .constantFrom(300 * 1_024, 270_000)
    .map((length) => JSON.stringify({ type: 'ping', payload: { x: 'x'.repeat(length) } })),
);
const conversations = fc
  .tuple(fc.integer({ min: 0, max: 4 }), fc.array(frame, { maxLength: 6 }))
  .map(([first, frames]) => (first === 0 ? frames : [INIT, ...frames]));

/** Says all of it at once, waits for an answer to a last ping or for the end, and gives what came and the close code. */
async function converse(frames: readonly (string | Uint8Array)[]) {
  const socket = new WebSocket(gateway().url.replace(/^http/u, 'ws'), 'graphql-transport-ws');
  const messages: string[] = [];
  const gone = once(socket, 'close').then(([code, reason]) => ({
    code: code as number,
    reason: String(reason),
  }));
  await once(socket, 'open');
  const answered = new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer) => {
      messages.push(data.toString());
      if (messages.at(-1)!.includes('"last of all"')) resolve();
    });
  });
  socket.on('error', () => undefined);
  for (const one of frames) socket.send(one, () => undefined);
  socket.send('{"type":"ping","payload":{"last of all":true}}', () => undefined);
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const tooLong = once(patience, 'abort').then(() => {
    socket.terminate();
    throw new Error('Neither answered nor closed');
  });
  tooLong.catch(() => undefined);
  await Promise.race([answered, gone, tooLong]);
  socket.close();
  return { messages, ...(await Promise.race([gone, tooLong])) };
}

describe('a gateway that gets anything over a WebSocket', () => {
  it(
    'answers or closes, and says nothing of itself',
    async () => {
      await everyCase('WebSocket conversations', conversations, async (frames) => {
        const { messages, code, reason } = await converse(frames);
        expect(OWN_FAULTS).not.toContain(code);
        expectInnocent(reason);
        for (const message of messages) {
          const { type, payload } = JSON.parse(message) as { type: string; payload?: { errors?: unknown } };
          expectInnocent(JSON.stringify(type === 'next' ? (payload?.errors ?? null) : (payload ?? null)));
        }
      });
      expect((await gateway().askText('{ __typename }')).data).toEqual({ __typename: 'Query' });
    },
    TIME_LIMIT_MS,
  );
});
