/** The dated list of listeners, and hearing without an office. Unhappy paths first. */
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../../../../test/support/visitor.ts';
import { dutyState } from '../../../platform/session/index.ts';
import { spokenCode } from '../../code.ts';
import { recording, type SpokenReport, sendSpoken } from '../../voice/voice.fixture.ts';
import { centre, openTestDesk, type TestDesk } from '../desk.fixture.ts';

const list = '/console/reports/listeners';
const own = '/account/listening';

let desk: TestDesk;
let unit = '';
beforeAll(async () => {
  desk = await openTestDesk();
  unit = await desk.unit('04606');
});
afterAll(() => desk?.close());

const textOf = ({ text }: Answer): string =>
  text
    .slice(text.indexOf('<main'))
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
const day = (days: number): string => {
  const { year, month, day: date } = desk.app.context.clock.today().add({ days });
  return `${String(date).padStart(2, '0')}/${String(month).padStart(2, '0')}/${year}`;
};
const iso = (days: number): string => desk.app.context.clock.today().add({ days }).toString();

interface Named {
  readonly id?: string;
  readonly person?: string;
  readonly language?: string;
  readonly kind?: string;
  readonly unit?: string;
  readonly from?: string;
  readonly until?: string;
}

async function name(key: string, fields: Named = {}): Promise<Answer> {
  const who = await desk.as(key);
  const person = desk.person(fields.person ?? 'citizen');
  await who.get(`${list}/new?person=${desk.person('citizen')}`);
  if (who.token === '') await who.get('/console/on-behalf');
  return who.post(list, {
    id: desk.app.context.ids.next(),
    language: 'thai',
    kind: 'respected',
    unit,
    from: day(0),
    until: '',
    ...fields,
    person,
  });
}
const entries = (key = 'citizen') =>
  desk.rows(sql<{ id: string; language: string; over: boolean; reason: string | null }>`
    select id, language, isempty(valid) or coalesce(upper(valid) <= ${iso(0)}::date, false) as over, end_reason as reason from reports.listener
    where person_id = ${desk.person(key)}::uuid order by added_at, id`);
const clear = () => desk.rows(sql`delete from reports.listener`);
const end = async (key: string, id: string, reason: string): Promise<Answer> => {
  const who = await desk.as(key);
  // Without an entry of theirs the list has no form.
  await who.get(`${list}/new?person=${desk.person(key)}`);
  return who.post(`${list}/${id}/end`, { [`reason.${id}`]: reason });
};
const trail = (action: string, id: string) =>
  desk.rows(
    sql<{ places: string[]; persons: string[] }>`select places, persons from audit.entry where action = ${action} and subject_id = ${id}`,
  );
const putOn = (key: string, language: string, days: string, unitId: string | null = null) =>
  desk.rows(sql`insert into reports.listener (id, language, person_id, unit_id, valid, added_at)
    values (${desk.app.context.ids.next()}::uuid, ${language}, ${desk.person(key)}::uuid, ${unitId}::uuid, ${days}::daterange, now())`);

afterEach(() => clear());

