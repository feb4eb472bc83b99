import { randomUUID } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import * as z from 'zod';
import type { Logger } from '../observability/logger.js';
import type { PubSub } from '../pubsub/pubsub.js';
import { messageOf, type RedisLink } from '../redis/link.js';
import { DELETE_IF_EQUAL } from '../redis/scripts.js';
import type { Claim, Sighting, Turn, TurnListener, Turns } from '../watch/turns.js';

/** Gives the turn to who asks, if nobody else has it, and else how long the other may keep it, in milliseconds. */
const CLAIM = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return redis.call('PTTL', KEYS[1]) end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return -1
`;

const messageSchema = z.object({
  from: z.string(),
  /** What was seen, as Node writes values with dates; null: whoever read it has left. */
  seen: z.string().nullable(),
});

/** What turns are made from. */
export interface TurnsOptions {
  readonly link: RedisLink;
  readonly pubSub: PubSub;
  readonly log: Logger;
}

/** Makes turns over Redis: a lease for each thing, and a channel on which its holder shows what he reads. */
export function createTurns({ link, pubSub, log }: TurnsOptions): Turns {
  const self = randomUUID();

  const claim = async (key: string, holdMs: number): Promise<Claim> => {
    try {
      const leftMs = Number(await link.run((redis) => redis.eval(CLAIM, 1, key, self, Math.ceil(holdMs))));
      return leftMs < 0 ? { isMine: true } : { isMine: false, againMs: leftMs };
    } catch {
      // The link has noted it. Without Redis each replica reads for itself.
      return { isMine: true };
    }
  };

  const release = async (key: string, topic: string): Promise<void> => {
    try {
      const released = await link.run((redis) => redis.eval(DELETE_IF_EQUAL, 1, key, self));
      if (released === 1) await pubSub.publish(topic, { from: self, seen: null });
    } catch {
      // Then the lease runs out.
    }
  };

  return {
    join: (name, listener): Turn => {
      const key = `${link.prefix}turn:${name}`;
      const topic = `turn:${name}`;
      const messages = pubSub.subscribe(topic);
      void listen(messages, self, listener).catch((error: unknown) =>
        log.debug({ error: messageOf(error) }, 'What other replicas see is not heard'),
      );
      return {
        claim: (holdMs) => claim(key, holdMs),
        show: (sighting) => void pubSub.publish(topic, { from: self, seen: encode(sighting) }),
        leave: () => {
          void messages.then((iterator) => iterator.return?.()).catch(() => undefined);
          void release(key, topic);
        },
      };
    },
  };
}

async function listen(
  messages: ReturnType<PubSub['subscribe']>,
  self: string,
  listener: TurnListener,
): Promise<void> {
  for await (const message of await messages) {
    const { data } = messageSchema.safeParse(message);
    if (data === undefined || data.from === self) continue;
    if (data.seen === null) listener.isFree();
    else listener.saw(decode(data.seen));
  }
}

function encode({ value }: Sighting): string {
  return serialize(value).toString('base64');
}

function decode(text: string): Sighting {
  const value: unknown = deserialize(Buffer.from(text, 'base64'));
  return { value };
}
