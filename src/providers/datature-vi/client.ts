import { GatewayError } from '../../errors/gateway-error.js';
import { LIST, stateRead, type ReadSubject } from '../../http/read-subject.js';
import type { HttpClient } from '../../http/types.js';
import type { CallOptions } from '../provider.js';
import { protocolError } from './errors.js';
import { convertOnce } from '../convert-once.js';
import type { OutputKey } from './keys.js';
import { readItem, type Received } from '../received.js';
import {
  parseOutputs,
  parsePage,
  wireOutput,
  wireRun,
  type ReceivedPage,
  type WireOutput,
  type WireRun,
} from './wire.js';

/**
 * How many single reads of one batch are under way. There are no batch calls, so a page of runs can need as many calls
 * as it has runs (contract §12, trap 10); more at once would only wait for a connection and use up their time there.
 */
export const CONCURRENT_LOOKUPS = 8;

/** Which page of a listing is asked for. */
export interface PageRequest {
  /** Null for the first page. */
  readonly pageToken: string | null;
  /** The same for all pages of one listing (contract §7). */
  readonly pageSize: number;
}

/** Whether signed URLs are minted. It may cost the provider work on every item, so only where one is needed. */
export interface ContentsRequest {
  readonly contents: boolean;
}

/** The endpoints of one organization (contract §3). All ids must have passed `isResourceId`. */
export interface ViClient {
  /** Runs, newest first. */
  listRuns(request: PageRequest, call: CallOptions): Promise<ReceivedPage<WireRun>>;
  /** Null when there is no such run. */
  getRun(runId: string, call: CallOptions): Promise<Received<WireRun> | null>;
  /** Outputs of a run, in no order that could be relied on. Null when there is no such run. */
  listRunOutputs(
    runId: string,
    request: PageRequest & ContentsRequest,
    call: CallOptions,
  ): Promise<ReceivedPage<WireOutput> | null>;
  /** Null when there is no such run or output. */
  getRunOutput(
    key: OutputKey,
    request: ContentsRequest,
    call: CallOptions,
  ): Promise<Received<WireOutput> | null>;
  close(): Promise<void>;
}

type Query = readonly (readonly [name: string, value: string])[];

/** Makes the client of one organization. */
export function createViClient(provider: string, organizationId: string, http: HttpClient): ViClient {
  const runsPath = `/workspaces/${encodeURIComponent(organizationId)}/runs`;
  const toRuns = convertOnce((body) => parsePage(wireRun, body));
  const toRun = convertOnce((body) => readItem(wireRun, body));
  const toOutputs = convertOnce((body) => parsePage(wireOutput, body));
  const toOutput = convertOnce(parseOutputs);
  const runPath = (runId: string): string => `${runsPath}/${encodeURIComponent(runId)}`;

  /** The body of a success; null when there is no such thing. `reads`: null where the answer must not be kept. */
  async function get(
    path: string,
    query: Query,
    reads: ReadSubject | null,
    call: CallOptions,
  ): Promise<{ readonly body: unknown } | null> {
    const request = { method: 'GET', path, query } as const;
    const answer = await http.send(reads === null ? request : { ...request, reads }, call);
    return answer.status === 404 ? null : { body: answer.body };
  }

  return {
    async listRuns(request, call) {
      const answer = await get(runsPath, pageQuery(request), LIST, call);
      if (answer === null) throw unknownOrganization(provider);
      return expect(toRuns(answer.body), 'a page of runs');
    },

    async getRun(runId, call) {
      const answer = await get(runPath(runId), [], stateRead(runId), call);
      return answer && expect(toRun(answer.body), 'a run');
    },

    async listRunOutputs(runId, request, call) {
      const query = [...outputQuery(request), ...pageQuery(request)];
      const answer = await get(`${runPath(runId)}/outputs`, query, outputRead(runId, request), call);
      return answer && expect(toOutputs(answer.body), 'a page of run outputs');
    },

    async getRunOutput({ runId, runOutputId }, request, call) {
      const path = `${runPath(runId)}/outputs/${encodeURIComponent(runOutputId)}`;
      const answer = await get(path, outputQuery(request), outputRead(runId, request), call);
      if (answer === null) return null;
      const { items, rejected } = expect(toOutput(answer.body), 'a run output');
      const found = items.find(({ fields }) => fields.runOutputId === runOutputId);
      if (found === undefined && rejected > 0) throw protocolError(provider, 'a run output');
      return found ?? null;
    },

    close: () => http.close(),
  };

  function expect<Value>(value: Value | null, what: string): Value {
    if (value === null) throw protocolError(provider, what);
    return value;
  }
}

function pageQuery({ pageToken, pageSize }: PageRequest): Query {
  const size = ['pageSize', String(pageSize)] as const;
  return pageToken === null ? [size] : [size, ['pageToken', pageToken]];
}

/** The SDK sends `intent` with every call for outputs; what happens without it is unknown (contract §3). */
function outputQuery({ contents }: ContentsRequest): Query {
  const intent = ['intent', 'sdkLocalDeploy'] as const;
  return contents ? [intent, ['contents', 'y']] : [intent];
}

/** With contents come signed URLs. */
function outputRead(runId: string, { contents }: ContentsRequest): ReadSubject | null {
  return contents ? null : stateRead(runId);
}

function unknownOrganization(provider: string): GatewayError {
  return new GatewayError(
    'PROVIDER_REJECTED',
    'Datature Vi does not know the organization of this provider. Check organizationId in its configuration.',
    { provider },
  );
}
