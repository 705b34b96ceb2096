import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { system } from '../../platform/session/index.ts';
import type { AddMember, ChangeTeam, FormTeam } from '../contract.ts';
import { addMember } from './add-member.ts';
import { changeMember, endMember, handOver } from './change-member.ts';
import { changeTeam } from './change-team.ts';
import { confirmRoster } from './confirm-roster.ts';
import { formTeam } from './form-team.ts';
import { endLeave, recordLeave } from './leave.ts';
import { mergeTeams, splitTeam } from './merge-teams.ts';
import { membershipsOf, membersOfUnit, rosterOf, teamServing, whoServed } from './queries/members.ts';
import { teamHistory, teamOn, teamsIn, teamsMatching } from './queries/teams.ts';
import { codeOf, memberInput, openWorld, personOf, resultOf, somebody, type World } from './world.fixture.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.app.close());

const [today, unknownId] = ['2026-11-22', '01900000-0000-7000-8000-00000000ffff'];
const form = (over: Partial<FormTeam> = {}, actor = world.officer) =>
  world.as(actor, (tx) =>
    formTeam(tx, world.app.context, actor, {
      level: 'village',
      unitId: world.villages[0] ?? '',
      name: 'Tổ CNSCĐ thử',
      on: '2023-01-01',
      ...over,
    }),
  );
const add = (teamId: string, over: Partial<AddMember> = {}, actor = world.officer) =>
  world.as(actor, (tx) => addMember(tx, world.app.context, actor, { teamId, from: '2023-01-01', ...memberInput(), ...over }));
const change = (input: ChangeTeam, actor = world.officer) => world.as(actor, (tx) => changeTeam(tx, world.app.context, actor, input));
const lastTrail = async () =>
  (
    await world.rows(
      sql<{
        action: string;
        fields: string[];
        persons: string[];
      }>`select action, fields, persons::text[] as persons from audit.entry where action like 'teams.%'
        order by id desc limit 1`,
    )
  )[0];
const decision = (number: string) => ({ number, decidedOn: '2022-12-20', issuer: 'UBND xã', file: null });

describe('forming a team', () => {
  test.each([
    ['an unknown village', () => ({ unitId: unknownId }), 'teams.unit-unknown'],
    ['no id at all', () => ({ unitId: "'; drop table teams.team" }), 'teams.unit-unknown'],
    ['a unit of another level', () => ({ unitId: world.commune }), 'teams.unit-level'],
    ['a unit elsewhere', () => ({ level: 'commune' as const, unitId: world.elsewhere }), 'teams.place-not-yours'],
    ['no name', () => ({ name: ' \u200b ' }), 'teams.name-missing'],
    ['no day', () => ({ on: '2023-02-29' }), 'teams.day-strange'],
    ['a day too far ahead', () => ({ on: '2027-12-01' }), 'teams.day-too-far'],
    ['a day before the record', () => ({ on: '1900-01-01' }), 'teams.unit-not-yet'],
    ['a decision of tomorrow', () => ({ decision: { ...decision('1/QĐ'), decidedOn: '2026-11-23' } }), 'teams.decided-in-future'],
    ['an unknown person', () => ({ members: [memberInput('leader', { person: { id: unknownId } })] }), 'teams.person-unknown'],
    [
      'a person of another place',
      () => ({ members: [memberInput('leader', { person: { id: personOf('other-commune-officer') } })] }),
      'teams.person-unknown',
    ],
    ['an unknown core force', () => ({ members: [memberInput('member', { coreForce: 'pirates' })] }), 'teams.core-force-unknown'],
    ['two leaders', () => ({ members: [memberInput('leader'), memberInput('leader')] }), 'teams.second-leader'],
    [
      'somebody twice',
      () => ({
        members: [
          memberInput('leader', { person: { id: personOf('citizen') } }),
          memberInput('member', { person: { id: personOf('citizen') } }),
        ],
      }),
      'teams.member-overlap',
    ],
    [
      'a person without a name',
      () => ({ members: [memberInput('member', { person: somebody({ fullName: '' }) })] }),
      'people.name-missing',
    ],
  ])('refuses %s and writes nothing', async (_what, over, code) => {
    const count = () =>
      world.rows(sql<{ n: number }>`select (select count(*) from teams.team)::int + (select count(*) from people.person)::int as n`);
    const before = await count();
    expect(codeOf(await form(over()))).toBe(code);
    expect(await count()).toEqual(before);
  });

  test('the same decision forms the same team once, however its number is written; another team may be formed by it', async () => {
    const name = 'Tổ một quyết định';
    const first = resultOf(await form({ name, decision: decision('45/QĐ-UBND') }));
    expect(await form({ name: 'tổ một  quyết định', decision: decision('Số 45/QĐ - ubnd') })).toMatchObject({
      ok: false,
      refusal: { code: 'teams.decision-twice', status: 409, params: { team: first.teamId } },
    });
    expect(codeOf(await form({ name: 'Tổ khác', decision: decision('45/QĐ-UBND') }))).toBe('ok');
  });

  test('two officers at once with one decision: one wins', async () => {
    const found = await Promise.all([1, 2].map(() => form({ name: 'Tổ hai người lập', decision: decision('46/QĐ-UBND') })));
    expect(found.map(codeOf).toSorted()).toEqual(['ok', 'teams.decision-twice']);
  });

  test('a name with a formula, mark-up or a quote is kept as it is', async () => {
    const name = `=HYPERLINK("x") <b>Tổ</b> '; --`;
    const { teamId } = resultOf(await form({ name }));
    expect((await teamOn(world.app.context.db, teamId, today))?.name).toBe(name);
  });
});

