import type { JsonObject } from '../../domain/common.js';
import type { Catalog } from '../core/types.js';
import type { RunPlan } from './data.js';

/** What a run's evaluations measured, by epoch. */
export interface MetricCurve {
  /** Null where this epoch was not evaluated. */
  at(epoch: number): JsonObject | null;
  /** The epoch of the least loss; null when there is none. */
  readonly bestEpoch: number | null;
}

/** Makes the curve of a run: the loss falls and flattens, with noise and a little overfitting; the accuracy mirrors it. */
export function createMetricCurve(catalog: Catalog, { runId, story }: RunPlan): MetricCurve {
  const random = catalog.random(`vi metrics ${runId}`);
  const start = 1.6 + random.next();
  const floor = 0.25 + 0.2 * random.next();
  const halfLife = 2 + 0.15 * story.epochs;
  const losses = Array.from({ length: story.epochs }, (_, index) => {
    const decay = 0.5 ** ((index + 1) / halfLife);
    const overfit = 0.002 * Math.max(0, index - 0.7 * story.epochs);
    return round(floor + (start - floor) * decay + overfit + 0.03 * (random.next() - 0.5));
  });

  const at = (epoch: number): JsonObject | null => {
    const loss = losses[epoch - 1];
    if (loss === undefined || (story.metrics === 'sparse' && epoch % 5 !== 0)) return null;
    const accuracy = round(Math.min(0.995, Math.max(0.05, 1 - 0.45 * loss)));
    const numbers = { loss, accuracy, bleu: round(0.62 * accuracy), meteor: round(0.71 * accuracy) };
    if (story.metrics !== 'mixed') return numbers;
    return { ...numbers, grade: accuracy > 0.8 ? 'A' : 'B', perLanguage: { de: accuracy }, perplexity: null };
  };
  const least = Math.min(...losses);
  return { at, bestEpoch: losses.length === 0 ? null : losses.indexOf(least) + 1 };
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
