import type { SandboxAnswer, SandboxRequest } from '../core/types.js';
import { integerParameter } from './answers.js';
import type { PlayedServer } from './played-server.js';

/** Largest `limit` of each generation; more is cut down without a word (contract §2). */
const LIMIT_CAPS = { B: 500, C: 100 } as const;

/** One page of rows by `limit` and `offset`. The older server sends no `pagination` with runs. */
export function listAnswer<Row>(
  { generation, faults }: PlayedServer,
  request: SandboxRequest,
  list: { readonly rows: readonly Row[]; readonly isBare?: boolean; render(row: Row): object },
): SandboxAnswer {
  const limit = integerParameter(request, 'limit', { fallback: 50, min: 1, max: LIMIT_CAPS[generation] });
  const offset = integerParameter(request, 'offset', { fallback: 0, min: 0, max: Number.MAX_SAFE_INTEGER });
  const { rows } = list;
  const isEndless = faults.take('registry', 'endless-paging', `${request.path}?${request.rawQuery}`) !== null;
  const start = isEndless && rows.length > 0 ? offset % rows.length : offset;
  const data = rows.slice(start, start + limit).map((row) => list.render(row));
  if (list.isBare === true) return { status: 200, json: { data } };
  const hasMore = isEndless || start + data.length < rows.length;
  const pagination = { limit, offset, total: rows.length, has_more: hasMore };
  return { status: 200, json: { data, pagination } };
}
