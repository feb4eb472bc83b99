/** The upstreams: sandboxes whose time stands still, behind replays of them. A process of its own; argument: its setup. */
import { createLogger } from '../../src/observability/logger.js';
import { createManualClock } from '../../src/sandbox/core/clock.js';
import { SANDBOX_ORGANIZATION_ID, SANDBOX_SECRET_KEY } from '../../src/sandbox/datature-vi/credentials.js';
import { PICTOGRAPH_BASE_PATH, SANDBOX_PICTOGRAPH_KEY } from '../../src/sandbox/pictograph/server.js';
import { startSandbox } from '../../src/sandbox/start-sandbox.js';
import {
  OBJECT_BYTES,
  type FromUpstream,
  type ProviderPlace,
  type UpstreamOrder,
  type UpstreamSetup,
} from './messages.js';
import { startReplay, type ReplayState } from './replay.js';

/** All data follow from it, so that every run of the bench has the same. */
const START_MS = Date.UTC(2026, 0, 15);

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- given by main.ts
const setup = JSON.parse(process.argv[2] ?? '{}') as UpstreamSetup;
const state: ReplayState = { latencyMs: 0, isVolatile: false, calls: 0 };

async function startPair(index: number): Promise<readonly ProviderPlace[]> {
  const { origins } = await startSandbox({
    log: createLogger('silent', (line) => line),
    size: setup.size,
    seed: index + 1,
    startMs: START_MS,
    clock: createManualClock(START_MS),
  });
  const suffix = index === 0 ? '' : `-${index + 1}`;
  return [
    {
      name: `registry${suffix}`,
      type: 'pictograph',
      origin: await startReplay(origins.registry, state, withFiles),
      path: PICTOGRAPH_BASE_PATH,
      headers: { 'x-api-key': SANDBOX_PICTOGRAPH_KEY },
      storageOrigins: setup.objectsOrigin === undefined ? [] : [setup.objectsOrigin],
    },
    {
      name: `runs${suffix}`,
      type: 'datature-vi',
      origin: await startReplay(origins.runs, state),
      path: `/workspaces/${SANDBOX_ORGANIZATION_ID}/runs`,
      headers: {
        authorization: `Bearer ${SANDBOX_SECRET_KEY}`,
        'organization-id': SANDBOX_ORGANIZATION_ID,
      },
      storageOrigins: [],
    },
  ];
}

/** Where there is an object store, each of the sandbox's files is said to lie in it and to be large. */
function withFiles(target: string, body: string): string {
  const { objectsOrigin } = setup;
  if (objectsOrigin === undefined) return body;
  if (target.endsWith('/files')) return body.replaceAll(/(?<="size_bytes":)\d+/gu, String(OBJECT_BYTES));
  const url = `${objectsOrigin}/${encodeURIComponent(target)}`;
  return body.replaceAll(/(?<="download_url":)"[^"]*"/gu, JSON.stringify(url));
}

function report(message: FromUpstream): void {
  process.send?.(message);
}

process.on('message', ({ latencyMs, isVolatile }: UpstreamOrder) => {
  report({ type: 'ordered', calls: state.calls });
  Object.assign(state, { latencyMs, isVolatile, calls: 0 });
});
process.once('disconnect', () => process.exit());

const pairs = await Promise.all(Array.from({ length: setup.sandboxes }, (_, index) => startPair(index)));
report({ type: 'listening', providers: pairs.flat() });
