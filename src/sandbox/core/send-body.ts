import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Exchange } from './http-host.js';
import type { Fault, FaultBoard, FaultKind, SandboxServerName } from './types.js';

const CHUNK_BYTES = 64 * 1024;
const SLOW_CHUNKS_PER_SECOND = 20;

/** An answer's head and the bytes after it. */
export interface OutgoingBody {
  readonly status: number;
  /** Without Content-Length, which follows from `bytes`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
  /** Where `bytes` starts in the stored object; 0 where there is none. */
  readonly offset: number;
}

interface BodyFaults {
  readonly cutAfter: number;
  readonly stallAfter: number;
  readonly lengthDelta: number;
  readonly corruptAt: number;
  readonly bytesPerSecond: number;
}

/**
 * Sends an answer in chunks, waiting when the client reads slowly, with the faults cut, stall, wrong-length, corrupt
 * and slow-body. The answer to HEAD and an answer without a body use none of them up.
 */
export async function sendBody(
  exchange: Exchange,
  body: OutgoingBody,
  server: SandboxServerName,
  board: FaultBoard,
): Promise<void> {
  const { request, response } = exchange;
  const length = body.bytes.byteLength;
  exchange.record(body.status);
  const isBare = request.method === 'HEAD' || length === 0;
  if (isBare) {
    const lengthHeader = body.status === 204 ? {} : { 'content-length': String(length) };
    response.writeHead(body.status, { ...lengthHeader, ...body.headers }).end();
    return;
  }
  const faults = takeBodyFaults(server, exchange.target, board);
  const announced = Math.max(0, length + faults.lengthDelta);
  response.writeHead(body.status, {
    ...body.headers,
    'content-length': String(announced),
    ...(announced > length ? { connection: 'close' } : {}),
  });
  const whole = Math.min(length, announced);
  const end = Math.min(whole, faults.cutAfter, faults.stallAfter);
  await writeChunks(exchange, body, { ...faults, end });
  if (end === whole) response.end();
  else if (faults.cutAfter <= faults.stallAfter) response.socket?.destroySoon();
}

function takeBodyFaults(server: SandboxServerName, target: string, board: FaultBoard): BodyFaults {
  const take = <K extends FaultKind>(kind: K): Extract<Fault, { kind: K }> | null =>
    board.take(server, kind, target);
  return {
    cutAfter: take('cut')?.afterBytes ?? Infinity,
    stallAfter: take('stall')?.afterBytes ?? Infinity,
    lengthDelta: take('wrong-length')?.delta ?? 0,
    corruptAt: take('corrupt')?.atByte ?? -1,
    bytesPerSecond: take('slow-body')?.bytesPerSecond ?? Infinity,
  };
}

async function writeChunks(
  { response, signal }: Exchange,
  { bytes, offset }: OutgoingBody,
  plan: BodyFaults & { readonly end: number },
): Promise<void> {
  const isSlow = Number.isFinite(plan.bytesPerSecond);
  const step = isSlow ? Math.max(1, Math.floor(plan.bytesPerSecond / SLOW_CHUNKS_PER_SECOND)) : CHUNK_BYTES;
  response.flushHeaders();
  for (let position = 0; position < plan.end; position += step) {
    const chunk = bytes.subarray(position, Math.min(plan.end, position + step));
    const hasRoom = response.write(withCorruption(chunk, plan.corruptAt - offset - position));
    if (isSlow) await delay((chunk.byteLength / plan.bytesPerSecond) * 1000, undefined, { signal });
    else if (!hasRoom) await once(response, 'drain', { signal });
  }
}

/** The chunk with the byte at `index` inverted; a copy then, since the stored bytes stay sound. */
function withCorruption(chunk: Uint8Array, index: number): Uint8Array {
  const byte = chunk[index];
  if (byte === undefined) return chunk;
  const copy = Uint8Array.from(chunk);
  copy[index] = byte ^ 0xff;
  return copy;
}
