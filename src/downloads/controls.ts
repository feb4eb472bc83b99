import type { DownloadPriority, DownloadRecord } from '../domain/download.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { Logger } from '../observability/logger.js';
import type { DownloadBoard } from './board.js';
import type { DownloadRunner } from './runner.js';
import { isFinished } from './state.js';

/** What somebody wants to happen to a download that is under way. */
export type Wish =
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'cancel'; readonly keepPartial: boolean }
  | { readonly kind: 'prefer'; readonly priority: DownloadPriority };

/** What controls are made from. */
export interface ControlsOptions {
  readonly board: DownloadBoard;
  readonly runner: DownloadRunner;
  /** Lets a download that was paused go on. */
  readonly launch: (id: string) => void;
}

/** Grants wishes, in the process that may change the download. */
export class Controls {
  readonly #options: ControlsOptions;

  constructor(options: ControlsOptions) {
    this.#options = options;
  }

  /**
   * Resolves when it is done: for a pause or cancel, when the bytes have stopped. Throws UNSUPPORTED or CONFLICT when the
   * download is not of that kind or in no state for it.
   */
  async grant(id: string, wish: Wish, log: Logger): Promise<void> {
    const record = this.#options.board.get(id);
    if (record === null) return;
    switch (wish.kind) {
      case 'pause':
        await this.#pause(record, log);
        break;
      case 'resume':
        this.#resume(record);
        break;
      case 'cancel':
        await this.#cancel(record, wish.keepPartial, log);
        break;
      case 'prefer':
        if (!isFinished(record)) this.#options.board.dispatch(id, wish);
        break;
    }
  }

  async #pause(record: DownloadRecord, log: Logger): Promise<void> {
    const { id, carrier, provider } = record;
    if (carrier === 'PROVIDER') {
      throw new GatewayError(
        'UNSUPPORTED',
        `Provider ${provider} carries this download by itself and cannot pause it.`,
        { provider },
      );
    }
    if (isFinished(record)) throw finishedError(record, 'paused');
    const { board, runner } = this.#options;
    await runner.stop(id, { kind: 'pause' }, log);
    const after = board.get(id);
    if (after !== null && !isFinished(after) && after.state !== 'PAUSED')
      board.dispatch(id, { kind: 'pause' });
  }

  #resume(record: DownloadRecord): void {
    if (isFinished(record)) throw finishedError(record, 'resumed');
    if (record.state !== 'PAUSED') return;
    this.#options.board.dispatch(record.id, { kind: 'queue' });
    this.#options.launch(record.id);
  }

  async #cancel(record: DownloadRecord, keepPartial: boolean, log: Logger): Promise<void> {
    if (isFinished(record)) return;
    const { board, runner } = this.#options;
    await runner.stop(record.id, { kind: 'cancel', keepPartial }, log);
    const stored = board.stored(record.id);
    if (stored === null || isFinished(stored.record)) return;
    if (!keepPartial) await runner.discardPartial(stored);
    await runner.conclude(record.id, { kind: 'cancel' });
  }
}

/** Why a wish is refused: the download is not in a state for it. */
export function finishedError({ state }: DownloadRecord, wish: string): GatewayError {
  return new GatewayError('CONFLICT', `The download is ${state} and cannot be ${wish}.`);
}
