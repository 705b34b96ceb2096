import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { getPage, sendForm } from '../../../test/support/forms.ts';
import { demonstrationPeople } from '../../../test/support/people.ts';
import { withoutRosters } from '../../../test/support/rosters.ts';
import { type Actor, rowState, system } from '../../platform/session/index.ts';
import { applyEvent, mergeUnits, splitUnit } from '../../territory/index.ts';
import { grantRole } from '../roles/grants.ts';
import { openActors } from '../sessions/resolve.ts';
import { decideSuccession, openSuccessions } from './commands.ts';
import { followUnits, successorsOfEnded } from './follow.ts';

let app: TestApp;
let [ending, lasting] = ['', ''];

const id = (key: string): string => demonstrationPeople.get(key)?.id ?? '';
const run = <T>(query: ReturnType<typeof sql<T>>) => query.execute(app.database.db.rows<unknown>()).then((found) => found.rows);
const actorOf = (key: string): Promise<Actor> =>
  app.context.db.transaction((tx) => openActors(app.context.db, app.context.clock).byPerson(tx, id(key)));
const follow = () => app.context.db.transaction(followUnits);
const unitWithCode = async (code: string) =>
  (await run(sql<{ unit_id: string }>`select unit_id from territory.units_on('2026-11-22') where code = ${code}`))[0]?.unit_id ?? '';
const open = async (key: string) =>
  (await openSuccessions(app.context.db, await actorOf(key), app.context.clock.today().toString())).map(({ role }) => role);
const states = () =>
  run(sql<{ state: string; count: number }>`select state, count(*)::int as count from people.succession group by state order by state`);

beforeAll(async () => {
  app = await startApp();
  await withoutRosters(app.database);
  [ending, lasting] = [await unitWithCode('04606'), await unitWithCode('04465')];
  const basis = { effectiveOn: '2026-12-01', title: 'Nhập hai xã', verified: true } as const;
  const merged = await app.context.db.transaction((tx) => applyEvent(tx, system, mergeUnits(basis, [ending], { goesOn: lasting })));
  if (!merged.ok) throw new Error(merged.refusal.code);
  // Somebody leads the commune that goes on.
  const led = await app.context.db.transaction((tx) =>
    grantRole(tx, app.context, system, {
      personId: id('other-commune-officer'),
      role: 'commune-leader',
      unitId: lasting,
      from: '2026-11-22',
      basis: 'QĐ',
    }),
  );
  if (!led.ok) throw new Error(led.refusal.code);
});
afterAll(() => app.close());

test('the end of a unit is seen as soon as it is recorded: each role there is proposed for what follows, once', async () => {
  expect(await follow()).toEqual({ proposed: 4, moved: 0 });
  expect(await follow()).toEqual({ proposed: 0, moved: 0 });
  expect(await states()).toEqual([{ state: 'proposed', count: 4 }]);
  const before = await run(sql<{ count: number }>`select count(*)::int as count from people.person where unit_id = ${ending}::uuid`);
  expect(before[0]?.count).toBe(6);
});

test('only whoever could give the role at the unit that follows decides, never about their own', async () => {
  expect((await open('other-commune-officer')).toSorted()).toEqual(['commune-officer', 'team-leader', 'team-member']);
  expect(await open('operator')).toEqual(['commune-leader']);
  expect(await open('commune-leader')).toEqual([]);
  expect(await open('commune-officer')).toEqual([]);
  const mine = await run(
    sql<{
      id: string;
    }>`select succession.id from people.succession join people.role_grant g on g.id = grant_id where g.role = 'commune-leader'`,
  );
  const leader = await actorOf('commune-leader');
  const decided = await app.context.db.transaction((tx) =>
    decideSuccession(tx, app.context, leader, { successionId: mine[0]?.id ?? '', answer: 'confirm' }),
  );
  expect(decided).toMatchObject({ ok: false, refusal: { code: 'people.succession-unknown', status: 404 } });
});

test('it waits among the work of whoever decides, with two answers to tap', async () => {
  const { successions } = await import('./part.ts');
  const [source] = successions.waiting?.(app.context) ?? [];
  const waiting = await source?.load(await actorOf('other-commune-officer'), { lang: 'vi', limit: 2, scope: 'mine' });
  expect([waiting?.count, waiting?.items.length, waiting?.items[0]?.actions?.length]).toEqual([3, 2, 2]);
});

test('an event that is undone takes its proposals along, and brings them back', async () => {
  const set = (until: string | null) =>
    run(sql`with version as (update territory.unit_version set valid = daterange(lower(valid), ${until}::date)
      where unit_id = ${ending}::uuid and valid @> '2026-11-22'::date) update territory.map_state set version = version + 1`);
  await set(null);
  await follow();
  expect(await states()).toEqual([{ state: 'declined', count: 4 }]);
  expect(await open('operator')).toEqual([]);
  await set('2026-12-01');
  expect((await follow()).proposed).toBe(4);
  expect(await states()).toEqual([{ state: 'proposed', count: 4 }]);
});

