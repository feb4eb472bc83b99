import {
  ModelsDocument,
  type ModelFilter,
  type ModelSummaryFragment,
} from '../../client/generated/graphql.js';
import { dataOf, type TestGateway } from './gateway.js';

/** All models of one provider that meet a filter (at most 100), newest first, as a client lists them. */
export async function findModels(
  gateway: TestGateway,
  provider: string,
  filter: ModelFilter = {},
): Promise<readonly ModelSummaryFragment[]> {
  const answer = await gateway.ask(ModelsDocument, {
    first: 100,
    filter: { ...filter, providers: [provider] },
    orderBy: { field: 'CREATED_AT', direction: 'DESC' },
  });
  const { nodes, unavailable } = dataOf(answer).models;
  if (unavailable.length > 0) throw new Error(JSON.stringify(unavailable));
  return nodes;
}

/** The newest of them; fails when there is none. */
export async function findModel(
  gateway: TestGateway,
  provider: string,
  filter: ModelFilter = {},
): Promise<ModelSummaryFragment> {
  const [newest] = await findModels(gateway, provider, filter);
  if (newest === undefined) throw new Error(`${provider} has no model with ${JSON.stringify(filter)}.`);
  return newest;
}
