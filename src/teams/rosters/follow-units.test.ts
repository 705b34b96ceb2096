import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { system } from '../../platform/session/index.ts';
import { applyEvent, mergeUnits, splitUnit } from '../../territory/index.ts';
import { changeTeam } from './change-team.ts';
import { seatsTakenBack, teamsFollowUnits, whatStandsOnUnits } from './follow-units.ts';
import { formTeam } from './form-team.ts';
import { rostersPart } from './part.ts';
import { teamHistory } from './queries/teams.ts';
import { codeOf, memberInput, openWorld, resultOf, type World } from './world.fixture.ts';

let world: World;
let [ending, lasting, left, right] = ['', '', '', ''];
let team = '';

const follow = () => world.app.context.db.transaction((tx) => teamsFollowUnits(tx));
const states = async (id = team) =>
  (await teamHistory(world.app.context.db, id))?.versions.map((one) => [one.from, one.unitId, one.name, one.toConfirm]);
const unit = async (code: string) =>
  (
    await world.rows(
      sql<{ id: string }>`select unit_id as id from territory.units_on('2026-11-22') where code = ${code} and level_id = 'commune'`,
    )
  )[0]?.id ?? '';
const standing = (units: readonly string[]) => world.app.context.db.transaction((tx) => whatStandsOnUnits(tx, units));
/** As an undone import would: the unit lives on, and the structure is another one. */
const unitLives = (id: string, until: string | null) =>
  world.rows(sql`with version as (update territory.unit_version set valid = daterange(lower(valid), ${until}::date)
    where unit_id = ${id}::uuid and valid @> '2026-11-22'::date) update territory.map_state set version = version + 1`);

beforeAll(async () => {
  world = await openWorld();
  [ending, lasting, left, right] = [world.commune, world.elsewhere, await unit('04456'), await unit('04630')];
  await follow();
  team = resultOf(
    await world.as(system, (tx) =>
      formTeam(tx, world.app.context, system, {
        level: 'commune',
        unitId: ending,
        name: 'Tổ đi theo',
        on: '2025-07-01',
        members: [memberInput('leader')],
      }),
    ),
  ).teamId;
});
afterAll(() => world.app.close());

