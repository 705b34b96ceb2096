import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Outcome } from '../../platform/outcome/index.ts';
import { applyImport } from './apply/apply.ts';
import { undoImport } from './apply/undo.ts';
import { type ImportWorld, listDay, openImportWorld, sheetOf } from './world.fixture.ts';

let world: ImportWorld;
beforeAll(async () => {
  world = await openImportWorld();
});
afterAll(() => world?.app.close());

function valued<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
  return outcome.value;
}
const codeOf = (outcome: Outcome<unknown>): string => (outcome.ok ? 'ok' : outcome.refusal.code);
const apply = (batchId: string, actor = world.leader) => applyImport(world.app.context, actor, batchId);
const undo = (batchId: string, actor = world.leader) => undoImport(world.app.context, actor, batchId);

/** Everything that a list may change, to compare before and after. */
async function everything(): Promise<string> {
  const [row] = await world.rows(
    sql<{ all: string }>`select md5(concat(
      (select string_agg(t::text, ',' order by id) from teams.team t), (select string_agg(t::text, ',' order by id) from teams.team_version t),
      (select string_agg(t::text, ',' order by id) from teams.team_event t), (select string_agg(t::text, ',' order by id) from teams.membership t),
      (select count(*) from people.person))) as all`,
  );
  return row?.all ?? '';
}

describe('a messy list of a commune', () => {
  const people = [
    [1, 'GIÀNG A PÁO', 1975, 912000001, 'Tổ trưởng', 'Trưởng bản', 'Thôn 1', '01/03/2022'],
    [2, 'Lò Thị Mai'.normalize('NFD'), '12/05/1984', '0912.000.002', 'Tổ phó', 'Giáo viên', 'thôn 01', { day: '2022-03-01' }],
    [
      3,
      { legacy: 'Hoàng Văn Thắng', font: 'tcvn3' as const },
      1999,
      { formula: 'D1', value: '0912000003' },
      'Thành viên',
      'Đoàn thanh niên',
      'T. 1',
      '',
    ],
    [4, 'Sùng A Dơ', '', '', '', '', 'Thôn số 2', ''],
    [5, 'Vàng Thị Dở', 1990, '', 'Tổ trưởng', 'Hội LHPN', 'Thôn 2', '44621'],
  ] as const;

  test('is read, formed into teams, applied once and taken back exactly', async () => {
    const before = await everything();
    const { batchId, counts } = await world.check([
      sheetOf(
        'XÃ PÁ HU',
        people.map((row) => [...row]),
      ),
    ]);
    const lines = await world.lines(batchId);
    expect(lines.map(({ action }) => action)).toEqual(['add', 'add', 'refused', 'add', 'add']);
    expect(lines[2]?.codes).toContain('E-UNIT-UNKNOWN');
    expect(lines[0]?.codes).toEqual(expect.arrayContaining(['P-NAME', 'P-PHONE-ZERO', 'P-TEAM-NEW']));
    expect(lines[2]?.codes).toEqual(expect.arrayContaining(['P-FONT', 'W-FORMULA']));
    expect(lines[3]?.codes).toEqual(expect.arrayContaining(['P-ROLE', 'W-FORCE-MISSING']));
    expect(counts).toMatchObject({ rows: 5, add: 4, refused: 1, teams: 2, newTeams: 2 });
    expect(await everything()).toBe(before);

    expect(valued(await apply(batchId))).toMatchObject({ added: 4, changed: 0, ended: 0 });
    expect(await world.serving('04606', listDay)).toEqual([
      'village 1|Giàng A Páo|leader|village-head',
      'village 1|Lò Thị Mai|deputy|teacher',
      'village 2|Sùng A Dơ|member|citizen',
      'village 2|Vàng Thị Dở|leader|women-union',
    ]);
    expect(codeOf(await apply(batchId))).toBe('teams.import-settled');

    const undone = valued(await undo(batchId));
    expect(undone.personsStayed).toBe(0);
    expect(await everything()).toBe(before);
    expect(codeOf(await undo(batchId))).toBe('teams.import-not-applied');
  });
});

/** The findings of one line, by code, with what they say. */
const said = async (batchId: string, rowNo = 1) =>
  new Map((await world.lines(batchId))[rowNo - 1]?.findings.map((one) => [one.code, one.params]));

