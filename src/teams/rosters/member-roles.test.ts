import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { peopleRights } from '../../people/contract.ts';
import { meanwhile } from '../../platform/postgres/waiting.fixture.ts';
import { rowState, system } from '../../platform/session/index.ts';
import { addMember } from './add-member.ts';
import { changeMember, endMember } from './change-member.ts';
import { changeTeam } from './change-team.ts';
import { enrolMember } from './enrol-member.ts';
import { followAllMemberships, followMemberships } from './member-roles.ts';
import { rostersPart } from './part.ts';
import { codeOf, memberInput, openWorld, personOf, resultOf, type World } from './world.fixture.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.app.close());

const enrol = (membershipId: string, actor = world.officer) =>
  world.app.context.db.transaction((tx) => enrolMember(tx, world.app.context, actor, { membershipId }), {
    state: rowState(actor, peopleRights.enrol),
  });
const personOfMembership = async (id: string) =>
  (await world.rows(sql<{ person_id: string }>`select person_id from teams.membership where id = ${id}::uuid`))[0]?.person_id ?? '';
const roles = (personId: string) =>
  world.rows(sql<{ role: string; unit: string; basis: string }>`select role, unit_id as unit, basis from people.role_grant
    where person_id = ${personId}::uuid and ended_at is null and valid @> '2026-11-22'::date order by role, unit_id`);

describe('a member’s phone and role', () => {
  test('nobody is enrolled who isn’t in service today, by whoever may not, or by themselves; then nothing is given', async () => {
    const team = await world.newTeam({ on: '2026-12-01' });
    expect(codeOf(await enrol(team.members[0]))).toBe('teams.service-not-today');
    expect(codeOf(await enrol('01900000-0000-7000-8000-00000000ffff'))).toBe('teams.membership-unknown');
    const now = await world.newTeam();
    expect(codeOf(await enrol(now.members[0], world.stranger))).toBe('teams.membership-unknown');
    const official = resultOf(
      await world.as(system, (tx) =>
        addMember(tx, world.app.context, system, {
          teamId: now.id,
          from: '2026-01-01',
          ...memberInput('deputy', { person: { id: personOf('commune-leader') } }),
        }),
      ),
    );
    expect(codeOf(await enrol(official.membershipId))).toBe('people.enrol-official');
    expect((await roles(personOf('commune-leader'))).map((row) => row.role)).toEqual(['commune-leader']);
  });

  test('the code comes with the role of the membership, at the team’s unit, on the team’s decision; the role goes with the service', async () => {
    const team = await world.newTeam();
    const person = await personOfMembership(team.members[0]);
    expect(await roles(person)).toEqual([]);
    const { code, personId } = resultOf(await enrol(team.members[0]));
    expect([code.length, personId]).toEqual([8, person]);
    expect(await roles(person)).toMatchObject([
      { role: 'team-leader', unit: world.villages[0], basis: expect.stringContaining('Danh sách thành viên Tổ thử') },
    ]);
    const changed = resultOf(
      await world.as(world.officer, (tx) =>
        changeMember(tx, world.app.context, world.officer, { membershipId: team.members[0], from: '2026-11-01', role: 'member' }),
      ),
    );
    expect((await roles(person)).map((row) => row.role)).toEqual(['team-member']);
    resultOf(
      await world.as(world.officer, (tx) =>
        changeTeam(tx, world.app.context, world.officer, {
          kind: 'move',
          teamId: team.id,
          on: '2026-11-20',
          unitId: world.villages[1] ?? '',
        }),
      ),
    );
    expect((await roles(person)).map((row) => [row.role, row.unit])).toEqual([['team-member', world.villages[1]]]);
    resultOf(
      await world.as(world.officer, (tx) =>
        endMember(tx, world.app.context, world.officer, { membershipId: changed.membershipId, lastDay: '2026-11-21', why: 'moved-away' }),
      ),
    );
    expect(await roles(person)).toEqual([]);
  });

  test('an end recorded ahead takes the role on its day, by night; a role given by hand elsewhere stays', async () => {
    const team = await world.newTeam();
    const person = await personOfMembership(team.members[1]);
    resultOf(await enrol(team.members[1]));
    await world.rows(sql`insert into people.role_grant (id, person_id, role, unit_id, valid, granted_at, basis)
      values (gen_random_uuid(), ${person}::uuid, 'team-member', ${world.villages[3]}::uuid, daterange('2026-01-01', null), now(), 'QĐ')`);
    resultOf(
      await world.as(world.officer, (tx) =>
        endMember(tx, world.app.context, world.officer, { membershipId: team.members[1], lastDay: '2026-11-24', why: 'own-wish' }),
      ),
    );
    expect((await roles(person)).length).toBe(2);
    await followAllMemberships(world.app.context);
    expect((await roles(person)).length).toBe(2);
    world.app.database.clock.set('2026-11-25T03:00:00Z');
    await followAllMemberships(world.app.context);
    expect((await roles(person)).map((row) => row.unit)).toEqual([world.villages[3]]);
    world.app.database.clock.set('2026-11-22T03:00:00Z');
  });

  test('a role that is given while the night looks at the memberships stays', async () => {
    const team = await world.newTeam();
    const person = await personOfMembership(team.members[1]);
    const status = (to: string) => sql`update teams.team_version set status = ${to} where team_id = ${team.id}::uuid`;
    await world.rows(status('suspended'));
    const { context } = world.app;
    await meanwhile(
      context.db,
      async (tx) => {
        await status('active').execute(tx.rows<unknown>());
        resultOf(await enrolMember(tx, context, world.officer, { membershipId: team.members[1] }));
        // Whoever has read the memberships waits here at the latest, with what they read.
        await sql`lock table people.role_grant in access exclusive mode`.execute(tx.rows<unknown>());
      },
      () => context.db.transaction((tx) => followMemberships(tx, context, system, [person])),
      rowState(world.officer, peopleRights.enrol),
    );
    expect((await roles(person)).map((row) => row.role)).toEqual(['team-member']);
  });
});

