import { DamagedArchiveError } from '../artifacts/damaged-archive-error.js';
import type { ArchiveUnpacking, ArtifactStore, UnpackProgress } from '../artifacts/types.js';
import type { GatewayError } from '../errors/gateway-error.js';
import type { TransferProgress } from './engine/types.js';
import type { DownloadRun } from './run.js';
import type { UnpackedSoFar } from './space-forecast.js';

/** What an arriving archive is made from. */
export interface ArrivingArchiveOptions {
  readonly run: DownloadRun;
  readonly artifacts: Pick<ArtifactStore, 'unpack'>;
  /** Of the ingest. */
  readonly directory: string;
  /** Whether the provider announced a digest of the archive. */
  readonly hasExpectedDigest: boolean;
}

/**
 * Takes an archive apart behind the hashed prefix of its transfer, and tells what comes out. A new epoch begins anew.
 *
 * What no transfer could have done to a good archive, such as a path that leads out or too much in it, ends the transfer as soon
 * as it is seen. So does damage, unless a digest was announced: then that decides in the end whose fault it is.
 */
export class ArrivingArchive {
  readonly unpacking: ArchiveUnpacking;
  readonly #run: DownloadRun;
  readonly #hasExpectedDigest: boolean;
  #readBytes = 0;
  #epoch: number | null = null;
  #failure: GatewayError | null = null;

  constructor({ run, artifacts, directory, hasExpectedDigest }: ArrivingArchiveOptions) {
    this.#run = run;
    this.#hasExpectedDigest = hasExpectedDigest;
    this.unpacking = artifacts.unpack(directory, {
      onProgress: (progress) => this.#note(progress),
      onFailure: (error) => this.#noteFailure(error),
    });
  }

  get soFar(): UnpackedSoFar {
    return { readBytes: this.#readBytes, members: this.#run.record().members };
  }

  /** What was read of it is not to be trusted: it is taken apart from its first byte on. */
  startOver(): void {
    this.unpacking.restart();
    this.#readBytes = 0;
    this.#failure = null;
  }

  /** The transfer goes on. Gives what ends it, or null. */
  follow({ epoch, verifiedBytes, hasAnnouncedDigest }: TransferProgress): GatewayError | null {
    if (this.#epoch !== null && epoch !== this.#epoch) this.startOver();
    this.#epoch = epoch;
    const failure = this.#failure;
    const canWait = failure instanceof DamagedArchiveError && (this.#hasExpectedDigest || hasAnnouncedDigest);
    if (failure !== null && !canWait) return failure;
    this.unpacking.advance(verifiedBytes);
    return null;
  }

  #note({ changed, readBytes }: UnpackProgress): void {
    this.#readBytes = readBytes;
    // It is being stopped: nothing of this stays.
    if (!this.#run.signal.aborted) this.#run.dispatch({ kind: 'members', changed });
  }

  /**
   * It counts with the next word of the transfer. A new epoch cuts the file before it is told, and what was read of it then is
   * no failure of the archive; after this turn of the event loop, what is told was said later than the failure was found.
   */
  #noteFailure(error: GatewayError): void {
    const epoch = this.#epoch;
    setImmediate(() => {
      if (this.#epoch === epoch) this.#failure = error;
    });
  }
}
