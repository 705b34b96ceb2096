/**
 * Teams go where their units went. When a unit ends, each team there has a state at the unit that followed, from the day after, under the same
 * name; where the unit was divided, at the largest part, until an official confirms or chooses. An event that is undone takes such a state along.
 */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import { dayBefore } from '../../platform/calendar/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import { publish } from '../../platform/outbox/index.ts';
import { system } from '../../platform/session/index.ts';
import { ensureClosure, reexpressRows, type WhatStandsOn } from '../../territory/index.ts';
import type { TeamLevel, TeamVersion } from '../contract.ts';
import { changeRosters } from '../store/change-rosters.ts';
import { type NextSeat, outlived, reseated, takenBack } from './model/seats.ts';
import type { UnitFacts } from './model/state.ts';
import { putVersion, unitFacts, versionColumns, writeEvent } from './store.ts';

/** Teams went back to where they sat because units of an undone import vanish under them; they look again once it is settled. */
export const seatsTakenBack = { name: 'teams.seats-taken-back', version: 1 } as const;

interface Seated {
  readonly id: string;
  readonly level: TeamLevel;
  readonly versions: readonly TeamVersion[];
  /** Events by which this team followed before. */
  readonly automatic: ReadonlySet<string>;
}

/** Brings the seats of all teams, or of these (locked already), in step with the territory. Repeating it changes nothing. */
export async function teamsFollowUnits(
  tx: Tx,
  teamIds?: readonly string[],
): Promise<{ readonly followed: number; readonly takenBack: number }> {
  if (teamIds === undefined) await sql`select pg_advisory_xact_lock(hashtextextended('teams.follow-units', 0))`.execute(tx.rows<unknown>());
  const ids = await whoMayFollow(tx, teamIds);
  if (ids.length === 0) return { followed: 0, takenBack: 0 };
  // Judged on rows that nobody changes meanwhile; changeRosters locks them again, which costs nothing.
  await sql`select id from teams.team where id = any (${ids}::uuid[]) order by id for update`.execute(tx.rows<unknown>());
  const teams = await seated(tx, ids);
  const record = new TerritoryRecord(tx);
  await record.know(teams.flatMap((team) => team.versions.map((one) => one.unitId)));
  const back = await withoutStale(teams, record);
  const now = await follow(tx, back, record);
  return write(tx, teams, now, record.events);
}

/** Teams that sit, on some day, at a unit that had ended, and those that followed before. */
async function whoMayFollow(tx: Tx, teamIds: readonly string[] | undefined): Promise<readonly string[]> {
  const which = teamIds === undefined ? sql`true` : sql`v.team_id = any (${[...teamIds]}::uuid[])`;
  const found = await sql<{ id: string }>`with ended as materialized (
      select unit_id, max(upper(valid)) as on_day from territory.unit_versions group by unit_id having not bool_or(upper_inf(valid)))
    select distinct v.team_id as id from teams.team_version v left join ended on ended.unit_id = v.unit_id
      left join teams.team_event e on e.id = v.event_id and e.kind = 'followed-unit'
    where ${which} and (e.id is not null or ended.on_day < coalesce(upper(v.valid), 'infinity')) order by 1`.execute(tx.rows<unknown>());
  return found.rows.map((row) => row.id);
}

async function seated(tx: Tx, ids: readonly string[]): Promise<readonly Seated[]> {
  const found = await sql<TeamVersion & { level: TeamLevel; kind: string }>`select ${versionColumns}, t.level_id as level, e.kind
    from teams.team_version v join teams.team t on t.id = v.team_id join teams.team_event e on e.id = v.event_id
    where v.team_id = any (${[...ids]}::uuid[]) order by v.team_id, v.valid`.execute(tx.rows<unknown>());
  return [...Map.groupBy(found.rows, (row) => row.teamId)].map(([id, rows]) => ({
    id,
    level: rows[0]?.level ?? 'village',
    versions: rows.map(({ level: _level, kind: _kind, ...version }) => version),
    automatic: new Set(rows.filter((row) => row.kind === 'followed-unit').map((row) => row.eventId)),
  }));
}

/** What the territory's record says, asked for many units at once. */
class TerritoryRecord {
  readonly units = new Map<string, UnitFacts>();
  readonly seats = new Map<string, NextSeat | null>();
  /** Where units went, every part. */
  readonly parts = new Map<string, readonly string[]>();
  /** The event of this run for each day on which units ended. */
  readonly events = new Map<string, string>();
  readonly #tx: Tx;

