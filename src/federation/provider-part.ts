import { credentialKey } from '../domain/credential-key.js';
import type { GatewayError } from '../errors/gateway-error.js';
import { toProblem, type ProviderProblemRecord } from '../errors/provider-problem.js';
import type { CallOptions, Listing } from '../providers/provider.js';
import type { Position, ResumeHint } from './cursor.js';
import { DisorderedListing, ListingStream } from './listing-stream.js';
import { describeLosses, toGatewayError } from './partial-failure.js';
import type { ListedRecord, Selection } from './selection.js';
import type { Sequence } from './sequence.js';
import type { Snapshots } from './snapshot.js';
import { SnapshotSequence } from './snapshot-sequence.js';
import type { SortKey } from './sort-key.js';

/** What the parts of one answer have in common. */
export interface AnswerContext<T extends ListedRecord> {
  readonly position: Position | null;
  readonly first: number;
  readonly maxDrain: number;
  readonly snapshots: Snapshots<T>;
  /** Ends with the answer's time limit. */
  readonly call: CallOptions;
}

interface Source<T> {
  readonly listing: Listing<T>;
  sequence: Sequence<T>;
}

/** What one provider gives to one answer: all of its listings, or nothing. */
export class ProviderPart<T extends ListedRecord> {
  failure: GatewayError | null = null;
  readonly #selection: Selection<T>;
  readonly #context: AnswerContext<T>;
  readonly #sources: readonly Source<T>[];

  constructor(selection: Selection<T>, context: AnswerContext<T>) {
    this.#selection = selection;
    this.#context = context;
    this.#sources = this.#open();
  }

  get sequences(): readonly Sequence<T>[] {
    return this.#sources.map(({ sequence }) => sequence);
  }

  get isReading(): boolean {
    return this.sequences.some((sequence) => sequence.isReading);
  }

  /** Draws the consequences of what its sequences have met. False when there are none. */
  settle(): boolean {
    const failing = this.#sources.filter(({ sequence }) => sequence.failure !== null);
    for (const source of failing) {
      const { failure } = source.sequence;
      if (failure instanceof DisorderedListing) {
        // From now on it is known to be out of order, and read in another way.
        this.#context.call.reads?.exclude();
        source.sequence = this.#drained(source.listing);
      } else this.#fail(failure);
    }
    return failing.length > 0;
  }

  /** Where this provider is read on behind `key`. What was not read keeps the hint that it came with. */
  hintsAt(key: SortKey): readonly ResumeHint[] {
    const { provider } = this.#selection;
    if (this.failure !== null) {
      return this.#context.position?.hints.filter((hint) => hint.provider === provider) ?? [];
    }
    return this.#sources.flatMap(({ listing, sequence }) => {
      const token = sequence.resumeToken(key.value);
      return token === null ? [] : [{ provider, listing: this.#hintKey(listing), token }];
    });
  }

  get problems(): readonly ProviderProblemRecord[] {
    const { provider } = this.#selection;
    if (this.failure !== null) return [toProblem(this.failure, provider)];
    return describeLosses(
      provider,
      this.sequences.map(({ losses }) => losses),
      this.#context.maxDrain,
    );
  }

  /** Number of all matches; null where it is not known without reading more. */
  get total(): number | null {
    if (this.failure !== null || this.problems.length > 0) return null;
    const everything = this.sequences.map((sequence) => sequence.everything);
    if (everything.every((places) => places !== null)) {
      return new Set(everything.flatMap((places) => places.map(({ ref }) => ref))).size;
    }
    // Two listings may share records, so that their announced sizes do not add up.
    const [only, ...others] = this.sequences;
    return only === undefined || others.length > 0 || !this.#selection.isUnconditional
      ? null
      : only.announcedTotal;
  }

  #open(): readonly Source<T>[] {
    try {
      return this.#selection.listings().map((listing) => ({ listing, sequence: this.#sequence(listing) }));
    } catch (error) {
      this.#fail(error);
      return [];
    }
  }

  #sequence(listing: Listing<T>): Sequence<T> {
    const { position, first, maxDrain, snapshots, call } = this.#context;
    // An ordered listing has a snapshot only after it was caught out of order.
    if (!listing.ordered || snapshots.has(this.#selection, listing, call)) return this.#drained(listing);
    const hint = position?.hints.find(
      (candidate) =>
        candidate.provider === this.#selection.provider && candidate.listing === this.#hintKey(listing),
    );
    const range = { after: position?.key ?? null, token: hint?.token ?? null, first, maxRecords: maxDrain };
    return new ListingStream(listing, this.#selection, range, call);
  }

  /** A provider's page tokens are of use only with the credential that they were given to. */
  #hintKey(listing: Listing<T>): string {
    const credential = credentialKey(this.#context.call, this.#selection.provider);
    return credential === '' ? listing.key : `${listing.key} ${credential}`;
  }

  #drained(listing: Listing<T>): Sequence<T> {
    const { position, snapshots, call } = this.#context;
    const load = () => snapshots.view(this.#selection, listing, call);
    return new SnapshotSequence(load, position?.key ?? null, this.#selection.direction, call.signal);
  }

  #fail(error: unknown): void {
    const { provider } = this.#selection;
    this.failure ??= toGatewayError(error, provider);
    this.#context.call.log.warn(
      { provider, code: this.failure.code, err: error },
      'A provider is left out of a list',
    );
  }
}
