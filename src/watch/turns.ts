/** What a replica saw of a thing that several of them watch; null: it is gone. */
export interface Sighting {
  readonly value: unknown;
}

/** Whether a replica may read a thing, and if not, when to ask again. */
export type Claim = { readonly isMine: true } | { readonly isMine: false; readonly againMs: number };

/** One thing that this replica watches, perhaps with others. */
export interface Turn {
  /** Asks to be the one who reads; if so, nobody else does for `holdMs`. Never fails: who can ask nobody reads himself. */
  claim(holdMs: number): Promise<Claim>;
  /** Shows the others what was read. */
  show(sighting: Sighting): void;
  /** Nobody watches here any more: another replica may read at once. */
  leave(): void;
}

/** What a replica hears of a thing that it watches. */
export interface TurnListener {
  /** Another replica has read it. */
  saw(sighting: Sighting): void;
  /** Whoever read it has left. */
  isFree(): void;
}

/** Has each thing read by one of the replicas that watch it. */
export interface Turns {
  join(name: string, listener: TurnListener): Turn;
}
