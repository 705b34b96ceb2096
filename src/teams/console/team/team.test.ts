import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Visitor } from '../../../../test/support/visitor.ts';
import { openTestDesk, problemsOf, seenOf, type TestDesk, wrongFields } from '../desk.fixture.ts';

let desk: TestDesk;
let officer: Visitor;
let village: readonly string[];

beforeAll(async () => {
  desk = await openTestDesk();
  officer = await desk.as('commune-officer');
  village = await desk.villages();
}, 60_000);
afterAll(() => desk?.close());

const pdf = new TextEncoder().encode('%PDF-1.7\n1 0 obj << >> endobj\n%%EOF\n');
const at = (id: string, tail = '') => `/console/teams/${id}${tail}`;
const change = (
  id: string,
  kind: string,
  fields: Readonly<Record<string, string>>,
  file?: { name: string; bytes: Uint8Array<ArrayBuffer> },
) => desk.send(officer, at(id, `/${kind}`), at(id, `/${kind}`), fields, file);
const states = (id: string) =>
  desk.rows(
    sql<{
      name: string;
      unit: string;
      status: string;
      from: string;
      to: string | null;
    }>`select name, unit_id as unit, status, lower(valid) as "from",
      upper(valid) as "to" from teams.team_version where team_id = ${id}::uuid order by valid`,
  );
const download = async (who: Visitor, path: string) => {
  const cookie = [...who.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  return fetch(`${desk.app.address}${path}`, { headers: { cookie } });
};

describe('forming a team', () => {
  it('wants a seat, a name and a day, and keeps what was typed', async () => {
    const answer = await desk.send(officer, '/console/teams/new', '/console/teams/new', {
      unit: '',
      name: '',
      on: '31/02/2026',
      issuer: 'UBND xã',
    });
    expect(answer.status).toBe(422);
    expect(wrongFields(answer.text)).toEqual(['unit', 'name', 'on']);
    expect(answer.text).toContain('value="31/02/2026"');
    expect(answer.text).toContain('value="UBND xã"');
  });

  it('refuses a seat of another place, whatever the form says', async () => {
    const [other] = await desk.rows(
      sql<{ id: string }>`select unit_id as id from territory.units_on('2026-11-22') where code = '04465' and level_id = 'commune'`,
    );
    const answer = await desk.send(officer, '/console/teams/new', '/console/teams/new', {
      unit: other?.id ?? '',
      name: 'Tổ xa',
      on: '01/03/2026',
    });
    expect([answer.status, wrongFields(answer.text)]).toEqual([422, ['unit']]);
    expect(await desk.rows(sql`select from teams.team_version where name = 'Tổ xa'`)).toHaveLength(0);
  });

  it('happens once, however often the form is sent', async () => {
    const page = await officer.get('/console/teams/new');
    const fields = { seen: seenOf(page.text), unit: village[1] ?? '', name: 'Tổ hai lần', on: '01/03/2026' };
    const body = () => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.set(name, value);
      return form;
    };
    const answers = [await officer.post('/console/teams/new', body()), await officer.post('/console/teams/new', body())];
    expect(answers.map((answer) => answer.status)).toEqual([303, 303]);
    expect(new Set(answers.map((answer) => answer.location)).size).toBe(1);
    expect(await desk.rows(sql`select from teams.team_version where name = 'Tổ hai lần'`)).toHaveLength(1);
  });

  it('needs the right and a form of ours', async () => {
    expect((await (await desk.as('province-supervisor')).get('/console/teams/new')).status).toBe(403);
    const stranger = await fetch(`${desk.app.address}/console/teams/new`, {
      method: 'POST',
      body: new URLSearchParams({ unit: village[0] ?? '', name: 'x', on: '01/03/2026' }),
      headers: { cookie: [...officer.cookies].map(([name, value]) => `${name}=${value}`).join('; '), origin: desk.app.address },
      redirect: 'manual',
    });
    expect(stranger.status).toBe(403);
  });

  it('somebody of the province first chooses the commune', async () => {
    const province = await desk.as('policy-officer');
    const first = await province.get('/console/teams/new');
    expect(first.text).toContain('Chọn xã, phường trước.');
    const commune = /<option value="([0-9a-f-]{36})"/.exec(first.text)?.[1] ?? '';
    const second = await province.get(`/console/teams/new?in=${commune}`);
    expect(second.text).toContain('name="unit"');
    const seat =
      /<option value="([0-9a-f-]{36})">Thôn|<option value="([0-9a-f-]{36})"/
        .exec(second.text.split('name="unit"')[1] ?? '')
        ?.slice(1)
        .find(Boolean) ?? '';
    const path = `/console/teams/new?in=${commune}`;
    const done = await desk.send(province, path, path, { unit: seat, name: 'Tổ của tỉnh', on: '01/03/2026' });
    expect(done.location).toMatch(/\?done=formed$/);
  });
});