describe('keeping the list', () => {
  test('is nothing for strangers, citizens, members of teams and offices without a place', async () => {
    for (const [key, status] of [
      ['citizen', 403],
      ['team-member', 403],
      ['operator', 403],
    ] as const)
      expect((await (await desk.as(key)).get(list)).status, key).toBe(status);
    for (const key of ['agency-handler', 'publisher', 'province-supervisor']) {
      const page = await (await desk.as(key)).get(`${list}/new`);
      expect(textOf(page), key).toContain('Bạn không giữ danh sách này');
      expect((await (await desk.as(key)).get(list)).text, key).not.toContain(`${list}/new`);
      expect((await name(key)).status, key).toBe(403);
    }
    expect(await entries()).toEqual([]);
  });

  test('an official of another commune finds nobody here, names nobody and ends nothing', async () => {
    const other = await desk.as('other-commune-officer');
    expect(textOf(await other.get(`${list}/new?q=${encodeURIComponent('Lò Thị Mai')}`))).toContain('Không tìm thấy ai');
    expect((await other.get(`${list}/new?person=${desk.person('citizen')}`)).status).toBe(404);
    expect((await name('other-commune-officer')).status).toBe(404);
    // Their own people, for a place that is not theirs.
    expect((await name('other-commune-officer', { person: 'other-commune-officer' })).status).toBe(422);
    expect((await name('commune-officer')).location).toBe(`${list}?done=told`);
    const [entry] = await entries();
    expect((await end('other-commune-officer', entry?.id ?? '', 'own-wish')).status).toBe(404);
    expect(textOf(await other.get(list))).not.toContain('Lò Thị Mai');
    expect((await entries())[0]?.over).toBe(false);
    await clear();
  });

  test('what is missing or wrong is said at its field, and what was typed stays', async () => {
    for (const [fields, said] of [
      [{ language: 'vi' }, 'Chưa chọn tiếng'],
      [{ language: '' }, 'Chưa chọn tiếng'],
      [{ kind: 'x' }, 'Chưa chọn người này là ai'],
      [{ unit: '' }, 'Bạn không thêm được người nghe cho nơi này'],
      [{ unit: 'everywhere' }, 'Bạn không thêm được người nghe cho nơi này'],
      [{ from: day(-1) }, 'Ngày bắt đầu đã qua'],
      [{ from: '' }, 'Hãy ghi ngày'],
      [{ from: '31/02/2027' }, 'Ngày này không có'],
      [{ from: day(5), until: day(4) }, 'Ngày cuối trước ngày bắt đầu'],
    ] as const) {
      const answer = await name('commune-officer', { ...fields });
      expect(answer.status, said).toBe(422);
      expect(textOf(answer)).toContain(said);
    }
    expect((await name('commune-officer', { until: 'x', from: '5/5/2099' })).text).toContain('value="5/5/2099"');
    expect((await name(centre, { person: 'nobody' })).status).toBe(404);
    expect(await entries()).toEqual([]);
  });

  test('the centre names for the whole province, a commune for itself; told, in the trail, seen by the other as a number', async () => {
    expect(textOf(await (await desk.as('commune-officer')).get(list))).toContain('Chưa có ai nghe');
    const found = await (await desk.as(centre)).get(`${list}/new?q=${encodeURIComponent('lo thi mai')}`);
    expect(found.text).toContain(`${list}/new?person=${desk.person('citizen')}`);
    const byNumber = await (await desk.as('commune-officer')).get(`${list}/new?q=0900000001`);
    expect(byNumber.text).toContain(`${list}/new?person=${desk.person('citizen')}`);
    expect((await name(centre, { unit: 'everywhere' })).location).toBe(`${list}?done=told`);
    const [entry] = await entries();
    expect(await trail('reports.name-listener', entry?.id ?? '')).toEqual([{ places: [], persons: [desk.person('citizen')] }]);
    const commune = textOf(await (await desk.as('commune-leader')).get(list));
    expect(commune).toContain('tiếng Thái 1 người');
    expect(commune).not.toContain('Lò Thị Mai');
    expect((await end('commune-leader', entry?.id ?? '', 'own-wish')).status).toBe(404);
    const told = await desk.rows(
      sql<{
        n: number;
      }>`select count(*)::integer as n from platform.message where person_id = ${desk.person('citizen')}::uuid and purpose = 'reports.listener-added'`,
    );
    expect(told[0]?.n).toBeGreaterThan(0);
    expect(textOf(await (await desk.as(centre)).get(list))).toMatch(/Lò Thị Mai · Người có uy tín Tiếng Thái Cả tỉnh Từ /);
    await clear();
  });

  test('sent twice it is one entry; two at once for the same days are one, and the other is told', async () => {
    const id = desk.app.context.ids.next();
    expect((await name('commune-officer', { id })).status).toBe(303);
    expect((await name('commune-officer', { id })).status).toBe(303);
    expect(await entries()).toHaveLength(1);
    const again = await name('commune-leader', { from: day(3) });
    expect(again.status).toBe(409);
    expect(textOf(again)).toContain('Người này đã có tên cho tiếng và nơi này');
    await clear();
    const both = await Promise.all([name('commune-officer', { language: 'tay' }), name('commune-leader', { language: 'tay' })]);
    expect(both.map(({ status }) => status).sort()).toEqual([303, 409]);
    expect(await entries()).toHaveLength(1);
    await clear();
  });

  test('ended with a reason, once; who has stopped stays to be seen', async () => {
    await name('commune-officer');
    const [{ id = '' } = {}] = await entries();
    expect((await end('commune-officer', id, '')).status).toBe(422);
    expect((await end('commune-officer', id, 'because')).status).toBe(422);
    expect((await entries())[0]?.over).toBe(false);
    const both = await Promise.all([end('commune-officer', id, 'moved-away'), end('commune-leader', id, 'died')]);
    expect(both.map(({ status }) => status).sort()).toEqual([303, 409]);
    expect((await entries())[0]).toMatchObject({ over: true });
    expect(await trail('reports.end-listener', id)).toEqual([{ places: [unit], persons: [desk.person('citizen')] }]);
    expect(textOf(await (await desk.as('commune-officer')).get(list))).toContain('Chưa có ai nghe');
    expect(textOf(await (await desk.as('commune-officer')).get(`${list}?which=past`))).toMatch(
      /Lò Thị Mai .* Thôi vì (chuyển đi nơi khác|đã mất)/,
    );
    // Named anew from the same day.
    expect((await name('commune-officer')).status).toBe(303);
    await clear();
  });
});

