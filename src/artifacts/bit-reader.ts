/** Reads bits of a buffer, the most significant first. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #position: number;

  /** Begins at bit `position` of the buffer. */
  constructor(bytes: Uint8Array, position: number) {
    this.#bytes = bytes;
    this.#position = position;
  }

  /** Bits from the beginning of the buffer. */
  get position(): number {
    return this.#position;
  }

  /** The next 0 to 32 bits as a number without sign; throws behind the end. */
  read(count: number): number {
    let value = 0;
    let wanted = count;
    while (wanted > 0) {
      const byte = this.#bytes[this.#position >>> 3];
      if (byte === undefined) throw new Error('The stream ends in the middle.');
      const available = 8 - (this.#position & 7);
      const taken = Math.min(wanted, available);
      value = (value << taken) | ((byte >>> (available - taken)) & ((1 << taken) - 1));
      this.#position += taken;
      wanted -= taken;
    }
    return value >>> 0;
  }
}
