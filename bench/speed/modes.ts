/** The circumstances in which questions are asked. */
import type { UpstreamOrder } from './messages.js';
import type { QuestionName } from './queries.js';
import type { CacheMode, ServerName } from './servers.js';

export interface Mode {
  /** As tables call it. */
  readonly title: string;
  readonly cache: CacheMode;
  readonly order: UpstreamOrder;
  /** Those that say something here, the gateway first. */
  readonly servers: readonly ServerName[];
  readonly questions: readonly QuestionName[];
}

/** The questions about which most is promised. */
const USUAL = ['one', 'page', 'runs', 'twice'] as const;
const QUICK = { latencyMs: 0, isVolatile: false } as const;

/** Baselines have no cache, so only the gateway differs between the first four. */
export const MODES = {
  off: {
    title: 'cache off',
    cache: 'off',
    order: QUICK,
    servers: ['gateway', 'yoga', 'mercurius', 'bare'],
    questions: [...USUAL, 'search', 'unseen', 'persisted'],
  },
  volatile: {
    title: 'cache off, no two answers of a provider with the same bytes',
    cache: 'off',
    order: { latencyMs: 0, isVolatile: true },
    servers: ['gateway', 'yoga', 'mercurius', 'bare'],
    questions: USUAL,
  },
  cold: {
    title: 'cache cold',
    cache: 'cold',
    order: QUICK,
    servers: ['gateway', 'yoga'],
    questions: USUAL,
  },
  warm: {
    title: 'cache warm',
    cache: 'on',
    order: QUICK,
    servers: ['gateway', 'yoga', 'canned'],
    questions: [...USUAL, 'search', 'persisted'],
  },
  far: {
    title: 'cache off, providers that take 20 ms',
    cache: 'off',
    order: { latencyMs: 20, isVolatile: false },
    servers: ['gateway', 'yoga', 'bare'],
    questions: ['one', 'page', 'twice'],
  },
} as const satisfies Readonly<Record<string, Mode>>;
export type ModeName = keyof typeof MODES;

/** Servers that understand a question as it is meant. */
export function canAnswer(server: ServerName, question: QuestionName): boolean {
  // Without documents there are none that were not seen before, and no ids of them.
  if (server === 'bare') return question !== 'unseen' && question !== 'persisted';
  return server !== 'mercurius' || question !== 'persisted';
}
