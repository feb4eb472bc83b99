import { expect, it, describe } from 'vitest';
import type { ProviderAdapter } from '../../src/providers/provider.js';
import type { ProviderServerName } from '../../src/sandbox/core/types.js';
import type { Sandbox } from '../../src/sandbox/start-sandbox.js';
import { callOptions, openAdapter } from '../helpers/adapter.js';
import { useSandbox, type FaultSketch } from '../helpers/sandbox.js';
import { describeCheckpoints } from './provider-contract/checkpoints.js';
import { describeDownloads, describeLocations } from './provider-contract/downloads.js';
import { describeFailures } from './provider-contract/failures.js';
import { describeModels } from './provider-contract/models.js';
import { describeRuns } from './provider-contract/runs.js';

const FACETS = ['runs', 'checkpoints', 'downloads', 'editing', 'runtime'] as const;
type Facet = (typeof FACETS)[number];

/** What the suite has to know of a provider, beyond the port. */
export interface ProviderFacts {
  /** Its server in the sandbox, and its name in the suite. */
  readonly server: ProviderServerName;
  /** What its adapter has; the suite runs for these. */
  readonly facets: readonly Facet[];
  /** Who fetches the bytes of its downloads; null where it has none. */
  readonly carrier: 'gateway' | 'provider' | null;
  /** Well-formed native ids that name nothing. */
  readonly absent: { readonly model: string; readonly run: string; readonly checkpoint: string };
  /** Regular expression on path and query of the requests that list models. */
  readonly listPath: string;
  /** JSON pointer to an enum of the first listed model. */
  readonly enumPointer: string;
  /** JSON pointer to what the first listed model cannot be without. */
  readonly idPointer: string;
  /** Regular expression on the path that reads only this model. */
  readonly modelPath: (nativeId: string) => string;
}

/** What the parts of the suite work with. */
export interface ContractBench {
  readonly facts: ProviderFacts;
  sandbox(): Sandbox;
  /** A fresh adapter over the sandbox; `totalMs` is the limit of each of its calls. */
  adapter(totalMs?: number): ProviderAdapter;
  /** Puts a fault in force until the end of the test. */
  misbehave(fault: FaultSketch): void;
}

/** Runs the whole suite against the adapter of one sandbox provider. */
export function describeProvider(facts: ProviderFacts): void {
  describe(`provider ${facts.server}`, () => {
    const sandbox = useSandbox({ market: { limitsRate: false }, size: 40 });
    const bench: ContractBench = {
      facts,
      sandbox,
      adapter: (totalMs) => openAdapter(sandbox(), facts.server, totalMs),
      misbehave: (fault) => void sandbox().faults.add({ ...fault, server: facts.server }),
    };

    it('answers the probe', async () => {
      const adapter = bench.adapter();

      expect(adapter).toMatchObject({
        name: facts.server,
        type: expect.any(String),
        kind: expect.any(String),
      });
      await expect(adapter.probe(callOptions())).resolves.toHaveProperty('version');
    });

    it('has the facets that it is known for, and no other', () => {
      const adapter = bench.adapter();

      expect(FACETS.filter((facet) => adapter[facet] !== undefined)).toEqual(facts.facets);
    });

    describeModels(bench);
    if (facts.facets.includes('runs')) describeRuns(bench);
    if (facts.facets.includes('checkpoints')) describeCheckpoints(bench);
    if (facts.facets.includes('downloads')) describeDownloads(bench);
    if (facts.carrier === 'gateway') describeLocations(bench);
    describeFailures(bench);
  });
}
