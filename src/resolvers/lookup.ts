import { parseGlobalId, parseGlobalIdOf, type NodeType } from '../domain/global-id.js';
import { parseRef, type Ref } from '../domain/ref.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { GatewayContext } from '../graphql/context.js';
import type { ProviderAdapter } from '../providers/provider.js';
import { requireAdapter } from '../providers/require-adapter.js';
import type { NodeRecord } from './types.js';

/** The provider of a record. Records come from configured adapters, so a missing one is a fault of ours. */
export function adapterOf(provider: string, context: GatewayContext): ProviderAdapter {
  const adapter = context.services.adapters.get(provider);
  if (adapter === undefined)
    throw new Error(`A record names the provider ${provider}, which is not configured.`);
  return adapter;
}

/** Reads the id of a thing at a provider. Throws INVALID_ID, or NOT_FOUND for a provider that is not configured. */
export function keyFromId(type: 'Model' | 'Run' | 'Checkpoint', id: string, context: GatewayContext): Ref {
  const { provider, nativeId } = parseGlobalIdOf(type, id);
  requireAdapter(context.services.adapters, provider);
  return { provider, nativeId };
}

/** Reads a ref. Throws INVALID_ID, or NOT_FOUND for a provider that is not configured. */
export function keyFromRef(text: string, context: GatewayContext): Ref {
  const ref = parseRef(text);
  requireAdapter(context.services.adapters, ref.provider);
  return ref;
}

/** Reads what names a thing whose type is clear: its id or its ref. Throws as the other two. */
export function keyFromIdOrRef(
  type: 'Model' | 'Run' | 'Checkpoint',
  idOrRef: string,
  context: GatewayContext,
): Ref {
  // Ids have no colon, refs always have one.
  return idOrRef.includes(':') ? keyFromRef(idOrRef, context) : keyFromId(type, idOrRef, context);
}

/** The thing, or NOT_FOUND when there is none. */
export function requireFound<T>(found: T | null, type: NodeType, key: Ref): T {
  if (found !== null) return found;
  throw new GatewayError('NOT_FOUND', `${key.provider} has no ${type.toLowerCase()} of this id or ref.`, {
    provider: key.provider,
  });
}

type Finder = (key: Ref, context: GatewayContext) => NodeRecord | null | Promise<NodeRecord | null>;

const FINDERS: Readonly<Record<NodeType, Finder>> = {
  Provider: ({ nativeId }, { services }) => services.adapters.get(nativeId) ?? null,
  Model: (key, { loaders }) => loaders.model(key),
  Run: (key, { loaders }) => loaders.run(key),
  Checkpoint: (key, { loaders }) => loaders.checkpoint(key),
  Download: ({ nativeId }, { services }) => services.downloads.get(nativeId),
  Artifact: ({ nativeId }, { services }) => services.artifacts.get(nativeId),
};

/** Whatever the id names; null when it does not exist. Throws INVALID_ID. */
export async function findNode(id: string, context: GatewayContext): Promise<NodeRecord | null> {
  const { type, provider, nativeId } = parseGlobalId(id);
  return FINDERS[type]({ provider, nativeId }, context);
}
