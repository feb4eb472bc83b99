/** What the bench tells a baseline. */

/** The providers. */
// oxlint-disable-next-line node/no-process-env -- the bench's own way to configure it
export const PROVIDERS = JSON.parse(process.env.BENCH_PROVIDERS);

/** Documents by their ids, where they are to be known. */
// oxlint-disable-next-line node/no-process-env -- the bench's own way to configure it
export const DOCUMENTS = JSON.parse(process.env.BENCH_DOCUMENTS);

/** Tells the bench where the server listens. */
export function announce(port) {
  process.stdout.write(`listens on http://127.0.0.1:${port}/graphql\n`);
}