test('one tap confirms: the new role carries on the old, from the unit’s day, and a second tap finds it decided', async () => {
  const cookie = await app.signedIn('other-commune-officer');
  const page = await getPage(app, '/console/successions', cookie);
  expect(page.text).toContain('Nguyễn Thị Hồng');
  const [wanted] = await run(
    sql<{
      id: string;
      grant_id: string;
    }>`select succession.id, grant_id from people.succession join people.role_grant g on g.id = grant_id where g.role = 'commune-officer'`,
  );
  const tap = (answer: string, back = '') =>
    sendForm(app, { from: '/console/successions', to: `/console/successions/${wanted?.id}`, cookie, fields: { answer, back } });
  expect((await tap('maybe')).status).toBe(422);
  const done = await tap('confirm', '/console');
  expect([done.status, done.location]).toEqual([303, '/console']);
  expect((await tap('confirm')).status).toBe(404);
  expect((await tap('decline', '//elsewhere.example')).status).toBe(404);
  const given = await run(sql<{
    unit_id: string;
    from: string;
    succeeds: string;
    granted_by: string;
  }>`select unit_id, lower(valid) as "from", succeeds, granted_by
    from people.role_grant where person_id = ${id('commune-officer')}::uuid and unit_id = ${lasting}::uuid`);
  expect(given).toEqual([{ unit_id: lasting, from: '2026-12-01', succeeds: wanted?.grant_id, granted_by: id('other-commune-officer') }]);
});

test('from its last day on an ended unit’s grants give nothing; its people belong to what followed', async () => {
  app.database.clock.set('2026-12-01T03:00:00Z');
  expect((await follow()).moved).toBeGreaterThanOrEqual(6);
  const leader = await app.signedIn('commune-leader');
  const refused = await getPage(app, '/console/roles', leader);
  expect([refused.status, refused.text.includes('đã sắp xếp, có đến hết 30/11/2026')]).toEqual([403, true]);
  expect((await getPage(app, '/console', await app.signedIn('team-member'))).status).toBe(403);
  expect((await getPage(app, '/console', await app.signedIn('commune-officer'))).status).toBe(200);
  const officer = await actorOf('other-commune-officer');
  const seen = await app.context.db.transaction(
    async (tx) =>
      (
        await sql<{
          full_name: string;
          unit_id: string;
        }>`select full_name, unit_id from people.person_details where person_id = ${id('citizen')}::uuid`.execute(tx.rows<unknown>())
      ).rows,
    { state: rowState(officer, 'people.see') },
  );
  expect(seen).toEqual([{ full_name: 'Lò Thị Mai', unit_id: lasting }]);
  const trail = await run(
    sql<{ persons: number }>`select cardinality(persons) as persons from audit.entry where action = 'people.follow-unit'`,
  );
  expect(trail).toEqual([{ persons: 6 }]);
});

test('a divided unit has a proposal for each part, and its people wait to be placed', async () => {
  const [first, second] = [await unitWithCode('04456'), await unitWithCode('04630')];
  const half = { num: 1n, den: 2n };
  const villages = await run(
    sql<{ unit_id: string }>`select unit_id from territory.units_on('2026-12-09') where parent_id = ${lasting}::uuid`,
  );
  const divided = await app.context.db.transaction((tx) =>
    applyEvent(
      tx,
      system,
      splitUnit(
        { effectiveOn: '2026-12-10', title: 'Chia xã', verified: true },
        lasting,
        [first, second].map((to) => ({ to, share: half })),
        { by: 'households', children: villages.map((village) => ({ unitId: village.unit_id, parent: first })) },
      ),
    ),
  );
  if (!divided.ok) throw new Error(divided.refusal.code);
  const found = await app.context.db.transaction((tx) => successorsOfEnded(tx, [lasting]));
  expect(new Set(found.map(({ toUnitId }) => toUnitId))).toEqual(new Set([first, second]));
  expect(found.map(({ whole, endedOn }) => [whole, endedOn])).toEqual([
    [false, '2026-12-10'],
    [false, '2026-12-10'],
  ]);
  const before = await run(sql<{ count: number }>`select count(*)::int as count from people.succession where to_unit_id = ${first}::uuid`);
  app.database.clock.set('2026-12-10T03:00:00Z');
  expect((await follow()).moved).toBe(0);
  const proposed = await run(sql<{ to_unit_id: string; state: string }>`select distinct to_unit_id, state from people.succession
    where to_unit_id = any (${[first, second]}::uuid[])`);
  expect([before[0]?.count, proposed.length, proposed.every(({ state }) => state === 'proposed')]).toEqual([0, 2, true]);
});
