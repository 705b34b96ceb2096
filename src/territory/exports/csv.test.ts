import { expect, test } from 'vitest';
import { textCell } from './csv.ts';

test.each([
  ['Pá Hu', 'Pá Hu'],
  ['=1+1', "'=1+1"],
  ['+84', "'+84"],
  ['-2', "'-2"],
  ['@sum', "'@sum"],
  ['\tx', "'\tx"],
  ['a,b', '"a,b"'],
  ['a;b', '"a;b"'],
  ['say "x"', '"say ""x"""'],
  ['="x"', '"\'=""x"""'],
  ['a\nb', '"a\nb"'],
])('%j becomes the cell %j', (text, cell) => {
  expect(textCell(text)).toBe(cell);
});

test('nothing becomes an empty cell', () => {
  expect(textCell(null)).toBe('');
});