/** Opens the own page and sends what was understood. */
async function write(key: string, report: SpokenReport, summary: string): Promise<Answer> {
  const who = await desk.as(key);
  const page = await who.get(own);
  const at = page.text.indexOf(`${own}/${report.code}"`);
  const heard = /name="heard" value="([^"]*)"/.exec(page.text.slice(Math.max(0, at)))?.[1] ?? '';
  return who.post(`${own}/${report.code}`, { heard, [`summary.${report.code}`]: summary });
}
const fileOf = async ({ id }: SpokenReport): Promise<string> =>
  (await desk.rows(sql<{ id: string }>`select id from reports.attachment where report_id = ${id}::uuid order by rank limit 1`))[0]?.id ??
  '';
const standing = async ({ id }: SpokenReport) =>
  (
    await desk.rows(sql<{
      listening: boolean;
      summary: string | null;
      by: string | null;
      n: number;
    }>`select report.listening, content.summary,
      content.summary_by as by, (select count(*)::integer from reports.event where report_id = report.id and step = 'listen') as n
      from reports.report join reports.content on content.report_id = report.id where report.id = ${id}::uuid`)
  )[0];

describe('hearing without an office', () => {
  test('whoever is on no list, listens elsewhere, to another language, later or no longer, hears nothing', async () => {
    const report = await sendSpoken(desk, 'thai');
    const file = await fileOf(report);
    const citizen = await desk.as('citizen');
    const nothing = async (said: string) => {
      const page = await citizen.get(own);
      expect(textOf(page)).toContain(said);
      expect(page.text).not.toContain(report.code);
      expect((await citizen.get(`${own}/${report.code}/files/${file}`)).status, said).toBe(404);
      await citizen.get('/account/name');
      expect((await citizen.post(`${own}/${report.code}`, { [`summary.${report.code}`]: 'x' })).status, said).toBe(404);
    };
    await nothing('Bạn chưa có tên trong danh sách người nghe');
    await putOn('citizen', 'thai', `[${iso(-30)},${iso(0)})`);
    await nothing(`Ngày cuối là ${day(-1)}`);
    await clear();
    await putOn('citizen', 'thai', `[${iso(4)},)`);
    await nothing(`Bạn nghe từ ngày ${day(4)}`);
    await clear();
    await putOn('citizen', 'thai', `[${iso(-30)},)`, await desk.unit('04465'));
    await putOn('citizen', 'dao', `[${iso(-30)},)`);
    await nothing('Không có bản ghi âm nào chờ bạn nghe');
    await clear();
    expect((await standing(report))?.listening).toBe(true);
    expect((await desk.app.app.inject({ url: own, headers: { accept: 'text/html' } })).headers.location).toContain('/sign-in');
  });

  test('whoever is named hears it, sees nobody, writes it down, and is out again once the time is over', async () => {
    const report = await sendSpoken(desk, 'thai');
    const file = await fileOf(report);
    const citizen = await desk.as('citizen');
    expect((await name('commune-officer')).status).toBe(303);
    const page = await citizen.get(own);
    expect(page.text).toContain(`<audio`);
    expect(textOf(page)).toContain(spokenCode(report.code));
    expect(textOf(page)).toContain(`tiếng Thái, Xã Trạm Tấu, từ ${day(0)}`);
    expect(textOf(page)).not.toMatch(/cầu treo|0900/);
    const sound = await citizen.get(`${own}/${report.code}/files/${file}`);
    expect(sound.status).toBe(200);
    // Nothing else of the report or of the console opens.
    expect((await citizen.get(`/console/reports/${report.code}`)).status).toBe(403);
    expect((await citizen.get('/console/reports/listening')).status).toBe(403);
    expect((await write('citizen', report, ' ')).status).toBe(422);
    expect((await write('citizen', report, 'Đường vào bản bị sạt.')).location).toBe(`${own}?done=heard`);
    expect(await standing(report)).toEqual({ listening: false, summary: 'Đường vào bản bị sạt.', by: desk.person('citizen'), n: 1 });
    // The same again is the same; it waits no longer, so it can't be heard either.
    expect((await write('citizen', report, 'Đường vào bản bị sạt.')).status).toBe(303);
    expect((await standing(report))?.n).toBe(1);
    expect((await citizen.get(`${own}/${report.code}/files/${file}`)).status).toBe(404);
    const later = await sendSpoken(desk, 'thai');
    expect((await citizen.get(own)).text).toContain(later.code);
    const [{ id = '' } = {}] = await entries();
    expect((await end('commune-officer', id, 'own-wish')).status).toBe(303);
    expect((await citizen.get(own)).text).not.toContain(later.code);
    expect((await citizen.get(`${own}/${later.code}/files/${await fileOf(later)}`)).status).toBe(404);
    expect((await write('citizen', later, 'x')).status).toBe(404);
    await clear();
  });

  test('of two at once the first is kept; the other is told who it was, and keeps the words', async () => {
    await putOn('citizen', 'mong', `[${iso(-1)},)`);
    await putOn('team-leader', 'mong', `[${iso(-1)},)`);
    const report = await sendSpoken(desk);
    const both = await Promise.all([write('citizen', report, 'Nghe bởi bà Mai.'), write('team-leader', report, 'Nghe bởi ông Páo.')]);
    expect(both.map(({ status }) => status).sort()).toEqual([303, 409]);
    const loser = both.find(({ status }) => status === 409);
    const kept = await standing(report);
    expect(kept?.n).toBe(1);
    expect(kept?.summary).toBe(both[0]?.status === 303 ? 'Nghe bởi bà Mai.' : 'Nghe bởi ông Páo.');
    const [winner, words] = both[0]?.status === 303 ? ['Lò Thị Mai', 'Nghe bởi ông Páo.'] : ['Giàng A Páo', 'Nghe bởi bà Mai.'];
    expect(loser && textOf(loser)).toContain(`${winner} đã viết bản tóm tắt này. Đã lưu lúc `);
    expect(loser && textOf(loser)).toContain(words);
    // Other words by the one who was first change nothing either.
    const again = await write(both[0]?.status === 303 ? 'citizen' : 'team-leader', report, 'Khác.');
    expect(again.status).toBe(409);
    expect(textOf(again)).toContain('Bạn đã viết bản tóm tắt này rồi');
    await clear();
  });

  test('a recording that came while somebody listened is heard before anything is written', async () => {
    await putOn('citizen', 'mong', `[${iso(-1)},)`);
    const report = await sendSpoken(desk);
    const who = await desk.as('citizen');
    const page = await who.get(own);
    const heard = /name="heard" value="([^"]*)"/.exec(page.text)?.[1] ?? '';
    await report.sender.get(`/reports/${report.code}`);
    const more = await desk.app.context.files.put(Buffer.from(await recording().arrayBuffer()), { maxBytes: 100_000 });
    await desk.rows(sql`insert into reports.attachment (id, report_id, rank, role, kind, file_hash, sent_hash, bytes, unit_id)
      select ${desk.app.context.ids.next()}::uuid, id, 2, 'sent', 'audio', ${more.hash}, ${more.hash}, ${more.size}, unit_id from reports.report
      where id = ${report.id}::uuid`);
    const late = await who.post(`${own}/${report.code}`, { heard, [`summary.${report.code}`]: 'Chỉ nghe đoạn đầu.' });
    expect(late.status).toBe(409);
    expect(textOf(late)).toContain('Người gửi vừa gửi thêm bản ghi âm');
    expect(late.text).toContain('Chỉ nghe đoạn đầu.</textarea>');
    expect((await standing(report))?.listening).toBe(true);
    expect((await write('citizen', report, 'Nghe cả hai đoạn.')).status).toBe(303);
    await clear();
  });
});

