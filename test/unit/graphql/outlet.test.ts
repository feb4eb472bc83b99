import { describe, expect, it } from 'vitest';
import type { Gate } from '../../../src/graphql/fan-out/gate.js';
import { MAX_WAITING_FINALS, Outlet } from '../../../src/graphql/fan-out/outlet.js';
import { SharedEvent } from '../../../src/graphql/fan-out/shared-event.js';

function open() {
  const sent: unknown[] = [];
  let isOpen = true;
  let capacity = Infinity;
  const callbacks = new Set<() => void>();
  const gate: Gate = {
    isOpen: () => isOpen,
    whenOpen: (callback) => void callbacks.add(callback),
    forget: (callback) => void callbacks.delete(callback),
  };
  const outlet = new Outlet(gate, {
    send: ({ json }) => {
      sent.push(JSON.parse(json));
      capacity -= 1;
      isOpen = capacity > 0;
    },
    end: (error) => sent.push(error ?? 'end'),
  });
  return {
    outlet,
    sent,
    waiting: callbacks,
    offer: (value: string, key = 'a', isFinal = false) =>
      outlet.offer(new SharedEvent({ key, phase: null, isFinal }, value)),
    close: () => {
      isOpen = false;
    },
    /** Opens the gate for so many events. */
    drain: (events = Infinity) => {
      isOpen = true;
      capacity = events;
      const due = [...callbacks];
      callbacks.clear();
      for (const callback of due) callback();
    },
  };
}

describe('an outlet', () => {
  it('sends at once while the connection takes more', () => {
    const { outlet, offer, sent } = open();

    offer('a1');
    offer('a2');
    outlet.end(null);

    expect(sent).toEqual(['a1', 'a2', 'end']);
  });

  it('keeps the latest of each key for a connection that takes no more, then sends in order, then ends', () => {
    const { outlet, offer, sent, close, drain } = open();

    close();
    for (let count = 1; count <= 1_000; count += 1) offer(`a${count}`);
    offer('b1', 'b', true);
    outlet.end(null);
    expect(sent).toEqual([]);
    drain(1);
    expect(sent).toEqual(['a1000']);
    drain();

    expect(sent).toEqual(['a1000', 'b1', 'end']);
  });

  it('hands on why the source failed', () => {
    const { outlet, offer, sent, close, drain } = open();
    const failure = new Error('away');

    close();
    offer('a1');
    outlet.end(failure);
    drain();

    expect(sent).toEqual(['a1', failure]);
  });

  it('keeps so many final events of things that are gone, and all present states', () => {
    const { offer, sent, close, drain } = open();

    close();
    offer('present', 'first');
    for (let count = 0; count <= MAX_WAITING_FINALS; count += 1) offer(`final${count}`, `key${count}`, true);
    offer('present', 'last');
    drain();

    expect(sent).toHaveLength(MAX_WAITING_FINALS + 2);
    expect([sent[0], sent[1], sent.at(-1)]).toEqual(['present', 'final1', 'present']);
  });

  it('waits for nothing when it is closed', () => {
    const { outlet, offer, sent, close, waiting, drain } = open();

    close();
    offer('a1');
    outlet.close();
    expect(waiting.size).toBe(0);
    drain();

    expect(sent).toEqual([]);
  });
});
