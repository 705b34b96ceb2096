import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterFailure,
  dueEvent,
  isOver,
  type MessageEvent,
  type MessageState,
  maskedAddress,
  messageStates,
  mostAttempts,
  nextState,
  pauseAfter,
} from './model.ts';

const events: readonly MessageEvent[] = ['claim', 'taken', 'put-off', 'refused', 'give-up', 'expire', 'delivered', 'undeliverable'];

describe('the life of a message', () => {
  it.each([
    [['claim', 'taken', 'delivered'], 'delivered'],
    [['claim', 'put-off', 'claim', 'taken'], 'sent'],
    [['claim', 'refused'], 'failed'],
    [['claim', 'claim', 'give-up'], 'failed'],
    [['expire'], 'expired'],
    // The receipt comes before the gateway's own answer is stored.
    [['claim', 'delivered', 'taken'], 'delivered'],
    // Receipts out of order, and twice.
    [['claim', 'taken', 'undeliverable', 'delivered', 'undeliverable', 'delivered'], 'delivered'],
    // The gateway took it, but its answer was lost; then the receipt comes.
    [['claim', 'put-off', 'delivered', 'claim'], 'delivered'],
    [['claim', 'taken', 'claim'], 'sent'],
  ] as const)('%j leads to %s', (given, expected) => {
    let state: MessageState = 'queued';
    for (const event of given) state = nextState(state, event) ?? state;
    expect(state).toBe(expected);
  });

  it('never leaves what has arrived, and sends nothing that is over or taken', () => {
    fc.assert(
      fc.property(fc.constantFrom(...messageStates), fc.array(fc.constantFrom(...events)), (start, given) => {
        let state: MessageState = start;
        for (const event of given) {
          const next = nextState(state, event) ?? state;
          if (state === 'delivered') expect(next).toBe('delivered');
          if (next === 'sending') expect(['queued', 'sending']).toContain(state);
          if (isOver(state)) expect(isOver(next)).toBe(true);
          state = next;
        }
      }),
    );
  });
});

describe('attempts', () => {
  it('come after growing pauses and have an end', () => {
    const pauses = Array.from({ length: mostAttempts }, (_, index) => pauseAfter(index + 1));
    expect(pauses.at(-1)).toBeNull();
    const waits = pauses.slice(0, -1) as number[];
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  });

  it('wait as long as the gateway asks, within an hour', () => {
    expect(afterFailure({ attempts: 1, expiresAt: null }, 0, 40)).toEqual({ event: 'put-off', at: 40_000 });
    expect(afterFailure({ attempts: 1, expiresAt: null }, 0, 999_999)).toEqual({ event: 'put-off', at: 3_600_000 });
    expect(afterFailure({ attempts: mostAttempts, expiresAt: null }, 0)).toEqual({ event: 'give-up' });
  });

  it('are not made once the message would be too late', () => {
    expect(afterFailure({ attempts: 2, expiresAt: 20_000 }, 0)).toEqual({ event: 'expire' });
    expect(dueEvent({ attempts: 0, createdAt: 0, expiresAt: 10 }, 10)).toBe('expire');
    expect(dueEvent({ attempts: 0, createdAt: 0, expiresAt: 11 }, 10)).toBe('claim');
    expect(dueEvent({ attempts: mostAttempts, createdAt: 0, expiresAt: null }, 10)).toBe('give-up');
    expect(dueEvent({ attempts: 0, createdAt: 0, expiresAt: null }, 4 * 24 * 3_600_000)).toBe('expire');
  });
});

it('masks addresses', () => {
  expect(maskedAddress('sms', '+84912345678')).toBe('•••• 678');
  expect(maskedAddress('email', 'hoa.nguyen@example.vn')).toBe('h•••@example.vn');
  expect(maskedAddress('push', '0190')).toBe('••••');
});
