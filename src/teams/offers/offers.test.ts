import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { type Visitor, visit } from '../../../test/support/visitor.ts';
import { dutyState } from '../../platform/session/index.ts';
import { answersTo } from './model.ts';

let app: TestApp;
let commune: string;
beforeAll(async () => {
  app = await startApp();
  const found = await sql<{
    unit_id: string;
  }>`select unit_id from territory.units_on('2026-11-22') where code = '04606' and level_id = 'commune'`.execute(
    app.database.db.rows<unknown>(),
  );
  commune = found.rows[0]?.unit_id ?? '';
});
afterAll(() => app.close());

/** Somebody signed in who has a page with a form open. */
async function as(key: string): Promise<Visitor> {
  const visitor = visit(app, await app.signedIn(key));
  await visitor.get(`/teams/join?unit=${commune}`);
  return visitor;
}
const good = { name: 'Vàng A Dế', phone: '0912 345 678', agreed: 'yes', what: 'Biết tiếng Mông, rảnh buổi tối.' };

/** Fills the form as a visitor would and gives the answer to sending it. */
async function send(visitor: Visitor, kind: 'join' | 'help', fields: Readonly<Record<string, string>>, query = '') {
  const page = await visitor.get(`/teams/${kind}?unit=${commune}${query}`);
  const id = /name="id" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  return visitor.post('/teams/offers', { ...good, id, kind, unit: commune, ...fields });
}
const codeOf = (location: string): string => /offers\/(\d{12})/.exec(location)?.[1] ?? '';

describe('bad input', () => {
  test.each([
    ['a number that is none', { phone: '12' }, 'Số điện thoại chưa đúng'],
    ['no agreement', { agreed: '' }, 'Chưa chọn đồng ý'],
    ['no name', { name: '   ' }, 'Chưa có họ và tên'],
    ['a core force that is not there', { core_force: 'pirates' }, 'Lựa chọn này không còn'],
  ])('%s: the form again, with what was typed', async (_what, fields, words) => {
    const answer = await send(visit(app), 'join', fields);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(words);
    expect(answer.text).toContain('Biết tiếng Mông');
  });

  test('help that ended yesterday, and days that are none', async () => {
    const visitor = visit(app);
    expect((await send(visitor, 'help', { until: '01/01/2020' })).text).toContain('Ngày cuối đã qua');
    expect((await send(visitor, 'help', { from: '31/02/2026' })).text).toContain('Ngày chưa đúng');
  });

  test('what was typed is text, never markup', async () => {
    const answer = await send(visit(app), 'join', { what: '<script>alert(1)</script>', phone: '1' });
    expect(answer.text).not.toContain('<script>alert');
    expect(answer.text).toContain('&lt;script>alert');
  });

  test('only an official of the place writes down for somebody', async () => {
    const answer = await send(await as('other-commune-officer'), 'join', { for: 'somebody' });
    expect(answer.status).toBe(403);
  });

  test('codes that nobody has are all answered alike', async () => {
    const visitor = visit(app);
    const answer = await visitor.get('/teams/offers/000000000000');
    expect(answer.status).toBe(404);
    expect(answer.text).toContain('Không có lời đề nghị nào mang mã này');
  });
});

