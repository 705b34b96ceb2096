/** The shipped lists of reports fit together, and fit what else is shipped. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { fold } from '../../platform/text/index.ts';
import { drawings } from '../../platform/ui/icons.gen.ts';
import { stepNames, transition, urgencies } from '../model.ts';

type Row = Readonly<Record<string, string>>;
const data = join(import.meta.dirname, '..', '..', '..', 'data');
const read = (path: string): Row[] => parse(readFileSync(join(data, path), 'utf8'), { columns: true, skip_empty_lines: true });

const categories = read('reports/categories.csv');
const questions = read('reports/questions.csv');
const notices = read('reports/notices.csv');
const numbers = read('reports/emergency-numbers.csv');
const routes = read('reports/routes.csv');
const rules = read('reports/deadline-rules.csv');
const reasons = read('reports/reasons.csv');
const phrases = read('reports/empty-phrases.csv');
const organisations = new Map(read('people/organisations.csv').map((row) => [row.id, row]));
const category = new Map(categories.map((row) => [row.code, row]));
const above = (code: string | undefined): Row[] => {
  const row = category.get(code);
  return row ? [row, ...above(row.parent)] : [];
};
const leaves = categories.filter((row) => !categories.some((other) => other.parent === row.code));

const unique = (values: readonly unknown[]) => expect(values.length - new Set(values).size).toBe(0);

describe('categories', () => {
  test('are a tree of two levels, each code once', () => {
    unique(categories.map((row) => row.code));
    expect(categories.filter((row) => row.parent && category.get(row.parent)?.parent !== '').map((row) => row.code)).toEqual([]);
    expect(leaves.length).toBeGreaterThan(50);
    expect(leaves.filter((row) => row.parent === '').map((row) => row.code)).toEqual([]);
  });

  test('each has words in both languages, a hint, and an icon that there is', () => {
    for (const row of categories) {
      for (const field of ['name_vi', 'name_en', 'hint_vi', 'hint_en'] as const) expect(row[field], `${row.code}.${field}`).not.toBe('');
      expect(Object.keys(drawings), row.code).toContain(row.icon);
    }
  });

  test('a thing at a place asks for the place where a near one could be the same', () => {
    for (const row of categories) if (row.near_metres) expect([row.code, row.place]).not.toEqual([row.code, 'none']);
    for (const row of leaves) if (row.intake === 'direct') expect([row.code, row.near_metres === '']).toEqual([row.code, false]);
  });

  test('a child is of the kind of its parent', () => {
    for (const row of categories) if (row.parent) expect([row.code, row.kind]).toEqual([row.code, category.get(row.parent)?.kind]);
  });

  test('what is one person’s matter is never public', () => {
    for (const code of [
      'child',
      'vice',
      'attitude',
      'delay',
      'extra-charge',
      'benefit',
      'false-official',
      'money-lost',
      'petition-denunciation',
    ])
      expect([code, category.get(code)?.privacy]).toEqual([code, 'private']);
  });
});

describe('what follows from a category', () => {
  test('notices are there, and none is without a use', () => {
    const used = new Set(categories.map((row) => row.notice).filter(Boolean));
    expect([...used].filter((code) => !notices.some((row) => row.code === code))).toEqual([]);
    expect(notices.map((row) => row.code).filter((code) => !used.has(code))).toEqual([]);
  });

  test('khiếu nại and tố cáo are stopped with the right door, danger with numbers to call', () => {
    const notice = (code: string) => notices.find((row) => row.code === category.get(code)?.notice);
    expect(notice('petition-complaint')).toMatchObject({ effect: 'stop', source: expect.stringContaining('02/2011/QH13') });
    expect(notice('petition-denunciation')).toMatchObject({ effect: 'stop', source: expect.stringContaining('25/2018/QH14') });
    expect(notice('propose-rule')).toMatchObject({ effect: 'divert', source: expect.stringContaining('20/2008/NĐ-CP') });
    expect(notice('in-danger')?.effect).toBe('stop');
    expect(notice('child')?.actions).toContain('tel:111');
    for (const number of ['112', '113', '114', '115']) expect(notice('in-danger')?.actions).toContain(`tel:${number}`);
  });

  test('actions and options can be read, and lead to pages, sites or known numbers', () => {
    for (const row of notices) {
      const actions: { href: string; vi: string; en: string }[] = JSON.parse(String(row.actions));
      expect(actions.length, row.code).toBeGreaterThan(0);
      for (const { href, vi, en } of actions) {
        expect(href).toMatch(/^(\/|https:\/\/|tel:)/);
        if (href.startsWith('tel:')) expect(numbers.map((one) => one.number)).toContain(href.slice(4));
        const asked = /category=([\w-]+)/.exec(href)?.[1];
        if (asked) expect(leaves.map((leaf) => leaf.code)).toContain(asked);
        expect([vi, en]).not.toContain('');
      }
    }
  });

  test('questions belong to categories; a choice has options, nothing else has', () => {
    unique(questions.map((row) => `${row.category} ${row.code}`));
    expect(new Set(questions.map((row) => row.category)).size).toBeGreaterThanOrEqual(6);
    for (const row of questions) {
      expect(category.has(row.category), row.code).toBe(true);
      const options: { code: string; vi: string; en: string }[] = JSON.parse(String(row.options));
      expect([row.code, options.length > 1]).toEqual([row.code, row.answer === 'choice']);
      unique(options.map((option) => option.code));
    }
  });

  test('each has a route to an organisation that receives cases from its first day', () => {
    unique(routes.map((row) => row.id));
    for (const leaf of leaves) {
      const codes = above(leaf.code).map((row) => row.code);
      expect(
        routes.some((row) => codes.includes(row.category)),
        leaf.code,
      ).toBe(true);
    }
    for (const row of routes) {
      expect([row.id, row.target]).toEqual([row.id, row.organisation_id ? 'organisation' : 'unit-office']);
      if (!row.organisation_id) continue;
      const organisation = organisations.get(row.organisation_id);
      expect([row.id, organisation?.receives?.split(';').includes('cases')]).toEqual([row.id, true]);
      expect(String(organisation?.valid_from) <= String(row.from), row.id).toBe(true);
    }
  });

  test('each has a time to receive and to answer for every urgency', () => {
    unique(rules.map((row) => row.id));
    for (const leaf of leaves) {
      for (const step of ['receive', 'answer']) {
        for (const urgency of urgencies) {
          const codes = ['', ...above(leaf.code).map((row) => row.code)];
          const found = rules.filter((row) => row.step === step && row.urgency === urgency && codes.includes(row.category));
          expect(found.length, `${leaf.code} ${step} ${urgency}`).toBeGreaterThan(0);
        }
      }
    }
    expect(rules.find((row) => row.id === 'receive-normal')).toMatchObject({ amount: '8', unit: 'working-hours' });
    expect(rules.find((row) => row.id === 'answer-urgent')).toMatchObject({ amount: '4', unit: 'working-hours' });
    expect(rules.find((row) => row.id === 'answer-normal')).toMatchObject({ amount: '3', unit: 'working-days' });
    for (const row of rules) expect(row.source, row.id).not.toBe('');
  });
});

describe('reasons and phrases', () => {
  test('every kind that a step asks for has reasons', () => {
    unique(reasons.map((row) => row.code));
    const kinds = new Set(stepNames.flatMap((step) => transition(step).reasons ?? []));
    for (const kind of [...kinds, 'cannot']) expect([kind, reasons.filter((row) => row.kind === kind).length >= 3]).toEqual([kind, true]);
  });

  test('who is sent away learns where to go', () => {
    const without = reasons.filter((row) => row.kind === 'not-accepted' && (row.door_vi === '' || row.door_en === ''));
    expect(without.map((row) => row.code)).toEqual([]);
  });

  test('phrases stand as search folds them, each once', () => {
    unique(phrases.map((row) => row.phrase));
    for (const { phrase = '' } of phrases) expect(fold(phrase)).toBe(phrase);
    for (const said of ['Đã chuyển', 'đã ghi nhận', 'Đang xem xét', 'đã tiếp thu'])
      expect(phrases.map((row) => row.phrase)).toContain(fold(said));
  });

  test('the numbers of rescue are all there', () => {
    expect(new Set(numbers.map((row) => row.number))).toEqual(new Set(['111', '112', '113', '114', '115']));
  });
});