describe('teams follow their units', () => {
  test('while no unit of a team has ended, nothing happens', async () => {
    expect(await follow()).toEqual({ followed: 0, takenBack: 0 });
    expect(await states()).toEqual([['2025-07-01', ending, 'Tổ đi theo', false]]);
  });

  test('the rosters of 2022 sit at today’s communes, by every step between, and their members count there', async () => {
    const old = await world.rows(
      sql<{
        unit_id: string;
      }>`select unit_id from territory.unit_versions where level_id = 'commune' group by unit_id having max(upper(valid)) = '2025-07-01' order by 1 limit 1`,
    );
    const formed = resultOf(
      await world.as(system, (tx) =>
        formTeam(tx, world.app.context, system, {
          level: 'commune',
          unitId: old[0]?.unit_id ?? '',
          name: 'Tổ cũ',
          on: '2022-05-31',
          members: [memberInput('leader')],
        }),
      ),
    );
    const now = await states(formed.teamId);
    expect(now?.map((one) => one[0])).toEqual(['2022-05-31', '2025-07-01']);
    const today = await world.rows(
      sql<{ there: boolean }>`select exists (select from territory.units_on('2026-11-22') where unit_id = ${now?.[1]?.[1]}::uuid) as there`,
    );
    expect(today).toEqual([{ there: true }]);
    const figures = await world.rows(
      sql<{ day: string; unit: string; delta: number }>`select day, unit_id as unit, delta from teams.figure_deltas
        where team_id = ${formed.teamId}::uuid and figure like '%.members.%' order by day, delta`,
    );
    expect(figures).toEqual([
      { day: '2022-05-31', unit: old[0]?.unit_id, delta: 1 },
      { day: '2025-07-01', unit: old[0]?.unit_id, delta: -1 },
      { day: '2025-07-01', unit: now?.[1]?.[1], delta: 1 },
    ]);
    expect(await follow()).toEqual({ followed: 0, takenBack: 0 });
  });

  test('after a merger the team sits at the successor from the day on, under its name; twice is once', async () => {
    const basis = { effectiveOn: '2026-12-01', title: 'Nhập hai xã', verified: true } as const;
    resultOf(await world.app.context.db.transaction((tx) => applyEvent(tx, system, mergeUnits(basis, [ending], { goesOn: lasting }))));
    expect((await follow()).followed).toBeGreaterThan(0);
    expect(await follow()).toEqual({ followed: 0, takenBack: 0 });
    expect(await states()).toEqual([
      ['2025-07-01', ending, 'Tổ đi theo', false],
      ['2026-12-01', lasting, 'Tổ đi theo', false],
    ]);
    expect((await teamHistory(world.app.context.db, team))?.events.map((one) => one.kind)).toEqual(['formed', 'followed-unit']);
  });

  test('an event that is undone takes the seat back, and keeps what was said meanwhile', async () => {
    resultOf(
      await world.as(system, (tx) =>
        changeTeam(tx, world.app.context, system, { kind: 'rename', teamId: team, on: '2027-01-15', name: 'Tổ tên mới' }),
      ),
    );
    await unitLives(ending, null);
    expect((await follow()).takenBack).toBeGreaterThan(0);
    expect(await follow()).toEqual({ followed: 0, takenBack: 0 });
    expect(await states()).toEqual([
      ['2025-07-01', ending, 'Tổ đi theo', false],
      ['2027-01-15', ending, 'Tổ tên mới', false],
    ]);
    const left = await world.rows(
      sql<{ n: number }>`select count(*)::int as n from teams.team_event e where kind = 'followed-unit' and on_day = '2026-12-01'`,
    );
    expect(left).toEqual([{ n: 0 }]);
    await unitLives(ending, '2026-12-01');
    await follow();
    expect((await states())?.map((one) => [one[0], one[1]])).toEqual([
      ['2025-07-01', ending],
      ['2026-12-01', lasting],
      ['2027-01-15', lasting],
    ]);
  });

  test('of a divided unit the largest part, until an official confirms or chooses; the work waits in that place', async () => {
    const villages = await world.rows(
      sql<{ unit_id: string }>`select unit_id from territory.units_on('2026-12-09') where parent_id = ${lasting}::uuid`,
    );
    const share = (num: bigint) => ({ num, den: 3n });
    const divided = await world.app.context.db.transaction((tx) =>
      applyEvent(
        tx,
        system,
        splitUnit(
          { effectiveOn: '2026-12-10', title: 'Chia xã', verified: true },
          lasting,
          [
            { to: left, share: share(1n) },
            { to: right, share: share(2n) },
          ],
          { by: 'households', children: villages.map((village) => ({ unitId: village.unit_id, parent: left })) },
        ),
      ),
    );
    resultOf(divided);
    await follow();
    expect((await states())?.at(-2)).toEqual(['2026-12-10', right, 'Tổ đi theo', true]);
    const [seats] = rostersPart.waiting?.(world.app.context) ?? [];
    const load = (actor: typeof world.officer) => seats?.load(actor, { lang: 'vi', limit: 100, scope: 'mine' });
    expect((await load(world.province))?.items.map((item) => item.id)).toContain(team);
    expect((await load(world.officer))?.count).toBe(0);
    const confirm = () =>
      world.as(world.province, (tx) =>
        changeTeam(tx, world.app.context, world.province, { kind: 'confirm-seat', teamId: team, on: '2026-12-10' }),
      );
    expect(codeOf(await confirm())).toBe('ok');
    expect(codeOf(await confirm())).toBe('teams.seat-confirmed');
    resultOf(
      await world.as(world.province, (tx) =>
        changeTeam(tx, world.app.context, world.province, { kind: 'move', teamId: team, on: '2026-12-10', unitId: left }),
      ),
    );
    expect(await follow()).toEqual({ followed: 0, takenBack: 0 });
    expect((await states())?.find((one) => one[0] === '2026-12-10')).toEqual(['2026-12-10', left, 'Tổ đi theo', false]);
  });

  test('an import of units can’t be undone under a team that somebody put there; teams that only followed go back by themselves', async () => {
    expect((await standing([left])).map((one) => [one.kind, one.id])).toContainEqual(['team', team]);
    const followers = await world.rows(
      sql<{
        unit: string;
        team: string;
      }>`select v.unit_id as unit, v.team_id as team from teams.team_version v join teams.team_event e on e.id = v.event_id
        group by v.unit_id, v.team_id having bool_and(e.kind = 'followed-unit') and not exists (
          select from teams.team_version w join teams.team_event f on f.id = w.event_id where w.unit_id = v.unit_id and f.kind <> 'followed-unit') limit 1`,
    );
    const [one] = followers;
    if (!one) throw new Error('no team has followed');
    expect(await standing([one.unit])).toEqual([]);
    expect((await states(one.team))?.some((state) => state[1] === one.unit)).toBe(false);
    const told = await world.rows(sql<{ n: number }>`select count(*)::int as n from platform.outbox where name = ${seatsTakenBack.name}`);
    expect(told).toEqual([{ n: 1 }]);
    expect((await follow()).followed).toBeGreaterThan(0);
    expect((await states(one.team))?.some((state) => state[1] === one.unit)).toBe(true);
    expect(await standing([])).toEqual([]);
  });
});
