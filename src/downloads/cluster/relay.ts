import { randomUUID } from 'node:crypto';
import type { DownloadTarget } from '../../domain/download.js';
import { GatewayError, isGatewayError } from '../../errors/gateway-error.js';
import type { Logger } from '../../observability/logger.js';
import type { PubSub } from '../../pubsub/pubsub.js';
import type { Wish } from '../controls.js';
import type { StoredDownload } from '../download-store.js';
import { readStored, writeStored } from '../stored-form.js';
import { messageSchema, TOPIC, type Message } from './messages.js';

/** What a relay is made from. */
export interface RelayOptions {
  readonly pubSub: PubSub;
  /** Names this process among all. */
  readonly replica: string;
  /** Another replica says what has become of a download. */
  readonly onDownload: (download: StoredDownload) => void;
  /** Another replica says that a thing turned out to be the bytes of a download. */
  readonly onAlias: (id: string, target: DownloadTarget) => void;
  /** Another replica says that there may be a job to take. */
  readonly onJob: () => void;
  /** Grants a wish where the download is here, and gives whether it is. */
  readonly grant: (id: string, wish: Wish) => Promise<boolean>;
  readonly log: Logger;
}

/** A wish that somebody else may grant. */
export interface Question {
  /** Resolves when it is granted. Rejects with what stands in the way. Stays pending while nobody answers. */
  readonly answered: Promise<void>;
  /** Asks again. */
  repeat(): void;
  /** Nobody waits for the answer any more. */
  end(): void;
}

/** Carries what replicas tell each other of downloads: one subscription for the process, however many watch. */
export class Relay {
  readonly #options: RelayOptions;
  /** Those who wait for an answer, by the number of their wish. */
  readonly #waiting = new Map<string, (answer: Message) => void>();
  #messages: AsyncIterableIterator<unknown> | null = null;

  constructor(options: RelayOptions) {
    this.#options = options;
  }

  /** Begins to listen. */
  async open(): Promise<void> {
    this.#messages = await this.#options.pubSub.subscribe(TOPIC);
    void this.#listen(this.#messages);
  }

  /** Tells what has become of a download. Nobody waits for that. */
  tell(download: StoredDownload): void {
    this.#send({ kind: 'download', from: this.#options.replica, text: writeStored(download) });
  }

  /** Tells that a thing turned out to be the bytes of a download. */
  tellOfAlias(id: string, target: DownloadTarget): void {
    this.#send({ kind: 'alias', from: this.#options.replica, id, target: { ...target } });
  }

  /** Tells that there may be a job to take. */
  tellOfJob(): void {
    this.#send({ kind: 'job', from: this.#options.replica });
  }

  /** Asks whoever has a download to grant a wish. */
  ask(id: string, wish: Wish): Question {
    const number = randomUUID();
    const answered = new Promise<void>((resolve, reject) => {
      this.#waiting.set(number, (message) => {
        if (message.kind !== 'refused') {
          resolve();
          return;
        }
        const { code, message: why, retryable } = message.failure;
        reject(new GatewayError(code, why, { retryable }));
      });
    });
    // Who asked may have gone on without it.
    answered.catch(() => undefined);
    const send = (): void => this.#send({ kind: 'wish', from: this.#options.replica, number, id, wish });
    send();
    return { answered, repeat: send, end: () => void this.#waiting.delete(number) };
  }

  close(): void {
    void this.#messages?.return?.();
  }

  #send(message: Message): void {
    void this.#options.pubSub.publish(TOPIC, message);
  }

  async #listen(messages: AsyncIterableIterator<unknown>): Promise<void> {
    for await (const each of messages) {
      const parsed = messageSchema.safeParse(each);
      if (!parsed.success)
        this.#options.log.warn('A replica says something of downloads that is not understood');
      else if (parsed.data.from !== this.#options.replica) this.#receive(parsed.data);
    }
  }

  #receive(message: Message): void {
    const { onDownload, onAlias, onJob, log } = this.#options;
    switch (message.kind) {
      case 'download': {
        const download = readStored(message.text);
        if (download === null) log.warn('A replica tells of a download that is not understood');
        else onDownload(download);
        break;
      }
      case 'alias':
        onAlias(message.id, message.target);
        break;
      case 'job':
        onJob();
        break;
      case 'wish':
        void this.#answer(message);
        break;
      case 'granted':
      case 'refused':
        this.#waiting.get(message.number)?.(message);
        break;
    }
  }

  async #answer({ number, id, wish }: Extract<Message, { kind: 'wish' }>): Promise<void> {
    const from = this.#options.replica;
    try {
      if (!(await this.#options.grant(id, wish))) return;
      this.#send({ kind: 'granted', from, number });
    } catch (error) {
      const { code, message, retryable } = isGatewayError(error) ? error : INTERNAL;
      if (!isGatewayError(error)) this.#options.log.error({ err: error, download: id }, 'A wish failed');
      this.#send({ kind: 'refused', from, number, failure: { code, message, retryable } });
    }
  }
}

const INTERNAL = {
  code: 'INTERNAL',
  message: 'The replica that has the download failed to do it. Its log has the details.',
  retryable: false,
} as const;
