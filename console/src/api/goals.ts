/** Whether a smaller value is better, told by the metric's name: providers do not say. */
export function isSmallerBetter(metric: string): boolean {
  return /loss|error|perplexity|latency|(?<![a-z])(?:mae|mse|rmse|wer|cer)(?![a-z])/iu.test(metric);
}

/** What is needed to rank a checkpoint. */
export interface Measured {
  readonly metrics: readonly { readonly name: string; readonly value: number }[];
}

/** The value of a metric; null when it was not measured. */
export function valueOf(item: Measured, metric: string): number | null {
  return item.metrics.find(({ name }) => name === metric)?.value ?? null;
}

/** The first of the items with the best value of a metric, as the gateway ranks: newest first. Null when none has it. */
export function bestBy<Item extends Measured>(items: readonly Item[], metric: string): Item | null {
  const sign = isSmallerBetter(metric) ? -1 : 1;
  let best: { readonly item: Item; readonly score: number } | null = null;
  for (const item of items) {
    const value = valueOf(item, metric);
    if (value !== null && (best === null || value * sign > best.score)) best = { item, score: value * sign };
  }
  return best?.item ?? null;
}

/** Names of all metrics that at least one of the items has, in order of first appearance. */
export function metricNames(items: readonly Measured[]): readonly string[] {
  return [...new Set(items.flatMap(({ metrics }) => metrics.map(({ name }) => name)))];
}
