/** Hands each job to one of many processes, again when that one has gone away. */
export interface JobQueue {
  /** Puts a job at its place in the line, the smaller priority first; nothing happens when it is in there. */
  add(line: string, id: string, priority: number): Promise<void>;
  /** Gives a waiting job another place. Nothing happens when there is none. */
  move(line: string, id: string, priority: number): Promise<void>;
  /** Takes a waiting job out. Nothing happens when there is none, or when somebody has it. */
  remove(line: string, id: string): Promise<void>;
  /** The next job of a line, which is ours as long as it is extended; null: none, or as many are out as may be. */
  take(line: string): Promise<Job | null>;
  /** Keeps all jobs that are ours for longer. */
  extend(): Promise<void>;
  /** Stops to look after jobs whose process has gone away. */
  close(): Promise<void>;
}

/** A job that is ours. The methods do nothing when it is not any more. */
export interface Job {
  readonly id: string;
  /** It is done with. */
  done(): Promise<void>;
  /** Nobody gets it before so many milliseconds have passed. */
  postpone(forMs: number): Promise<void>;
  /** Somebody else may have it at once, before all others. */
  giveBack(): Promise<void>;
}
