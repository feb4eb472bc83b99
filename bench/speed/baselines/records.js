/** What both kinds of providers' records have in common. */

/** The id of a thing: its type, provider and native key. */
export function toGlobalId(type, provider, nativeId) {
  return Buffer.from(JSON.stringify([type, provider, nativeId])).toString('base64url');
}

/** `[type, provider, nativeId]`. */
export function parseGlobalId(id) {
  return JSON.parse(Buffer.from(id, 'base64url').toString());
}

/** Newest first; equal ones by their refs. */
export function newestFirst(one, other) {
  if (one.createdAt !== other.createdAt) return one.createdAt < other.createdAt ? 1 : -1;
  return one.ref < other.ref ? -1 : 1;
}

/** From a text or milliseconds. */
export function toIso(time) {
  return time === null ? null : new Date(time).toISOString();
}