describe('the page of a team', () => {
  it('a team of another place looks like one that nobody has', async () => {
    const id = await desk.form({ name: 'Tổ riêng' });
    const other = await desk.as('other-commune-officer');
    for (const tail of ['', '/rename', '/merge', '/split', '/hand-over', '/members/new', '/correct']) {
      const answer = await other.get(at(id, tail));
      const unknown = await other.get(at('0190d000-0000-7000-8000-00000000ffff', tail));
      expect([tail, answer.status]).toEqual([tail, 404]);
      expect(/<h1.*?<\/h1>/s.exec(answer.text)?.[0]).toBe(/<h1.*?<\/h1>/s.exec(unknown.text)?.[0]);
    }
    await other.get('/console/teams/new');
    for (const tail of ['/confirm', '/dissolve', '/members'])
      expect((await other.post(at(id, tail), { on: '01/04/2026' })).status).toBe(404);
    expect(await states(id)).toHaveLength(1);
    expect((await other.get(at('khong-phai-ma'))).status).toBe(404);
  });

  it('shows names as texts, numbers masked, and records who was seen', async () => {
    const id = await desk.form({ name: 'Tổ <img src=x onerror=alert(1)>' });
    await desk.join(id, { name: 'Giàng "A" <b>Tủa</b>', phone: '0987654321', birth_year: '1991' });
    const page = await officer.get(at(id));
    expect(page.text).not.toMatch(/<img|<b>Tủa/);
    expect(page.text).toContain('Giàng &quot;A&quot; &lt;b>Tủa');
    expect(page.text).toContain('•••• 321');
    expect(page.text).not.toContain('0987654321');
    const [entry] = await desk.rows(
      sql<{
        persons: string[];
        subject_id: string;
      }>`select persons, subject_id from audit.entry where action = 'teams.see-roster' order by position desc limit 1`,
    );
    expect(entry).toMatchObject({ subject_id: id });
    expect(entry?.persons).toHaveLength(1);
  });

  it('shows the list of another day, and nobody before the team was formed', async () => {
    const id = await desk.form({ name: 'Tổ theo ngày' });
    const row = await desk.join(id, { name: 'Người Cũ' });
    await desk.send(officer, at(id, `/members/${row}/end`), at(id, `/members/${row}/end`), { why: 'moved-away', last_day: '30/06/2026' });
    const past = await officer.get(at(id, '?on=2026-06-30'));
    expect(past.text).toContain('Bạn đang xem Tổ như trong ngày 30/06/2026');
    expect(past.text).toMatch(/<th[^>]*scope="row"[^>]*>.*Người Cũ/);
    expect(past.text).not.toContain('/confirm"');
    const now = await officer.get(at(id));
    expect(now.text).toContain('Tổ chưa có thành viên');
    expect(now.text).toContain('Các lần tham gia khác (1)');
    expect((await officer.get(at(id, '?on=2020-01-01'))).text).toContain('Tổ được thành lập từ ngày 01/03/2026');
    expect((await officer.get(at(id, '?on=x'))).status).toBe(422);
  });

  it('one tap says that the list is right', async () => {
    const id = await desk.form({ name: 'Tổ xem lại' });
    await officer.get(at(id));
    const done = await officer.post(at(id, '/confirm'));
    expect(done.location).toBe(at(id, '?done=confirmed'));
    expect((await officer.get(done.location)).text).toContain('Danh sách đã được xác nhận là đúng');
    expect(await desk.rows(sql`select from teams.confirmation where team_id = ${id}::uuid`)).toHaveLength(1);
  });
});

