import { serverAudits } from 'graphql-http';
import { expect, it } from 'vitest';
import { sandboxProviders, useGateway } from '../../helpers/gateway.js';
import { useSandbox } from '../../helpers/sandbox.js';

const sandbox = useSandbox({ size: 4 });
const gateway = useGateway(() => ({ providers: sandboxProviders(sandbox()) }));

/** Audits of level MAY that are not met, each with its reason. */
const UNMET_MAY: Readonly<Record<string, string>> = {};

it('meets every MUST and SHOULD of the GraphQL over HTTP audits, and names each MAY that it does not', async () => {
  const audits = serverAudits({ url: gateway().url, fetchFn: fetch });

  const results = await Promise.all(audits.map((audit) => audit.fn()));

  const unmet = results.filter(({ status }) => status !== 'ok');
  expect(results).toHaveLength(61);
  expect(unmet.map(({ id }) => id).toSorted()).toEqual(Object.keys(UNMET_MAY).toSorted());
  expect(unmet.every(({ status }) => status === 'notice')).toBe(true);
});
