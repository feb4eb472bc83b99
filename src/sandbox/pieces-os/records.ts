/**
 * A model as the runtime stores it: the wire record (contract §4) without what is made for each answer (`downloading`,
 * `loaded` and every `readable`).
 */
export interface StoredModel {
  readonly id: string;
  readonly version: string;
  /** RFC 3339 in UTC with three or six fractional digits. */
  readonly created: string;
  readonly name: string;
  readonly cloud: boolean;
  readonly type: string;
  readonly usage: string;
  readonly description?: string | undefined;
  readonly bytes?: number | undefined;
  readonly ram?: number | undefined;
  readonly quantization?: string | undefined;
  readonly foundation?: string | undefined;
  /** Absent for internal models, which come with the runtime. */
  readonly downloaded?: boolean | undefined;
  readonly unique?: string | undefined;
  readonly parameters?: number | undefined;
  readonly provider?: string | undefined;
  readonly cpu?: boolean | undefined;
  readonly maxTokens?: MaxTokens | undefined;
  readonly custom?: boolean | undefined;
  readonly capabilities?: Readonly<Record<string, boolean>> | undefined;
}

export interface MaxTokens {
  readonly total: number | null;
  readonly input?: number | undefined;
  readonly output?: number | undefined;
}

/** What the runtime computes on each read. */
export interface LiveState {
  readonly downloading: boolean;
  readonly loaded: boolean;
}

/** Whether the model answers in text: only those have files that can be dropped. */
export function isLanguageModel({ usage }: StoredModel): boolean {
  return usage === 'CODE_CONVERSATION' || usage === 'CODE_GENERATION';
}