describe('the decision and its paper', () => {
  it('takes a PDF, gives it back to whoever sees the team, and to nobody else', async () => {
    const page = await officer.get('/console/teams/new');
    const body = new FormData();
    for (const [name, value] of Object.entries({
      seen: seenOf(page.text),
      unit: village[2] ?? '',
      name: 'Tổ có quyết định',
      on: '01/03/2026',
      decision_number: '45/QĐ-UBND',
      decided_on: '25/02/2026',
      issuer: 'UBND xã Trạm Tấu',
    }))
      body.set(name, value);
    body.set('file', new Blob([pdf]), 'Quyết định "45".png');
    const id = /teams\/([0-9a-f-]{36})/.exec((await officer.post('/console/teams/new', body)).location)?.[1] ?? '';
    const shown = await officer.get(at(id));
    expect(shown.text).toContain('Quyết định số 45/QĐ-UBND, ngày 25/02/2026, của UBND xã Trạm Tấu');
    const path = /href="(\/console\/teams\/[^"]+\/decisions\/[^"]+)"/.exec(shown.text)?.[1] ?? '';
    const file = await download(officer, path);
    expect(file.headers.get('content-type')).toBe('application/pdf');
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.-]+\.pdf"/);
    expect(file.headers.get('x-content-type-options')).toBe('nosniff');
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(pdf);
    expect((await download(await desk.as('other-commune-officer'), path)).status).toBe(404);
    const eventId = path.split('/').at(-1) ?? '';
    const other = await desk.form({ name: 'Tổ không có quyết định' });
    expect((await officer.get(at(other, `/decisions/${eventId}`))).status).toBe(404);
  });

  it('refuses what is neither PDF nor picture, keeps the rest, and keeps a good paper for the next try', async () => {
    const id = await desk.form({ name: 'Tổ tệp lạ' });
    const bad = await change(
      id,
      'rename',
      { name: 'Tên mới', on: '01/05/2026' },
      { name: 'a.pdf', bytes: new TextEncoder().encode('<html>') },
    );
    expect([bad.status, wrongFields(bad.text)]).toEqual([422, ['file']]);
    expect(bad.text).toContain('value="Tên mới"');
    const large = new Uint8Array(10 * 1024 * 1024 + 1);
    large.set(pdf);
    const tooLarge = await change(id, 'rename', { name: 'Tên mới', on: '01/05/2026' }, { name: 'a.pdf', bytes: large });
    expect(problemsOf(tooLarge.text).join()).toContain('lớn hơn 10 MB');
    const half = await change(id, 'rename', { name: '', on: '01/05/2026' }, { name: 'a.pdf', bytes: pdf });
    expect(half.status).toBe(422);
    const kept = /name="kept" value="([0-9a-f]{64})"/.exec(half.text)?.[1] ?? '';
    expect(half.text).toContain('Đã nhận bản chụp: a.pdf');
    const done = await change(id, 'rename', { name: 'Tên mới', on: '01/05/2026', kept, kept_name: 'a.pdf' });
    expect(done.status).toBe(303);
    expect(
      await desk.rows(sql`select from teams.team_event where file_hash = ${kept} and kind = 'renamed' and file_name = 'a.pdf'`),
    ).toHaveLength(1);
  });
});

