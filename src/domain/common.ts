/** Any JSON value, as parsed from a provider's answer. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
/** A JSON object, as parsed from a provider's answer. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** One named number, such as `mAP` 0.71. Only finite numbers are metrics; other values stay visible in `raw`. */
export interface Metric {
  readonly name: string;
  readonly value: number;
}

/** What kind of place a provider is. Clients group by it; nothing in the gateway branches on it. */
export const PROVIDER_KINDS = ['REGISTRY', 'RUN_STORE', 'MARKETPLACE', 'RUNTIME'] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];

/** Who owns a model. */
export interface OwnerRecord {
  readonly username: string;
  readonly displayName: string | null;
  readonly avatarUrl: string | null;
}

export type SortDirection = 'ASC' | 'DESC';

/** Whether a greater (accuracy) or a smaller (loss) value of a metric is better. */
export const METRIC_GOALS = ['MAXIMIZE', 'MINIMIZE'] as const;
export type MetricGoal = (typeof METRIC_GOALS)[number];

/** What a text says as JSON; undefined where it is none, so that the schema behind says what it expects. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A value as JSON; null where it is nested more deeply than can be written, as what a client sends may be. */
export function writeJson(
  value: object,
  replace?: (this: unknown, name: string, value: unknown) => unknown,
): string | null {
  try {
    return JSON.stringify(value, replace);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
