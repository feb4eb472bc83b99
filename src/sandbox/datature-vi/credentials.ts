/*
 * What the sandbox's run store accepts. Neither is a secret: they open made-up data on this machine and nothing else.
 */

/** A key of the right form: `dtvi_` and 98 characters (contract §1). */
export const SANDBOX_SECRET_KEY = `dtvi_${'sandbox'.repeat(14)}`;

export const SANDBOX_ORGANIZATION_ID = '0c5f6c1e-7a31-4b0e-9d55-2f5f0a6d1b77';