describe('joining and leaving', () => {
  test('what belongs to another commune looks unknown; nobody without the right changes anything', async () => {
    const team = await world.newTeam();
    expect(codeOf(await add(team.id, {}, world.stranger))).toBe('teams.team-unknown');
    expect(codeOf(await add(unknownId))).toBe('teams.team-unknown');
    expect(
      codeOf(
        await world.as(world.stranger, (tx) =>
          endMember(tx, world.app.context, world.stranger, { membershipId: team.members[0], lastDay: today, why: 'own-wish' }),
        ),
      ),
    ).toBe('teams.membership-unknown');
    expect(codeOf(await change({ kind: 'rename', teamId: team.id, on: today, name: 'Của tôi' }, world.stranger))).toBe(
      'teams.team-unknown',
    );
  });

  test('two officers make two leaders at once: one wins, the other is told', async () => {
    for (let round = 0; round < 3; round += 1) {
      const team = await world.newTeam({ members: [memberInput(), memberInput()] });
      const found = await Promise.all([world.officer, world.province].map((actor) => add(team.id, { role: 'leader' }, actor)));
      expect(found.map(codeOf).toSorted()).toEqual(['ok', 'teams.second-leader']);
      const winner = found.flatMap((one) => (one.ok ? [one.value.personId] : []));
      expect(found.find((one) => !one.ok)).toMatchObject({ refusal: { params: { person: winner[0], day: '2023-01-01' } } });
    }
  });

  test('the same person twice at once: one wins', async () => {
    const team = await world.newTeam();
    const found = await Promise.all([1, 2].map(() => add(team.id, { person: { id: personOf('citizen') } })));
    expect(found.map(codeOf).toSorted()).toEqual(['ok', 'teams.member-overlap']);
  });

  test('a person may serve in several teams; an erased one in none', async () => {
    const [one, two] = [await world.newTeam(), await world.newTeam({ unitId: world.villages[1] ?? '' })];
    const { personId } = resultOf(await add(one.id));
    expect(codeOf(await add(two.id, { person: { id: personId } }))).toBe('ok');
    expect((await membershipsOf(world.app.context.db, personId)).map((row) => row.teamId).toSorted()).toEqual([one.id, two.id].toSorted());
    await world.rows(sql`update people.person set state = 'erased', erased_at = now() where id = ${personId}::uuid`);
    expect(codeOf(await add((await world.newTeam()).id, { person: { id: personId } }))).toBe('teams.person-unknown');
  });

  test('a new person is recorded with their number; the trail has ids and names of fields only', async () => {
    const team = await world.newTeam();
    expect(codeOf(await add(team.id, { person: somebody({ phone: '12' }) }))).toBe('people.phone-strange');
    const { personId } = resultOf(await add(team.id, { person: somebody({ phone: '0912 345 678' }) }));
    expect(await lastTrail()).toMatchObject({
      action: 'teams.add-member',
      persons: [personId],
      fields: ['person', 'role', 'core_force', 'valid'],
    });
    const roster = await world.as(world.officer, async (tx) => ({ ok: true as const, value: await rosterOf(tx, team.id, today) }));
    expect(resultOf(roster).map((row) => [row.role, row.fullName !== null])).toEqual([
      ['leader', true],
      ['member', true],
      ['member', true],
    ]);
    expect((await world.app.context.db.transaction((tx) => rosterOf(tx, team.id, today))).map((row) => row.fullName)).toEqual([
      null,
      null,
      null,
    ]);
  });

  test('service ends with a day and a reason; taken back altogether only by mistake and without traces', async () => {
    const team = await world.newTeam();
    const end = (membershipId: string, lastDay: string | null, why: 'own-wish' | 'mistake') =>
      world.as(world.officer, (tx) => endMember(tx, world.app.context, world.officer, { membershipId, lastDay, why }));
    const { membershipId } = resultOf(await add(team.id));
    expect(codeOf(await end(membershipId, '2022-12-31', 'own-wish'))).toBe('teams.end-before-begin');
    expect(codeOf(await end(unknownId, today, 'own-wish'))).toBe('teams.membership-unknown');
    expect(codeOf(await end('x', today, 'own-wish'))).toBe('teams.membership-unknown');
    expect(codeOf(await end(membershipId, '2024-06-30', 'own-wish'))).toBe('ok');
    expect(codeOf(await end(membershipId, '2024-06-30', 'own-wish'))).toBe('ok');
    expect(codeOf(await end(membershipId, '2025-06-30', 'own-wish'))).toBe('teams.service-over');
    const count = async (day: string) => (await whoServed(world.app.context.db, team.id, day)).length;
    expect([await count('2024-06-30'), await count('2024-07-01')]).toEqual([3, 2]);
    expect(codeOf(await end(membershipId, null, 'mistake'))).toBe('ok');
    expect(await count('2024-06-30')).toBe(2);
    await world.rows(sql`insert into teams.card (id, membership_id, serial, digest, digest_key, sealed_number, sealed_key, valid, issued_at)
      values (gen_random_uuid(), ${team.members[1]}::uuid, '00000001', '\\x00', 'k', '', '', '[2026-01-01,2027-01-01)', now())`);
    expect(codeOf(await end(team.members[1], null, 'mistake'))).toBe('teams.service-left-traces');
    await world.rows(sql`delete from teams.card where serial = '00000001'`);
  });

  test('roles change and are handed over, and the figures that others read follow', async () => {
    const team = await world.newTeam();
    const figures = async () =>
      world.rows(
        sql<{
          figure: string;
          day: string;
          delta: number;
        }>`select figure, day, delta from teams.figure_deltas where team_id = ${team.id}::uuid order by day, figure`,
      );
    expect(await figures()).toEqual([
      { figure: 'village.members.teacher', day: '2023-01-01', delta: 2 },
      { figure: 'village.teams', day: '2023-01-01', delta: 1 },
    ]);
    const changed = await world.as(world.officer, (tx) =>
      changeMember(tx, world.app.context, world.officer, { membershipId: team.members[1], from: '2024-01-01', coreForce: 'police' }),
    );
    const next = resultOf(changed).membershipId;
    expect(next).not.toBe(team.members[1]);
    const handed = await world.as(world.officer, (tx) =>
      handOver(tx, world.app.context, world.officer, { teamId: team.id, on: '2025-01-01', to: next, leaderBecomes: null }),
    );
    resultOf(handed);
    expect((await figures()).filter((row) => row.day > '2023-01-01')).toEqual([
      { figure: 'village.members.police', day: '2024-01-01', delta: 1 },
      { figure: 'village.members.teacher', day: '2024-01-01', delta: -1 },
      { figure: 'village.members.teacher', day: '2025-01-01', delta: -1 },
    ]);
    const served = await whoServed(world.app.context.db, team.id, today);
    expect(served.map((row) => [row.role, row.coreForce, row.succeeds])).toEqual([['leader', 'police', team.members[0]]]);
    const published = await world.rows(
      sql<{
        deltas: unknown;
      }>`select payload -> 'deltas' as deltas from platform.outbox where name = 'teams.roster-changed' order by id desc limit 1`,
    );
    expect(published[0]?.deltas).toEqual([[world.villages[0], '2025-01-01', 'village.members.teacher', -1]]);
  });
});

