import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Visitor, visit } from '../../../../test/support/visitor.ts';
import { dutyState } from '../../../platform/session/index.ts';
import { openTestDesk, problemsOf, seenOf, type TestDesk, wrongFields } from '../desk.fixture.ts';

let desk: TestDesk;
let officer: Visitor;
let team: string;

beforeAll(async () => {
  desk = await openTestDesk();
  officer = await desk.as('commune-officer');
}, 60_000);
afterAll(() => desk?.close());

const at = (tail = '') => `/console/teams/${team}${tail}`;
const newTeam = async (name: string) => {
  team = await desk.form({ name });
};
const add = (fields: Readonly<Record<string, string>>) =>
  desk.send(officer, at('/members/new?new=yes'), at('/members'), {
    name: '',
    language: 'vi',
    role: 'member',
    core_force: 'teacher',
    from: '01/03/2026',
    ...fields,
  });
const act = (membership: string, what: string, fields: Readonly<Record<string, string>>) =>
  desk.send(officer, at(`/members/${membership}/${what}`), at(`/members/${membership}/${what}`), fields);
interface Row {
  id: string;
  person_id: string;
  role: string;
  core_force: string;
  from: string;
  to: string | null;
  why: string | null;
  term: string | null;
}
const roster = () =>
  desk.rows(
    sql<Row>`select id, person_id, role, core_force, lower(valid) as "from", upper(valid) as "to", ended_why as why, term_until as term
      from teams.membership where team_id = ${team}::uuid order by valid, role, id`,
  );

