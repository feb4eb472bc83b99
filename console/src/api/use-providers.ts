import { ProviderListDocument } from '../generated/graphql.js';
import { useAnswer } from './use-answer.js';

/** The configured providers. */
export function useProviders() {
  return useAnswer(['providers'], (client, options) => client.query(ProviderListDocument, {}, options));
}
