import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collator, fold, groupCode, nfc, tidy } from './index.ts';

describe('the search form', () => {
  test.each([
    ['hoà', 'hòa'],
    ['thuỷ', 'thủy'],
    ['Mù Căng Chải', 'Mù Cang Chải'],
    ['Kỳ', 'Kì'],
    ['Mỵ', 'Mị'],
    ['Quý', 'quí'],
    ['Đông Cuông', 'dong cuong'],
    ['Ðại Lịch', 'Đại Lịch'],
    ['ĐƯỜNG', 'đường'],
    ['Tú Lệ'.normalize('NFD'), 'Tú Lệ'.normalize('NFC')],
    ['  Trạm   Tấu\u00A0', 'trạm tấu'],
    ['TP. Yên Bái', 'tp yen bai'],
    ['Phình-Hồ', 'phinh ho'],
    ['Tân\u200B Thịnh', 'Tan Thinh'],
  ])('%s is found as %s', (a, b) => {
    expect(fold(a)).toBe(fold(b));
  });

  test('letters that tell names apart stay', () => {
    expect(fold('Khao Mang')).not.toBe(fold('Khao Măng Cụt'));
    expect(fold('04606')).toBe('04606');
  });

  test('folding again, or another Unicode form, changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (s) => {
        expect(fold(fold(s))).toBe(fold(s));
        expect(fold(s.normalize('NFC'))).toBe(fold(s.normalize('NFD')));
      }),
    );
  });
});

test('one Unicode form', () => {
  expect(nfc('Nghĩa Lộ'.normalize('NFD'))).toBe('Nghĩa Lộ'.normalize('NFC'));
  expect(tidy('  Nghĩa\u200B   Lộ \n')).toBe('Nghĩa Lộ');
});

test('the order of the Vietnamese alphabet', () => {
  const right = ['An', 'Ăn', 'Ân', 'Cao', 'Dao', 'Đao', 'Em', 'Êm', 'Ong', 'Ông', 'Ơn', 'Thôn 2', 'Thôn 10', 'Un', 'Ưng'];
  expect([...right].reverse().sort(collator.compare)).toEqual(right);
});

test('codes are said in groups of four', () => {
  expect(groupCode('47182063')).toBe('4718 2063');
  expect(groupCode('471820635')).toBe('4718 2063 5');
});
