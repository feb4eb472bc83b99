import { GatewayError } from '../../errors/gateway-error.js';
import { onFirstAbort } from '../../async/abort.js';
import { AdaptiveConnections } from './adaptive.js';
import { BytePace } from './byte-pace.js';
import { Connection, type Ending } from './connection.js';
import { cancelledError, restlessError, silenceError, storageFailure } from './failures.js';
import { ConnectionPool } from './connection-pool.js';
import { canContinue } from './judge-answer.js';
import type { Part } from './parts.js';
import { ProgressTeller } from './progress-teller.js';
import { Reception } from './reception.js';
import { RetryPolicy } from './retry-policy.js';
import { Source, type Location } from './source.js';
import type { TransferOwner, TransferTools } from './transfer-tools.js';
import type { TransferJob, TransferPhase, TransferredObject } from './types.js';

/** How often a transfer looks at its clocks. */
const TICK_MS = 50;
/** After so many times `stallAfterMs` without a byte over any connection the transfer fails. */
const STALLS_TO_FAIL = 4;

const CUT_IN_ONE_PIECE =
  'Bytes are missing, and the storage host can only send the object in one piece from its start.';

/** Brings one object to disk: decides which part comes next, over how many connections, and what to do about trouble. */
export class Transfer {
  readonly #job: TransferJob;
  readonly #tools: TransferTools;
  readonly #reception: Reception;
  readonly #source: Source;
  readonly #policy: RetryPolicy;
  readonly #adaptive: AdaptiveConnections;
  readonly #pace: BytePace;
  readonly #connections: ConnectionPool;
  readonly #teller: ProgressTeller;
  #settle: (error: unknown) => void = () => undefined;
  #isOver = false;
  /** Connections are not begun while the disk or the owner is asked. */
  #isBusy = false;
  #phase: TransferPhase = 'resolving';
  /** The host cannot be trusted with ranges, or they with the object. */
  #comesInOnePiece = false;
  #rangeTroubles = 0;
  #attempts = 1;
  #lastFailureAtMs = 0;
  /** On the clock of `performance.now()`. */
  #heldUntilMs = 0;
  #heardAtMs = performance.now();

  private constructor(job: TransferJob, tools: TransferTools, owner: TransferOwner, reception: Reception) {
    const nowMs = performance.now();
    const { receivedBytes } = reception.parts;
    this.#job = job;
    this.#tools = tools;
    this.#reception = reception;
    this.#source = new Source(() => owner.locate());
    this.#policy = new RetryPolicy(tools.tuning, receivedBytes);
    const { maxConnections, maxConnectionsPerHost, bytesPerSecond } = job.limits;
    this.#adaptive = new AdaptiveConnections(tools.tuning, maxConnections, nowMs, receivedBytes);
    this.#pace = new BytePace(bytesPerSecond, nowMs);
    this.#connections = new ConnectionPool(tools, maxConnectionsPerHost);
    this.#teller = new ProgressTeller(reception, job.expectedBytes, (progress) => owner.onProgress(progress));
  }

  /** Rejects as TransferEngine.transfer does. When it settles, no byte is written any more and the journal is on disk. */
  static async run(
    job: TransferJob,
    tools: TransferTools,
    owner: TransferOwner,
    signal: AbortSignal,
  ): Promise<TransferredObject> {
    const reception = await Reception.open(job, tools).catch((error: unknown) => {
      throw storageFailure(error);
    });
    try {
      return await new Transfer(job, tools, owner, reception).#run(signal);
    } finally {
      await reception.close();
    }
  }

