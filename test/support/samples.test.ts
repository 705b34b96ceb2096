/** The comparison finds what would break a reader, and tells it from what may be added. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { samplesOf } from './samples.ts';

let folder = '';
const held = {
  total: 2,
  items: [
    { code: 'a', at: '2026-11-23T00:00:00Z', due: null, lat: 21.5 },
    { code: 'b', at: '2026-11-23T00:00:00Z', due: '2026-11-23' },
  ],
  by: { x: 1 },
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'yenbai-samples-'));
  mkdirSync(join(folder, 'samples'));
  const sample = { format: 'list', version: 1, since: '2026-11-23', maps: ['by'], words: { 'items[].code': ['a', 'b'] }, examples: [held] };
  writeFileSync(join(folder, 'samples', 'list.json'), JSON.stringify(sample));
  writeFileSync(
    join(folder, 'samples', 'list.xml'),
    '<list><one><code>1</code><note/></one><one><code>2</code><note>x</note></one></list>',
  );
  writeFileSync(join(folder, 'samples', 'list.csv'), '\uFEFFid,n,shown\r\nx,1,true\r\ny,,false\r\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const words = { 'items[].code': ['a', 'b'] };
/** What is said, without the file and the rule. */
const short = (lines: readonly string[]) =>
  lines.map((line) => line.replace(/^\S+: /, '').replace(/: (others hold|it may be added) .*$/, ' ($1)'));
const json = (now: unknown, said: Readonly<Record<string, readonly string[]>> = words) =>
  short(samplesOf(folder).json('list.json', [now], said));
const [first, second] = held.items;

test('the same, other values, other names in a map and more in a list are no change', () => {
  expect(json(held)).toEqual([]);
  expect(json({ total: 0, items: [...held.items, { ...first, code: 'b', lat: 3 }], by: { y: 7, z: 8 } })).toEqual([]);
});

test('what is gone, renamed, of another type, sometimes missing or never filled breaks', () => {
  expect(json({ items: held.items, by: held.by })).toEqual(['total is gone (others hold)']);
  expect(json({ ...held, items: [] })).toEqual(['items[] is gone (others hold)']);
  expect(json({ ...held, items: held.items.map(({ code, ...one }) => ({ ...one, id: code })) })).toEqual([
    'items[].code is gone (others hold)',
    'items[].id is new (it may be added)',
  ]);
  expect(json({ ...held, total: '2' })).toEqual(['total is text, was integer (others hold)']);
  expect(json({ ...held, items: [{ ...first, at: '2026-11-23T07:00:00+07:00' }, second] })).toEqual([
    'items[].at is moment with its offset, was moment in UTC (others hold)',
  ]);
  expect(json({ ...held, items: [{ ...first, at: null }, second] })).toEqual(['items[].at is null, was moment in UTC (others hold)']);
  expect(json({ ...held, items: [first, { code: 'b', due: '2026-11-23' }] })).toEqual(['items[].at is missing in some (others hold)']);
  expect(json({ ...held, items: [first, { ...second, due: null }] })).toEqual(['items[].due is never day any more (others hold)']);
});

test('words that are gone or unknown break; a new one is named', () => {
  expect(json(held, { 'items[].code': ['a'] })).toEqual([
    'items[].code: the word b is gone (others hold)',
    'items[].code: b is said, and is none of its words (others hold)',
  ]);
  expect(json(held, { 'items[].code': ['a', 'b', 'c'] })).toEqual(['items[].code: the word c is new (it may be added)']);
  expect(json({ ...held, items: [first, { ...second, code: 'q' }] })).toEqual([
    'items[].code: q is said, and is none of its words (others hold)',
  ]);
});

test('XML is compared by its elements', () => {
  const xml = (text: string) => short(samplesOf(folder).xml('list.xml', text));
  expect(xml('<list><one><code>7</code><note>y</note></one></list>')).toEqual([]);
  expect(xml('<list><one><code>7</code></one></list>')).toEqual(['list[].one[].note is gone (others hold)']);
  expect(xml('<all><one><code>7</code><note>y</note></one></all>')).toEqual([
    'list is gone (others hold)',
    'all is new (it may be added)',
    ...['all[]', 'all[].one', 'all[].one[]', 'all[].one[].code', 'all[].one[].code[]', 'all[].one[].note', 'all[].one[].note[]'].map(
      (path) => `${path} is new (it may be added)`,
    ),
  ]);
});

test('columns keep their place, their values and their marks; a new one comes last', () => {
  const csv = (text: string) => short(samplesOf(folder).csv('list.csv', text));
  expect(csv('\uFEFFid,n,shown\r\nz,5,true\r\n')).toEqual([]);
  expect(csv('\uFEFFid,n,shown,more\r\nz,5,true,\r\n')).toEqual(['more is new (it may be added)']);
  expect(csv('\uFEFFn,id,shown\r\n5,z,true\r\n')).toEqual([
    'id stands in another place (others hold)',
    'n stands in another place (others hold)',
  ]);
  expect(csv('\uFEFFid,n,shown\r\nz,many,true\r\n')).toEqual(['n is text, was integer, null (others hold)']);
  expect(csv('id,n,shown\nz,5,true\n')).toEqual(['it has no byte order mark, LF, had a byte order mark, CRLF (others hold)']);
});

test('a change names the file and the decision', () => {
  const [line = ''] = samplesOf(folder).json('list.json', [{ ...held, total: null }], words);
  expect(line).toContain('list.json: total is null, was integer');
  expect(line).toContain('docs/decisions/0031-formats-others-hold.md');
  expect(() => samplesOf(folder).json('none.json', [])).toThrow('none.json is missing');
});
