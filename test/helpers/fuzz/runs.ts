import fc from 'fast-check';

/** Cases of each family; more for longer searches. */
const FUZZ_RUNS = Number(process.env['FUZZ_RUNS'] ?? 25);

const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);

/** Says where a run can be repeated from. */
function describeRuns(family: string): void {
  process.stdout.write(`${family}: ${FUZZ_RUNS} cases, FUZZ_SEED=${SEED}\n`);
}

/** Checks a property of each of so many cases; a failure names its seed and the case. */
export async function everyCase<T>(
  family: string,
  cases: fc.Arbitrary<T>,
  check: (value: T) => Promise<void>,
): Promise<void> {
  describeRuns(family);
  await fc.assert(fc.asyncProperty(cases, check), {
    numRuns: FUZZ_RUNS,
    seed: SEED,
    // What the gateway has seen before matters too, so a smaller case often does not fail any more.
    endOnFailure: true,
  });
}
