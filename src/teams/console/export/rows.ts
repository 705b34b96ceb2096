/** Who serves in the teams of the actor's places on a day, a row each, for a file. */
import { sql } from 'kysely';
import { rosterPersons } from '../../../people/index.ts';
import type { Vault } from '../../../platform/crypto/index.ts';
import type { Tx } from '../../../platform/db/index.ts';
import type { Lang } from '../../../platform/i18n/index.ts';
import type { MemberRole, TeamLevel } from '../../contract.ts';
import { inSight, type Sight } from '../access.ts';
import { forceNames } from '../team/gather.ts';
import { seatNames } from '../units.ts';
import { levelName, roleName } from '../words.ts';

interface ExportAsked {
  readonly on: string;
  readonly today: string;
  readonly level: TeamLevel | null;
  readonly units: readonly string[] | null;
  /** One team only. */
  readonly teamId: string | null;
  readonly lang: Lang;
}

export interface ExportRow {
  readonly team: string;
  readonly level: string;
  readonly seat: string;
  readonly state: 'active' | 'suspended';
  readonly decision: string;
  readonly formedOn: string | null;
  /** Empty in the row of a team without members. */
  readonly name: string;
  readonly birthYear: number | null;
  readonly role: string;
  readonly force: string;
  readonly phone: string;
  readonly from: string | null;
  readonly term: string | null;
}

interface ServiceRow {
  readonly team: string;
  readonly level: TeamLevel;
  readonly unit_id: string;
  readonly status: 'active' | 'suspended';
  readonly decision_number: string | null;
  readonly formed_on: string | null;
  readonly person_id: string | null;
  readonly role: MemberRole | null;
  readonly core_force: string | null;
  readonly since: string | null;
  readonly term_until: string | null;
}

/** The rows, and whom they show. A team without members has one row. The caller records the sight. */
export async function exportRows(
  tx: Tx,
  vault: Vault,
  sight: Sight,
  asked: ExportAsked,
): Promise<{ readonly rows: readonly ExportRow[]; readonly persons: readonly string[] }> {
  const on = sql`${asked.on}::date`;
  const found =
    await sql<ServiceRow>`select v.name as team, t.level_id as level, v.unit_id, v.status, formed.decision_number, formed.on_day as formed_on,
      m.person_id, m.role, m.core_force, lower(m.valid) as since, m.term_until
    from teams.team_version v
    join teams.team t on t.id = v.team_id
    join lateral (select unit_id as last_unit from teams.team_version last where last.team_id = v.team_id order by lower(last.valid) desc limit 1) seat on true
    left join lateral (select e.decision_number, e.on_day from teams.team_event e join teams.team_version first on first.event_id = e.id
      where first.team_id = v.team_id order by lower(first.valid) limit 1) formed on true
    left join teams.membership m on m.team_id = v.team_id and m.valid @> ${on}
    join lateral (select v.team_id, seat.last_unit as unit_id) place on ${inSight(sight, 'place', asked.today)}
    where v.valid @> ${on} and ${asked.level === null ? sql`true` : sql`t.level_id = ${asked.level}`}
      and ${asked.units === null ? sql`true` : sql`v.unit_id = any (${asked.units}::uuid[])`}
      and ${asked.teamId === null ? sql`true` : sql`v.team_id = ${asked.teamId}::uuid`}
    order by t.level_id, v.name collate "vi-x-icu", v.team_id, array_position(array['leader', 'deputy', 'member'], m.role), lower(m.valid), m.id`.execute(
      tx.rows<unknown>(),
    );
  const ids = found.rows.map((row) => row.person_id).filter((id) => id !== null);
  const persons = await rosterPersons(tx, vault, [...new Set(ids)]);
  const seats = await seatNames(
    tx,
    found.rows.map((row) => row.unit_id),
    asked.on,
    asked.lang,
  );
  const forces = await forceNames(tx, asked.lang);
  const rows = found.rows.map((row): ExportRow => {
    const known = row.person_id === null ? undefined : persons.get(row.person_id);
    const person = known?.restricted ? undefined : known;
    return {
      team: row.team,
      level: levelName(row.level, asked.lang),
      seat: seats.get(row.unit_id) ?? '',
      state: row.status,
      decision: row.decision_number ?? '',
      formedOn: row.formed_on,
      name: person?.fullName ?? '',
      birthYear: person?.birthYear ?? null,
      role: row.role === null ? '' : roleName(row.role, asked.lang),
      force: row.core_force === null ? '' : (forces.get(row.core_force) ?? row.core_force),
      phone: (person?.phones ?? []).map(spoken).join('; '),
      from: row.since,
      term: row.term_until,
    };
  });
  return { rows, persons: [...persons.values()].filter((person) => !person.restricted).map((person) => person.id) };
}

/** A number as people dial it: `+84912345678` → `0912345678`. */
const spoken = (number: string): string => number.replace(/^\+84/, '0');