  async #run(signal: AbortSignal): Promise<TransferredObject> {
    const over = new Promise<void>((resolve, reject) => {
      this.#settle = (error) => (error === null ? resolve() : reject(error));
    });
    let letGo = (): void => undefined;
    const cancelled = new Promise<never>((_resolve, reject) => {
      letGo = onFirstAbort([signal], () => {
        // Before the end, which would otherwise pass for that of an object which is all here.
        reject(cancelledError());
        this.#end(null);
      });
    });
    const clock = setInterval(() => this.#tick(), TICK_MS);
    try {
      this.#fill();
      await Promise.race([cancelled, over]);
      return await Promise.race([cancelled, this.#finish()]);
    } catch (error) {
      // What is on disk is worth keeping whatever ended the transfer; the first failure is the one to tell.
      await this.#reception.save().catch(() => undefined);
      throw error;
    } finally {
      clearInterval(clock);
      letGo();
    }
  }

  async #finish(): Promise<TransferredObject> {
    this.#phase = 'verifying';
    this.#tell();
    const object = await this.#reception.finish();
    this.#tell();
    return object;
  }

  /** Begins as many connections as are worth having and have something to bring. */
  #fill(): void {
    if (this.#isOver || this.#isBusy) return;
    const { parts, isChecked } = this.#reception;
    if (parts.isComplete) {
      this.#phase = 'verifying';
      if (isChecked) this.#end(null);
      return;
    }
    if (performance.now() < this.#heldUntil()) return;
    if (this.#mustStartOver()) {
      this.#restart(CUT_IN_ONE_PIECE);
      return;
    }
    const location = this.#source.current(Date.now());
    if (location === null) {
      this.#whileBusy(() => this.#source.refresh());
      return;
    }
    const wanted = this.#reception.identity === null || this.#comesInOnePiece ? 1 : this.#adaptive.target;
    while (this.#connections.size < wanted) {
      const part = this.#comesInOnePiece ? parts.claimAll() : parts.claim(wanted);
      if (part === null) return;
      void this.#bring(part, location);
    }
  }

  /** Whether what is on disk cannot be gone on with. */
  #mustStartOver(): boolean {
    const { identity } = this.#reception;
    if (identity === null || this.#connections.size > 0) return false;
    return this.#comesInOnePiece || !canContinue(identity, this.#job.hasExpectedDigest);
  }

  async #bring(part: Part, location: Location): Promise<void> {
    const { hasExpectedDigest, trustedOrigins } = this.#job;
    const plan = {
      part,
      isRanged: !this.#comesInOnePiece,
      hasExpectedDigest,
      trustedOrigins,
      onBytes: (bytes: number) => this.#noteBytes(bytes),
    };
    const connection = new Connection(plan, this.#reception);
    try {
      this.#handle(await this.#connections.run(connection, location), connection, location);
    } catch (error) {
      this.#end(error);
    }
    this.#fill();
  }

  #handle(ending: Ending, connection: Connection, location: Location): void {
    if (this.#isOver || ending.kind === 'left' || ending.kind === 'ended') return;
    this.#attempts += 1;
    switch (ending.kind) {
      case 'replaced':
        break;
      case 'refused':
        if (this.#source.refuse(location)) this.#policy.afterRefusal();
        break;
      case 'retry':
        this.#holdBack(ending.error, connection, location);
        break;
      case 'changed':
        this.#restart(ending.reason);
        break;
      case 'rangeless':
        this.#giveUpRanges(ending.reason, connection, location);
        break;
    }
  }

  #holdBack(error: GatewayError, connection: Connection, { origin }: Location): void {
    const { broughtBytes } = connection;
    // Connections that break together are one failure.
    if (!broughtBytes && connection.startedAtMs < this.#lastFailureAtMs) return;
    const nowMs = performance.now();
    this.#lastFailureAtMs = nowMs;
    if (!broughtBytes) this.#adaptive.backOff();
    this.#heldUntilMs = Math.max(this.#heldUntilMs, nowMs + this.#policy.afterFailure(error, broughtBytes));
    // What the host asks for concerns every transfer from it; the rest of the pause is this one's own.
    if (error.retryAfterMs !== undefined) this.#tools.hosts.holdBack(origin, nowMs + error.retryAfterMs);
  }

  /** On the clock of `performance.now()`. */
  #heldUntil(): number {
    const { origin } = this.#source;
    return Math.max(this.#heldUntilMs, origin === null ? 0 : this.#tools.hosts.heldUntilMs(origin));
  }

  /** Once may be an accident on the way, and starting over is dear; twice is how the host is. */
  #giveUpRanges(reason: string, connection: Connection, location: Location): void {
    this.#rangeTroubles += 1;
    const isCheap = this.#reception.parts.receivedBytes === 0;
    if (!isCheap && this.#rangeTroubles === 1) {
      const error = new GatewayError('PROVIDER_PROTOCOL', reason, { retryable: true });
      this.#holdBack(error, connection, location);
      return;
    }
    this.#comesInOnePiece = true;
    if (!isCheap) this.#restart(reason);
  }

  #restart(reason: string): void {
    // The bytes on disk are given up for good, so that coming as far again is no progress.
    this.#policy.noteProgress(this.#reception.parts.receivedBytes);
    this.#connections.leaveAll();
    if (!this.#policy.mayRestart()) {
      this.#end(restlessError(reason));
      return;
    }
    this.#whileBusy(() => this.#reception.restart(reason));
  }

  /** Nothing is begun until the step is through; its failure is the transfer's. */
  #whileBusy(step: () => Promise<unknown>): void {
    this.#isBusy = true;
    step()
      .then(
        () => this.#tell(),
        (error: unknown) => this.#end(error),
      )
      .finally(() => {
        this.#isBusy = false;
        this.#heardAtMs = performance.now();
        this.#fill();
      })
      .catch((error: unknown) => this.#end(error));
  }

  #noteBytes(bytes: number): number {
    const nowMs = performance.now();
    this.#heardAtMs = nowMs;
    this.#phase = 'transferring';
    this.#policy.noteProgress(this.#reception.parts.receivedBytes);
    return Math.max(this.#pace.take(bytes, nowMs), this.#tools.pace.take(bytes, nowMs));
  }

  #tick(): void {
    const nowMs = performance.now();
    this.#reception.keepUp(nowMs).catch((error: unknown) => this.#end(error));
    if (!this.#isOver) this.#watch(nowMs);
    if (this.#teller.isDue(nowMs)) this.#tell();
    this.#fill();
  }

  #watch(nowMs: number): void {
    const { stallAfterMs } = this.#job.limits;
    this.#adaptive.observe(nowMs, this.#reception.parts.receivedBytes);
    this.#connections.review(nowMs, stallAfterMs);
    // Silence counts only while somebody is asked to speak.
    if (this.#isBusy || this.#connections.openCount === 0) this.#heardAtMs = nowMs;
    const mostSilenceMs = stallAfterMs * STALLS_TO_FAIL;
    if (nowMs - this.#heardAtMs >= mostSilenceMs) this.#end(silenceError(mostSilenceMs));
  }

  #tell(): void {
    const nowMs = performance.now();
    const connections = this.#connections.openCount;
    this.#teller.tell(
      {
        connections,
        attempts: this.#attempts,
        isStalled: !this.#isOver && nowMs - this.#heardAtMs >= this.#job.limits.stallAfterMs,
        // Those that are open go on bringing.
        heldUntilMs: this.#isOver || connections > 0 ? 0 : this.#heldUntil(),
        phase: this.#phase,
      },
      nowMs,
    );
  }

  /** Nothing is begun or written any more: with null because all is here, or else because of the failure. */
  #end(error: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#connections.leaveAll();
    this.#settle(error);
  }
}