describe('joining', () => {
  test('sent twice it is one offer; the commune answers; the code shows it and names nobody', async () => {
    const visitor = visit(app);
    const page = await visitor.get(`/teams/join?unit=${commune}`);
    const id = /name="id" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const fields = { ...good, id, kind: 'join', unit: commune };
    const first = await visitor.post('/teams/offers', fields);
    const second = await visitor.post('/teams/offers', fields);
    expect([first.status, second.status]).toEqual([303, 303]);
    const code = codeOf(first.location);
    expect(code).toMatch(/^\d{12}$/);
    expect(codeOf(second.location)).toBe(code);

    const elsewhere = await as('other-commune-officer');
    expect((await elsewhere.get(`/console/teams/offers/${id}`)).status).toBe(404);
    expect((await elsewhere.post(`/console/teams/offers/${id}/answer`, { answer: 'declined', words: 'Không' })).status).toBe(404);

    const officer = await as('commune-officer');
    expect((await officer.get('/console/teams/offers')).text).toContain(`/console/teams/offers/${id}`);
    expect((await officer.get('/console')).text).toContain('Người muốn tham gia');
    const shown = await officer.get(`/console/teams/offers/${id}`);
    expect(shown.text).toContain('Vàng A Dế');
    expect((await officer.post(`/console/teams/offers/${id}/answer`, { answer: 'welcomed', words: '' })).status).toBe(422);
    expect((await officer.post(`/console/teams/offers/${id}/answer`, { answer: 'asked', words: 'x' })).status).toBe(409);
    expect(
      (await officer.post(`/console/teams/offers/${id}/answer`, { answer: 'welcomed', words: 'Mời bác đến nhà văn hóa tối thứ bảy.' }))
        .status,
    ).toBe(303);
    expect((await officer.post(`/console/teams/offers/${id}/answer`, { answer: 'declined', words: 'x' })).status).toBe(409);

    const answered = await visitor.get(`/teams/offers/${code}`);
    expect(answered.text).toContain('Mời bác đến nhà văn hóa');
    expect(answered.text).not.toContain('Vàng A Dế');
    expect(answered.text).not.toContain('345 678');
  });

  test('taken back, the number is gone at once', async () => {
    const visitor = visit(app);
    const code = codeOf((await send(visitor, 'join', {})).location);
    await visitor.get(`/teams/offers/${code}`);
    expect((await visitor.post(`/teams/offers/${code}/withdraw`, {})).status).toBe(303);
    const left = await app.database.db.transaction(
      (tx) =>
        sql<{ state: string; sealed_contact: string | null }>`select state, sealed_contact from teams.offer where code = ${code}`.execute(
          tx.rows<unknown>(),
        ),
      { state: dutyState('archive') },
    );
    expect(left.rows).toEqual([{ state: 'withdrawn', sealed_contact: null }]);
  });
});

describe('helping', () => {
  test('the province is offered help, asks for it, and notes what was given', async () => {
    const code = codeOf((await send(visit(app), 'help', { organisation: 'Công ty Thử' })).location);
    const officer = await as('policy-officer');
    const list = await officer.get('/console/teams/offers');
    const [id = ''] = [...list.text.matchAll(/\/console\/teams\/offers\/([0-9a-f-]{36})/g)].map((match) => match[1] ?? '').slice(0, 1);
    const note = { id: app.context.ids.next(), on_day: '20/11/2026', what: '20 điện thoại' };
    expect((await officer.post(`/console/teams/offers/${id}/contributions`, note)).status).toBe(409);
    expect((await officer.post(`/console/teams/offers/${id}/answer`, { answer: 'asked', words: 'Đang cần 20 điện thoại.' })).status).toBe(
      303,
    );
    expect((await officer.post(`/console/teams/offers/${id}/contributions`, { ...note, on_day: '01/01/2099' })).status).toBe(422);
    expect((await officer.post(`/console/teams/offers/${id}/contributions`, note)).status).toBe(303);
    expect((await officer.post(`/console/teams/offers/${id}/contributions`, note)).status).toBe(303);
    const shown = await visit(app).get(`/teams/offers/${code}`);
    expect(shown.text.match(/20 điện thoại/g)?.length).toBe(2);
    expect(shown.text).toContain('Đã giúp');
  });

  test('the answers that fit each state', () => {
    expect(answersTo('join', 'welcomed')).toEqual([]);
    expect(answersTo('help', 'new')).toEqual(['welcomed', 'asked', 'declined']);
    expect(answersTo('help', 'withdrawn')).toEqual([]);
  });
});
