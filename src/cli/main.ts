#!/usr/bin/env node
import { Command } from 'commander';
import { loadKeyFilePath, readEnvironment } from '../config/load.js';
import { isGatewayError } from '../errors/gateway-error.js';
import { addKeyCommands } from './key-commands.js';

const program = new Command('modelgate').description('Looks after a Modelgate installation.');

addKeyCommands(program, {
  keyFile: () => loadKeyFilePath(readEnvironment()),
  print: (text) => void process.stdout.write(`${text}\n`),
});

try {
  await program.parseAsync();
} catch (error) {
  // What a person can mend is for him to read; a stack would only hide it.
  process.stderr.write(`${isGatewayError(error) ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
