import type { Scope as NamedScope, ViewerResolvers } from '../generated/resolvers.js';
import type { Scope } from '../domain/caller.js';

const NAMES = {
  read: 'READ',
  download: 'DOWNLOAD',
  operate: 'OPERATE',
  write: 'WRITE',
  admin: 'ADMIN',
} as const satisfies Record<Scope, NamedScope>;

export const viewerResolvers: ViewerResolvers = {
  scopes: ({ scopes }) => [...scopes].map((scope) => NAMES[scope]),
};
