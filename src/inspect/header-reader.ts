import { setImmediate } from 'node:timers/promises';
import { GatewayError } from '../errors/gateway-error.js';
import type { ByteSource } from './byte-source.js';
import { invalidFile } from './invalid-file.js';

/** Read at first and behind every gap; each read that goes on where the last one ended takes twice as much. */
const FIRST_READ_BYTES = 64 * 2 ** 10;
const LARGEST_READ_BYTES = 2 ** 20;
/** After so many looks others get their turn: a header may hold millions of small things. */
const LOOKS_PER_TURN = 2_000;

/** What one inspection may cost. */
export interface InspectionLimits {
  readonly maxBytes: number;
  /** Each is a request where the source is a web server. */
  readonly maxReads: number;
  /** Things looked at, however small. */
  readonly maxLooks: number;
}

/** Reads a header here and there with few reads of its source, and within limits. */
export class HeaderReader {
  readonly #source: ByteSource;
  readonly #limits: InspectionLimits;
  #window: { readonly start: number; readonly bytes: Buffer } = { start: 0, bytes: Buffer.alloc(0) };
  #nextReadBytes = FIRST_READ_BYTES;
  #bytes = 0;
  #reads = 0;
  #looks = 0;

  constructor(source: ByteSource, limits: InspectionLimits) {
    this.#source = source;
    this.#limits = limits;
  }

  /** Null where the source does not say. */
  get sizeBytes(): number | null {
    return this.#source.sizeBytes;
  }

  /** Exactly `length` bytes. Throws FILE_INVALID where the file ends before, UNSUPPORTED when the limits are used up. */
  async at(offset: number, length: number): Promise<Buffer> {
    const bytes = await this.upTo(offset, length);
    if (bytes.length < length) throw invalidFile('it ends in the middle of its header');
    return bytes;
  }

  /** The same, and fewer bytes at the end of the file. */
  async upTo(offset: number, length: number): Promise<Buffer> {
    this.#looks += 1;
    if (this.#looks > this.#limits.maxLooks) throw headerTooLarge();
    if (this.#looks % LOOKS_PER_TURN === 0) await setImmediate();
    while (!this.#holds(offset, length)) {
      if (!(await this.#extend(offset, length))) break;
    }
    const from = offset - this.#window.start;
    return from < 0 ? Buffer.alloc(0) : this.#window.bytes.subarray(from, from + length);
  }

  /** What is here from `offset` on without another read; may be nothing. */
  ready(offset: number): Buffer {
    return this.#holds(offset, 0)
      ? this.#window.bytes.subarray(offset - this.#window.start)
      : Buffer.alloc(0);
  }

  #holds(offset: number, length: number): boolean {
    const { start, bytes } = this.#window;
    return offset >= start && offset + length <= start + bytes.length;
  }

  /** Reads on behind the window, or begins a new one at `offset`. False at the end of the file. */
  async #extend(offset: number, length: number): Promise<boolean> {
    const { start, bytes } = this.#window;
    const isFollowing = offset >= start && offset <= start + bytes.length;
    const kept = isFollowing ? bytes.subarray(offset - start) : Buffer.alloc(0);
    if (!isFollowing) this.#nextReadBytes = FIRST_READ_BYTES;
    const wanted = Math.max(length - kept.length, this.#nextReadBytes);
    const from = offset + kept.length;
    const size = this.#source.sizeBytes;
    if (size !== null && from >= size) return false;
    const allowed = Math.min(wanted, this.#limits.maxBytes - this.#bytes);
    if (length - kept.length > allowed || this.#reads === this.#limits.maxReads) throw headerTooLarge();
    const more = await this.#source.read(from, allowed);
    this.#reads += 1;
    this.#bytes += more.length;
    this.#nextReadBytes = Math.min(this.#nextReadBytes * 2, LARGEST_READ_BYTES);
    this.#window = { start: offset, bytes: Buffer.concat([kept, more]) };
    return more.length > 0;
  }
}

/** The header is sound as far as it was read, but longer than an inspection may cost. */
export function headerTooLarge(): GatewayError {
  return new GatewayError(
    'UNSUPPORTED',
    'The header of this file is too large to be read without downloading it. Download it and inspect the file.',
  );
}
