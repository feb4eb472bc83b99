import { GatewayError } from '../errors/gateway-error.js';
import { parseJson } from './common.js';

/** GraphQL types that `Query.node` can return. */
const NODE_TYPES = ['Provider', 'Model', 'Run', 'Checkpoint', 'Download', 'Artifact'] as const;
export type NodeType = (typeof NODE_TYPES)[number];

/** What a global id names. `provider` is empty for things of the gateway itself (downloads, artifacts). */
export interface GlobalId {
  readonly type: NodeType;
  readonly provider: string;
  readonly nativeId: string;
}

/** Longest id or ref that is looked at; longer ones are refused before any work is done. */
export const MAX_ID_LENGTH = 2048;

/** Makes the opaque id of a node. */
export function toGlobalId(id: GlobalId): string {
  return Buffer.from(JSON.stringify([id.type, id.provider, id.nativeId])).toString('base64url');
}

/** Reads an opaque id. Throws INVALID_ID for anything that {@link toGlobalId} did not make. */
export function parseGlobalId(text: string): GlobalId {
  const parsed = text.length > MAX_ID_LENGTH ? null : decode(text);
  if (parsed === null) throw invalidId();
  return parsed;
}

/** Reads an opaque id that must name a node of one type. Throws INVALID_ID for any other. */
export function parseGlobalIdOf(type: NodeType, text: string): GlobalId {
  const id = parseGlobalId(text);
  if (id.type !== type) {
    throw new GatewayError('INVALID_ID', `This id names a ${id.type}, but a ${type} is needed here.`);
  }
  return id;
}

function decode(text: string): GlobalId | null {
  const value = parseJson(Buffer.from(text, 'base64url').toString('utf8'));
  if (!Array.isArray(value) || value.length !== 3) return null;
  const [type, provider, nativeId] = value as readonly unknown[];
  if (typeof provider !== 'string' || typeof nativeId !== 'string' || nativeId === '') return null;
  // Half a character has no form in a URL.
  if (/\p{Surrogate}/u.test(nativeId)) return null;
  const known = NODE_TYPES.find((candidate) => candidate === type);
  if (known === undefined) return null;
  const id = { type: known, provider, nativeId };
  // Base64 has many spellings of the same bytes; only ours is an id, so that ids compare as strings.
  return toGlobalId(id) === text ? id : null;
}

function invalidId(): GatewayError {
  return new GatewayError(
    'INVALID_ID',
    'This is not an id of this gateway. Use an id or a ref from an earlier answer.',
  );
}
