import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { citation } from './model.ts';

type Row = Readonly<Record<string, string | undefined>>;
const read = (name: string): Row[] =>
  parse(readFileSync(new URL(`../../data/legal/${name}`, import.meta.url), 'utf8'), { columns: true, skip_empty_lines: true });

const documents = read('documents.csv');
const clauses = read('excerpts.csv');

describe('the documents that we ship', () => {
  test('have one id and one number each, in NFC', () => {
    expect(documents.length).toBeGreaterThan(15);
    expect(new Set(documents.map((row) => row.id)).size).toBe(documents.length);
    expect(new Set(documents.map((row) => row.number)).size).toBe(documents.length);
    for (const row of documents) expect(row.number).toBe(row.number?.normalize('NFC').trim());
  });

  test('say whom they are from, where the record comes from and, unless checked, what is in doubt', () => {
    for (const row of documents) {
      expect(row.issuer, row.number).not.toBe('');
      expect(row.source, row.number).not.toBe('');
      expect(['yes', 'no'], row.number).toContain(row.verified);
      if (row.verified === 'no') expect(row.verification_note, row.number).not.toBe('');
      for (const day of [row.signed_on, row.in_force_from, row.in_force_to]) expect(day, row.number).toMatch(/^(\d{4}-\d{2}-\d{2})?$/);
    }
  });

  test('hold the doubtful resolution of 2024 as not verified', () => {
    expect(documents.find((row) => row.number === '1246/NQ-UBTVQH15')?.verified).toBe('no');
  });
});

describe('the clauses that we ship', () => {
  test('belong to a document, one for each path, and say that they are summaries', () => {
    const numbers = new Set(documents.map((row) => row.number));
    expect(clauses).toHaveLength(92);
    expect(new Set(clauses.map((row) => `${row.document} ${row.path}`)).size).toBe(clauses.length);
    for (const row of clauses) {
      expect(numbers.has(row.document)).toBe(true);
      expect(row.text).toMatch(/^Tóm tắt: /);
    }
  });
});

describe('citation', () => {
  test('reads from the smallest part up in Vietnamese and down in English', () => {
    expect(citation('Điều 1.khoản 2', 'vi')).toBe('khoản 2 Điều 1');
    expect(citation('Điều 1.khoản 2', 'en')).toBe('Article 1, clause 2');
    expect(citation('Điều 3', 'vi')).toBe('Điều 3');
    expect(citation('Điều 7.khoản 1.điểm a', 'en')).toBe('Article 7, clause 1, point a');
    expect(citation('Mục lục', 'en')).toBe('Mục lục');
  });
});
