import ipaddr from 'ipaddr.js';
import * as z from 'zod';
import { fileChoice, fileNumber, fileSetting } from './setting.js';

function isNetwork(value: string): boolean {
  return ipaddr.isValid(value) || ipaddr.isValidCIDR(value);
}

/** Section `limits` of the file. */
export const limitsSchema = z.strictObject({
  requestKibibytes: fileNumber(
    16,
    16_384,
    256,
    'Largest body of a request and largest message of a WebSocket, in KiB (1,024 bytes).',
  ),
  tokens: fileNumber(100, 100_000, 2_000, 'Most words and signs of a document.'),
  depth: fileNumber(4, 100, 14, 'Most levels of fields of a document, outside introspection.'),
  aliases: fileNumber(0, 1_000, 30, 'Most aliases of an operation.'),
  directives: fileNumber(0, 1_000, 30, 'Most directives of an operation.'),
  rootFields: fileNumber(1, 1_000, 20, 'Most fields at the top of an operation.'),
  cost: fileNumber(
    100,
    10_000_000,
    20_000,
    'Greatest cost of an operation: 1 for each object, 10 for each field that may ask a provider, times the sizes of lists.',
  ),
  listItems: fileNumber(1, 10_000, 100, 'Most items of a list in an argument, such as the ids of `nodes`.'),
  upstreamCalls: fileNumber(
    1,
    100_000,
    200,
    'Most calls to providers that an operation, or an event of a subscription, may cause; what is beyond is BUDGET_EXCEEDED.',
  ),
  connections: fileNumber(10, 1_000_000, 10_000, 'Most open connections of all clients together.'),
  operationsPerConnection: fileNumber(
    1,
    10_000,
    20,
    'Most operations, subscriptions included, that run on one WebSocket at the same time.',
  ),
  headersMs: fileNumber(
    100,
    600_000,
    10_000,
    'How long a client may take to send the head of a request, in milliseconds.',
  ),
  requestMs: fileNumber(
    100,
    600_000,
    30_000,
    'How long a client may take to send a whole request, in milliseconds.',
  ),
  connectionInitMs: fileNumber(
    100,
    600_000,
    3_000,
    'How long a WebSocket may be open before its client has sent connection_init, in milliseconds.',
  ),
  idleMs: fileNumber(
    100,
    86_400_000,
    600_000,
    'How long a WebSocket may be open without an operation, in milliseconds; it is closed within twice the time.',
  ),
  quotas: fileChoice(
    ['auto', 'on', 'off'],
    'Whether the following limits apply. auto: unless the gateway is on loopback and asks for no credential.',
    'on',
  ),
  operationsPerMinute: fileNumber(1, 10_000_000, 1_200, 'Most operations of one caller in a minute.'),
  anonymousOperationsPerMinute: fileNumber(
    1,
    10_000_000,
    300,
    'Most operations from one address in a minute, where callers need no credential.',
  ),
  connectionsPerCaller: fileNumber(
    1,
    1_000_000,
    50,
    'Most WebSockets and event streams of one caller at the same time.',
  ),
  connectionsPerAddress: fileNumber(
    1,
    1_000_000,
    100,
    'Most WebSockets and event streams from one address at the same time; of IPv6, from one /64 network.',
  ),
  trustedProxies: fileSetting(z.array(z.string().refine(isNetwork)).default([]), {
    expected: 'a list of addresses and networks',
    description: 'Proxies in front whose `X-Forwarded-For` is believed.',
    example: '[10.0.0.0/8]',
  }),
  documents: fileChoice(
    ['all', 'persisted'],
    'Which documents are run; persisted: only those of the manifest, named by their ids.',
    'persisted',
  ),
  manifest: fileSetting(z.string().min(1).nullable().default(null), {
    expected: 'the path of a JSON file',
    description:
      "Documents by their id, as the client's build writes them; relative to the configuration file. Needed for persisted.",
    example: './persisted-documents.json',
  }),
});
