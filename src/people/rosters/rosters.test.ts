import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { demonstrationPeople } from '../../../test/support/people.ts';
import { type Actor, dutyState, type Right, rowState, system } from '../../platform/session/index.ts';
import { openActors } from '../sessions/resolve.ts';
import {
  alignRosterRoles,
  correctPersonsBulk,
  endRosterRoles,
  findPersons,
  giveRosterRole,
  peopleKnown,
  type RosterPersonInput,
  recordPersons,
  rosterPersons,
  unrecordPersons,
} from './index.ts';

let app: TestApp;
let [officer, stranger, here, there] = [system, system, '', ''];
const right: Right = 'teams.manage';

const id = (key: string): string => demonstrationPeople.get(key)?.id ?? '';
const run = <T>(query: ReturnType<typeof sql<T>>) => query.execute(app.database.db.rows<unknown>()).then((found) => found.rows);
const inPlace = <T>(actor: Actor, fn: Parameters<typeof app.context.db.transaction<T>>[0]) =>
  app.context.db.transaction(fn, { state: rowState(actor, right) });
const input = (fullName: string, over: Partial<RosterPersonInput> = {}): RosterPersonInput => ({
  fullName,
  birthYear: 1980,
  unitId: here,
  ...over,
});
const recordAs = (actor: Actor, inputs: Parameters<typeof recordPersons>[3]) =>
  inPlace(actor, (tx) => recordPersons(tx, app.context, actor, inputs, right));
const made = async (...inputs: Parameters<typeof recordPersons>[3]): Promise<readonly string[]> => {
  const found = await recordAs(officer, inputs);
  if (!found.ok) throw new Error(JSON.stringify(found.refusal));
  return found.value;
};
const trail = (action: string) =>
  run(sql<{
    persons: number;
    places: string[];
    fields: string[];
  }>`select cardinality(persons) as persons, places::text[], fields from audit.entry
    where action = ${action} order by id desc limit 1`);

beforeAll(async () => {
  app = await startApp();
  const actorOf = (key: string) => app.context.db.transaction((tx) => openActors(app.context.db, app.context.clock).byPerson(tx, id(key)));
  [officer, stranger] = [await actorOf('commune-officer'), await actorOf('other-commune-officer')];
  const unit = async (code: string) =>
    (
      await run(
        sql<{ unit_id: string }>`select unit_id from territory.units_on('2026-11-22') where code = ${code} and level_id = 'commune'`,
      )
    )[0]?.unit_id ?? '';
  [here, there] = [await unit('04606'), await unit('04465')];
});
afterAll(() => app.close());

describe('many persons at once', () => {
  test('one line that is wrong keeps all out, and every wrong line is named', async () => {
    const count = () => run(sql<{ n: number }>`select count(*)::int as n from people.person`);
    const before = await count();
    const found = await recordAs(officer, [
      input('Lò Văn Đúng'),
      input(' '),
      input('123'),
      input('Lò Văn Già', { birthYear: 1899 }),
      input('Lò Văn Số', { phone: '12' }),
      input('Lò Văn Xa', { unitId: there }),
    ]);
    expect(found.ok ? [] : found.refusal.details?.map((one) => [one.params?.index, one.code])).toEqual([
      [1, 'people.name-missing'],
      [2, 'people.name-strange'],
      [3, 'people.birth-year-strange'],
      [4, 'people.phone-strange'],
      [5, 'people.place-not-yours'],
    ]);
    expect(await count()).toEqual(before);
  });

  test('they are found by name and number as if recorded one by one, sealed, with one row in the trail for the place', async () => {
    const ids = await made(input('Hờ  Thị  Dở', { phone: '091 234 5699' }), input('=cmd|x', { fullName: "O'Neil <b>Ai</b>" }));
    const persons = await inPlace(officer, (tx) => rosterPersons(tx, app.context.vault, ids));
    expect(persons.get(ids[0] ?? '')).toMatchObject({
      fullName: 'Hờ Thị Dở',
      birthYear: 1980,
      unitId: here,
      phones: ['+84912345699'],
      restricted: false,
    });
    expect((await inPlace(stranger, (tx) => rosterPersons(tx, app.context.vault, ids))).size).toBe(0);
    const [row] = await app.context.db
      .transaction(
        (tx) => sql<{ sealed: string }>`select sealed from people.identifier where person_id = ${ids[0]}::uuid`.execute(tx.rows<unknown>()),
        {
          state: dutyState('archive'),
        },
      )
      .then((found) => found.rows);
    expect(row?.sealed).not.toContain('912345699');
    expect(await trail('people.record-persons')).toEqual([{ persons: 2, places: [here], fields: ['full_name', 'birth_year', 'phone'] }]);
  });

  test('eleven thousand in a few seconds', async () => {
    const villages = await run(
      sql<{ unit_id: string }>`select unit_id from territory.units_on('2026-11-22') where level_id = 'village' order by 1 limit 300`,
    );
    const many = Array.from({ length: 11_000 }, (_, n) =>
      input(`Giàng Thị ${n}`, { unitId: villages[n % villages.length]?.unit_id ?? here, phone: `+8491${String(2_000_000 + n)}` }),
    );
    const began = performance.now();
    const found = await app.context.db.transaction((tx) => recordPersons(tx, app.context, system, many, right));
    const seconds = (performance.now() - began) / 1000;
    expect(found.ok && new Set(found.value).size).toBe(11_000);
    const candidates = many.map((one, n) => ({
      key: String(n),
      fullName: one.fullName,
      birthYear: 1980,
      phone: one.phone ?? '',
      unitIds: [one.unitId],
    }));
    const matches = await app.context.db.transaction((tx) => findPersons(tx, app.context, candidates), { state: dutyState('identity') });
    expect(
      [...matches.values()].filter((one) => one.matches.length === 1 && one.matches[0]?.by === 'both' && one.matches[0].sure).length,
    ).toBe(11_000);
    // Two seconds on a machine that does nothing else; single statements take minutes on one that does.
    expect(seconds).toBeLessThan(60);
    const back = await app.context.db.transaction((tx) => unrecordPersons(tx, system, found.ok ? found.value.slice(0, 600) : [], right));
    expect([back.removed.length, back.stayed.length]).toEqual([600, 0]);
  }, 120_000);
});