describe('units, on the map of the day', () => {
  const communeHeader = ['Họ và tên', 'Năm sinh', 'Vai trò', 'Lực lượng', 'Thôn', 'Xã', 'Huyện'];
  const list = (rows: readonly (readonly (string | number)[])[], asOf = listDay) =>
    world.check(
      [
        {
          name: 'A',
          header: communeHeader,
          rows: rows.map(([village = '', commune = '', district = ''], at) => [
            `Lò Văn ${'ABCDEFGHIKLMNOP'[at]}`,
            1980,
            'Thành viên',
            'Giáo viên',
            village,
            commune,
            district,
          ]),
        },
      ],
      {
        asOf,
        actor: world.province,
      },
    );

  test('by name, old spelling, code, type and district; the rest says what was meant', async () => {
    const { batchId } = await list([
      ['Thôn 1', 'Pá Hu'],
      ['Thôn 1', 4606],
      ['Thôn 1', 'xã Dế Su Phình'],
      ['Thôn 1', 'Tân Thịnh'],
      ['Thôn 1', 'Tân Thịnh', 'Văn Chấn'],
      ['Thôn 1', 'xã Pá Huu'],
      ['Thôn 1', 'Yên Hưng'],
      ['Thôn 99', 'Pá Hu'],
      ['', 'Pá Hu'],
      ['Cấp xã', 'Pá Hu'],
      ['Thôn 1', ''],
      ['Thôn 1, xã Pá Hu', ''],
    ]);
    const lines = await world.lines(batchId);
    expect(
      lines.map(({ codes }) => codes.filter((code) => code.startsWith('E-UNIT') || code.startsWith('E-VILL') || code === 'P-UNIT').join()),
    ).toEqual([
      '',
      '',
      // The spelling of the commune, and a bản that is written thôn.
      'P-UNIT,P-UNIT',
      'E-UNIT-AMBIGUOUS',
      '',
      'E-UNIT-UNKNOWN',
      'E-UNIT-ENDED',
      'E-UNIT-UNKNOWN',
      'E-VILLAGE-MISSING',
      '',
      'E-UNIT-MISSING',
      '',
    ]);
    expect((await said(batchId, 4)).get('E-UNIT-AMBIGUOUS')?.candidates).toMatch(
      /^xã Tân Thịnh \((thành phố Yên Bái|huyện Văn Chấn)\); xã Tân Thịnh \((thành phố Yên Bái|huyện Văn Chấn)\)$/,
    );
    expect((await said(batchId, 6)).get('E-UNIT-UNKNOWN')?.candidates).toContain('xã Pá Hu');
    expect((await said(batchId, 7)).get('E-UNIT-ENDED')).toMatchObject({
      day: '31/01/2020',
      successor: expect.stringContaining('xã Yên Thái'),
    });
  });

  test('a commune that has ended names its successor; villages of one name are told apart by where they came from', async () => {
    const { batchId } = await list(
      [
        ['Thôn 1', 'xã Pá Hu'],
        ['Thôn 1', 'xã Trạm Tấu'],
        ['Thôn 1 (Pá Hu)', 'xã Trạm Tấu'],
      ],
      '2026-11-01',
    );
    expect((await said(batchId, 1)).get('E-UNIT-ENDED')?.successor).toContain('xã Trạm Tấu');
    expect((await said(batchId, 2)).get('E-UNIT-AMBIGUOUS')?.candidates).toContain('thôn 1 (Pá Hu)');
    expect((await world.lines(batchId))[2]?.action).toBe('add');
  });

  test('a team of a unit that ended since goes where its unit went, and goes back when the list is undone', async () => {
    const before = await everything();
    const { batchId } = await world.check([sheetOf('XÃ PÁ HU', [[1, 'Lò Văn Xã', 1980, '', 'Tổ trưởng', 'Công an', 'Cấp xã', '']])]);
    valued(await apply(batchId));
    const seats = await world.rows(sql<{
      name: string;
    }>`select u.name from teams.team_version v join territory.units_on('2026-11-01') u on u.unit_id = v.unit_id
      where v.valid @> '2026-11-01'::date and v.team_id in (select id from teams.team where batch_id = ${batchId}::uuid)`);
    expect(seats.map(({ name }) => name)).toEqual(['Trạm Tấu']);
    valued(await undo(batchId));
    expect(await everything()).toBe(before);
  });

  test('rows of another place are refused with the reason, and don\u2019t keep the others from being taken', async () => {
    const { batchId, counts } = await world.check([
      {
        name: 'A',
        header: communeHeader,
        rows: [
          ['Lò Văn Nhà', 1980, 'Tổ trưởng', 'Công an', 'Thôn 1', 'Pá Hu', ''],
          ...Array.from({ length: 9 }, (_, at) => [
            `Lò Văn Xa ${'ABCDEFGHI'[at]}`,
            1980,
            'Thành viên',
            'Công an',
            'Bản 1',
            'Púng Luông',
            '',
          ]),
        ],
      },
    ]);
    expect(counts).toMatchObject({ add: 1, refused: 9 });
    expect(
      (await world.lines(batchId)).filter(({ codes }) => codes.includes('E-PLACE')).length +
        (await world.lines(batchId)).filter(({ codes }) => codes.includes('E-UNIT-UNKNOWN')).length,
    ).toBeGreaterThanOrEqual(9);
    expect(codeOf(await applyImport(world.app.context, world.stranger, batchId))).toMatch(/teams\.(place-not-yours|import-unknown)/);
    expect(codeOf(await applyImport(world.app.context, world.officer, batchId))).toBe('teams.place-not-yours');
  });
});

