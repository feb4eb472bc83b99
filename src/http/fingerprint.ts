import { createHmac } from 'node:crypto';
import type { Secret } from '../config/secret.js';

/**
 * Tells credentials apart without telling what they are: the same headers give the same text under the same key, whatever
 * the case and order of their names.
 */
export function fingerprintOf(credentials: Readonly<Record<string, Secret>>, key: Buffer): string {
  const headers = Object.entries(credentials)
    .map(([name, secret]) => [name.toLowerCase(), secret.open()])
    .toSorted(([left = ''], [right = '']) => (left < right ? -1 : 1));
  return createHmac('sha256', key).update(JSON.stringify(headers)).digest('base64url');
}
