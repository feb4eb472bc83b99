import { networkError, refusal, type Answer } from './errors.js';
import { post, readAnswer, type Wire } from './request.js';
import type { Operation } from './document.js';

/** The gateway sends something every 12 s; a connection that is silent for longer than this is dead. */
const SILENCE_MS = 30_000;

/**
 * Follows a subscription over server-sent events, one connection for each. Ends when the gateway says that it is over;
 * throws `NETWORK` when the stream breaks off before.
 */
export async function* eventStream(
  wire: Wire,
  operation: Operation,
  signal: AbortSignal,
): AsyncGenerator<Answer, void, undefined> {
  const response = await post(wire, operation, 'text/event-stream', signal);
  if (response.body === null || !response.headers.get('content-type')?.startsWith('text/event-stream')) {
    yield await readAnswer(response, wire.url, signal);
    return;
  }
  const authorization = await wire.credential.header();
  for await (const block of blocks(response.body, signal)) {
    const { event, data } = parseBlock(block);
    if (event === 'complete') return;
    if (event !== 'next') continue;
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- the gateway's events are answers
    const answer = JSON.parse(data) as Answer;
    // The credential has ended in the middle of the stream.
    if (answer.errors?.[0]?.extensions?.['code'] === 'UNAUTHENTICATED')
      throw refusal(answer.errors[0].message, wire.credential.renew(authorization));
    yield answer;
  }
  throw networkError('The event stream broke off.');
}

/** What stands between empty lines. */
async function* blocks(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await readInTime(reader, signal);
      if (done) return;
      const parts = (text + decoder.decode(value, { stream: true })).split('\n\n');
      text = parts.pop() ?? '';
      yield* parts;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function readInTime(reader: ReadableStreamDefaultReader<Uint8Array>, signal: AbortSignal) {
  const timer = setTimeout(() => void reader.cancel().catch(() => undefined), SILENCE_MS);
  try {
    return await reader.read();
  } catch (error) {
    signal.throwIfAborted();
    throw networkError('The event stream broke off.', error);
  } finally {
    clearTimeout(timer);
  }
}

function parseBlock(block: string): { readonly event: string; readonly data: string } {
  const fields = { event: '', data: '' };
  for (const line of block.split('\n')) {
    if (line.startsWith('event: ')) fields.event = line.slice('event: '.length);
    if (line.startsWith('data: ')) fields.data += line.slice('data: '.length);
  }
  return fields;
}
