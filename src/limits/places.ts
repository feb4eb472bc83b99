/** How many places each holder may have at the same time, such as connections. */
export class Places {
  readonly #maximum: number;
  readonly #taken = new Map<string, number>();

  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  /** Takes a place; null when the holder has all of his. The result gives it back and may be called again. */
  take(holder: string): (() => void) | null {
    const taken = this.#taken.get(holder) ?? 0;
    if (taken >= this.#maximum) return null;
    this.#taken.set(holder, taken + 1);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      const left = (this.#taken.get(holder) ?? 1) - 1;
      if (left === 0) this.#taken.delete(holder);
      else this.#taken.set(holder, left);
    };
  }
}
