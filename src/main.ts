import { readEnvironment } from './config/load.js';
import { isGatewayError } from './errors/gateway-error.js';
import { serve } from './serve.js';

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());

try {
  await serve({
    environment: readEnvironment(),
    print: (text) => void process.stdout.write(text),
    signal: stopping.signal,
  });
} catch (error) {
  // A mistake in the configuration is the operator's to read; a stack would only hide it.
  const text = isGatewayError(error) ? error.message : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