describe('who is known already', () => {
  test('by number and name; a namesake of another year is nobody, one without a year has to be decided', async () => {
    const [one = '', two = ''] = await made(input('Sùng A Tủa', { phone: '0912345601' }), input('Sùng A Chống', { birthYear: null }));
    const find = (actor: Actor, candidates: Parameters<typeof findPersons>[2]) =>
      inPlace(actor, (tx) => findPersons(tx, app.context, candidates));
    const base = { birthYear: 1980, unitIds: [here] };
    const found = await find(officer, [
      { ...base, key: 'both', fullName: 'SÙNG A TỦA', phone: '912345601' },
      { ...base, key: 'zero', fullName: 'sung a tua', phone: '0912 345 601', birthYear: null },
      { ...base, key: 'other name', fullName: 'Mùa A Khác', phone: '0912345601' },
      { ...base, key: 'other year', fullName: 'Sùng A Tủa', birthYear: 1981 },
      { ...base, key: 'no year', fullName: 'Sùng A Chống' },
      { ...base, key: 'other place', fullName: 'Sùng A Tủa', unitIds: [there] },
      { ...base, key: 'nobody', fullName: '  ', phone: 'abc' },
    ]);
    const of = (key: string) => found.get(key)?.matches.map((match) => [match.personId, match.by, match.sure]);
    expect(of('both')).toEqual([[one, 'both', true]]);
    expect(of('zero')).toEqual([[one, 'both', true]]);
    expect(of('other name')).toEqual([[one, 'phone', false]]);
    expect(of('other year')).toEqual([]);
    expect(of('no year')).toEqual([[two, 'name', false]]);
    expect(of('other place')).toEqual([]);
    expect(of('nobody')).toEqual([]);
    const elsewhere = await find(stranger, [{ ...base, key: 'both', fullName: 'Sùng A Tủa', phone: '0912345601' }]);
    expect(elsewhere.get('both')).toEqual({ matches: [], numberTakenElsewhere: true });
  });

  test('only persons of one’s place, not erased, whose data may be used, are known', async () => {
    const [a = '', b = ''] = await made(input('Thào Thị Một'), input('Thào Thị Hai'));
    await run(sql`update people.person set restricted_at = now() where id = ${b}::uuid`);
    expect([...(await peopleKnown(app.context.db, officer, right, [a, b, id('other-commune-officer')]))]).toEqual([a]);
    expect((await peopleKnown(app.context.db, stranger, right, [a])).size).toBe(0);
  });

  test('corrections are all or none; a number that is there already is not written twice', async () => {
    const [a = ''] = await made(input('Cứ A Sai', { phone: '0912345602' }));
    const correct = (actor: Actor, corrections: Parameters<typeof correctPersonsBulk>[3]) =>
      inPlace(actor, (tx) => correctPersonsBulk(tx, app.context, actor, corrections, right));
    expect(await correct(stranger, [{ personId: a, fullName: 'Của tôi' }])).toMatchObject({
      ok: false,
      refusal: { details: [{ code: 'people.person-unknown', params: { index: 0 } }] },
    });
    expect(
      (
        await correct(officer, [
          { personId: a, fullName: 'Cứ A Đúng' },
          { personId: a, phone: '9' },
        ])
      ).ok,
    ).toBe(false);
    expect(await correct(officer, [{ personId: a, fullName: 'Cứ A Đúng', phone: '+84912345602' }])).toMatchObject({ ok: true });
    expect(await correct(officer, [{ personId: a, birthYear: null, phone: '0912345603' }])).toMatchObject({ ok: true });
    const persons = await inPlace(officer, (tx) => rosterPersons(tx, app.context.vault, [a]));
    expect(persons.get(a)).toMatchObject({ fullName: 'Cứ A Đúng', birthYear: null, phones: ['+84912345602', '+84912345603'] });
  });
});