describe('adding somebody', () => {
  it('first looks who it is: by name in any spelling, by number, and not outside the place', async () => {
    await newTeam('Tổ tìm người');
    const find = (who: string) => desk.send(officer, at('/members/new'), at('/members/find'), { who });
    const byName = await find('lo thi mai');
    expect(byName.text).toContain(`/members/new?person=${desk.personId('citizen')}`);
    expect(byName.text).toContain('value="lo thi mai"');
    const byNumber = await find('0900 000 001');
    expect(byNumber.text).toContain(`/members/new?person=${desk.personId('citizen')}`);
    expect(byNumber.text).not.toContain('84900000001');
    const part = await find('hoang van');
    expect(part.text).toContain(`/members/new?person=${desk.personId('team-member')}`);
    const [entry] = await desk.rows(
      sql<{ persons: string[] }>`select persons from audit.entry where action = 'teams.see-roster' order by position desc limit 1`,
    );
    expect(entry?.persons).toContain(desk.personId('team-member'));
    const elsewhere = await find('+84900000006');
    expect(elsewhere.text).not.toContain('Vàng Thị Dinh');
    expect(elsewhere.text).toContain('Số điện thoại này đã có ở nơi khác');
    expect((await find('')).status).toBe(422);
  });

  it('a known person serves from a day on; the same form again changes nothing', async () => {
    await newTeam('Tổ người quen');
    const path = at(`/members/new?person=${desk.personId('citizen')}`);
    const page = await officer.get(path);
    expect(page.text).toContain('Lò Thị Mai');
    const fields = {
      seen: seenOf(page.text),
      person: desk.personId('citizen'),
      role: 'leader',
      core_force: 'women-union',
      from: '01/04/2026',
      term: '31/12/2027',
    };
    expect((await officer.post(at('/members'), fields)).location).toBe(at('?done=added'));
    const again = await officer.post(at('/members'), fields);
    expect(again.status).toBe(409);
    expect(problemsOf(again.text).join()).toContain('Có thể bạn vừa gửi hai lần');
    expect(await roster()).toEqual([
      expect.objectContaining({ person_id: desk.personId('citizen'), role: 'leader', from: '2026-04-01', term: '2027-12-31' }),
    ]);
    const twice = await desk.send(officer, path, at('/members'), {
      ...fields,
      seen: seenOf((await officer.get(path)).text),
      role: 'member',
    });
    expect(twice.status).toBe(409);
    expect(await roster()).toHaveLength(1);
  });

  it('nobody of another place, and nobody who is not there', async () => {
    await newTeam('Tổ người lạ');
    for (const person of [desk.personId('other-commune-officer'), '0190d000-0000-7000-8000-00000000ffff']) {
      expect((await officer.get(at(`/members/new?person=${person}`))).status).toBe(404);
      expect((await add({ person })).status).toBe(404);
    }
    expect(await roster()).toHaveLength(0);
  });

  it('a new person; what is wrong is said at its field and what was typed stays', async () => {
    await newTeam('Tổ người mới');
    const wrong = await add({ name: '', birth_year: '85', phone: '12', role: 'x', core_force: '', from: '' });
    expect([wrong.status, wrongFields(wrong.text)]).toEqual([422, ['name', 'role', 'core_force', 'from']]);
    const year = await add({ name: 'Sùng A Lầu', birth_year: '85' });
    expect([year.status, wrongFields(year.text)]).toEqual([422, ['birth_year']]);
    expect(year.text).toContain('value="Sùng A Lầu"');
    const number = await add({ name: 'Sùng A Lầu', phone: '12' });
    expect([number.status, wrongFields(number.text)]).toEqual([422, ['phone']]);
    expect((await add({ name: 'Sùng A Lầu', core_force: 'khong-co' })).status).toBe(422);
    expect(await roster()).toHaveLength(0);
    expect((await add({ name: 'Sùng A Lầu', birth_year: '1985', phone: '0911 222 333', another: 'yes' })).status).toBe(303);
    expect((await officer.get(at())).text).toMatch(/Sùng A Lầu.*•••• 333/s);
  });

  it('asks before somebody with the same name or number is recorded again', async () => {
    await newTeam('Tổ trùng tên');
    await desk.join(team, { name: 'Mùa A Trùng', birth_year: '1977', phone: '0911222444' });
    const twin = await add({ name: 'mùa a trùng', birth_year: '1977' });
    expect(twin.status).toBe(422);
    expect(twin.text).toContain('Có thể đã có người này');
    expect(twin.text).toMatch(/members\/new\?person=[0-9a-f-]{36}">Mùa A Trùng/);
    const number = await add({ name: 'Người Khác Hẳn', phone: '0911222444' });
    expect(number.status).toBe(422);
    expect(await roster()).toHaveLength(1);
    expect((await add({ name: 'mùa a trùng', birth_year: '1977', another: 'yes' })).status).toBe(303);
  });

  it('no second leader, nobody before the team, nobody on a day that is none', async () => {
    await newTeam('Tổ một trưởng');
    await desk.join(team, { name: 'Trưởng Đầu', role: 'leader' });
    const second = await add({ name: 'Trưởng Sau', role: 'leader' });
    expect(second.status).toBe(409);
    expect(wrongFields(second.text)).toEqual(['role']);
    expect(second.text).toContain('value="Trưởng Sau"');
    const early = await add({ name: 'Đến Sớm', from: '01/01/2026' });
    expect([early.status, wrongFields(early.text)]).toEqual([422, ['from']]);
    const none = await add({ name: 'Ngày Lạ', from: '31/02/2026' });
    expect([none.status, wrongFields(none.text)]).toEqual([422, ['from']]);
    expect(await roster()).toHaveLength(1);
    const known = await desk.app.database.db.transaction(
      async (tx) =>
        (await sql`select from people.person_details where full_name in ('Trưởng Sau', 'Đến Sớm', 'Ngày Lạ')`.execute(tx.rows<unknown>()))
          .rows,
      { state: dutyState('identity') },
    );
    expect(known).toHaveLength(0);
  });
});

describe('one member', () => {
  it('is not shown or changed under another team, nor from another place', async () => {
    await newTeam('Tổ của ai');
    const row = await desk.join(team, { name: 'Của Tổ Này' });
    const other = await desk.form({ name: 'Tổ khác' });
    expect((await officer.get(`/console/teams/${other}/members/${row}`)).status).toBe(404);
    expect((await officer.get(at('/members/khong-phai-ma'))).status).toBe(404);
    const stranger = await desk.as('other-commune-officer');
    await stranger.get('/console/teams/new');
    for (const tail of ['', '/change', '/end', '/leave', '/enrol'])
      expect((await stranger.get(at(`/members/${row}${tail}`))).status).toBe(404);
    for (const tail of ['/change', '/end', '/leave', '/leave/end', '/enrol'])
      expect((await stranger.post(at(`/members/${row}${tail}`), { why: 'died', last_day: '01/05/2026' })).status).toBe(404);
    expect((await roster())[0]?.to).toBeNull();
  });

  it('another role and force from a day on; on the first day it sets right what was recorded', async () => {
    await newTeam('Tổ đổi vai');
    const row = await desk.join(team, { name: 'Đổi Vai' });
    const answer = await act(row, 'change', { role: 'deputy', core_force: 'police', from: '01/06/2026', term: '' });
    expect(answer.location).toBe(at('?done=member'));
    expect((await roster()).map((one) => [one.role, one.core_force, one.from, one.why])).toEqual([
      ['member', 'teacher', '2026-03-01', 'role-changed'],
      ['deputy', 'police', '2026-06-01', null],
    ]);
    const second = (await roster())[1]?.id ?? '';
    expect((await act(second, 'change', { role: 'member', core_force: 'police', from: '01/06/2026', term: '31/12/2026' })).status).toBe(
      303,
    );
    expect((await roster())[1]).toMatchObject({ role: 'member', term: '2026-12-31' });
    const outside = await act(second, 'change', { role: 'deputy', core_force: 'police', from: '01/01/2026', term: '' });
    expect([outside.status, wrongFields(outside.text)]).toEqual([409, ['from']]);
    expect(outside.text).toContain('value="01/01/2026"');
    const noRole = await act(second, 'change', { role: '', core_force: 'police', from: '01/07/2026', term: '' });
    expect([noRole.status, wrongFields(noRole.text)]).toEqual([422, ['role']]);
  });

  it('ends with a reason and a last day, or never was', async () => {
    await newTeam('Tổ thôi');
    const row = await desk.join(team, { name: 'Thôi Rồi' });
    const none = await act(row, 'end', { last_day: '01/05/2026' });
    expect([none.status, wrongFields(none.text)]).toEqual([422, ['why']]);
    const early = await act(row, 'end', { why: 'died', last_day: '01/01/2026' });
    expect([early.status, wrongFields(early.text)]).toEqual([422, ['last_day']]);
    expect(early.text).toContain('value="died" checked');
    expect((await act(row, 'end', { why: 'own-wish', last_day: '30/04/2026' })).status).toBe(303);
    expect((await roster())[0]).toMatchObject({ to: '2026-05-01', why: 'own-wish' });
    const page = await officer.get(at(`/members/${row}`));
    expect(page.text).toContain('Đã thôi tham gia');
    const mistaken = await desk.join(team, { name: 'Chưa Từng' });
    expect((await act(mistaken, 'end', { why: 'mistake', last_day: '' })).status).toBe(303);
    expect(await roster()).toHaveLength(1);
  });

  it('is away with a stand-in, comes back, or never went', async () => {
    await newTeam('Tổ tạm nghỉ');
    const row = await desk.join(team, { name: 'Đi Vắng', role: 'leader' });
    const standIn = await desk.join(team, { name: 'Làm Thay' });
    const self = await act(row, 'leave', { from: '01/11/2026', until: '30/11/2026', stand_in: row });
    expect([self.status, wrongFields(self.text)]).toEqual([422, ['stand_in']]);
    const backwards = await act(row, 'leave', { from: '01/11/2026', until: '01/10/2026', stand_in: '' });
    expect([backwards.status, wrongFields(backwards.text)]).toEqual([422, ['until']]);
    expect((await act(row, 'leave', { from: '01/11/2026', until: '30/11/2026', stand_in: standIn })).status).toBe(303);
    expect((await officer.get(at())).text).toContain('Tạm nghỉ, Làm Thay làm thay');
    const member = await officer.get(at(`/members/${row}`));
    const leave = /name="leave" value="([^"]+)"/.exec(member.text)?.[1] ?? '';
    expect(member.text).toContain('Đã làm việc lại');
    const back = await officer.post(at(`/members/${row}/leave/end`), { seen: seenOf(member.text), leave });
    expect(back.status).toBe(303);
    const [ended] = await desk.rows(sql<{ to: string }>`select upper(valid) as "to" from teams.leave where id = ${leave}::uuid`);
    expect(ended?.to).toBe('2026-11-22');
    expect((await act(row, 'leave', { from: '01/12/2026', until: '', stand_in: '' })).status).toBe(303);
    const planned = await officer.get(at(`/members/${row}`));
    const plan = /name="leave" value="([^"]+)"/.exec(planned.text)?.[1] ?? '';
    expect(planned.text).toContain('Bỏ lần tạm nghỉ này');
    expect((await officer.post(at(`/members/${row}/leave/end`), { seen: seenOf(planned.text), leave: plan })).status).toBe(303);
    expect(await desk.rows(sql`select from teams.leave where id = ${plan}::uuid`)).toHaveLength(0);
    expect((await officer.post(at(`/members/${row}/leave/end`), { seen: seenOf(planned.text), leave: 'x' })).status).toBe(404);
  });

  it('the leader hands over in one step; without a leader the form says what to do', async () => {
    await newTeam('Tổ bàn giao');
    const next = await desk.join(team, { name: 'Người Nhận' });
    expect((await officer.get(at('/hand-over'))).text).toContain('chưa có Tổ trưởng Tổ CNSCĐ để bàn giao');
    await desk.join(team, { name: 'Người Giao', role: 'leader' });
    const send = (fields: Readonly<Record<string, string>>) => desk.send(officer, at('/hand-over'), at('/hand-over'), fields);
    const nobody = await send({ to: '', becomes: 'member', on: '01/07/2026' });
    expect([nobody.status, wrongFields(nobody.text)]).toEqual([422, ['to']]);
    expect((await send({ to: next, becomes: 'deputy', on: '01/07/2026' })).location).toBe(at('?done=handed'));
    const leaders = (await roster()).filter((one) => one.role === 'leader');
    expect(leaders.map((one) => [one.from, one.to])).toEqual([
      ['2026-03-01', '2026-07-01'],
      ['2026-07-01', null],
    ]);
  });

  it('a code for the phone is shown once, works, and is nowhere else', async () => {
    await newTeam('Tổ cấp mã');
    const row = await desk.join(team, { name: 'Chủ Điện Thoại' });
    await officer.get(at(`/members/${row}/enrol`));
    const made = await officer.post(at(`/members/${row}/enrol`));
    expect(made.status).toBe(200);
    const code = /class="stat-value code">([\d ]{9})</.exec(made.text)?.[1] ?? '';
    expect(code).toMatch(/^\d{4} \d{4}$/);
    expect((await officer.get(at(`/members/${row}`))).text).not.toContain(code);
    const phone = visit(desk.app);
    await phone.get('/join');
    const used = await phone.post('/join', { code });
    expect(used.location).toBe('/join/pin');
    const over = await act(row, 'end', { why: 'own-wish', last_day: '30/04/2026' });
    expect(over.status).toBe(303);
    await officer.get(at(`/members/${row}/enrol`));
    expect((await officer.post(at(`/members/${row}/enrol`))).status).toBe(409);
  });
});