describe('people and teams', () => {
  const person = (
    name: string,
    more: { year?: number | ''; phone?: string | number; role?: string; force?: string; village?: string; from?: string } = {},
  ) => [
    1,
    name,
    more.year ?? '',
    more.phone ?? '',
    more.role ?? 'Thành viên',
    more.force ?? 'Giáo viên',
    more.village ?? 'Thôn 3',
    more.from ?? '',
  ];
  const list = (rows: readonly (readonly (string | number)[])[], options: Parameters<ImportWorld['check']>[1] = {}) =>
    world.check([sheetOf('XÃ PÁ HU', rows)], options);
  const codes = async (batchId: string) =>
    (await world.lines(batchId)).map((line) => line.codes.filter((code) => code.startsWith('E-') || code.includes('PERSON')).join());

  test('one person twice in a team is a fault, in two teams is one person; namesakes are told apart by year or number', async () => {
    const { batchId } = await list([
      person('Giàng A Sử', { year: 1980, role: 'Tổ trưởng' }),
      person('GIÀNG A SỬ', { year: 1980 }),
      person('Giàng A Sử', { year: 1991 }),
      person('Giàng A Sử', { year: 1980, village: 'Thôn 4', role: 'Tổ trưởng' }),
      person('Vàng A Lử', { phone: '0912000101' }),
      person('Vàng A Lử', { phone: '0912000102' }),
      person('Vàng A Lử'),
    ]);
    expect(await codes(batchId)).toEqual(['', 'E-TWICE', '', '', '', '', 'E-TWICE']);
    const before = await everything();
    valued(await apply(batchId));
    const [count] = await world.rows(
      sql<{
        people: number;
        memberships: number;
      }>`select count(distinct person_id)::integer as people, count(*)::integer as memberships
        from teams.membership where batch_id = ${batchId}::uuid`,
    );
    expect(count).toEqual({ people: 4, memberships: 5 });
    valued(await undo(batchId));
    expect(await everything()).toBe(before);
  });

  test('two leaders, a day order, a strange force: each a fault that names itself; too many faults stop the whole', async () => {
    const { batchId } = await list([
      person('Lò Văn Nhất', { role: 'Tổ trưởng' }),
      person('Lò Văn Nhì', { role: 'Tổ trưởng' }),
      person('Lò Văn Ba', { force: 'xyz' }),
      person('Lò Văn Tư', { from: '31/02/2022' }),
    ]);
    expect(await codes(batchId)).toEqual(['', 'E-TWO-LEADERS', 'E-FORCE', 'E-DAY']);
    expect(await apply(batchId)).toMatchObject({ ok: false, refusal: { code: 'teams.import-too-many-faults', params: { percent: 75 } } });
  });

  test('somebody of the register is proposed and never joined silently when it is not sure', async () => {
    const first = await list([person('Sùng A Chờ', { year: 1985, phone: '0912000201', role: 'Tổ trưởng' })]);
    valued(await apply(first.batchId));
    const second = await list([
      person('Sùng A Chờ', { year: 1985, village: 'Thôn 5', role: 'Tổ trưởng' }),
      person('Sùng A Chờ', { village: 'Thôn 4', role: 'Tổ trưởng' }),
    ]);
    expect(await codes(second.batchId)).toEqual(['P-PERSON-KNOWN', 'W-PERSON-ALIKE']);
    const persons = async (batchId: string) =>
      await world.app.context.db.transaction(
        async (tx) =>
          (
            await sql<{
              id: string | null;
            }>`select reading -> 'effect' ->> 'personId' as id from teams.import_row where batch_id = ${batchId}::uuid order by row_no`.execute(
              tx.rows<unknown>(),
            )
          ).rows.map(({ id }) => id),
        { state: { 'yenbai.duty': 'archive' } },
      );
    const [known, unsure] = await persons(second.batchId);
    expect([typeof known, unsure]).toEqual(['string', null]);
    const chosen = await list(
      [
        person('Sùng A Chờ', { year: 1985, village: 'Thôn 5', role: 'Tổ trưởng' }),
        person('Sùng A Chờ', { village: 'Thôn 4', role: 'Tổ trưởng' }),
      ],
      { again: { batchId: second.batchId, choices: { 1: 'new', 2: String(known) } } },
    );
    expect(chosen.batchId).toBe(second.batchId);
    expect(await persons(second.batchId)).toEqual([null, known]);
    valued(await undo(first.batchId));
  });

  test('a later list changes roles from its day, keeps what it doesn\u2019t say, and a complete one ends who is left out', async () => {
    const start = await everything();
    const first = await list([
      person('Lò Văn Một', { year: 1970, role: 'Tổ trưởng', force: 'Công an' }),
      person('Lò Văn Hai', { year: 1971, role: 'Tổ phó', force: 'Giáo viên' }),
      person('Lò Văn Ba', { year: 1972 }),
    ]);
    valued(await apply(first.batchId));
    const between = await everything();
    const rows = [
      person('Lò Văn Hai', { year: 1971, role: 'Tổ trưởng', force: '' }),
      person('Lò Văn Một', { year: 1970, role: 'Thành viên', force: '' }),
      person('Lò Văn Bốn', { role: '' }),
    ];
    const faulty = await list([...rows, person('', { phone: '0912000301' })], { asOf: '2022-12-31', complete: true });
    expect(faulty.counts).toMatchObject({ add: 1, change: 2, end: 0, refused: 1, notEnded: 1 });
    const second = await list(rows, { asOf: '2022-12-31', complete: true });
    expect(second.counts).toMatchObject({ add: 1, change: 2, end: 1, same: 0, refused: 0 });
    expect(valued(await apply(second.batchId))).toMatchObject({ added: 1, changed: 2, ended: 1 });
    expect(await world.serving('04606', '2022-12-30')).toEqual([
      'village 3|Lò Văn Ba|member|teacher',
      'village 3|Lò Văn Hai|deputy|teacher',
      'village 3|Lò Văn Một|leader|police',
    ]);
    expect(await world.serving('04606', '2022-12-31')).toEqual([
      'village 3|Lò Văn Bốn|member|teacher',
      'village 3|Lò Văn Hai|leader|teacher',
      'village 3|Lò Văn Một|member|police',
    ]);
    // The same list again has nothing to do; the very file is told so.
    const third = await list(rows, { asOf: '2022-12-31', complete: true });
    expect(third.counts).toMatchObject({ same: 3, add: 0, change: 0, end: 0 });
    expect(await apply(third.batchId)).toMatchObject({
      ok: false,
      refusal: { code: 'teams.import-same-file', params: { batch: second.batchId } },
    });
    // The first list can't be taken back from under the second.
    const inWay = await undo(first.batchId);
    expect(inWay).toMatchObject({ ok: false, refusal: { code: 'teams.import-stands', status: 409 } });
    if (!inWay.ok) expect(inWay.refusal.details?.map(({ params }) => params?.kind)).toEqual(expect.arrayContaining(['changed', 'member']));
    valued(await undo(second.batchId));
    expect(await everything()).toBe(between);
    valued(await undo(first.batchId));
    expect(await everything()).toBe(start);
  });
});