  constructor(tx: Tx) {
    this.#tx = tx;
  }

  async know(unitIds: readonly string[]): Promise<void> {
    const asked = [...new Set(unitIds)].filter((id) => !this.units.has(id));
    if (asked.length === 0) return;
    for (const [id, facts] of await unitFacts(this.#tx, asked)) this.units.set(id, facts);
  }

  /** Finds out where units that ended were on a day, by that day's map. */
  async successors(asked: readonly { readonly unitId: string; readonly day: string }[]): Promise<void> {
    const open = asked.filter(({ unitId, day }) => !this.seats.has(`${unitId} ${day}`));
    for (const [day, units] of Map.groupBy(open, (one) => one.day)) {
      const ids = [...new Set(units.map((one) => one.unitId))];
      const lastDays = ids.map((id) => dayBefore(this.units.get(id)?.to ?? day));
      const map = await ensureClosure(this.#tx, day);
      const facts = sql`select * from unnest(${ids}::text[], ${ids}::uuid[], ${lastDays}::date[], ${ids.map(() => 1)}::bigint[]) as fact (fact_id, unit_id, day, value)`;
      const found = await sql<{
        fact_id: string;
        unit_id: string;
        num: bigint;
      }>`select fact_id, unit_id, num from ${reexpressRows(facts, map)} parts
        where placed and fact_id <> unit_id::text order by fact_id, num desc, unit_id`.execute(this.#tx.rows<unknown>());
      const byUnit = Map.groupBy(found.rows, (row) => row.fact_id);
      for (const id of ids) {
        const parts = byUnit.get(id) ?? [];
        const [largest] = parts;
        this.parts.set(
          `${id} ${day}`,
          parts.map((row) => row.unit_id),
        );
        this.seats.set(`${id} ${day}`, largest ? { unitId: largest.unit_id, divided: parts.length > 1 } : null);
      }
      await this.know(found.rows.map((row) => row.unit_id));
    }
  }
}

/** The states without those that followed a unit which, by the record of now, did not go there on that day. */
async function withoutStale(teams: readonly Seated[], record: TerritoryRecord): Promise<readonly Seated[]> {
  const followed = teams.flatMap((team) =>
    team.versions.flatMap((one, at) => {
      const before = team.versions[at - 1];
      const ends = before && record.units.get(before.unitId)?.to === one.from;
      return before && ends && team.automatic.has(one.eventId) ? [{ unitId: before.unitId, day: one.from }] : [];
    }),
  );
  await record.successors(followed);
  return teams.map((team) => ({
    ...team,
    versions: takenBack(
      team.versions,
      (one, before) => team.automatic.has(one.eventId) && !(record.parts.get(`${before.unitId} ${one.from}`) ?? []).includes(one.unitId),
    ),
  }));
}

async function follow(tx: Tx, teams: readonly Seated[], record: TerritoryRecord): Promise<readonly Seated[]> {
  let now = teams;
  for (;;) {
    const due = now.flatMap((team) =>
      team.versions.flatMap((one) => {
        const day = outlived(one, record.units.get(one.unitId)?.to);
        return day === null ? [] : [{ unitId: one.unitId, day }];
      }),
    );
    await record.successors(due);
    let moved = false;
    now = now.map((team) => ({
      ...team,
      versions: team.versions.flatMap((one) => {
        const day = outlived(one, record.units.get(one.unitId)?.to);
        const seat = day === null ? null : record.seats.get(`${one.unitId} ${day}`);
        if (day === null || !seat) return [one];
        moved = true;
        const eventId = record.events.get(day) ?? tx.ids.next();
        record.events.set(day, eventId);
        const fits = record.units.get(seat.unitId)?.level === team.level;
        return reseated(one, day, { ...seat, divided: seat.divided || !fits }, { id: tx.ids.next(), eventId });
      }),
    }));
    if (!moved) return now;
  }
}

/** Writes what differs: shorter states first, so that none is in the way of another. */
async function write(
  tx: Tx,
  before: readonly Seated[],
  after: readonly Seated[],
  events: ReadonlyMap<string, string>,
): Promise<{ readonly followed: number; readonly takenBack: number }> {
  const was = new Map(before.flatMap((team) => team.versions.map((one) => [one.id, one])));
  const is = new Map(after.flatMap((team) => team.versions.map((one) => [one.id, one])));
  const gone = [...was.values()].filter((one) => !is.has(one.id));
  const added = [...is.values()].filter((one) => !was.has(one.id));
  const changed = [...is.values()].filter((one) => {
    const old = was.get(one.id);
    return old !== undefined && (old.to !== one.to || old.unitId !== one.unitId || old.toConfirm !== one.toConfirm);
  });
  const teams = [...new Set([...gone, ...added, ...changed].map((one) => one.teamId))].toSorted();
  if (teams.length === 0) return { followed: 0, takenBack: 0 };
  await changeRosters(tx, teams, async () => {
    const rows = tx.rows<unknown>();
    const used = new Set(added.map((one) => one.eventId));
    for (const [on, id] of events) if (used.has(id)) await writeEvent(tx, system, { id, kind: 'followed-unit', on });
    await sql`delete from teams.team_version where id = any (${gone.map((one) => one.id)}::uuid[])`.execute(rows);
    const longer = (one: TeamVersion) => one.to === null || one.to > (was.get(one.id)?.to ?? '');
    for (const one of [...changed.filter((row) => !longer(row)), ...changed.filter(longer), ...added]) await putVersion(tx, one);
    await sql`delete from teams.team_event e where e.id = any (${gone.map((one) => one.eventId)}::uuid[]) and e.kind = 'followed-unit'
      and not exists (select from teams.team_version v where v.event_id = e.id) and not exists (select from teams.team_edge d where d.event_id = e.id)`.execute(
      rows,
    );
    return { value: null };
  });
  for (const [unitId, there] of Map.groupBy(
    [...added, ...changed.filter((one) => was.get(one.id)?.unitId !== one.unitId), ...gone],
    (one) => one.unitId,
  ))
    await record(tx, system, {
      action: gone.some((one) => there.includes(one)) ? 'teams.unfollow-unit' : 'teams.follow-unit',
      subject: { kind: 'unit', id: unitId },
      fields: ['unit', ...new Set(there.map((one) => (one.toConfirm ? 'to_confirm' : 'valid')))],
      places: [unitId],
    });
  return { followed: added.length, takenBack: gone.length };
}

/**
 * For an import of units that is to be undone: the teams and offers that somebody put at units which vanish with it. Where there are only teams that
 * followed by themselves, these go back here and now, because their rows would keep the units; should the import stay after all,
 * the event that is published brings them there again.
 */
export const whatStandsOnUnits: WhatStandsOn = async (tx, unitIds) => {
  const rows = tx.rows<unknown>();
  const found = await sql<{
    id: string;
    teamId: string;
    unitId: string;
    batchId: string | null;
    automatic: boolean;
  }>`select v.id, v.team_id as "teamId",
      v.unit_id as "unitId", v.batch_id as "batchId", e.kind = 'followed-unit' as automatic
    from teams.team_version v join teams.team_event e on e.id = v.event_id where v.unit_id = any (${[...unitIds]}::uuid[]) order by 1`.execute(
    rows,
  );
  const offers = await sql<{
    id: string;
    unitId: string;
  }>`select id, unit_id as "unitId" from teams.offer where unit_id = any (${[...unitIds]}::uuid[])
    order by 1`.execute(rows);
  const standing = [
    ...found.rows
      .filter((row) => !row.automatic)
      .map((row) => ({ kind: 'team', id: row.teamId, unitId: row.unitId, batchId: row.batchId })),
    ...offers.rows.map((row) => ({ kind: 'team-offer', id: row.id, unitId: row.unitId, batchId: null })),
  ];
  if (standing.length > 0 || found.rows.length === 0) return standing;
  const ids = [...new Set(found.rows.map((row) => row.teamId))].toSorted();
  await sql`select id from teams.team where id = any (${ids}::uuid[]) order by id for update`.execute(rows);
  const teams = await seated(tx, ids);
  const vanishing = new Set(unitIds);
  const after = teams.map((team) => ({
    ...team,
    versions: takenBack(team.versions, (one) => team.automatic.has(one.eventId) && vanishing.has(one.unitId)),
  }));
  await write(tx, teams, after, new Map());
  await publish(tx, { ...seatsTakenBack, payload: { teams: ids } });
  return [];
};