describe('the data of a listener', () => {
  test('comes with the copy that a person asks for, and goes when they want to be forgotten', async () => {
    await name('commune-officer');
    const { context } = desk.app;
    const source = context.modules.find((module) => module.name === 'reports')?.privacy?.(context);
    const run = <T>(act: (tx: Parameters<Parameters<typeof context.db.transaction>[0]>[0]) => Promise<T>) =>
      context.db.transaction((tx) => act(tx), { state: dutyState('privacy') });
    const copy = await run((tx) => source?.exportPerson(tx, desk.person('citizen')) ?? Promise.resolve({}));
    expect(JSON.stringify(copy)).toMatch(/"reports.listener":\[\{[^\]]*"kind":"respected"/);
    await run(async (tx) => source?.erasePerson(tx, desk.person('citizen')));
    expect(await entries()).toEqual([]);
  });

  test('is not theirs to write: the database lets nobody name themselves', async () => {
    const { context } = desk.app;
    const state = { ...dutyState('identity'), 'yenbai.duty': '', 'yenbai.actor': desk.person('citizen') };
    const insert = context.db.transaction(
      (tx) =>
        sql`insert into reports.listener (id, language, person_id, valid, added_at)
          values (${tx.ids.next()}::uuid, 'thai', ${desk.person('citizen')}::uuid, daterange('2026-01-01', null), now())`.execute(
          tx.rows<unknown>(),
        ),
      { state },
    );
    await expect(insert).rejects.toThrow(/row-level security/);
  });
});