describe('leave', () => {
  test('refuses days outside the service, leave twice, and stand-ins who can’t stand in', async () => {
    const team = await world.newTeam();
    const other = await world.newTeam();
    const leave = (over: object) =>
      world.as(world.officer, (tx) =>
        recordLeave(tx, world.app.context, world.officer, {
          membershipId: team.members[0],
          from: '2024-06-01',
          until: '2024-06-30',
          ...over,
        }),
      );
    expect(codeOf(await leave({ from: '2022-12-31' }))).toBe('teams.day-outside-service');
    expect(codeOf(await leave({ until: '2024-05-31' }))).toBe('teams.end-before-begin');
    expect(codeOf(await leave({ standIn: other.members[1] }))).toBe('teams.stand-in-unknown');
    expect(codeOf(await leave({ standIn: team.members[0] }))).toBe('teams.stand-in-unknown');
    const { leaveId } = resultOf(await leave({ standIn: team.members[1] }));
    expect(codeOf(await leave({ from: '2024-06-30', until: null }))).toBe('teams.leave-overlap');
    expect(codeOf(await leave({ membershipId: team.members[1], standIn: team.members[0] }))).toBe('teams.stand-in-away');
    const end = (lastDay: string | null) =>
      world.as(world.officer, (tx) => endLeave(tx, world.app.context, world.officer, { leaveId, lastDay }));
    expect(codeOf(await end('2024-05-31'))).toBe('teams.end-before-begin');
    expect(codeOf(await end('2024-06-15'))).toBe('ok');
    const on = async (day: string) =>
      (await world.app.context.db.transaction((tx) => rosterOf(tx, team.id, day))).find((row) => row.id === team.members[0])?.leave
        ?.standIn ?? null;
    expect([await on('2024-06-15'), await on('2024-06-16')]).toEqual([team.members[1], null]);
    expect(codeOf(await end(null))).toBe('ok');
    expect(codeOf(await end(null))).toBe('teams.leave-unknown');
  });
});