test('terms that end soon wait for the officials of the place, without a name', async () => {
  const team = await world.newTeam({
    members: [memberInput('leader', { termUntil: '2026-12-15' }), memberInput('member', { termUntil: '2027-06-30' })],
  });
  const [, terms] = rostersPart.waiting?.(world.app.context) ?? [];
  const load = async (actor: typeof world.officer) =>
    (await terms?.load(actor, { lang: 'vi', limit: 500, scope: 'mine' }))?.items.find((item) => item.id === team.id);
  expect(await load(world.officer)).toMatchObject({
    title: expect.stringContaining('1 thành viên sắp hết nhiệm kỳ'),
    detail: expect.stringContaining('15/12/2026'),
  });
  expect(await load(world.stranger)).toBeUndefined();
});

test('every refusal of rosters has its words, in both languages, and says that nothing is lost', async () => {
  const { readdirSync, readFileSync } = await import('node:fs');
  const { join } = await import('node:path');
  const files = ['.', 'model'].flatMap((folder) =>
    readdirSync(join(import.meta.dirname, folder))
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.includes('fixture'))
      .map((name) => readFileSync(join(import.meta.dirname, folder, name), 'utf8')),
  );
  const codes = new Set(files.flatMap((text) => [...text.matchAll(/code: '(teams\.[a-z-]+)'/g)].map((found) => found[1] ?? '')));
  expect(codes.size).toBeGreaterThan(40);
  const params = { day: '2026-01-01', from: '2026-01-01', count: 1, number: '1', most: 1 };
  for (const code of [...codes] as `teams.${string}`[]) {
    expect([code, rostersPart.refusalText?.({ code, params }, 'vi')?.advice]).toEqual([
      code,
      expect.stringContaining('Chưa có gì thay đổi'),
    ]);
    expect([code, rostersPart.refusalText?.({ code, params }, 'en')?.title.length]).not.toEqual([code, undefined]);
  }
});
