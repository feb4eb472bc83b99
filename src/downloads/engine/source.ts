/** A URL fresh from the owner. */
export interface Location {
  readonly url: string;
  /** Of the URL; what connections to a host are counted by. */
  readonly origin: string;
  /** Milliseconds since 1970; null where it is not said. */
  readonly expiresAtMs: number | null;
}

/** A URL that expires this soon is not used for a new connection. */
const EXPIRY_MARGIN_MS = 5_000;

/** Where the bytes are: asked for late, shared by all connections of one transfer, asked for again when it is of no more use. */
export class Source {
  readonly #locate: () => Promise<Omit<Location, 'origin'>>;
  #location: Location | null = null;
  /** Whether nobody has been given the present location yet. */
  #isUnused = false;

  constructor(locate: () => Promise<Omit<Location, 'origin'>>) {
    this.#locate = locate;
  }

  /** Of the present location; null when there is none. */
  get origin(): string | null {
    return this.#location?.origin ?? null;
  }

  /** The present location; null when a fresh one is needed. `nowMs`: since 1970. */
  current(nowMs: number): Location | null {
    const expiresAtMs = this.#location?.expiresAtMs ?? null;
    if (this.#isUnused) {
      this.#isUnused = false;
      return this.#location;
    }
    return expiresAtMs !== null && expiresAtMs - nowMs < EXPIRY_MARGIN_MS ? null : this.#location;
  }

  /** Asks the owner. One that expires at once is used all the same: its host judges. */
  async refresh(): Promise<Location> {
    const { url, expiresAtMs } = await this.#locate();
    const origin = URL.canParse(url) ? new URL(url).origin : '';
    this.#location = { url, origin, expiresAtMs };
    this.#isUnused = true;
    return this.#location;
  }

  /** The storage host refused this location. False when a fresher one is there already. */
  refuse(location: Location): boolean {
    if (this.#location !== location) return false;
    this.#location = null;
    return true;
  }
}
