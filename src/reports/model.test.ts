import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lifeText } from '../../scripts/life.ts';
import { codeFrom, codeIn, spokenCode } from './code.ts';
import { endStates, type ReportState, states, stepNames, stepsFrom, transition } from './model.ts';

describe('the life of a report', () => {
  test('the page in docs is what is drawn from the table', () => {
    const kept = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'reports-life.md'), 'utf8');
    expect(kept === lifeText(), 'docs/reports-life.md is old: run `node scripts/life.ts`').toBe(true);
  });

  test('every state can be reached from the first step', () => {
    const reached = new Set<ReportState>();
    for (let before = -1; before < reached.size; ) {
      before = reached.size;
      for (const step of stepNames) {
        const { from, to } = transition(step);
        if (to === 'same' || to === 'before') continue;
        if (from.length === 0 || from.some((state) => reached.has(state))) reached.add(to);
      }
    }
    expect([...states].filter((state) => !reached.has(state))).toEqual([]);
  });

  test('every state but the end states leads on to an end', () => {
    const leading = new Set<ReportState>(endStates);
    for (let before = -1; before < leading.size; ) {
      before = leading.size;
      for (const step of stepNames) {
        const { from, to } = transition(step);
        if (to === 'same' || to === 'before' || !leading.has(to)) continue;
        for (const state of from) leading.add(state);
      }
    }
    expect([...states].filter((state) => !leading.has(state))).toEqual([]);
  });

  test('from an end state nothing leads on', () => {
    for (const state of endStates) {
      const leaving = stepNames.filter((step) => transition(step).from.includes(state) && transition(step).to !== 'same');
      expect([state, leaving]).toEqual([state, []]);
    }
  });

  test('each step has a party, and one that demands a reason says from which list', () => {
    for (const step of stepNames) {
      const { by, demands, reasons } = transition(step);
      expect(by.length, step).toBeGreaterThan(0);
      if (demands.includes('reason')) expect([step, reasons]).not.toEqual([step, undefined]);
    }
  });

  test('only the first step comes from nowhere', () => {
    expect(stepNames.filter((step) => transition(step).from.length === 0)).toEqual(['send']);
  });

  test('what a second person decides demands a second person', () => {
    for (const step of ['approve', 'grant-extension', 'deny-extension'] as const) {
      // The centre decides only where nobody at the office may.
      expect(transition(step).by).toEqual(['approver', 'centre']);
      expect(transition(step).demands.slice(0, 2)).toEqual(['nobody-else', 'other-person']);
    }
  });
});

describe('steps of a party in a state', () => {
  test('nobody has none', () => expect(stepsFrom('sent', [])).toEqual([]));
  test('the sender takes it back or answers why it is not shown, and no more than that, before it was looked at', () =>
    expect(stepsFrom('sent', ['sender'])).toEqual(['withdraw', 'object']));
  test('the sender judges an answer and opens it again, but does not close it', () =>
    expect(stepsFrom('answered', ['sender'])).toEqual(['rate', 'reopen', 'object']));
  test('what was joined or not accepted is not answered; what is closed still is', () =>
    expect(endStates.map((state) => [state, stepsFrom(state, ['sender'])])).toEqual([
      ['not-accepted', []],
      ['merged', []],
      ['closed', ['object']],
    ]));
  test('why it is not shown is answered by the sender alone', () => expect(transition('object').by).toEqual(['sender']));
  test('an office can’t approve its own answer', () => {
    expect(stepsFrom('awaiting-approval', ['office'])).toEqual(['note', 'speak']);
    expect(stepsFrom('awaiting-approval', ['approver'])).toEqual(['send-back', 'approve', 'note', 'speak']);
  });
  test('several parties have what each of them has, once, in the order of the table', () => {
    const steps = stepsFrom('handed', ['centre', 'office']);
    expect(steps).toEqual(stepNames.filter((step) => steps.includes(step)));
    expect(new Set(steps)).toEqual(new Set([...stepsFrom('handed', ['centre']), ...stepsFrom('handed', ['office'])]));
  });
});

describe('codes', () => {
  /** Eleven digits from a count, spread over the whole range. */
  const digits = (n: number): string => String((n * 7_919_000_017 + 123) % 100_000_000_000).padStart(11, '0');
  const codes = Array.from({ length: 300 }, (_, n) => codeFrom(digits(n)));

  test('are twelve digits that are read back, however they are grouped', () => {
    for (const code of codes) {
      expect(code).toMatch(/^\d{12}$/);
      expect(codeIn(code)).toBe(code);
      expect(codeIn(spokenCode(code))).toBe(code);
      expect(codeIn(` ${code.slice(0, 3)}.${code.slice(3, 7)}-${code.slice(7)} `)).toBe(code);
    }
    expect(spokenCode('482913560027')).toBe('4829 1356 0027');
  });

  test('every single wrong digit is noticed', () => {
    let tried = 0;
    for (const code of codes) {
      for (let at = 0; at < code.length; at += 1) {
        for (let digit = 0; digit <= 9; digit += 1) {
          const wrong = `${code.slice(0, at)}${digit}${code.slice(at + 1)}`;
          if (wrong === code) continue;
          tried += 1;
          expect(codeIn(wrong) === null, `${code} read as ${wrong}`).toBe(true);
        }
      }
    }
    expect(tried).toBe(300 * 12 * 9);
  });

  test('every swap of neighbours is noticed', () => {
    let tried = 0;
    for (const code of codes) {
      for (let at = 0; at < code.length - 1; at += 1) {
        if (code[at] === code[at + 1]) continue;
        tried += 1;
        const wrong = `${code.slice(0, at)}${code[at + 1]}${code[at]}${code.slice(at + 2)}`;
        expect(codeIn(wrong) === null, `${code} read as ${wrong}`).toBe(true);
      }
    }
    expect(tried).toBeGreaterThan(2500);
  });

  test('what is no code is none', () => {
    for (const typed of ['', '   ', 'abc', '12345678901', '1234567890123', '48291356002x', '000000000001', '٤٨٢٩١٣٥٦٠٠٢٧x']) {
      expect([typed, codeIn(typed)]).toEqual([typed, null]);
    }
  });

  test('full-width digits of a keyboard are digits', () => {
    const code = codes[7] ?? '';
    const wide = [...code].map((digit) => String.fromCodePoint((digit.codePointAt(0) ?? 0) + 0xfee0)).join('');
    expect(codeIn(wide)).toBe(code);
  });
});
