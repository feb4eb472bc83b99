import type { SandboxClock } from '../core/types.js';
import type { RegistryData } from './data.js';
import type { ModelRow, RunRow, VersionRow } from './records.js';
import { runAt, versionStatusAt, type RunStatus } from './timeline.js';

export type ModelStatus = 'training' | 'ready' | 'failed' | 'archived';

/** How the SDK tells ids from names (contract §3.1). */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;

/** Conditions of a list; absent means none. */
export interface ModelConditions {
  readonly name: string | null;
  readonly datasetName: string | null;
  readonly status: string | null;
  readonly modelType: string | null;
}

/** The registry's present state: what it started with, what was changed since, and how far its runs are. */
export class Registry {
  /** Newest first. */
  #models: readonly ModelRow[];
  /** Newest first. */
  readonly runs: readonly RunRow[];
  readonly #clock: SandboxClock;

  constructor(data: RegistryData, clock: SandboxClock) {
    this.#models = data.models.toSorted((a, b) => b.createdMs - a.createdMs);
    this.runs = data.runs.toSorted((a, b) => b.createdMs - a.createdMs);
    this.#clock = clock;
  }

  /** By id, or by name for whatever does not look like an id. */
  findModel(key: string): ModelRow | null {
    if (!UUID.test(key)) return this.findNamed(key);
    return this.#models.find((model) => model.id === key.toLowerCase()) ?? null;
  }

  findNamed(name: string): ModelRow | null {
    return this.#models.find((model) => model.name === name) ?? null;
  }

  /** By id or name; the newest of several runs with one name. */
  findRun(key: string): RunRow | null {
    const isId = UUID.test(key);
    return this.runs.find((run) => (isId ? run.id === key.toLowerCase() : run.name === key)) ?? null;
  }

  /** Archived models come only when their status is asked for (contract §2). */
  listModels(conditions: ModelConditions): readonly ModelRow[] {
    const { name, datasetName, status, modelType } = conditions;
    return this.#models.filter((model) => {
      if (name !== null && model.name !== name) return false;
      if (datasetName !== null && model.datasetName !== datasetName) return false;
      if (modelType !== null && model.modelType !== modelType) return false;
      return status === null ? !model.isArchived : this.statusOf(model) === status;
    });
  }

  listRuns(status: string | null, datasetName: string | null): readonly RunRow[] {
    const nowMs = this.#clock.now();
    return this.runs.filter(
      (run) =>
        (status === null || runAt(run, nowMs).status === status) &&
        (datasetName === null || run.datasetName === datasetName),
    );
  }

  statusOf(model: ModelRow): ModelStatus {
    if (model.isArchived) return 'archived';
    if (this.currentVersion(model) !== null) return 'ready';
    const newest = model.versions.at(-1);
    return newest === undefined ? 'failed' : this.versionStatus(newest);
  }

  versionStatus(version: VersionRow): 'training' | 'ready' | 'failed' {
    return versionStatusAt(version, this.#clock.now());
  }

  /** The pin, else the newest ready version; null while none is ready (contract §3.3). */
  currentVersion(model: ModelRow): VersionRow | null {
    const pinned = model.versions.find((version) => version.id === model.pinnedVersionId);
    return pinned ?? model.versions.findLast((version) => this.versionStatus(version) === 'ready') ?? null;
  }

  /** The last edit, or the moment when the newest ready version got ready. */
  updatedMs(model: ModelRow): number {
    const ready = model.versions.filter((version) => this.versionStatus(version) === 'ready');
    return Math.max(model.editedMs, ...ready.map((version) => version.createdMs));
  }

  /** Changes fields of a model; the caller has checked them. */
  edit(model: ModelRow, changes: Partial<ModelRow>): void {
    Object.assign(model, changes, { editedMs: this.#clock.now() });
  }

  remove(model: ModelRow): void {
    this.#models = this.#models.filter((other) => other !== model);
  }

  /** False when the run has ended already. */
  cancel(run: RunRow): boolean {
    const over: readonly RunStatus[] = ['completed', 'failed', 'cancelled'];
    if (over.includes(runAt(run, this.#clock.now()).status)) return false;
    run.cancelledMs = this.#clock.now();
    return true;
  }
}
