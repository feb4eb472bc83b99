/** Why a run failed, as a condition carries it. `{organization}` stands for the organization's id. */
export interface StoryFailure {
  readonly reason: string | null;
  readonly message: string | null;
}

/**
 * What happens to a run. Together the stories show every state and every oddity of the contract: three ways to fail,
 * both vocabularies and both orders of conditions (§6), outputs without export, and fields that may be missing (§4).
 */
export interface Story {
  /** How it ends; `evicted` ends in a condition that no documentation knows. */
  readonly outcome: 'succeeded' | 'failed' | 'killed' | 'evicted';
  /** Names of the conditions: of the SDK (`Started`, `Finished`) or of the documentation (`Running`, `Succeeded`, …). */
  readonly vocabulary: 'sdk' | 'documented';
  readonly conditionOrder: 'oldest-first' | 'newest-first';
  /** Outputs that it has made when it ends. */
  readonly epochs: number;
  readonly failure: StoryFailure | null;
  /** `but-newest`: the last output has no export yet. */
  readonly exports: 'all' | 'but-newest' | 'none';
  /** Whether the best epoch is kept a second time as `best_model`. */
  readonly keepsBest: boolean;
  /** `sparse`: every fifth epoch only. `mixed`: some values are no numbers. */
  readonly metrics: 'plain' | 'sparse' | 'mixed';
  readonly layout: 'sdk' | 'documented';
  readonly compression: 'none' | 'gzip';
  /** Whether `kind`, `killedAt` and the run's own `trainingProject` are left out, as they may be. */
  readonly isTerse: boolean;
}

const PLAIN: Story = {
  outcome: 'succeeded',
  vocabulary: 'sdk',
  conditionOrder: 'oldest-first',
  epochs: 12,
  failure: null,
  exports: 'all',
  keepsBest: false,
  metrics: 'plain',
  layout: 'sdk',
  compression: 'none',
  isTerse: false,
};

const OUT_OF_MEMORY: StoryFailure = {
  reason: 'OutOfMemory',
  message: 'CUDA out of memory on a10g: tried to allocate 2.50 GiB.',
};
const EMPTY_DATASET: StoryFailure = {
  reason: 'DatasetInvalid',
  message: 'Dataset {organization}_ds_empty has no annotated pages.',
};
const DIVERGED: StoryFailure = { reason: 'LossDiverged', message: 'The loss became NaN in epoch 8.' };

/** Stories of runs that have begun lately or are waiting; where and when is told by `TIMELINES` in data.ts. */
export const RECENT_STORIES: readonly Story[] = [
  { ...PLAIN, epochs: 20 },
  { ...PLAIN, vocabulary: 'documented', epochs: 0 },
  { ...PLAIN, epochs: 40 },
  { ...PLAIN, vocabulary: 'documented', conditionOrder: 'newest-first', epochs: 60, metrics: 'sparse' },
];

/** Stories of runs that ended before the sandbox was made, told over and over. */
export const PAST_STORIES: readonly Story[] = [
  { ...PLAIN, keepsBest: true },
  { ...PLAIN, outcome: 'failed', epochs: 7, failure: DIVERGED, keepsBest: true },
  { ...PLAIN, vocabulary: 'documented', compression: 'gzip', epochs: 10 },
  { ...PLAIN, outcome: 'killed', epochs: 5 },
  { ...PLAIN, epochs: 130, conditionOrder: 'newest-first', metrics: 'mixed' },
  { ...PLAIN, outcome: 'failed', epochs: 0, failure: EMPTY_DATASET },
  { ...PLAIN, outcome: 'killed', epochs: 0, vocabulary: 'documented' },
  { ...PLAIN, epochs: 0 },
  { ...PLAIN, exports: 'but-newest', layout: 'documented', compression: 'gzip' },
  { ...PLAIN, outcome: 'failed', vocabulary: 'documented', epochs: 3, failure: OUT_OF_MEMORY },
  { ...PLAIN, exports: 'none', epochs: 4 },
  { ...PLAIN, isTerse: true, layout: 'documented' },
  { ...PLAIN, outcome: 'evicted', epochs: 2, vocabulary: 'documented' },
  { ...PLAIN, outcome: 'killed', vocabulary: 'documented', conditionOrder: 'newest-first', epochs: 8 },
  { ...PLAIN, outcome: 'failed', epochs: 0, failure: { reason: null, message: null }, isTerse: true },
  { ...PLAIN, metrics: 'sparse', compression: 'gzip', epochs: 25, keepsBest: true },
  { ...PLAIN, vocabulary: 'documented', conditionOrder: 'newest-first', metrics: 'mixed' },
  { ...PLAIN, epochs: 18 },
];
