import * as z from 'zod';
import { FAULTY_SERVERS, type Fault } from './types.js';

const base = {
  server: z.enum(FAULTY_SERVERS),
  match: z.string().refine(isPattern, 'not a regular expression').exactOptional(),
  times: z.int().positive().exactOptional(),
};
const bytes = z.int().nonnegative();
const status = z.int().min(200).max(599);
const plain = <K extends Fault['kind']>(kind: K) => z.strictObject({ ...base, kind: z.literal(kind) });

/** A fault as JSON; the parameters of each kind are those of {@link Fault}. */
export const faultSchema: z.ZodType<Fault> = z.discriminatedUnion('kind', [
  plain('latency').extend({ ms: z.number().nonnegative() }),
  plain('hang'),
  plain('drop'),
  plain('status').extend({
    status,
    headers: z.record(z.string(), z.string()).exactOptional(),
    body: z.string().exactOptional(),
  }),
  plain('malformed-json'),
  plain('tamper').extend({ pointer: z.string().regex(/^(\/|$)/u), value: z.json() }),
  plain('cut').extend({ afterBytes: bytes }),
  plain('wrong-length').extend({ delta: z.int() }),
  plain('corrupt').extend({ atByte: bytes }),
  plain('stall').extend({ afterBytes: bytes }),
  plain('change-etag'),
  plain('expire-url'),
  plain('ignore-range'),
  plain('slow-body').extend({ bytesPerSecond: z.number().positive() }),
  plain('endless-paging'),
  plain('freeze-progress'),
  plain('refuse-upgrade').extend({ status: status.nullable() }),
  plain('fail-download'),
]);

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}
