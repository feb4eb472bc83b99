import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createLogger } from '../observability/logger.js';
import { faultSchema } from './core/fault-schema.js';
import { SANDBOX_SERVERS } from './core/types.js';
import { startSandbox } from './start-sandbox.js';

const USAGE = `Usage: npm run sandbox -- [options]
  --size <n>            models (or runs) of each provider, 1 to 10000 (default 60)
  --seed <n>            another seed, another data set (default 1)
  --port <n>            first of ${SANDBOX_SERVERS.length} ports in a row: ${SANDBOX_SERVERS.join(', ')}; 0: any free ones (default 4810)
  --host <address>      interface to listen on (default 127.0.0.1)
  --public-host <name>  host name in URLs, where clients reach it by another name (default: --host)
  --fault <json>        a fault in force from the start, as the admin route takes it; may be given several times
  --help
`;

const flagsSchema = z.object({
  size: z.coerce.number().int().min(1).max(10_000).default(60),
  seed: z.coerce.number().int().default(1),
  port: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535 - SANDBOX_SERVERS.length)
    .default(4810),
  host: z.string().min(1).default('127.0.0.1'),
  'public-host': z.string().min(1).optional(),
  fault: z.array(z.string().transform(parseJson).pipe(faultSchema)).default([]),
});

function parseJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('not JSON');
    return z.NEVER;
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      size: { type: 'string' },
      seed: { type: 'string' },
      port: { type: 'string' },
      host: { type: 'string' },
      'public-host': { type: 'string' },
      fault: { type: 'string', multiple: true },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    process.stdout.write(USAGE);
    return;
  }
  const { size, seed, port, host, 'public-host': publicHost = host, fault } = flagsSchema.parse(values);
  const ports = Object.fromEntries(
    SANDBOX_SERVERS.map((name, index) => [name, port === 0 ? 0 : port + index]),
  );
  const log = createLogger('warn', (line) => line);
  const sandbox = await startSandbox({
    log,
    size,
    seed,
    ports,
    address: { host, publicHost },
    initialFaults: fault,
  });
  for (const name of SANDBOX_SERVERS) process.stdout.write(`${name.padEnd(8)} ${sandbox.origins[name]}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close());
}

try {
  await main();
} catch (error) {
  const message = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
  process.stderr.write(`${message}\n\n${USAGE}`);
  process.exitCode = 1;
}