describe('taking back', () => {
  test('whoever is used by anything stays, whatever it is; the rest leaves nothing behind', async () => {
    const [free = '', proved = '', granted = '', member = ''] = await made(
      input('Mùa Thị Một', { phone: '0912345604' }),
      input('Mùa Thị Hai', { phone: '0912345605' }),
      input('Mùa Thị Ba'),
      input('Mùa Thị Bốn'),
    );
    await app.context.db.transaction(
      (tx) => sql`update people.identifier set verified_at = now() where person_id = ${proved}::uuid`.execute(tx.rows<unknown>()),
      {
        state: dutyState('identity'),
      },
    );
    await run(sql`insert into people.role_grant (id, person_id, role, unit_id, valid, granted_at, basis)
      values (gen_random_uuid(), ${granted}::uuid, 'team-member', ${here}::uuid, daterange('2026-01-01', null), now(), 'QĐ')`);
    await run(sql`with team as (insert into teams.team (id, level_id, recorded_at) values (gen_random_uuid(), 'commune', now()) returning id)
      insert into teams.membership (id, team_id, person_id, role, core_force, valid, recorded_at)
      select gen_random_uuid(), id, ${member}::uuid, 'member', 'teacher', daterange('2026-01-01', null), now() from team`);
    const all = [free, proved, granted, member];
    const asStranger = await inPlace(stranger, (tx) => unrecordPersons(tx, stranger, all, right));
    expect(asStranger).toEqual({ removed: [], stayed: all });
    const done = await inPlace(officer, (tx) => unrecordPersons(tx, officer, all, right));
    expect(done).toEqual({ removed: [free], stayed: [proved, granted, member] });
    const rest = await app.context.db.transaction(
      (tx) =>
        sql`select id from people.person where id = ${free}::uuid union all select id from people.identifier where person_id = ${free}::uuid
          union all select person_id from people.person_details where person_id = ${free}::uuid`.execute(tx.rows<unknown>()),
      { state: dutyState('archive') },
    );
    expect(rest.rows).toEqual([]);
    expect(await inPlace(officer, (tx) => unrecordPersons(tx, officer, [free], right))).toEqual({ removed: [], stayed: [free] });
  });
});

describe('roles that follow a membership', () => {
  const wish = (personId: string, over: object = {}) => ({
    personId,
    role: 'team-member' as const,
    unitId: here,
    to: null,
    basis: 'Danh sách Tổ',
    ...over,
  });
  const give = (actor: Actor, role: Parameters<typeof giveRosterRole>[3]) =>
    inPlace(actor, (tx) => giveRosterRole(tx, app.context, actor, role, right));
  const held = async (personId: string) =>
    (
      await run(
        sql<{ role: string }>`select role from people.role_grant where person_id = ${personId}::uuid and ended_at is null order by role`,
      )
    ).map((row) => row.role);

  test('given only where the actor may, never to oneself, once', async () => {
    const [a = ''] = await made(input('Chang A Một'));
    expect(await give(stranger, wish(a))).toMatchObject({ ok: false, refusal: { code: 'people.grant-outside' } });
    expect(await give(officer, wish(officer.id ?? ''))).toMatchObject({ ok: false, refusal: { code: 'people.grant-to-oneself' } });
    expect(await give(officer, wish('01900000-0000-7000-8000-00000000ffff'))).toMatchObject({
      ok: false,
      refusal: { code: 'people.person-unknown' },
    });
    const [first, second] = [await give(officer, wish(a)), await give(officer, wish(a))];
    expect(first).toEqual(second);
    expect(await held(a)).toEqual(['team-member']);
    const end = (roles: readonly ('team-member' | 'team-leader')[]) =>
      inPlace(officer, (tx) => endRosterRoles(tx, app.context, officer, { personId: a, unitId: here, roles }, right));
    expect([await end(['team-leader']), await end(['team-member']), await end(['team-member'])]).toEqual([0, 1, 0]);
    expect(await held(a)).toEqual([]);
  });

  test('aligned: what no membership gives any more ends, whoever had one gets the new, others get nothing', async () => {
    const [a = '', b = ''] = await made(input('Chang A Hai'), input('Chang A Ba'));
    await give(officer, wish(a));
    const align = () =>
      inPlace(officer, (tx) =>
        alignRosterRoles(
          tx,
          app.context,
          officer,
          {
            wanted: [wish(a, { role: 'team-leader' }), wish(b)],
            served: [
              { personId: a, unitId: here },
              { personId: b, unitId: here },
            ],
          },
          right,
        ),
      );
    expect([await align(), await align()]).toEqual([
      { ended: 1, given: 1 },
      { ended: 0, given: 0 },
    ]);
    expect([await held(a), await held(b)]).toEqual([['team-leader'], []]);
  });
});