describe('what becomes of a team', () => {
  it('another name from a day on; the old one stays before it', async () => {
    const id = await desk.form({ name: 'Tổ tên cũ' });
    const answer = await change(id, 'rename', { name: 'Tổ tên mới', on: '01/05/2026' });
    expect(answer.location).toBe(at(id, '?done=changed'));
    expect((await states(id)).map((state) => [state.name, state.from])).toEqual([
      ['Tổ tên cũ', '2026-03-01'],
      ['Tổ tên mới', '2026-05-01'],
    ]);
  });

  it('a form that is sent twice, or after somebody else, changes nothing and keeps what was typed', async () => {
    const id = await desk.form({ name: 'Tổ tranh nhau' });
    const page = await officer.get(at(id, '/rename'));
    const stale = seenOf(page.text);
    expect((await change(id, 'rename', { name: 'Người thứ nhất', on: '01/05/2026' })).status).toBe(303);
    const late = await change(id, 'rename', { name: 'Người thứ hai', on: '01/06/2026', seen: stale });
    expect(late.status).toBe(409);
    expect(late.text).toContain('value="Người thứ hai"');
    expect(problemsOf(late.text).join()).toContain('Chưa có gì bị ghi đè');
    expect((await states(id)).map((state) => state.name)).toEqual(['Tổ tranh nhau', 'Người thứ nhất']);
    const again = await desk.send(officer, at(id, '/rename'), at(id, '/rename'), { name: 'Người thứ hai', on: '01/06/2026' });
    expect(again.status).toBe(303);
  });

  it('another seat; one that had ended, or of another place, is refused at its field', async () => {
    const id = await desk.form({ name: 'Tổ chuyển chỗ' });
    const moved = await change(id, 'move', { unit: village[3] ?? '', on: '01/05/2026' });
    expect(moved.status).toBe(303);
    expect((await states(id)).at(-1)?.unit).toBe(village[3]);
    const [gone] = await desk.rows(
      sql<{ id: string }>`select unit_id as id from territory.unit_versions where level_id = 'commune' and upper(valid) is not null
        and unit_id not in (select unit_id from territory.units_on('2026-11-22')) and name = 'Pá Hu'`,
    );
    const commune = await desk.rows(
      sql<{ id: string }>`select unit_id as id from territory.units_on('2026-11-22') where code = '04606' and level_id = 'commune'`,
    );
    const team = await desk.form({ name: 'Tổ cấp xã thử', unit: commune[0]?.id ?? '' });
    const ended = await change(team, 'move', { unit: gone?.id ?? '', on: '01/05/2026' });
    expect([ended.status, wrongFields(ended.text)]).toEqual([422, ['unit']]);
    const [far] = await desk.rows(
      sql<{ id: string }>`select unit_id as id from territory.units_on('2026-11-22') where code = '04465' and level_id = 'commune'`,
    );
    expect((await change(team, 'move', { unit: far?.id ?? '', on: '01/05/2026' })).status).toBe(403);
    expect(await states(team)).toHaveLength(1);
  });

  it('suspended, revived, dissolved, and revived from the dead', async () => {
    const id = await desk.form({ name: 'Tổ nhiều đời' });
    await desk.join(id, { name: 'Còn Đây', role: 'leader' });
    expect((await change(id, 'suspend', { on: '01/05/2026' })).status).toBe(303);
    expect((await officer.get(at(id))).text).toContain('Tạm dừng');
    expect((await change(id, 'suspend', { on: '01/06/2026' })).status).toBe(409);
    expect((await change(id, 'revive', { on: '01/07/2026' })).status).toBe(303);
    const warned = await officer.get(at(id, '/dissolve'));
    expect(warned.text).toContain('1 thành viên sẽ thôi tham gia');
    expect((await change(id, 'dissolve', { on: '01/09/2026' })).status).toBe(303);
    const page = await officer.get(at(id));
    expect(page.text).toContain('ngày cuối là 31/08/2026');
    expect(page.text).toContain(`${at(id)}/revive`);
    expect(page.text).not.toContain(`${at(id)}/rename"`);
    expect((await officer.get('/console/teams?only=ended')).text).toContain('Đã giải thể, ngày cuối 31/08/2026');
    expect((await change(id, 'revive', { on: '01/10/2026' })).status).toBe(303);
    expect((await states(id)).map((state) => state.status)).toEqual(['active', 'suspended', 'active', 'active']);
  });

  it('what was recorded wrongly is set right without a new state', async () => {
    const id = await desk.form({ name: 'Tổ ghi nhầm', decision_number: '7/QĐ-UBND' });
    const form = await officer.get(at(id, '/correct'));
    expect(form.text).toContain('value="7/QĐ-UBND"');
    const answer = await change(id, 'correct', { name: 'Tổ ghi đúng', begins: '15/02/2026', decision_number: '8/QĐ-UBND' });
    expect(answer.status).toBe(303);
    expect((await states(id)).map((state) => [state.name, state.from])).toEqual([['Tổ ghi đúng', '2026-02-15']]);
    expect((await officer.get(at(id))).text).toContain('Quyết định số 8/QĐ-UBND');
    expect((await change(id, 'correct', { name: 'Tổ ghi đúng', begins: 'hôm qua' })).status).toBe(422);
  });

  it('a seat that the system chose is confirmed, or another one chosen', async () => {
    const kept = await desk.form({ name: 'Tổ chờ xác nhận' });
    const moved = await desk.form({ name: 'Tổ chọn chỗ khác' });
    await desk.rows(sql`update teams.team_version set to_confirm = true where team_id in (${kept}::uuid, ${moved}::uuid)`);
    const page = await officer.get(at(kept));
    expect(page.text).toContain('cần bạn xác nhận');
    expect((await change(kept, 'confirm-seat', { unit: (await states(kept))[0]?.unit ?? '' })).status).toBe(303);
    expect((await change(moved, 'confirm-seat', { unit: village[4] ?? '' })).status).toBe(303);
    const left = await desk.rows(
      sql<{
        team_id: string;
        unit_id: string;
        to_confirm: boolean;
      }>`select team_id, unit_id, to_confirm from teams.team_version where team_id in (${kept}::uuid, ${moved}::uuid)`,
    );
    expect(left.map((row) => row.to_confirm)).toEqual([false, false]);
    expect(left.find((row) => row.team_id === moved)?.unit_id).toBe(village[4]);
  });
});

