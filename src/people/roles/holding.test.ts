import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { demonstrationPeople } from '../../../test/support/people.ts';
import { holdsAt } from '../access.ts';
import { openActors } from '../sessions/resolve.ts';
import { personsHolding } from './holding.ts';

const today = '2026-11-22';
const department = '0190a000-0000-7000-8000-000000000003';
const committee = '0190a000-0000-7000-8001-000000004606';

let app: TestApp;
let commune: string;
beforeAll(async () => {
  app = await startApp();
  const [found] = await run(sql<{ id: string }>`select unit_id as id from territory.units_on(${today}::date) where code = '04606'`);
  commune = found?.id ?? '';
});
afterAll(() => app.close());
beforeEach(() => run(sql`update people.absence set ended_at = now() where ended_at is null`));

const id = (key: string): string => demonstrationPeople.get(key)?.id ?? '';
const run = <T>(query: ReturnType<typeof sql<T>>) => query.execute(app.database.db.rows<unknown>()).then((found) => found.rows);
const holding = (right: 'reports.handle' | 'reports.approve' | 'reports.intake', at: Parameters<typeof personsHolding>[2], on = today) =>
  personsHolding(app.context.db, right, at, on);

describe('who holds a right somewhere', () => {
  test('nobody of another commune or office, and nobody at a place that does not exist', async () => {
    const here = await holding('reports.handle', { unitId: commune });
    expect(here).toContain(id('commune-officer'));
    expect(here).not.toContain(id('other-commune-officer'));
    expect(here).not.toContain(id('agency-handler'));
    expect(here).not.toContain(id('citizen'));
    expect(await holding('reports.handle', { organisationId: '0190a000-0000-7000-8000-0000000fffff' })).not.toContain(id('agency-handler'));
    expect(await holding('reports.handle', {})).not.toContain(id('commune-officer'));
    expect(await holding('reports.handle', { unitId: commune }, '1990-01-01')).toEqual([]);
  });

  test('an office by its own grants, a People’s Committee through its unit, the centre everywhere', async () => {
    expect(await holding('reports.handle', { organisationId: department })).toContain(id('agency-handler'));
    expect(await holding('reports.approve', { organisationId: department })).toContain(id('agency-leader'));
    expect(await holding('reports.handle', { organisationId: committee })).toEqual(await holding('reports.handle', { unitId: commune }));
    expect(await holding('reports.intake', {})).toContain(id('intake-officer'));
    expect(await holding('reports.intake', { unitId: commune })).toContain(id('intake-officer'));
  });

  test('a grant that ended, one of tomorrow and a person who is closed out give nothing', async () => {
    const before = await run(
      sql<{ id: string; valid: string }>`select id, valid::text from people.role_grant where person_id = ${id('agency-handler')}::uuid`,
    );
    await run(sql`update people.role_grant set valid = daterange('2026-11-23', null) where person_id = ${id('agency-handler')}::uuid`);
    expect(await holding('reports.handle', { organisationId: department })).not.toContain(id('agency-handler'));
    expect(await holding('reports.handle', { organisationId: department }, '2026-11-23')).toContain(id('agency-handler'));
    for (const grant of before) await run(sql`update people.role_grant set valid = ${grant.valid}::daterange where id = ${grant.id}::uuid`);
    expect(await holding('reports.handle', { organisationId: department })).toContain(id('agency-handler'));
  });

  test('whoever stands in holds it for these days, and whoever is away keeps it', async () => {
    await run(sql`insert into people.absence (id, person_id, deputy_id, grant_ids, valid, recorded_by, recorded_at)
      select ${app.context.ids.next()}::uuid, ${id('agency-leader')}::uuid, ${id('agency-handler')}::uuid, array_agg(id), daterange('2026-11-22', '2026-11-24'),
        ${id('agency-leader')}::uuid, now() from people.role_grant where person_id = ${id('agency-leader')}::uuid`);
    const now = await holding('reports.approve', { organisationId: department });
    expect(now).toContain(id('agency-handler'));
    expect(now).toContain(id('agency-leader'));
    expect(await holding('reports.approve', { organisationId: department }, '2026-11-24')).not.toContain(id('agency-handler'));
  });

  test('a unit that has ended is held by those of what it became part of', async () => {
    const [ended] = await run(
      sql<{ id: string }>`select edge.from_unit_id as id from territory.unit_edge edge where edge.to_unit_id = ${commune}::uuid
        and not exists (select from territory.unit_versions v where v.unit_id = edge.from_unit_id and v.valid @> ${today}::date) limit 1`,
    );
    expect(ended).toBeDefined();
    expect(await holding('reports.handle', { unitId: ended?.id ?? '' })).toContain(id('commune-officer'));
    expect(await holding('reports.handle', { unitId: ended?.id ?? '' })).not.toContain(id('other-commune-officer'));
  });

  test('says of every made-up person what a session says of them', async () => {
    const actors = await app.database.db.transaction(async (tx) => {
      const found = [];
      for (const { id: person } of demonstrationPeople.values())
        found.push(await openActors(app.context.db, app.context.clock).byPerson(tx, person));
      return found;
    });
    for (const at of [{ unitId: commune }, { organisationId: department }, { unitId: commune, organisationId: department }]) {
      for (const right of ['reports.handle', 'reports.approve', 'reports.intake'] as const) {
        const said = new Set(await holding(right, at));
        for (const actor of actors)
          expect([actor.name, right, said.has(actor.id ?? '')]).toEqual([actor.name, right, holdsAt(actor, right, at)]);
      }
    }
  });
});