describe('together and after one another', () => {
  const list = (name: string) => world.check([sheetOf('XÃ PÁ HU', [[1, name, 1980, '', 'Tổ trưởng', 'Công an', 'Thôn 1', '']])]);

  test('of two lists for one team the second sees what changed and is checked again', async () => {
    const [one, two] = [await list('Lò Văn Đầu'), await list('Lò Văn Sau')];
    const outcomes = await Promise.all([apply(one.batchId), apply(two.batchId)]);
    const won = outcomes.findIndex(({ ok }) => ok);
    expect(outcomes.map(codeOf).toSorted()).toEqual(['ok', 'teams.import-changed']);
    const loser = won === 0 ? two : one;
    const name = won === 0 ? 'Lò Văn Sau' : 'Lò Văn Đầu';
    await world.check([sheetOf('XÃ PÁ HU', [[1, name, 1980, '', 'Tổ trưởng', 'Công an', 'Thôn 1', '']])], {
      again: { batchId: loser.batchId },
    });
    expect((await world.lines(loser.batchId))[0]?.codes).toContain('E-TWO-LEADERS');
    valued(await undo(won === 0 ? one.batchId : two.batchId));
  });

  test('the same list applied twice at one moment is applied once', async () => {
    const { batchId } = await list('Lò Văn Một Lần');
    const outcomes = await Promise.all([apply(batchId), apply(batchId), apply(batchId)]);
    expect(outcomes.map(codeOf).toSorted()).toEqual(['ok', 'teams.import-settled', 'teams.import-settled']);
    valued(await undo(batchId));
  });

  test('what somebody else used since stands in the way, and is listed', async () => {
    const { batchId } = await list('Lò Văn Nghỉ');
    valued(await apply(batchId));
    await world.rows(sql`insert into teams.leave (id, membership_id, valid, recorded_at)
      select gen_random_uuid(), id, daterange('2022-07-01', '2022-08-01'), now() from teams.membership where batch_id = ${batchId}::uuid`);
    const outcome = await undo(batchId);
    expect(outcome).toMatchObject({
      ok: false,
      refusal: { code: 'teams.import-stands', details: [{ code: 'teams.import-in-way', params: { kind: 'leave', day: '2022-07-01' } }] },
    });
    await world.rows(sql`delete from teams.leave`);
    valued(await undo(batchId));
  });
});

