/** Row-level security: what the database itself refuses, with the application's check removed. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dutyState } from '../src/platform/session/index.ts';
import { startApp, type TestApp } from './support/app.ts';
import { forgetful, proveRowLevelSecurity, proveTeamsRowLevelSecurity } from './support/row-level.ts';

/** Tables that name a person's id and carry no policy, each with the reason. */
const withoutPolicy: Readonly<Record<string, string>> = {
  'people.person': 'an identity without anything that names the person',
  'people.session': 'found by its secret before anybody is known; holds ids and moments',
  'people.role_grant': 'who holds an office is public inside the administration; names are not in it',
  'people.absence': 'as role_grant',
  'teams.membership': 'who serves is counted by everybody; it holds ids, days and codes, names are not in it',
};

let app: TestApp;
beforeAll(async () => {
  app = await startApp({}, [forgetful]);
});
afterAll(() => app.close());

async function rows<R>(text: string): Promise<readonly R[]> {
  return (await sql.raw<R>(text).execute(app.database.db.rows<unknown>())).rows;
}

const protectedTables = () =>
  rows<{ name: string; forced: boolean }>(`select format('%I.%I', n.nspname, c.relname) as name, c.relforcerowsecurity as forced
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relrowsecurity order by 1`);

describe('row-level security', () => {
  test('every table with a person in it has a policy, the owner included, or stands here with its reason', async () => {
    const known = await protectedTables();
    expect(known.length).toBeGreaterThan(6);
    expect(known.filter((table) => !table.forced)).toEqual([]);
    const withPerson = await rows<{ name: string }>(`select distinct format('%I.%I', table_schema, table_name) as name
      from information_schema.columns join pg_class c on c.oid = format('%I.%I', table_schema, table_name)::regclass and c.relkind = 'r'
      where column_name = 'person_id' and table_schema not in ('pg_catalog', 'information_schema')`);
    const open = withPerson.map((table) => table.name).filter((name) => !known.some((table) => table.name === name));
    expect(open.filter((name) => withoutPolicy[name] === undefined)).toEqual([]);
  });

  test('views see no more than who asks', async () => {
    const views = await rows<{ name: string; options: readonly string[] | null }>(`select format('%I.%I', n.nspname, c.relname) as name,
      c.reloptions as options from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'v' and n.nspname not in ('pg_catalog', 'information_schema', 'pgboss')`);
    expect(views.length).toBeGreaterThan(0);
    expect(views.filter((view) => !view.options?.includes('security_invoker=true'))).toEqual([]);
  });

  test('a query outside a request finds personal tables empty, though they are not', async () => {
    for (const { name } of await protectedTables()) {
      const [seen] = await rows<{ count: bigint }>(`select count(*) as count from ${name}`);
      expect([name, seen?.count]).toEqual([name, 0n]);
    }
    const all = await app.database.db.transaction(
      (tx) => sql<{ count: bigint }>`select count(*) as count from people.person_details`.execute(tx.rows<unknown>()),
      { state: dutyState('archive') },
    );
    expect(Number(all.rows[0]?.count)).toBeGreaterThan(10);
  });

  test('with the check in the program removed, each sees their own place and nothing of others', () => proveRowLevelSecurity(app));

  test('the same for what teams hold: offers, lines of workbooks, photographs', () => proveTeamsRowLevelSecurity(app));

  test('what one request may see is forgotten with its transaction', async () => {
    const db = app.database.open('yenbai_app', { poolSize: 1 });
    const count = () => sql<{ count: bigint }>`select count(*) as count from people.person_details`;
    const [inside] = (await db.transaction((tx) => count().execute(tx.rows<unknown>()), { state: dutyState('archive') })).rows;
    const [outside] = (await count().execute(db.rows<unknown>())).rows;
    expect([Number(inside?.count) > 0, Number(outside?.count)]).toEqual([true, 0]);
    await db.close();
  });

  test('a row can’t be moved into a place that its writer may not see', async () => {
    const cookie = await app.signedIn('commune-officer');
    expect(cookie).toContain('session=');
    const moved = app.database.db.transaction(
      (tx) =>
        sql`update people.person_details set unit_id = gen_random_uuid(), organisation_id = null where person_id = (select person_id from people.person_details limit 1)`.execute(
          tx.rows<unknown>(),
        ),
      {
        state: {
          'yenbai.actor': '',
          'yenbai.units': `{${(await rows<{ unit_id: string }>(`select unit_id from territory.units_on('2026-11-22') where code = '04606' and level_id = 'commune'`))[0]?.unit_id}}`,
          'yenbai.organisations': '{}',
          'yenbai.everywhere': '',
          'yenbai.duty': '',
        },
      },
    );
    await expect(moved).rejects.toThrow(/row-level security/);
  });
});