describe('what becomes of a team', () => {
  test('somebody changed it meanwhile: the second is told and nothing is lost', async () => {
    const team = await world.newTeam();
    const seen = (await teamOn(world.app.context.db, team.id, today))?.versionId ?? '';
    const found = await Promise.all(
      ['Tổ A', 'Tổ B'].map((name) => change({ kind: 'rename', teamId: team.id, on: '2026-11-01', name, expected: seen })),
    );
    expect(found.map(codeOf).toSorted()).toEqual(['ok', 'teams.changed-meanwhile']);
  });

  test('suspended, revived, dissolved, revived: each with its trace; a suspended team counts for nothing and takes nobody', async () => {
    const team = await world.newTeam();
    const base = { teamId: team.id } as const;
    resultOf(await change({ ...base, kind: 'suspend', on: '2024-01-01' }));
    expect(codeOf(await change({ ...base, kind: 'suspend', on: '2024-02-01' }))).toBe('teams.team-suspended');
    expect(codeOf(await add(team.id, { from: '2024-02-01' }))).toBe('teams.team-suspended');
    resultOf(await change({ ...base, kind: 'revive', on: '2024-03-01' }));
    resultOf(await change({ ...base, kind: 'dissolve', on: '2025-01-01', decision: decision('9/QĐ-UBND') }));
    expect(codeOf(await change({ ...base, kind: 'dissolve', on: '2025-01-01' }))).toBe('teams.team-ended');
    expect(codeOf(await add(team.id, { from: '2025-01-01' }))).toBe('teams.team-ended');
    resultOf(await change({ ...base, kind: 'revive', on: '2026-01-01' }));
    const members = await world.rows(
      sql<{
        day: string;
        sum: number;
      }>`select day, sum(delta)::int as sum from teams.figure_deltas where team_id = ${team.id}::uuid and figure like '%.members.%' group by day order by day`,
    );
    expect(members.map((row) => [row.day, row.sum])).toEqual([
      ['2023-01-01', 2],
      ['2024-01-01', -2],
      ['2024-03-01', 2],
      ['2025-01-01', -2],
    ]);
    const history = await teamHistory(world.app.context.db, team.id);
    expect(history?.events.map((one) => [one.kind, one.on, one.decision.number])).toEqual([
      ['formed', '2023-01-01', null],
      ['suspended', '2024-01-01', null],
      ['revived', '2024-03-01', null],
      ['dissolved', '2025-01-01', '9/QĐ-UBND'],
      ['revived', '2026-01-01', null],
    ]);
  });

  test('a team moves to another village and is corrected back on its first day', async () => {
    const team = await world.newTeam();
    expect(codeOf(await change({ kind: 'move', teamId: team.id, on: '2024-01-01', unitId: world.elsewhere }))).toBe(
      'teams.place-not-yours',
    );
    expect(codeOf(await change({ kind: 'confirm-seat', teamId: team.id, on: today }))).toBe('teams.seat-confirmed');
    resultOf(await change({ kind: 'move', teamId: team.id, on: '2024-01-01', unitId: world.villages[1] ?? '' }));
    expect((await teamOn(world.app.context.db, team.id, today))?.unitId).toBe(world.villages[1]);
    resultOf(
      await change({
        kind: 'correct',
        teamId: team.id,
        on: '2023-06-01',
        begins: '2022-12-01',
        name: 'Tổ đúng tên',
        decision: decision('7/QĐ-UBND'),
      }),
    );
    const history = await teamHistory(world.app.context.db, team.id);
    expect(history?.versions.map((one) => [one.from, one.name])).toEqual([
      ['2022-12-01', 'Tổ đúng tên'],
      ['2024-01-01', 'Tổ đúng tên'],
    ]);
    expect(history?.events.map((one) => [one.kind, one.on, one.decision.number])).toEqual([
      ['formed', '2022-12-01', '7/QĐ-UBND'],
      ['corrected', '2023-06-01', null],
      ['moved', '2024-01-01', null],
    ]);
  });

  test('merging and splitting move the members and link their service', async () => {
    const shared = resultOf(
      await form({ name: 'Tổ nguồn', members: [memberInput('leader'), memberInput('member', { person: { id: personOf('citizen') } })] }),
    );
    const second = resultOf(
      await form({ name: 'Tổ nguồn hai', members: [memberInput('deputy', { person: { id: personOf('citizen') } })] }),
    );
    const merge = (teamIds: readonly string[], into: Parameters<typeof mergeTeams>[3]['into']) =>
      world.as(world.officer, (tx) =>
        mergeTeams(tx, world.app.context, world.officer, { on: '2024-01-01', teamIds, into, leaderId: personOf('citizen') }),
      );
    expect(codeOf(await merge([shared.teamId], { unitId: world.villages[0] ?? '', name: 'Tổ' }))).toBe('teams.merge-two');
    expect(codeOf(await merge([shared.teamId, shared.teamId], { teamId: shared.teamId }))).toBe('teams.merge-two');
    const { teamId } = resultOf(await merge([shared.teamId, second.teamId], { unitId: world.villages[0] ?? '', name: 'Tổ nhập' }));
    expect(codeOf(await merge([shared.teamId, second.teamId], { unitId: world.villages[0] ?? '', name: 'Tổ nhập' }))).toBe(
      'teams.team-ended',
    );
    const served = await whoServed(world.app.context.db, teamId, today);
    expect(served.map((row) => [row.role, row.succeeds])).toEqual([
      ['leader', second.membershipIds[0]],
      ['deputy', shared.membershipIds[0]],
    ]);
    expect((await teamHistory(world.app.context.db, teamId))?.events[0]?.fromTeams.toSorted()).toEqual(
      [shared.teamId, second.teamId].toSorted(),
    );
    const divided = await world.as(world.officer, (tx) =>
      splitTeam(tx, world.app.context, world.officer, {
        teamId,
        on: '2025-01-01',
        goesOn: false,
        parts: served.map((row, index) => ({
          unitId: world.villages[index] ?? '',
          name: `Tổ tách ${index + 1}`,
          membershipIds: [row.id],
          leader: row.id,
        })),
      }),
    );
    const parts = resultOf(divided).teamIds;
    expect(await teamOn(world.app.context.db, teamId, '2025-01-01')).toBeNull();
    expect(
      (await Promise.all(parts.map((id) => whoServed(world.app.context.db, id, today)))).map((rows) => rows.map((row) => row.role)),
    ).toEqual([['leader'], ['leader']]);
    expect((await teamHistory(world.app.context.db, teamId))?.events.at(-1)?.toTeams.toSorted()).toEqual(parts.toSorted());
  });
});

