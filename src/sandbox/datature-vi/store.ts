import type { SandboxEnvironment } from '../core/types.js';
import { SANDBOX_ORGANIZATION_ID } from './credentials.js';
import { createRunPlans, outputsOf, type OutputPlan, type RunPlan } from './data.js';
import { createMetricCurve } from './metrics.js';
import { archiveOf, renderOutput, renderRun, storageNameOf, type SignedContents } from './render.js';

const SIGNED_URL_TTL_MS = 3_600_000;

/** The runs of the organization, as they stand at the time that is asked about. */
export class RunStore {
  readonly #environment: Pick<SandboxEnvironment, 'catalog' | 'storage'>;
  readonly #runs: Map<string, RunPlan>;
  readonly #storedNames = new Set<string>();

  constructor(environment: Pick<SandboxEnvironment, 'catalog' | 'storage'>) {
    this.#environment = environment;
    this.#runs = new Map(createRunPlans(environment.catalog).map((plan) => [plan.runId, plan]));
  }

  /** Newest first. */
  runs(): readonly RunPlan[] {
    return [...this.#runs.values()];
  }

  run(runId: string): RunPlan | null {
    return this.#runs.get(runId) ?? null;
  }

  remove(runId: string): void {
    this.#runs.delete(runId);
  }

  /** Latest last. */
  outputs(plan: RunPlan, nowMs: number): readonly OutputPlan[] {
    return outputsOf(plan, nowMs, createMetricCurve(this.#environment.catalog, plan).bestEpoch);
  }

  renderRun(plan: RunPlan, nowMs: number): unknown {
    return renderRun(plan, SANDBOX_ORGANIZATION_ID, nowMs);
  }

  /** @param withContents whether the output carries a fresh signed URL, if it has an export */
  renderOutput(plan: RunPlan, output: OutputPlan, nowMs: number, withContents: boolean): unknown {
    return renderOutput(plan, output, createMetricCurve(this.#environment.catalog, plan), {
      organizationId: SANDBOX_ORGANIZATION_ID,
      contents: withContents ? this.#sign(plan, output, nowMs) : undefined,
    });
  }

  #sign(plan: RunPlan, output: OutputPlan, nowMs: number): SignedContents | null {
    if (output.exportedMs === null || output.exportedMs > nowMs) return null;
    const { catalog, storage } = this.#environment;
    const name = storageNameOf(plan, output);
    if (!this.#storedNames.has(name)) {
      storage.put(name, archiveOf(catalog, plan, output));
      this.#storedNames.add(name);
    }
    return storage.sign(name, SIGNED_URL_TTL_MS, 'plain');
  }
}
