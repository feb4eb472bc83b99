/** What a caller may do. `admin` includes nothing else: a key for administration is not a key for reading. */
export const SCOPES = ['read', 'download', 'operate', 'write', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** Who asks, as far as the gateway could establish it. */
export interface Caller {
  /**
   * Stable and unique: what limits, ownership and log lines go by. `local` where nobody has to say who he is, else
   * `key:<id>` or `jwt:<issuer>|<subject>`. Not a secret.
   */
  readonly id: string;
  /** For people: the key's name or the token's subject. */
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Configured names of the providers that exist for this caller; null: all. */
  readonly providers: ReadonlySet<string> | null;
  /** When the credential ends; null: never. */
  readonly expiresAt: Date | null;
}

/** Everybody, on a gateway without authentication. */
export const LOCAL_CALLER: Caller = {
  id: 'local',
  name: 'local',
  scopes: new Set(SCOPES),
  providers: null,
  expiresAt: null,
};

/** Whether a provider exists for a caller. */
export function maySee(caller: Caller, provider: string): boolean {
  return caller.providers === null || caller.providers.has(provider);
}