describe('asking', () => {
  test('pages of the province follow one another in Vietnamese order, and their sum is the count', async () => {
    const { db } = world.app.context;
    const asked = { on: today, today, status: 'active' as const };
    const seen: string[] = [];
    for (let after: string | null = null; ; ) {
      const page: Awaited<ReturnType<typeof teamsIn>> = await teamsIn(db, { ...asked, limit: 500, after });
      seen.push(...page.teams.map((team) => team.name));
      after = page.next;
      if (after === null) break;
    }
    expect(seen.length).toBe((await teamsMatching(db, asked)).teams);
    expect(seen.length).toBeGreaterThan(10);
    const sorted = await world.rows(
      sql<{ name: string }>`select name from unnest(${seen}::text[]) as t (name) order by name collate "vi-x-icu"`,
    );
    expect(seen).toEqual(sorted.map((row) => row.name));
    expect((await teamsIn(db, { ...asked, limit: 1, after: 'nonsense' })).teams[0]?.name).toBe(seen[0]);
  });

  test('of a place, without a leader, found by a word in any spelling, or stale until somebody confirms', async () => {
    const { db } = world.app.context;
    const bare = await world.newTeam({ name: 'Tổ không người dẫn', members: [memberInput(), memberInput()] });
    const found = async (over: object) => (await teamsIn(db, { on: today, today, limit: 100, ...over })).teams.map((team) => team.id);
    expect(await found({ text: 'KHONG nguoi dan', within: world.commune })).toEqual([bare.id]);
    expect(await found({ text: 'không người dẫn', within: world.elsewhere })).toEqual([]);
    expect(await found({ text: 'không người dẫn', only: 'leaderless' })).toEqual([bare.id]);
    expect(await found({ text: 'không người dẫn', unitIds: [] })).toEqual([]);
    expect(await found({ text: '100%_' })).toEqual([]);
    expect(await found({ text: 'không người dẫn', only: 'stale' })).toEqual([bare.id]);
    expect(codeOf(await world.as(world.stranger, (tx) => confirmRoster(tx, world.app.context, world.stranger, { teamId: bare.id })))).toBe(
      'teams.team-unknown',
    );
    resultOf(await world.as(world.officer, (tx) => confirmRoster(tx, world.app.context, world.officer, { teamId: bare.id })));
    expect(await found({ text: 'không người dẫn', only: 'stale' })).toEqual([]);
    const later = (await teamsIn(db, { on: '2027-05-25', today: '2027-05-25', limit: 9, text: 'không người dẫn', only: 'stale' })).teams;
    expect(later.map((team) => team.touchedOn)).toEqual([today]);
  });

  test('a village is served by its own team, else its commune’s', async () => {
    const { db } = world.app.context;
    const village = world.villages[4] ?? '';
    await world.rows(sql`update teams.team_version set status = 'suspended' where unit_id = ${village}::uuid`);
    const commune = resultOf(await form({ level: 'commune', unitId: world.commune, name: 'Tổ xã', on: '2025-07-01' }, system));
    const of = async (day: string) => (await teamServing(db, village, day))?.level ?? null;
    expect(await of(today)).toBe('commune');
    const own = await world.newTeam({ unitId: village, on: '2026-01-01' });
    expect((await teamServing(db, village, today))?.id).toBe(own.id);
    expect(await teamServing(db, unknownId, today)).toBeNull();
    expect(await teamServing(db, 'x', today)).toBeNull();
    expect(commune.teamId).not.toBe(own.id);
    const members = await membersOfUnit(db, world.commune, today);
    expect(members.filter((row) => row.teamId === own.id).length).toBe(2);
    expect(await membersOfUnit(db, village, '2025-12-31')).toEqual([]);
  });
});
