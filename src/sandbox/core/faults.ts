import type { Fault, FaultBoard, FaultKind } from './types.js';

/**
 * What each kind of fault does. Faults that a server has no use for stay unused.
 * The first group is applied by the frame of every server, the second to every body, the third by the storage host,
 * the last by the provider servers themselves.
 */
export const FAULT_DESCRIPTIONS = {
  latency: 'Waits `ms` (real time) before the request is handled.',
  hang: 'Takes the request and never answers.',
  drop: 'Closes the connection without an answer.',
  status: 'Answers with `status`, `headers` and `body` instead of handling the request.',
  'refuse-upgrade': 'Answers a WebSocket upgrade with `status`; null: closes the connection.',

  'malformed-json': 'Cuts a JSON answer in half, with a fitting Content-Length.',
  tamper: 'Sets the value at the JSON pointer `pointer` of a JSON answer; `-` appends to an array.',
  cut: 'Closes the connection after `afterBytes` bytes of the body.',
  'wrong-length': 'Announces a Content-Length that is off by `delta`; never sends more than announced.',
  corrupt: 'Inverts byte `atByte` of the whole body or stored object, also when a range of it is sent.',
  stall: 'Sends `afterBytes` bytes of the body, then nothing, and keeps the connection open.',
  'slow-body': 'Sends the body at `bytesPerSecond`.',

  'change-etag': 'Gives the object another ETag in every answer, as if it had been replaced just now.',
  'expire-url': 'Answers as if the signed URL had expired.',
  'ignore-range': 'Answers a Range request with 200 and the whole object.',

  'endless-paging': 'Every page names a next one.',
  'freeze-progress': 'Progress of downloads and runs stands still.',
  'fail-download': 'A download fails on its way.',
} as const satisfies Record<FaultKind, string>;

interface Entry {
  readonly fault: Fault;
  readonly pattern: RegExp | null;
  remaining: number;
}

/** Makes an empty board. `add` throws a SyntaxError when `match` is not a regular expression. */
export function createFaultBoard(): FaultBoard {
  const entries = new Set<Entry>();
  return {
    add(fault) {
      const entry: Entry = {
        fault,
        pattern: fault.match === undefined ? null : new RegExp(fault.match, 'u'),
        remaining: fault.times ?? Infinity,
      };
      entries.add(entry);
      return () => void entries.delete(entry);
    },
    clear: () => entries.clear(),
    list: () => [...entries].map((entry) => entry.fault),
    take(server, kind, target) {
      for (const entry of entries) {
        const { fault } = entry;
        if (fault.server !== server || !isKind(fault, kind)) continue;
        if (entry.pattern !== null && !entry.pattern.test(target)) continue;
        entry.remaining -= 1;
        if (entry.remaining <= 0) entries.delete(entry);
        return fault;
      }
      return null;
    },
  };
}

function isKind<K extends FaultKind>(fault: Fault, kind: K): fault is Extract<Fault, { kind: K }> {
  return fault.kind === kind;
}
