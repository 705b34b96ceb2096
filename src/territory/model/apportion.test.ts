import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apportion } from './apportion.ts';
import { add, isWhole, multiply, onOneDenominator, reduce, subtract, sum } from './fractions.ts';

const seed = 20261122;
const third = { num: 1n, den: 3n };

test('a value is divided by largest remainder and loses nothing', () => {
  const thirds = ['a', 'b', 'c'].map((id) => ({ share: third, code: null, id }));
  expect(apportion(130_071_049n, thirds)).toEqual([43_357_017n, 43_357_016n, 43_357_016n]);
  expect(apportion(-2n, thirds)).toEqual([-1n, -1n, -0n]);
  expect(apportion(0n, thirds)).toEqual([0n, 0n, 0n]);
});

test('equal remainders go by code, a unit without one last, then by id', () => {
  const half = { num: 1n, den: 2n };
  expect(
    apportion(1n, [
      { share: half, code: null, id: 'a' },
      { share: half, code: '04606', id: 'b' },
    ]),
  ).toEqual([0n, 1n]);
  expect(
    apportion(1n, [
      { share: half, code: '04607', id: 'a' },
      { share: half, code: '04606', id: 'b' },
    ]),
  ).toEqual([0n, 1n]);
  expect(
    apportion(1n, [
      { share: half, code: null, id: 'b' },
      { share: half, code: null, id: 'a' },
    ]),
  ).toEqual([0n, 1n]);
});

test('shares that do not add up to one are refused', () => {
  expect(() => apportion(10n, [{ share: third, code: null, id: 'a' }])).toThrow(RangeError);
});

test('parts always equal the whole, stay within one of the exact share, and turn with the sign', () => {
  const weights = fc.array(fc.bigInt(1n, 1_000_000n), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.bigInt(-(2n ** 62n), 2n ** 62n), weights, (value, parts) => {
      const den = parts.reduce((total, part) => total + part, 0n);
      const receivers = parts.map((num, index) => ({ share: { num, den }, code: null, id: String(index) }));
      const result = apportion(value, receivers);
      expect(result.reduce((total, part) => total + part, 0n)).toBe(value);
      expect(apportion(-value, receivers).map((part) => -part)).toEqual(result.map((part) => part));
      for (const [index, part] of result.entries()) {
        const off = part * den - value * (parts[index] ?? 0n);
        expect(off > -den && off < den).toBe(true);
      }
    }),
    { seed },
  );
});

test('fractions are exact and in lowest terms', () => {
  expect(add(third, { num: 1n, den: 6n })).toEqual({ num: 1n, den: 2n });
  expect(subtract(third, third)).toEqual({ num: 0n, den: 1n });
  expect(multiply({ num: 2n, den: 3n }, { num: 3n, den: 4n })).toEqual({ num: 1n, den: 2n });
  expect(isWhole(sum([third, third, third]))).toBe(true);
  expect(reduce({ num: 2n, den: -4n })).toEqual({ num: -1n, den: 2n });
  expect(() => reduce({ num: 1n, den: 0n })).toThrow(RangeError);
  expect(onOneDenominator([third, { num: 1n, den: 4n }])).toEqual({ nums: [4n, 3n], den: 12n });
});
