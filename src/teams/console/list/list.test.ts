import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openActors } from '../../../people/sessions/resolve.ts';
import { readCsv, readWorkbook, type Workbook } from '../../../platform/sheets/index.ts';
import { teamsMatching } from '../../rosters/index.ts';
import { openTestDesk, type TestDesk } from '../desk.fixture.ts';
import { memberSearch, teamSearch } from '../search.ts';
import { waitingTeams } from '../waiting.ts';
import { countTeams } from './query.ts';

let desk: TestDesk;
let formulaTeam: string;

beforeAll(async () => {
  desk = await openTestDesk();
  formulaTeam = await desk.form({ name: '=HYPERLINK("http://x","Tổ") <b>ý</b>' });
  await desk.join(formulaTeam, { name: '+Lò Thị <script>', birth_year: '1990', phone: '0912 345 678' });
}, 60_000);
afterAll(() => desk?.close());

const today = '2026-11-22';
const asked = { on: today, today, level: null, units: null, only: null, words: '' } as const;
const listed = (text: string) =>
  [...text.matchAll(/<th[^>]*scope="row"[^>]*><a href="\/console\/teams\/([0-9a-f-]{36})/g)].map((found) => found[1] ?? '');
const actor = (key: string) =>
  desk.app.database.db.transaction((tx) => openActors(desk.app.database.db, desk.app.database.clock).byPerson(tx, desk.personId(key)));
const lastEntry = async (action: string) =>
  (
    await desk.rows(
      sql<{
        actor_id: string;
        persons: string[];
        fields: string[];
      }>`select actor_id, persons, fields from audit.entry where action = ${action}
        order by position desc limit 1`,
    )
  )[0];

describe('who sees which teams', () => {
  it('refuses whoever may not see rosters', async () => {
    expect((await (await desk.as('team-member')).get('/console/teams')).status).toBe(403);
    expect((await (await desk.as('citizen')).get('/console/teams/export.csv')).status).toBe(403);
    expect((await (await desk.as('auditor')).get('/console/teams')).status).toBe(403);
  });

  it('an officer sees the teams of the place and none of another', async () => {
    const mine = listed((await (await desk.as('commune-officer')).get('/console/teams')).text);
    const theirs = listed((await (await desk.as('other-commune-officer')).get('/console/teams')).text);
    expect(mine).toContain(formulaTeam);
    expect(mine.length).toBeGreaterThan(20);
    expect(theirs.length).toBeGreaterThan(5);
    expect(mine.filter((id) => theirs.includes(id))).toEqual([]);
  });

  it('a team leader sees the own team only, and no way to change it', async () => {
    const leader = await desk.as('team-leader');
    const page = await leader.get('/console/teams');
    const ids = listed(page.text);
    const led = await desk.rows(
      sql<{
        team_id: string;
      }>`select team_id from teams.membership where person_id = ${desk.personId('team-leader')}::uuid and role = 'leader'`,
    );
    expect(ids).toEqual(led.map((row) => row.team_id));
    expect(ids).toHaveLength(1);
    expect(page.text).not.toContain('/console/teams/new');
    const own = await leader.get(`/console/teams/${ids[0]}`);
    expect(own.status).toBe(200);
    expect(own.text).toContain('Hoàng Văn Thắng');
    expect(own.text).not.toMatch(/<form[^>]*method="post"|\/rename|\/members\//);
    expect((await leader.get(`/console/teams/${formulaTeam}`)).status).toBe(404);
    expect((await leader.get(`/console/teams/${ids[0]}/rename`)).status).toBe(403);
  });

  it('a supervisor of the province sees every team and changes none', async () => {
    const supervisor = await desk.as('province-supervisor');
    const page = await supervisor.get(`/console/teams/${formulaTeam}`);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('method="post"');
    expect((await supervisor.get(`/console/teams/${formulaTeam}/members/new`)).status).toBe(403);
  });
});

describe('the list', () => {
  it('pages through all teams of the province without showing one twice', async () => {
    const officer = await desk.as('policy-officer');
    const seen: string[] = [];
    let path = '/console/teams?level=commune';
    for (let pages = 0; pages < 10 && path !== ''; pages += 1) {
      const page = await officer.get(path);
      seen.push(...listed(page.text));
      path = (/<a class="button secondary" href="([^"]+)" rel="next"/.exec(page.text)?.[1] ?? '').replaceAll('&amp;', '&');
    }
    expect(seen).toHaveLength(173);
    expect(new Set(seen).size).toBe(173);
  });

  it('counts as the rosters do', async () => {
    const { db } = desk.app.database;
    const everything = { units: 'everywhere', leaders: [] } as const;
    for (const on of [today, '2025-12-31', '2022-06-30']) {
      const counts = await countTeams(db, everything, { ...asked, on });
      const all = await teamsMatching(db, { on, today });
      expect([on, counts.standing, counts.members]).toEqual([on, all.teams, all.members]);
      expect(counts.leaderless).toBe((await teamsMatching(db, { on, today, only: 'leaderless' })).teams);
    }
    const counts = await countTeams(db, everything, asked);
    expect(counts.stale).toBe((await teamsMatching(db, { on: today, today, only: 'stale' })).teams);
    expect(counts.stale).toBeGreaterThan(10);
  });

  it('narrows by links, words, unit and day, and says what it is', async () => {
    const officer = await desk.as('commune-officer');
    const stale = await officer.get('/console/teams?only=stale');
    expect(listed(stale.text).length).toBeGreaterThan(0);
    expect(listed(stale.text)).not.toContain(formulaTeam);
    expect(stale.text).toContain('Lâu chưa xem lại (');
    const leaderless = listed((await officer.get('/console/teams?only=leaderless')).text);
    expect(leaderless).toEqual([formulaTeam]);
    expect(listed((await officer.get('/console/teams?q=hyperlink')).text)).toEqual([formulaTeam]);
    const [village = ''] = await desk.villages();
    expect(listed((await officer.get(`/console/teams?unit=${village}`)).text)).toContain(formulaTeam);
    expect(listed((await officer.get('/console/teams?on=31/12/2025')).text)).not.toContain(formulaTeam);
    expect((await officer.get('/console/teams?on=2025-12-31')).text).toContain('tính đến ngày 31/12/2025');
  });

  it('puts what has to be looked after first', async () => {
    const page = await (await desk.as('commune-officer')).get('/console/teams');
    const kinds = [...page.text.matchAll(/<td[^>]*data-label="Tình trạng">(.*?)<\/td>/gs)].map(
      (found) => found[1]?.includes('class="pill ') === true,
    );
    expect(kinds.indexOf(false)).toBe(kinds.filter(Boolean).length);
  });

  it('keeps a day that is none and says so', async () => {
    const page = await (await desk.as('commune-officer')).get('/console/teams?on=31/02/2026&q=zz');
    expect(page.status).toBe(422);
    expect(page.text).toContain('value="31/02/2026"');
    expect(page.text).toContain('Ngày này không đọc được.');
  });

  it('shows an empty state with a way back, and survives senseless addresses', async () => {
    const officer = await desk.as('commune-officer');
    const none = await officer.get("/console/teams?q=%25_'--khongco");
    expect(none.status).toBe(200);
    expect(none.text).toContain('Không Tổ nào khớp');
    for (const path of ['?after=x', '?unit=x', '?level=province&only=x', '?q=a&q=b', '?on=&on='])
      expect((await officer.get(`/console/teams${path}`)).status).toBe(200);
  });

  it('tells the trail which leaders were shown', async () => {
    await (await desk.as('commune-officer')).get('/console/teams?q=thon%201');
    const entry = await lastEntry('teams.see-list');
    expect(entry?.actor_id).toBe(desk.personId('commune-officer'));
    expect(entry?.persons.length).toBeGreaterThan(1);
  });
});

describe('taking lists away', () => {
  const text = (workbook: Workbook, title: string): readonly string[] => {
    const cells = (workbook.sheets[0]?.rows ?? []).map((row) => row.cells);
    const header = cells.find((row) => row.some(({ value }) => value.kind === 'text' && value.text === title));
    const column = header?.find(({ value }) => value.kind === 'text' && value.text === title)?.column;
    return cells
      .slice(header ? cells.indexOf(header) + 1 : 0)
      .flatMap((row) => row.filter((cell) => cell.column === column))
      .map(({ value }) =>
        value.kind === 'text' ? value.text : value.kind === 'day' ? value.day : value.kind === 'number' ? String(value.number) : value.kind,
      );
  };
  const download = async (key: string, path: string) => {
    const cookie = [...(await desk.as(key)).cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${desk.app.address}${path}`, { headers: { cookie } });
    return { status: response.status, headers: response.headers, bytes: new Uint8Array(await response.arrayBuffer()) };
  };

  it('as a workbook whose texts stay texts, recorded with everybody in it', async () => {
    const file = await download('commune-officer', `/console/teams/export.xlsx?team=${formulaTeam}`);
    expect(file.status).toBe(200);
    expect(file.headers.get('content-disposition')).toContain('to-cong-nghe-so-cong-dong-2026-11-22.xlsx');
    expect(file.headers.get('cache-control')).toBe('private, no-store');
    const read = readWorkbook(file.bytes);
    if (!read.ok) throw new Error(read.refusal.code);
    expect(text(read.value, 'Tên Tổ')).toEqual(['=HYPERLINK("http://x","Tổ") <b>ý</b>']);
    expect(text(read.value, 'Họ và tên')).toEqual(['+Lò Thị <script>']);
    expect(text(read.value, 'Số điện thoại')).toEqual(['0912345678']);
    expect(text(read.value, 'Từ ngày')).toEqual(['2026-03-01']);
    const entry = await lastEntry('teams.export-rosters');
    expect(entry).toMatchObject({ actor_id: desk.personId('commune-officer'), fields: ['xlsx', 'full_name', 'birth_year', 'phone'] });
    expect(entry?.persons).toHaveLength(1);
  });

  it('as CSV that no spreadsheet runs', async () => {
    const file = await download('commune-officer', `/console/teams/export.csv?team=${formulaTeam}`);
    const plain = new TextDecoder().decode(file.bytes);
    expect(plain).not.toMatch(/(^|[,\n"])[=+@-]/m);
    const read = readCsv(file.bytes, 'list');
    if (!read.ok) throw new Error(read.refusal.code);
    expect(text(read.value, 'Họ và tên')).toEqual(['+Lò Thị <script>']);
  });

  it('only of the own place, of one level, on a day', async () => {
    const all = await download('commune-officer', '/console/teams/export.csv');
    const theirs = await download('other-commune-officer', '/console/teams/export.csv');
    const names = (bytes: Uint8Array<ArrayBuffer>) => {
      const read = readCsv(bytes, 'list');
      return read.ok ? text(read.value, 'Họ và tên') : [];
    };
    expect(names(all.bytes)).toContain('+Lò Thị <script>');
    expect(names(all.bytes).length).toBeGreaterThan(150);
    expect(names(theirs.bytes)).not.toContain('+Lò Thị <script>');
    const communes = readCsv((await download('commune-officer', '/console/teams/export.csv?level=commune&on=2022-06-30')).bytes, 'list');
    expect(communes.ok && new Set(text(communes.value, 'Cấp'))).toEqual(new Set(['Tổ cấp xã']));
    expect((await download('commune-officer', '/console/teams/export.csv?on=31/02/2026')).status).toBe(422);
    const other = await download('other-commune-officer', `/console/teams/export.csv?team=${formulaTeam}`);
    expect(names(other.bytes)).toEqual([]);
  });
});

describe('search and what waits', () => {
  it('finds teams and members inside the place, and tells the trail without the words', async () => {
    const { context } = desk.app;
    const officer = await actor('commune-officer');
    const ask = { lang: 'vi', limit: 5 } as const;
    expect(await teamSearch(context).find(officer, { ...ask, text: 'HYPERLINK' })).toEqual([
      expect.objectContaining({ href: `/console/teams/${formulaTeam}`, detail: expect.stringContaining('1 thành viên') }),
    ]);
    const found = await memberSearch(context).find(officer, { ...ask, text: 'lo thi script' });
    expect(found.map((one) => one.href)).toEqual([`/console/teams/${formulaTeam}`]);
    const entry = await lastEntry('teams.search');
    expect(entry?.fields).toEqual(['name']);
    expect(entry?.persons).toHaveLength(1);
    const other = await actor('other-commune-officer');
    expect(await memberSearch(context).find(other, { ...ask, text: 'lo thi script' })).toEqual([]);
    expect(await teamSearch(context).find(other, { ...ask, text: 'HYPERLINK' })).toEqual([]);
    expect(await memberSearch(context).find(officer, { ...ask, text: '  ' })).toEqual([]);
  });

  it('teams without a leader and lists not looked at wait for whoever can change them', async () => {
    const [leaderless, stale] = waitingTeams(desk.app.context);
    const ask = { lang: 'vi', limit: 3, scope: 'mine' } as const;
    const mine = await leaderless?.load(await actor('commune-officer'), ask);
    expect(mine?.count).toBe(1);
    expect(mine?.items[0]?.href).toBe(`/console/teams/${formulaTeam}`);
    const theirs = await leaderless?.load(await actor('other-commune-officer'), { ...ask, limit: 50 });
    expect(theirs?.items.map((item) => item.href)).not.toContain(`/console/teams/${formulaTeam}`);
    const everywhere = await stale?.load(await actor('policy-officer'), { ...ask, scope: 'place' });
    expect(everywhere?.items).toHaveLength(3);
    expect(everywhere?.count).toBeGreaterThan(10);
  });
});
