import { describe, expect, it } from 'vitest';
import { bestBy, isSmallerBetter, metricNames, valueOf } from '../../../console/src/api/goals.js';

const checkpoint = (name: string, values: Readonly<Record<string, number>>) => ({
  name,
  metrics: Object.entries(values).map(([metric, value]) => ({ name: metric, value })),
});

describe('what counts as better', () => {
  it.each([
    'loss',
    'val_loss',
    'Total Loss',
    'error_rate',
    'perplexity',
    'RMSE',
    'val_mae',
    'wer',
    'latency_ms',
  ])('is less for %s', (name) => {
    expect(isSmallerBetter(name)).toBe(true);
  });

  it.each(['mAP', 'mAP50-95', 'accuracy', 'f1', 'IoU', 'power', 'soccer_score'])('is more for %s', (name) => {
    expect(isSmallerBetter(name)).toBe(false);
  });
});

describe('the best checkpoint', () => {
  const newest = checkpoint('newest', { mAP: 0.8, loss: 0.4 });
  const middle = checkpoint('middle', { mAP: 0.8, loss: 0.2 });
  const oldest = checkpoint('oldest', { recall: 1 });
  const all = [newest, middle, oldest];

  it('has the highest value, and is the newest of several with that', () => {
    expect(bestBy(all, 'mAP')).toBe(newest);
  });

  it('has the lowest value where less is better', () => {
    expect(bestBy(all, 'loss')).toBe(middle);
  });

  it('may have a value of 0 or below', () => {
    const scores = [checkpoint('a', { score: -2 }), checkpoint('b', { score: -1 })];

    expect(bestBy(scores, 'score')).toBe(scores[1]);
    expect(bestBy([checkpoint('zero', { loss: 0 }), newest], 'loss')?.name).toBe('zero');
  });

  it('is none where nobody has the metric', () => {
    expect(bestBy(all, 'precision')).toBeNull();
    expect(valueOf(oldest, 'mAP')).toBeNull();
  });

  it('is looked for in every metric that one of them has', () => {
    expect(metricNames(all)).toEqual(['mAP', 'loss', 'recall']);
  });
});
