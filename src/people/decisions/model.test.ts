import { describe, expect, test } from 'vitest';
import { type Approver, decisionStates, endOfTime, firstStep, isOver, life, rightsAt, stepAt } from './model.ts';

const HOUR = 3_600_000;
const approvers: readonly Approver[] = [
  { right: 'people.recover', afterHours: 24 },
  { right: 'people.grant', afterHours: 48 },
  { right: 'people.organise', afterHours: 1 },
];

describe('the life of a decision', () => {
  test('only what is proposed can end, and what has ended stays as it is', () => {
    expect(Object.keys(life.proposed)).toEqual(['confirm', 'refuse', 'withdraw', 'expire']);
    for (const state of decisionStates.filter((one) => one !== 'proposed')) expect(life[state]).toEqual({});
  });

  test('a step begins when the one before has run out, and the last has no end of its own', () => {
    const first = firstStep(approvers, 0);
    expect(first).toEqual({ step: 1, until: 24 * HOUR });
    expect(stepAt(approvers, first, 24 * HOUR - 1)).toEqual(first);
    expect(stepAt(approvers, first, 24 * HOUR)).toEqual({ step: 2, until: 72 * HOUR });
    expect(stepAt(approvers, first, 72 * HOUR)).toEqual({ step: 3, until: null });
    expect(stepAt(approvers, first, 10_000 * HOUR)).toEqual({ step: 3, until: null });
    expect(firstStep(approvers.slice(0, 1), 0)).toEqual({ step: 1, until: null });
  });

  test('those before may still decide', () => {
    expect(rightsAt(approvers, 1)).toEqual(['people.recover']);
    expect(rightsAt(approvers, 2)).toEqual(['people.recover', 'people.grant']);
  });

  test('the time of an approver is over when it goes on, that of the last when it expires', () => {
    expect(endOfTime(approvers, 'people.recover', 0)).toBe(24 * HOUR);
    expect(endOfTime(approvers, 'people.grant', 0)).toBe(72 * HOUR);
    expect(endOfTime(approvers, 'people.organise', 0)).toBeNull();
    expect([isOver(5, 4), isOver(5, 5)]).toEqual([false, true]);
  });
});
