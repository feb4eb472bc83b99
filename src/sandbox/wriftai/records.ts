import type { JsonObject } from '../../domain/common.js';

/** Somebody with an account on the marketplace. */
export interface MarketUser {
  readonly id: string;
  readonly username: string;
  readonly avatarUrl: string;
  readonly name: string | null;
  readonly bio: string | null;
  readonly urls: readonly string[] | null;
  readonly company: string | null;
  readonly location: string | null;
  readonly createdMs: number;
}

export interface MarketHardware {
  readonly identifier: string;
  readonly name: string;
  readonly gpus: number;
  readonly cpus: number;
  readonly ramPerGpuGb: number;
  readonly ramGb: number;
}

export interface MarketCategory {
  readonly slug: string;
  readonly name: string;
  readonly description: string;
}

/** An immutable version of a model. */
export interface MarketVersion {
  readonly number: number;
  readonly releaseNotes: string;
  readonly createdMs: number;
  readonly digest: string;
  readonly schemas: JsonObject;
}

/** A model's own fields, all that an update can change. */
export interface MarketModelFields {
  readonly name: string;
  readonly visibility: 'private' | 'public';
  readonly description: string | null;
  readonly overview: string | null;
  readonly sourceUrl: string | null;
  readonly licenseUrl: string | null;
  readonly paperUrl: string | null;
  readonly hardware: MarketHardware;
  readonly categories: readonly MarketCategory[];
}

export interface MarketModel extends MarketModelFields {
  readonly id: string;
  readonly owner: MarketUser;
  readonly createdMs: number;
  readonly updatedMs: number | null;
  readonly predictionsCount: number;
  /** Newest first. */
  readonly versions: readonly MarketVersion[];
  /** Number of the next version; numbers of deleted ones are not used again. */
  readonly nextNumber: number;
}

/** Everything that the marketplace holds when it starts. */
export interface MarketData {
  /** Whose token the sandbox accepts. */
  readonly account: MarketUser;
  readonly users: readonly MarketUser[];
  readonly hardware: readonly MarketHardware[];
  readonly categories: readonly MarketCategory[];
  readonly models: readonly MarketModel[];
}
