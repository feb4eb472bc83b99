import { stat } from 'node:fs/promises';
import { readKeyFile } from '../auth/key-file.js';
import { stateOf } from '../auth/key.js';
import type { GatewayConfig } from '../config/schema.js';
import { isGatewayError } from '../errors/gateway-error.js';
import { fine, type Finding } from './finding.js';

/** How long before its end a key is worth a word. */
const SOON_MS = 14 * 86_400_000;
/** Bits of a file's mode that let others than its owner read or change it. */
const OTHERS = 0o077;

/** Who may call the gateway: its key file and its tokens. */
export async function checkKeys({ keyFile, auth }: GatewayConfig): Promise<readonly Finding[]> {
  try {
    const keys = await readKeyFile(keyFile);
    if (keys === null) return [fine('keys', withoutKeys(auth !== null))];
    const active = keys.filter((key) => stateOf(key) === 'active');
    const ending = active.filter(
      ({ expiresAt }) => expiresAt !== null && expiresAt.getTime() < Date.now() + SOON_MS,
    );
    return [
      fine('keys', `${active.length} of ${keys.length} keys can be used.`),
      ...(await checkMode(keyFile)),
      ...ending.map(({ id, name, expiresAt }): Finding => ({
        subject: 'keys',
        name: id,
        verdict: 'warning',
        message: `Key ${id} (${name}) ends on ${expiresAt?.toISOString().slice(0, 10)}.`,
        fix: 'Make its successor with `modelgate keys create` and hand that out.',
      })),
    ];
  } catch (error) {
    if (!isGatewayError(error)) throw error;
    return [
      {
        subject: 'keys',
        name: null,
        verdict: 'broken',
        message: error.message,
        fix: `Give the gateway's user ${keyFile}, or restore it from a copy.`,
      },
    ];
  }
}

function withoutKeys(hasTokens: boolean): string {
  return hasTokens
    ? 'There are no API keys; callers need a token.'
    : 'There are no API keys: the gateway is open to whoever reaches its address.';
}

async function checkMode(path: string): Promise<readonly Finding[]> {
  const { mode } = await stat(path);
  if ((mode & OTHERS) === 0) return [];
  return [
    {
      subject: 'keys',
      name: null,
      verdict: 'warning',
      message: `Other users of this machine can open ${path}.`,
      fix: `chmod 600 ${path}`,
    },
  ];
}
