/** The invented rosters of a demonstration: who is in which team is made up, the sums are those that the province published. */
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { type HelpLanguage, helpLanguages, loadMadeUpPersons } from '../../people/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import { fixedId } from '../../platform/ids/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import { fold } from '../../platform/text/index.ts';
import { teamsFollowUnits } from '../rosters/index.ts';
import { texts } from './messages.gen.ts';

type Row = Readonly<Record<string, string>>;

export interface DemonstrationRosters {
  /** teams.csv */
  readonly teams: string;
  /** members.csv */
  readonly members: string;
  /** people.csv of the demonstration: persons whose part can be tried are members too. */
  readonly people: string;
}

const teamId = (key: string): string => fixedId(`demonstration-team:${key}`);
const membershipId = (key: string): string => fixedId(`demonstration-membership:${key}`);
const rows = (text: string): Row[] => parse(text, { columns: true, skip_empty_lines: true });

/** Most rosters were looked through in the last months; one in twenty was not. */
const CONFIRMED_WITHIN_DAYS = 150;
const NOT_CONFIRMED = 20;

/** Last five digits of the first leader's number; the made-up persons of people.csv have those before. */
const FIRST_NUMBER = 10_000;

/** Loads the rosters where none of them is there yet, and says so; later starts leave them as people have made them. */
export async function loadDemonstrationRosters(context: Pick<Context, 'db' | 'vault'>, files: DemonstrationRosters): Promise<boolean> {
  return context.db.transaction(
    async (tx) => {
      const teams = rows(files.teams);
      const [first] = teams.map((row) => teamId(row.key ?? ''));
      if (first === undefined) return false;
      const there = await sql`select from teams.team where id = ${first}::uuid`.execute(tx.rows<unknown>());
      if (there.rows.length > 0) return false;
      await loadTeams(tx, teams);
      // Teams of communes that have ended since sit where these went.
      await teamsFollowUnits(tx);
      const members = rows(files.members);
      const tried = new Map(rows(files.people).map((row) => [row.key, row.id]));
      const personId = (row: Row): string => (row.person && tried.get(row.person)) || fixedId(`demonstration-member:${row.key}`);
      await loadPersons(tx, context, members, personId);
      await loadMembers(tx, members, personId);
      return true;
    },
    { state: dutyState('identity') },
  );
}

/** Teams with the unit as it was called on the day of the formation. */
async function loadTeams(tx: Tx, teams: readonly Row[]): Promise<void> {
  const db = tx.rows<unknown>();
  const now = tx.clock.now().toString();
  const units = await sql<{ unit_id: string; code: string | null; name: string; type: string; level_id: string; parent: string | null }>`
    select unit.unit_id, unit.code, unit.name, type.name_vi as type, unit.level_id, above.name as parent
    from territory.units_on('2022-06-30') unit join territory.unit_types type on type.id = unit.type_id
    left join territory.units_on('2022-06-30') above on above.unit_id = unit.parent_id`.execute(db);
  const byId = new Map(units.rows.map((unit) => [unit.unit_id, unit]));
  const byCode = new Map(units.rows.filter((unit) => unit.level_id === 'commune').map((unit) => [unit.code, unit]));
  const given = teams.map((row) => {
    const unit = row.level === 'commune' ? byCode.get(row.commune_code ?? '') : byId.get(row.village_id ?? '');
    const commune = byCode.get(row.commune_code ?? '');
    if (!unit || !commune) throw new Error(`teams.csv: ${row.key} names a unit that is not there`);
    const inCommune = `${commune.type} ${commune.name}`;
    const name = texts.vi.team_name({ unit: unit === commune ? inCommune : `${unit.type} ${unit.name}, ${inCommune}` });
    return {
      id: teamId(row.key ?? ''),
      event: fixedId(`demonstration-team-formed:${row.key}`),
      version: fixedId(`demonstration-team-version:${row.key}`),
      level: row.level,
      unit: unit.unit_id,
      name,
      search: fold(name),
      formed: row.formed_on,
      number: row.decision_number,
      issuer: texts.vi.issuer({ commune: inCommune }),
    };
  });
  const list = sql`jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as given (id uuid, event uuid, version uuid, level text, unit uuid, name text,
    search text, formed date, number text, issuer text)`;
  await sql`insert into teams.team (id, level_id, origin, recorded_at) select id, level, 'demonstration', ${now}::timestamptz from ${list}`.execute(
    db,
  );
  await sql`insert into teams.team_event (id, kind, on_day, decision_number, decided_on, issuer, recorded_at)
    select event, 'formed', formed, number, formed, issuer, ${now}::timestamptz from ${list}`.execute(db);
  await sql`insert into teams.team_version (id, team_id, valid, name, search, unit_id, status, event_id)
    select version, id, daterange(formed, null), name, search, unit, 'active', event from ${list}`.execute(db);
  await sql`insert into teams.confirmation (team_id, confirmed_at)
    select id, ${now}::timestamptz - (abs(hashtext(id::text)) % ${CONFIRMED_WITHIN_DAYS}::integer) * interval '1 day' from ${list}
    where abs(hashtext(id::text)) % ${NOT_CONFIRMED}::integer <> 0`.execute(db);
}

async function loadPersons(
  tx: Tx,
  context: Pick<Context, 'vault'>,
  members: readonly Row[],
  personId: (row: Row) => string,
): Promise<void> {
  const seats = await sql<{ team_id: string; unit_id: string }>`select distinct on (team_id) team_id, unit_id from teams.team_version
    order by team_id, valid desc`.execute(tx.rows<unknown>());
  const seatOf = new Map(seats.rows.map((row) => [row.team_id, row.unit_id]));
  const persons = members
    .filter((row) => !row.person)
    .map((row, index) => {
      const language = helpLanguages.find((one): one is HelpLanguage => one === row.language);
      const unitId = seatOf.get(teamId(row.team ?? ''));
      if (!language || !unitId) throw new Error(`members.csv: ${row.key} names a language or team that is not there`);
      // Numbers of a block that is given to nobody.
      const phone = row.role === 'leader' ? `+849000${String(FIRST_NUMBER + index).padStart(5, '0')}` : null;
      return { id: personId(row), name: row.name ?? '', birthYear: Number(row.birth_year), language, unitId, phone };
    });
  await loadMadeUpPersons(tx, context.vault, persons);
}

async function loadMembers(tx: Tx, members: readonly Row[], personId: (row: Row) => string): Promise<void> {
  const given = members.map((row) => ({
    id: membershipId(row.key ?? ''),
    team: teamId(row.team ?? ''),
    person: personId(row),
    role: row.role,
    force: row.core_force,
    from: row.from,
    to: row.to || null,
    why: row.ended_why || null,
    succeeds: row.succeeds ? membershipId(row.succeeds) : null,
    term: row.to ? null : row.term_until || null,
  }));
  await sql`insert into teams.membership (id, team_id, person_id, role, core_force, valid, term_until, ended_why, succeeds, recorded_at)
    select id, team, person, role, force, daterange("from", "to"), term, why, succeeds, ${tx.clock.now().toString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as given (id uuid, team uuid, person uuid, role text, force text, "from" date, "to" date,
      why text, succeeds uuid, term date)`.execute(tx.rows<unknown>());
}
