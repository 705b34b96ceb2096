import { describe, expect, test } from 'vitest';
import { cellText, csvLine, defaultLimits, readCsv, writeCsv } from '../index.ts';
import { legacyText } from '../messy.fixture.ts';

function texts(bytes: Uint8Array): (string | undefined)[][] {
  const outcome = readCsv(bytes, 'tệp');
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return (outcome.value.sheets[0]?.rows ?? []).map((row) => row.cells.map((cell) => cellText(cell)?.text));
}

const code = (bytes: Uint8Array, limits = defaultLimits) => {
  const outcome = readCsv(bytes, 'tệp', limits);
  return outcome.ok ? 'read' : outcome.refusal.code;
};

describe('CSV', () => {
  test('formulas stay text, and come back as they were', () => {
    const danger = ['=1+1', '+84912', '-2', '@x', '\t=1', '\r=1', ' =1', '＝1', 'a"b,c\nd', 'Nguyễn'];
    for (const text of danger.slice(0, 8)) expect(csvLine([text])).toMatch(/^"?'/);
    expect(csvLine([-5, 7n, null, 'x'])).toBe('-5,7,,x\r\n');
    const written = writeCsv([danger.slice(0, 4), danger.slice(8)]);
    expect(Buffer.from(written).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(texts(written)).toEqual([danger.slice(0, 4), danger.slice(8)]);
  });

  test('in every encoding that offices have', () => {
    const text = 'Họ tên;Thôn\r\nNguyễn Thị Mỵ;Khe Ngang\r\n\r\nLý A Sùng;Bản Lùng\r\n';
    const rows = [
      ['Họ tên', 'Thôn'],
      ['Nguyễn Thị Mỵ', 'Khe Ngang'],
      ['Lý A Sùng', 'Bản Lùng'],
    ];
    expect(texts(Buffer.from(text))).toEqual(rows);
    expect(texts(Buffer.from(`\uFEFF${text}`))).toEqual(rows);
    expect(texts(Buffer.from(`\uFEFF${text}`, 'utf16le'))).toEqual(rows);
    expect(texts(Buffer.from(`\uFEFF${text}`, 'utf16le').swap16())).toEqual(rows);
    expect(texts(Buffer.from(text.replaceAll(';', '\t'), 'utf16le'))).toEqual(rows);
    // Windows-1258: letters with hats, tones behind them.
    expect(texts(Buffer.from('Ho\xf2 t\xean;Nguy\xea\xden Thi\xf2 My\xf2\r\n', 'latin1'))).toEqual([['Họ tên', 'Nguyễn Thị Mỵ']]);
    expect(texts(Buffer.from(legacyText('thôn Bản Lùng;Nguyễn Thị Mỵ\r\n', 'tcvn3'), 'latin1'))).toEqual([
      ['thôn Bản Lùng', 'Nguyễn Thị Mỵ'],
    ]);
    expect(texts(Buffer.from(legacyText('Thôn Bản Lùng;Nguyễn Thị Mỵ\r\n', 'vni'), 'latin1'))).toEqual([
      ['Thôn Bản Lùng', 'Nguyễn Thị Mỵ'],
    ]);
  });

  test('refuses what is no table', () => {
    expect(code(new Uint8Array())).toBe('sheets.empty-file');
    expect(code(Uint8Array.from([1, 2, 0, 0, 0, 3, 0, 0, 9]))).toBe('sheets.not-a-workbook');
    expect(code(Buffer.from('a,b\n'.repeat(60)), { ...defaultLimits, rows: 50 })).toBe('sheets.too-many-rows');
    expect(code(Buffer.from(`${','.repeat(300)}x`))).toBe('sheets.too-many-columns');
  });
});