describe('what is kept', () => {
  test('numbers lie sealed, names only under row-level security, and everything ends after its time', async () => {
    const { batchId } = await world.check([
      sheetOf('XÃ PÁ HU', [[1, 'Lò Văn Kín', 1980, 912345678, 'Tổ trưởng', 'Công an', 'Thôn 1', '']]),
    ]);
    const open = await world.app.context.db.transaction(
      async (tx) =>
        (
          await sql<{ text: string }>`select r::text as text from teams.import_row r where batch_id = ${batchId}::uuid`.execute(
            tx.rows<unknown>(),
          )
        ).rows,
      { state: { 'yenbai.duty': 'archive' } },
    );
    expect(open.map(({ text }) => /345.?678/.test(text))).toEqual([false]);
    expect(await world.rows(sql`select from teams.import_row where batch_id = ${batchId}::uuid`)).toEqual([]);
    const { importRetention } = await import('./retention.ts');
    const source = importRetention(world.app.context);
    const { db, clock, files } = world.app.context;
    const before = clock.now().add({ hours: 1 });
    const [hashes] = await world.rows(
      sql<{
        file: string;
        marked: string;
      }>`select file_hash as file, marked_hash as marked from teams.import_batch where id = ${batchId}::uuid`,
    );
    expect(await files.has(hashes?.marked ?? '')).toBe(true);
    const count = await source.count(db, before);
    expect(count).toBeGreaterThan(0);
    expect(await db.transaction((tx) => source.apply(tx, before, 500), { state: { 'yenbai.duty': 'privacy' } })).toBe(count);
    expect([await files.has(hashes?.file ?? ''), await files.has(hashes?.marked ?? ''), await source.count(db, before)]).toEqual([
      false,
      false,
      0,
    ]);
    expect(codeOf(await apply(batchId))).toBe('teams.import-unknown');
  });
});
