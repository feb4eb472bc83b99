import type { Command } from 'commander';
import * as z from 'zod';
import { Secret } from '../config/secret.js';
import type { ClientSettings } from '../config/client-schema.js';
import { loadClientSettings } from '../config/load.js';
import { EXIT_CODES, type ExitCode } from './exit-codes.js';
import { createOutput, type Output } from './output.js';
import type { Surroundings } from './surroundings.js';

const globalOptionsSchema = z.object({
  url: z.string().optional(),
  key: z
    .string()
    .transform((text) => new Secret(text))
    .optional(),
  json: z.boolean().default(false),
  color: z.boolean(),
});

/** What every command of one run has. */
export interface CommandContext extends Surroundings {
  /** Where results go, as the global options want it. */
  readonly output: Output;
  /** Which gateway the global options and variables name. Throws CONFIGURATION. */
  readonly endpoint: ClientSettings;
  /** Whether they name one; else it is the one that `serve` starts without options. */
  readonly namesEndpoint: boolean;
  /** What the run answers when nothing fails; 0 unless a command says otherwise. */
  exitCode: ExitCode;
}

/** The context of a run of `program`; its members are read in actions, when the options are known. */
export function createContext(program: Command, surroundings: Surroundings): CommandContext {
  let output: Output | undefined;
  const options = () => globalOptionsSchema.parse(program.opts());
  return {
    ...surroundings,
    get output() {
      return (output ??= createOutput(surroundings, options()));
    },
    get endpoint() {
      const { url, key } = options();
      const variables = url === undefined ? {} : { MODELGATE_URL: url };
      const settings = loadClientSettings({ ...surroundings.environment, ...variables });
      return { url: settings.url, key: key ?? settings.key };
    },
    get namesEndpoint() {
      return (options().url ?? surroundings.environment['MODELGATE_URL'] ?? '') !== '';
    },
    exitCode: EXIT_CODES.ok,
  };
}
