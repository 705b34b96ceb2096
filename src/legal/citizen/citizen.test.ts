import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { findDocument } from '../index.ts';

let app: TestApp;
let id: string;
beforeAll(async () => {
  app = await startApp();
  id = (await findDocument(app.context.db, '1673/NQ-UBTVQH15'))?.id ?? '';
});
afterAll(() => app.close());

const page = async (path: string): Promise<{ status: number; text: string }> => {
  const response = await fetch(`${app.address}${path}`);
  return { status: response.status, text: await response.text() };
};

describe('pages', () => {
  test('the list names each document and says which are checked', async () => {
    const { status, text } = await page('/legal');
    expect(status).toBe(200);
    expect(text).toContain('1673/NQ-UBTVQH15');
    expect(text).toContain('chưa đối chiếu');
  });

  test('the list goes on page by page', async () => {
    const { text } = await page('/legal?limit=2&lang=en');
    expect(text).toMatch(/\/legal\?after=[0-9a-f-]{36}&(amp;)?limit=2/);
    expect(text).toContain('Legal documents');
  });

  test('a document shows what it is, how far it is checked and its clauses', async () => {
    const { status, text } = await page(`/legal/${id}`);
    expect(status).toBe(200);
    expect(text).toContain('16/06/2025');
    expect(text).toContain('khoản 4 Điều 1');
    expect((await page(`/legal/${id}?lang=en`)).text).toContain('Article 1, clause 4');
  });

  test('an unknown document is a page that leads on; a wrong address too', async () => {
    const unknown = await page('/legal/019b76da-a800-7000-8000-0000000000ff');
    expect(unknown.status).toBe(404);
    expect(unknown.text).toContain('Không có văn bản này');
    expect((await page('/legal/khong-co')).status).toBe(400);
  });

  test('the short address leads to the list', async () => {
    const response = await fetch(`${app.address}/van-ban`, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([302, '/legal']);
  });
});

describe('for programs', () => {
  test('pages through all documents', async () => {
    const numbers: string[] = [];
    let next: string | null = '/api/v1/legal-documents?limit=7';
    while (next !== null) {
      const answer = (await (await fetch(`${app.address}${next}`)).json()) as { items: { number: string }[]; next: string | null };
      numbers.push(...answer.items.map((item) => item.number));
      next = answer.next;
    }
    expect(numbers.length).toBeGreaterThan(15);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  test('gives one with its clauses, and a problem document for none', async () => {
    const found = (await (await fetch(`${app.address}/api/v1/legal-documents/${id}`)).json()) as { number: string; clauses: unknown[] };
    expect([found.number, found.clauses.length]).toEqual(['1673/NQ-UBTVQH15', 92]);
    const missing = await fetch(`${app.address}/api/v1/legal-documents/019b76da-a800-7000-8000-0000000000ff`);
    expect(missing.status).toBe(404);
    expect(missing.headers.get('content-type')).toContain('application/problem+json');
  });
});
