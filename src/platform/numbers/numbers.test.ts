import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDecimal, formatInteger, formatNumber, formatPercent, parseInteger, percentOf } from './index.ts';

test('numbers as people write them', () => {
  expect(formatInteger(1_234_567, 'vi')).toBe('1.234.567');
  expect(formatInteger(1_234_567n, 'en')).toBe('1,234,567');
  expect(formatInteger(1000, 'vi')).toBe('1.000');
  expect(formatInteger(123_456_789_012_345_678_901n, 'vi')).toBe('123.456.789.012.345.678.901');
  expect(formatInteger(-5, 'vi')).toBe('-5');
  expect(formatDecimal(1234.567, 'vi')).toBe('1.234,57');
  expect(formatNumber(0.5, 'en')).toBe('0.5');
});

test('a percentage never hides a rest', () => {
  expect(percentOf(1355, 1356)).toBe(99);
  expect(percentOf(1, 100_000)).toBe(1);
  expect(percentOf(0n, 5n)).toBe(0);
  expect(percentOf(5, 5)).toBe(100);
  expect(percentOf(0, 0)).toBeNull();
  expect(formatPercent(1, 2, 'vi')).toBe('50\u00A0%');
  expect(formatPercent(0, 0, 'vi')).toBe('–');
});

test('typed integers', () => {
  expect(parseInteger(' 1.234.567 ')).toBe(1_234_567n);
  expect(parseInteger('1 234')).toBe(1234n);
  expect(parseInteger('-12')).toBe(-12n);
  for (const wrong of ['', '1,5', '1.23', '1.234,567', '12a', '1e3', '٣']) expect(parseInteger(wrong)).toBeNull();
});

test('what is written is read back', () => {
  fc.assert(
    fc.property(fc.bigInt(), fc.constantFrom('vi' as const, 'en' as const), (n, lang) => {
      expect(parseInteger(formatInteger(n, lang))).toBe(n);
    }),
  );
});
