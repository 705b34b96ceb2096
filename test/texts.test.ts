import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compileTexts } from '../scripts/texts/compile.ts';
import { findJargon, type Jargon, unusedKeys } from '../scripts/texts/review.ts';

const compile = (vi: Record<string, string> | string, en: Record<string, string> | string) => {
  const json = (source: Record<string, string> | string) => (typeof source === 'string' ? source : JSON.stringify(source));
  return compileTexts({ vi: { file: 'vi.json', json: json(vi) }, en: { file: 'en.json', json: json(en) }, platform: '../platform' });
};
const messagesOf = (vi: Record<string, string> | string, en: Record<string, string> | string) =>
  compile(vi, en).problems.map(({ file, key, message }) => `${file} ${key}: ${message}`);

test('plain texts, numbers, plurals, choices, days and marks become typed functions', () => {
  const { source, problems } = compile(
    {
      hello: 'Chào {name}',
      communes: '{count} xã',
      share: 'Có <good>{count, number}</good> xã đến {day, date}',
      kind: '{kind, select, merge {sáp nhập} other {khác}}',
      none: '{count, plural, =0 {không có xã nào} other {# xã}}',
    },
    {
      hello: 'Hello {name}',
      communes: '{count, plural, one {# commune} other {# communes}}',
      share: '<good>{count, number}</good> communes by {day, date}',
      kind: '{kind, select, merge {merged} other {other}}',
      none: '{count, plural, =0 {no communes} one {one} other {#}}',
    },
  );
  expect(problems).toEqual([]);
  expect(source).toContain('hello(p: { readonly name: TextValue }): string;');
  expect(source).toContain('communes(p: { readonly count: number | bigint }): string;');
  expect(source).toContain('share(p: { readonly count: number | bigint; readonly day: string }): RichText;');
  expect(source).toContain("kind(p: { readonly kind: 'merge' | (string & {}) }): string;");
});

test('the English plural needs no more than one comparison', () => {
  const rules = new Intl.PluralRules('en');
  expect(rules.resolvedOptions().pluralCategories.toSorted()).toEqual(['one', 'other']);
  for (const n of [0, 1, 2, 10, 11, 21, 101, 1_000_001, 0.5, 1.5, -1]) expect(rules.select(n) === 'one', String(n)).toBe(Math.abs(n) === 1);
});

test('keys and parameters are the same in both languages', () => {
  expect(messagesOf({ a: 'A', b: 'B' }, { a: 'A' })).toEqual(['en.json b: missing; it is in vi.json']);
  expect(messagesOf({ a: 'A' }, { a: 'A', c: 'C' })).toEqual(['vi.json c: missing; it is in en.json']);
  expect(messagesOf({ a: '{name}' }, { a: '{title}' })).toEqual(['en.json a: parameters differ: vi has name; en has title']);
  expect(messagesOf({ a: '<b>x</b>' }, { a: 'x' })).toEqual(['en.json a: marks differ: vi has b; en has none']);
  expect(messagesOf({ a: '{day, date}' }, { a: '{day, number}' })).toEqual(['en.json a: {day} is date in vi and number in en']);
  expect(messagesOf('{\n"a": "A",\n"a": "B"\n}', { a: 'A' })).toEqual(['vi.json a: given twice']);
});

test('letters, quotes and spaces are looked at', () => {
  const problem = (text: string) => messagesOf({ a: text }, { a: 'fine' }).filter((line) => line.startsWith('vi.json'));
  expect(problem('Tú Lệ'.normalize('NFD'))[0]).toContain('not in NFC');
  expect(problem('"xã"')[0]).toContain('straight quotes');
  expect(problem("don't")[0]).toContain('straight apostrophe');
  expect(problem("viết '{'ten'}'")).toEqual([]);
  expect(problem('hai  dấu cách')[0]).toContain('two spaces');
  expect(problem(' đầu')[0]).toContain('beginning or end');
  expect(problem('chờ...')[0]).toContain('use …');
  expect(problem('{count, plural, one {x} other {y}}')[0]).toContain('vi has no plural “one”');
  expect(problem('{a')[0]).toContain('not an ICU message');
  expect(problem('{at, time}')[0]).toContain('give times as text');
});

test('a text that no source uses is found', () => {
  expect(
    unusedKeys('vi.json', ['used', 'over_lines', 'unused'], ['t.used()', 'texts[lang]\n.over_lines (\n{})', 'unused']).map(
      ({ key }) => key,
    ),
  ).toEqual(['unused']);
});

test('jargon is found as whole words, outside of parameters, unless it is excepted with a reason', () => {
  const jargon: Jargon = {
    words: [
      { word: 'đội', say: 'Tổ' },
      { word: 'token', say: 'mã' },
      { word: 'máy chủ', say: 'hệ thống' },
    ],
    exceptions: [{ file: 'vi.json', key: 'army', word: 'đội', reason: 'quân đội là tên riêng' }],
  };
  const text = (key: string, words: string) => ({ file: 'vi.json', key, text: words });
  const found = findJargon(
    [
      text('army', 'Quân đội'),
      text('team', 'Đội của thôn'),
      text('other_tone', 'đổi tên, độc đáo'),
      text('parameter', 'Mã là {token}'),
      text('setting', 'TOKEN_LIFE'),
      text('server', 'Lỗi Máy chủ'),
    ],
    jargon,
  );
  expect(found.map(({ key }) => key)).toEqual(['team', 'server']);
  expect(findJargon([], jargon)[0]?.message).toContain('not needed any more');
});

test('the list of jargon is in order', () => {
  const jargon = JSON.parse(readFileSync('src/platform/i18n/jargon.vi.json', 'utf8')) as Jargon;
  const words = jargon.words.map(({ word }) => word);
  expect(words.length).toBeGreaterThan(40);
  expect(new Set(words).size).toBe(words.length);
  for (const { word, say } of jargon.words) expect([word, say]).toEqual([word.normalize('NFC'), say.normalize('NFC')]);
});
