/** The proof that the database refuses by itself: the same for a direct connection and for one through a pooler. */
import { sql } from 'kysely';
import { expect } from 'vitest';
import type { Module } from '../../src/platform/module/index.ts';
import { dutyState, rowState } from '../../src/platform/session/index.ts';
import type { TestApp } from './app.ts';
import { demonstrationPeople } from './people.ts';

/**
 * A module as somebody in a hurry might write it: it asks for all persons and forgets every condition. Only row-level security
 * stands between its callers and everybody's names.
 */
export const forgetful: Module = {
  name: 'forgetful',
  routes: (app, { db }) => {
    app.get('/forgetful', { config: { right: 'public' } }, async (request) => ({
      persons: await db.transaction(
        async (tx) => {
          const found = await sql<{ person_id: string }>`select person_id from people.person_details`.execute(tx.rows<unknown>());
          return found.rows.map((row) => row.person_id);
        },
        { state: rowState(request.actor, 'people.see') },
      ),
    }));
    // Offers and lines of workbooks: two in two communes, put there by the test.
    app.get('/forgetful/teams', { config: { right: 'public' } }, async (request) =>
      db.transaction(
        async (tx) => {
          const offers = await sql<{ unit_id: string }>`select unit_id from teams.offer`.execute(tx.rows<unknown>());
          const lines = await sql<{ unit_id: string }>`select unit_id from teams.import_row`.execute(tx.rows<unknown>());
          const photos = await sql<{ person_id: string }>`select person_id from teams.photo`.execute(tx.rows<unknown>());
          return { offers: offers.rows, lines: lines.rows, photos: photos.rows };
        },
        { state: rowState(request.actor, 'teams.see') },
      ),
    );
    app.get('/forgetful/without-state', { config: { right: 'public' } }, async () => ({
      persons: (await sql<{ person_id: string }>`select person_id from people.person_details`.execute(db.rows<unknown>())).rows,
    }));
  },
};

const idOf = (key: string): string => demonstrationPeople.get(key)?.id ?? '';

/** Everybody who belongs to a commune of today or to a village of it. */
async function personsOf(app: TestApp, code: string): Promise<readonly string[]> {
  const day = app.database.clock.today().toString();
  const found = await sql<{ id: string }>`select person.id from people.person
    join territory.units_on(${day}::date) unit on unit.unit_id = person.unit_id
    left join territory.units_on(${day}::date) above on above.unit_id = unit.parent_id
    where (unit.level_id = 'commune' and unit.code = ${code}) or (above.level_id = 'commune' and above.code = ${code})`.execute(
    app.database.db.rows<unknown>(),
  );
  expect(found.rows.length).toBeGreaterThan(100);
  return found.rows.map((row) => row.id);
}

/** Many callers of different places at once, each seeing their own place and nothing else. */
export async function proveRowLevelSecurity(app: TestApp): Promise<void> {
  const callers = await Promise.all(
    ['commune-officer', 'other-commune-officer', 'citizen', 'agency-handler', 'province-supervisor'].map(async (key) => ({
      key,
      cookie: await app.signedIn(key),
    })),
  );
  const expected: Readonly<Record<string, readonly string[]>> = {
    'commune-officer': await personsOf(app, '04606'),
    'other-commune-officer': await personsOf(app, '04465'),
    // Whoever lacks the right still sees their own name, and nobody else's.
    citizen: [idOf('citizen')],
    'agency-handler': [idOf('agency-handler')],
    'province-supervisor': [idOf('province-supervisor')],
  };
  const asked = Array.from({ length: 40 }, (_, index) => callers[index % callers.length] as (typeof callers)[number]);
  await Promise.all(
    asked.map(async ({ key, cookie }) => {
      const answer = await fetch(`${app.address}/forgetful`, { headers: { cookie } });
      const { persons } = (await answer.json()) as { persons: string[] };
      expect([key, new Set(persons)]).toEqual([key, new Set(expected[key])]);
    }),
  );
  for (const path of ['/forgetful', '/forgetful/without-state']) {
    const answer = (await (await fetch(`${app.address}${path}`)).json()) as { persons: string[] };
    expect(answer.persons).toEqual([]);
  }
}

/** The same for what teams hold about persons: offers, lines of workbooks, photographs. */
export async function proveTeamsRowLevelSecurity(app: TestApp): Promise<void> {
  const { db } = app.database;
  const day = app.database.clock.today().toString();
  const units = await sql<{ code: string; unit_id: string }>`select code, unit_id from territory.units_on(${day}::date)
    where level_id = 'commune' and code = any (array['04606', '04465'])`.execute(db.rows<unknown>());
  const unitOf = (code: string): string => units.rows.find((row) => row.code === code)?.unit_id ?? '';
  const own = idOf('citizen');
  await db.transaction(
    async (tx) => {
      const rows = tx.rows<unknown>();
      const batch = tx.ids.next();
      await sql`insert into teams.import_batch (id, file_name, file_hash, as_of, columns, counts, checked_at)
        values (${batch}::uuid, 'x.xlsx', 'x', ${day}::date, '{}', '{}', now())`.execute(rows);
      for (const [index, code] of ['04606', '04465'].entries()) {
        await sql`insert into teams.offer (id, kind, person_id, unit_id, code, offered_at)
          values (${tx.ids.next()}::uuid, 'join', ${index === 0 ? own : null}::uuid, ${unitOf(code)}::uuid, ${`00000000000${index}`}, now())`.execute(
          rows,
        );
        await sql`insert into teams.import_row (batch_id, row_no, unit_id, sheet, sheet_row, action, cells, reading, findings)
          values (${batch}::uuid, ${index + 1}, ${unitOf(code)}::uuid, 'x', 1, 'same', '[]', '{}', '[]')`.execute(rows);
      }
      await sql`insert into teams.photo (person_id, file_hash, added_at) values (${own}::uuid, 'x', now())`.execute(rows);
    },
    { state: dutyState('privacy') },
  );
  const seen = async (key: string) => {
    const answer = await fetch(`${app.address}/forgetful/teams`, { headers: { cookie: await app.signedIn(key) } });
    const { offers, lines, photos } = (await answer.json()) as Record<
      'offers' | 'lines' | 'photos',
      { unit_id?: string; person_id?: string }[]
    >;
    return [offers.map((row) => row.unit_id), lines.map((row) => row.unit_id), photos.map((row) => row.person_id)];
  };
  expect(await seen('commune-officer')).toEqual([[unitOf('04606')], [unitOf('04606')], []]);
  expect(await seen('other-commune-officer')).toEqual([[unitOf('04465')], [unitOf('04465')], []]);
  expect(await seen('citizen')).toEqual([[unitOf('04606')], [], [own]]);
  expect(await seen('agency-handler')).toEqual([[], [], []]);
}
