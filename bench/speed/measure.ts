/** One measurement: one server, one question, one load. */
import { deepStrictEqual } from 'node:assert/strict';
import {
  NONCE,
  type FromLoad,
  type FromUpstream,
  type LoadOrder,
  type UpstreamOrder,
  type Usage,
} from './messages.js';
import type { Talker } from './processes.js';
import type { Question } from './queries.js';
import type { MeasuredServer } from './servers.js';

/** What one measurement has shown. */
export interface Measured {
  readonly answersPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor time of the server for one answer, all of its threads together, in microseconds. */
  readonly cpuUs: number;
  /** Requests to providers for one answer. */
  readonly calls: number;
  readonly rssMb: number;
  readonly loopDelayP99Ms: number;
  /** Part of a core that the server took; far below 1, something else was the limit. */
  readonly busy: number;
}

/** How hard and how long servers are asked. */
export interface Load {
  readonly clients: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

/** The processes around the measured server. */
export interface Surroundings {
  readonly upstream: Talker<FromUpstream>;
  readonly load: Talker<FromLoad>;
}

/** How the upstreams behave from now on; gives the number of calls since the last order. */
export async function orderUpstream(
  { upstream }: Surroundings,
  order: UpstreamOrder,
): Promise<{ readonly calls: number }> {
  const heard = upstream.hear('ordered');
  upstream.tell(order);
  return heard;
}

/** Measures one server with one question. Throws when an answer was not good. */
export async function measure(
  server: MeasuredServer,
  question: Question,
  { load, surroundings, order }: { load: Load; surroundings: Surroundings; order: UpstreamOrder },
): Promise<Measured> {
  const loadOrder: LoadOrder = { url: server.url, bodies: question.bodies, ...load };
  await orderUpstream(surroundings, order);
  const measuring = surroundings.load.hear('measuring');
  surroundings.load.tell(loadOrder);
  await measuring;
  server.begin();
  const rested = surroundings.load.hear('rested');
  const measured = surroundings.load.hear('measured');
  await orderUpstream(surroundings, order);
  const { answers, failures, seconds, p50Ms, p99Ms } = await measured;
  const [usage, { calls }] = await Promise.all([server.used(), orderUpstream(surroundings, order)]);
  await rested;
  if (failures > 0 || answers === 0) {
    throw new Error(`${server.name}, ${question.title}: ${failures} of ${answers} answers were not good`);
  }
  return { ...perAnswer(usage, { answers, seconds, calls }), p50Ms, p99Ms };
}

function perAnswer(
  { cpuUs, rssBytes, loopDelayP99Ms }: Usage,
  { answers, seconds, calls }: { answers: number; seconds: number; calls: number },
): Omit<Measured, 'p50Ms' | 'p99Ms'> {
  return {
    answersPerSecond: answers / seconds,
    cpuUs: cpuUs / answers,
    calls: calls / answers,
    rssMb: rssBytes / 1e6,
    loopDelayP99Ms,
    busy: cpuUs / 1e6 / seconds,
  };
}

/** The median of each figure. */
export function medianOf(rounds: readonly Measured[]): Measured {
  const of = (key: keyof Measured): number => median(rounds.map((round) => round[key]));
  return {
    answersPerSecond: of('answersPerSecond'),
    p50Ms: of('p50Ms'),
    p99Ms: of('p99Ms'),
    cpuUs: of('cpuUs'),
    calls: of('calls'),
    rssMb: of('rssMb'),
    loopDelayP99Ms: of('loopDelayP99Ms'),
    busy: of('busy'),
  };
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** One answer's bytes, which must be data without errors. */
export async function askOnce(
  url: string,
  body: string,
): Promise<{ readonly text: string; readonly data: unknown }> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body });
  const text = await response.text();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- looked at below
  const answer = JSON.parse(text) as { data?: unknown; errors?: unknown };
  if (answer.data === undefined || answer.errors !== undefined) throw new Error(`${url} answered ${text}`);
  return { text, data: answer.data };
}

/** How many of a question's forms are compared. */
const COMPARED_FORMS = 20;

/** Throws when two servers answer differently. Bodies with a nonce are left out: not every server reads documents. */
export async function compareAnswers(servers: readonly MeasuredServer[], question: Question): Promise<void> {
  const [reference, ...others] = servers;
  if (reference === undefined) return;
  const comparable = question.bodies.filter((body) => !body.includes(NONCE));
  for (const body of comparable.slice(0, COMPARED_FORMS)) {
    const expected = await askOnce(reference.url, body);
    for (const { name, url } of others) {
      const { data } = await askOnce(url, body);
      deepStrictEqual(
        data,
        expected.data,
        `${name} answers ${question.title} otherwise than ${reference.name}`,
      );
    }
  }
}
