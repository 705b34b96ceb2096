import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openVault, readDataKeys } from '../../platform/crypto/index.ts';
import { type CardFacts, cardState, inGroups, lastDayOf, lastDayOfNew, readCode } from './model.ts';
import { matches, minuteCode, newSecrets, numberOf, resealSecrets } from './secrets.ts';

const key = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;
const vault = openVault(readDataKeys(key('one', 1)));
const at = (text: string) => Temporal.Instant.from(text);

const facts: CardFacts = {
  from: '2026-01-10',
  lastDay: '2026-12-31',
  revoked: false,
  serving: true,
  servesUntil: null,
  termUntil: null,
  teamStatus: 'active',
};

describe('what a card is worth', () => {
  test.each([
    ['valid', {}, '2026-12-31'],
    ['expired', {}, '2027-01-01'],
    ['not-yet', {}, '2026-01-09'],
    ['revoked', { revoked: true }, '2026-06-01'],
    ['not-serving', { serving: false }, '2026-06-01'],
    ['team-not-active', { teamStatus: 'suspended' }, '2026-06-01'],
    ['team-not-active', { teamStatus: null }, '2026-06-01'],
    // The term was shortened after the card was issued.
    ['expired', { termUntil: '2026-05-31' }, '2026-06-01'],
    ['valid', { termUntil: '2026-05-31' }, '2026-05-31'],
  ] as const)('%s for %o on %s', (state, change, today) => {
    expect(cardState({ ...facts, ...change }, today)).toBe(state);
  });

  test('a new one lasts to the end of the term, else two years, and never beyond the service', () => {
    const none = { servesUntil: null, termUntil: null };
    expect(lastDayOfNew({ ...none, termUntil: '2031-06-30' }, '2026-11-22')).toBe('2031-06-30');
    expect(lastDayOfNew(none, '2026-11-22')).toBe('2028-11-22');
    expect(lastDayOfNew(none, '2028-02-29')).toBe('2030-02-28');
    expect(lastDayOfNew({ servesUntil: '2027-01-15', termUntil: '2031-06-30' }, '2026-11-22')).toBe('2027-01-15');
    expect(lastDayOfNew({ ...none, termUntil: '2026-11-21' }, '2026-11-22')).toBeNull();
    expect(lastDayOf({ lastDay: '2028-01-01', servesUntil: '2027-05-05', termUntil: '2027-04-04' })).toBe('2027-04-04');
  });
});

describe('what was typed', () => {
  test.each([
    ['1234 5678 9012 3456', 'full'],
    ['1234-5678–9012.3456', 'full'],
    ['１２３４５６７８９０１２３４', 'minute'],
    [' 12345678 ', 'serial'],
  ])('%s is a code: %s', (typed, kind) => expect(readCode(typed)?.kind).toBe(kind));

  test.each(['', '1234', '1234567890123', '123456789012345', '12345678901234567', '1234 5678 9012 345x', "1' or '1'='1", '٤'.repeat(16)])(
    '%j is none',
    (typed) => expect(readCode(typed)).toBeNull(),
  );

  test('groups are read back, whatever the length', () => {
    fc.assert(
      fc.property(fc.constantFrom(8, 14, 16), fc.nat({ max: 9_999_999 }), (length, seed) => {
        const digits = String(seed).padStart(length, '7');
        expect(readCode(inGroups(digits))?.digits).toBe(digits);
      }),
      { seed: 4 },
    );
    expect(inGroups('12345678901234')).toBe('1234 5678 901 234');
    expect(inGroups('1234567890123456')).toBe('1234 5678 9012 3456');
  });
});

describe('secrets', () => {
  const card = newSecrets(vault, '0190d000-0000-7000-8000-0000000000aa');
  const number = numberOf(vault, card);
  const full = (digits: string) => ({ kind: 'full', digits }) as const;
  const now = at('2026-11-22T03:00:10Z');

  test('one digit changed is another card', () => {
    expect(number).toMatch(/^\d{16}$/);
    expect(number.slice(0, 8)).toBe(card.serial);
    expect(matches(vault, card, full(number), now)).toBe(true);
    for (let place = 8; place < 16; place++) {
      const forged = number.slice(0, place) + ((Number(number[place]) + 1) % 10) + number.slice(place + 1);
      expect(matches(vault, card, full(forged), now)).toBe(false);
    }
    expect(matches(vault, null, full(number), now)).toBe(false);
    expect(matches(vault, card, { kind: 'serial', digits: card.serial }, now)).toBe(false);
  });

  test('the code of the telephone is good for its minute and its neighbours, and then over', () => {
    const { digits, secondsLeft } = minuteCode(vault, card, now);
    expect([digits.length, digits.slice(0, 8), secondsLeft]).toEqual([14, card.serial, 50]);
    const shown = { kind: 'minute', digits } as const;
    for (const [later, good] of [
      [0, true],
      [50, true],
      [109, true],
      [110, false],
      [-70, true],
      [-71, false],
      [120, false],
    ] as const)
      expect([later, matches(vault, card, shown, now.add({ seconds: later }))]).toEqual([later, good]);
    // The six digits do not pass for a part of the number.
    expect(matches(vault, card, full(`${digits}00`), now)).toBe(false);
  });

  test('after a change of the ring both secrets stay what they were', () => {
    const both = openVault(readDataKeys(`${key('two', 2)},${key('one', 1)}`));
    const onlyNew = openVault(readDataKeys(key('two', 2)));
    const fresh = resealSecrets(both, card);
    expect(fresh.digestKey).toBe('two');
    expect(matches(onlyNew, fresh, full(number), now)).toBe(true);
    const code = minuteCode(vault, card, now).digits;
    expect(matches(onlyNew, fresh, { kind: 'minute', digits: code }, now)).toBe(true);
    // Moved to another card it does not open.
    expect(() => numberOf(onlyNew, { ...fresh, id: '0190d000-0000-7000-8000-0000000000bb' })).toThrow();
  });
});
