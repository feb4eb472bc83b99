import { pino } from 'pino';
import type { Logger } from '../../src/observability/logger.js';

/** A logger of the most talkative level that keeps its lines for the test to read. */
export function captureLog(): { readonly log: Logger; readonly lines: readonly string[] } {
  const lines: string[] = [];
  return { log: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }), lines };
}
