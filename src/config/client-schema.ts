import * as z from 'zod';
import { Secret } from './secret.js';
import { optionalSetting, setting, text } from './setting.js';

/** Address of a gateway's GraphQL endpoint. */
const endpoint = {
  expected: 'an http or https URL',
  schema: z.url({ protocol: /^https?$/u }),
};

/** Environment variables that only commands read, to find a running gateway. */
export const clientEnvironmentSchema = z.object({
  MODELGATE_URL: setting(
    endpoint,
    'http://127.0.0.1:4000/graphql',
    'Gateway that commands talk to: the address of its GraphQL endpoint.',
    'https://models.example.com/graphql',
  ),
  MODELGATE_KEY: optionalSetting(
    { ...text('an API key or token'), schema: z.string().transform((value) => new Secret(value)) },
    'Credential that commands send to it. Safer than `--key`, which other users of the machine can see.',
    'mgk_0123456789ab_...',
  ),
});

/** Where commands find a gateway, and what they show it. */
export interface ClientSettings {
  readonly url: string;
  /** Null: none. */
  readonly key: Secret | null;
}

/** Names of the variables, in the order of the documents. */
export const CLIENT_VARIABLES = clientEnvironmentSchema.keyof().options;