describe('merging and dividing', () => {
  const members = (id: string, on: string) =>
    desk.rows(
      sql<{
        role: string;
      }>`select role from teams.membership where team_id = ${id}::uuid and valid @> ${on}::date order by role, person_id`,
    );

  it('several teams become one; the others end and are linked', async () => {
    const [into, from] = [await desk.form({ name: 'Tổ nhận' }), await desk.form({ name: 'Tổ nhập vào' })];
    await desk.join(into, { name: 'Trưởng Nhận', role: 'leader' });
    await desk.join(from, { name: 'Trưởng Nhập', role: 'leader' });
    const none = await change(into, 'merge', { into: 'this', on: '01/08/2026' });
    expect([none.status, wrongFields(none.text)]).toEqual([422, ['teams']]);
    const done = await change(into, 'merge', { into: 'this', on: '01/08/2026', [`team_${from}`]: 'yes' });
    expect(done.location).toBe(at(into, '?done=merged'));
    expect((await members(into, '2026-08-01')).map((row) => row.role)).toEqual(['deputy', 'leader']);
    expect((await states(from)).at(-1)?.to).toBe('2026-08-01');
    expect((await officer.get(at(into))).text).toContain(`<a href="${at(from)}">Tổ nhập vào</a>`);
    expect((await officer.get(at(from))).text).toContain(`<a href="${at(into)}">Tổ nhận</a>`);
  });

  it('or a new one, with a leader of choice', async () => {
    const [one, two] = [await desk.form({ name: 'Tổ một nửa' }), await desk.form({ name: 'Tổ nửa kia' })];
    await desk.join(one, { name: 'Trưởng Một', role: 'leader' });
    await desk.join(two, { name: 'Trưởng Hai', role: 'leader' });
    const [chosen] = await desk.rows(sql<{ person_id: string }>`select person_id from teams.membership where team_id = ${two}::uuid`);
    const nameless = await change(one, 'merge', { into: 'new', name: '', on: '01/08/2026', [`team_${two}`]: 'yes' });
    expect([nameless.status, wrongFields(nameless.text)]).toEqual([422, ['name']]);
    expect(nameless.text).toContain(`name="team_${two}" value="yes" checked`);
    const done = await change(one, 'merge', {
      into: 'new',
      name: 'Tổ chung',
      on: '01/08/2026',
      leader: chosen?.person_id ?? '',
      [`team_${two}`]: 'yes',
    });
    const id = /teams\/([0-9a-f-]{36})\?done=merged/.exec(done.location)?.[1] ?? '';
    const [leader] = await desk.rows(
      sql<{ person_id: string }>`select person_id from teams.membership where team_id = ${id}::uuid and role = 'leader'`,
    );
    expect(leader?.person_id).toBe(chosen?.person_id);
  });

  it('never with a team of another place, even if the form names it', async () => {
    const id = await desk.form({ name: 'Tổ không lấy của người' });
    const [far] = await desk.rows(
      sql<{
        id: string;
      }>`select v.team_id as id from teams.team_version v join territory.units_on('2026-11-22') unit on unit.unit_id = v.unit_id
        where unit.code = '04465' limit 1`,
    );
    const answer = await change(id, 'merge', { into: 'this', on: '01/08/2026', [`team_${far?.id}`]: 'yes' });
    expect([answer.status, wrongFields(answer.text)]).toEqual([422, ['teams']]);
  });

  it('a team is divided: members go where they were put, the rest stays', async () => {
    const id = await desk.form({ name: 'Tổ đông' });
    await desk.join(id, { name: 'Trưởng Đông', role: 'leader' });
    const going = [await desk.join(id, { name: 'Đi Một' }), await desk.join(id, { name: 'Đi Hai' })] as const;
    const path = at(id, '/split?parts=1');
    const empty = await desk.send(officer, path, path, { goes_on: 'yes', name_1: '', unit_1: '', on: '01/08/2026' });
    expect([empty.status, wrongFields(empty.text)]).toEqual([422, ['name_1', 'unit_1']]);
    const lost = await desk.send(officer, path, path, {
      goes_on: 'no',
      name_1: 'Tổ tách',
      unit_1: village[5] ?? '',
      on: '01/08/2026',
      [`to_${going[0]}`]: '1',
    });
    expect(lost.status).toBe(422);
    expect(lost.text).toMatch(new RegExp(`name="to_${going[0]}".*?<option value="1" selected`, 's'));
    const done = await desk.send(officer, path, path, {
      goes_on: 'yes',
      name_1: 'Tổ tách',
      unit_1: village[5] ?? '',
      leader_1: going[1],
      on: '01/08/2026',
      [`to_${going[0]}`]: '1',
      [`to_${going[1]}`]: '1',
    });
    expect(done.status).toBe(303);
    const [part] = await desk.rows(sql<{ id: string }>`select to_team_id as id from teams.team_edge where from_team_id = ${id}::uuid`);
    expect((await members(part?.id ?? '', '2026-08-01')).map((row) => row.role)).toEqual(['leader', 'member']);
    expect(await members(id, '2026-08-01')).toHaveLength(1);
  });
});
