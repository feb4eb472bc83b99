import type { ModelgateClient, SubscribeOptions } from '@modelgate/client';
import { useEffect, useEffectEvent, useState } from 'react';
import { useSession } from '../session/session.js';

/** Whether events come: not yet, now, or not until the connection is back. */
export type Liveness = 'waiting' | 'live' | 'lost';

/** What is followed, and what to do with its events. */
interface Watch<Data> {
  /** What tells it from others; null: nothing is followed. */
  readonly subject: string | null;
  readonly subscribe: (client: ModelgateClient, options: SubscribeOptions) => AsyncIterable<Data>;
  readonly onEvent: (data: Data) => void;
  /** The connection was lost; what happened in between may have been missed. */
  readonly onInterrupted?: () => void;
}

/** Follows a subscription for as long as the component is there. */
export function useEvents<Data>({ subject, subscribe, onEvent, onInterrupted }: Watch<Data>): Liveness {
  const { client, refuse } = useSession();
  const [liveness, setLiveness] = useState<Liveness>('waiting');
  const begin = useEffectEvent(subscribe);
  const take = useEffectEvent((data: Data) => {
    setLiveness('live');
    onEvent(data);
  });
  const lose = useEffectEvent(() => {
    setLiveness('lost');
    onInterrupted?.();
  });
  const fail = useEffectEvent((error: unknown) => {
    setLiveness('lost');
    refuse(error);
  });
  useEffect(() => {
    if (subject === null) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    const follow = async () => {
      const events = begin(client, { signal, onInterrupted: () => lose(), onPartial: () => undefined });
      for await (const data of events) if (!signal.aborted) take(data);
    };
    follow().catch((error: unknown) => {
      if (!signal.aborted) fail(error);
    });
    return () => controller.abort();
  }, [client, subject]);
  return liveness;
}
