/** The made-up persons of a demonstration: one for each role, and a neighbour's officer to see where rights end. */
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import type { Vault } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import { fold } from '../../platform/text/index.ts';
import { recordIdentifier } from '../persons/identifiers.ts';

export interface DemonstrationFiles {
  /** people.csv */
  readonly people: string;
}

export interface DemonstrationPerson {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly birth_year: string;
  readonly language: string;
  readonly role: string;
  readonly unit_code: string;
  readonly organisation_id: string;
  readonly phone: string;
}

/** The rows of people.csv. */
export function readDemonstrationPeople(text: string): readonly DemonstrationPerson[] {
  return parse(text, { columns: true, skip_empty_lines: true });
}

/** Adds the persons that are missing, with their roles; the rest stays as people have made it. */
export async function loadDemonstrationPeople(context: Pick<Context, 'db' | 'vault'>, files: DemonstrationFiles): Promise<void> {
  const { db, vault } = context;
  await db.transaction(
    async (tx) => {
      for (const person of readDemonstrationPeople(files.people)) await loadPerson(tx, vault, person);
    },
    { state: dutyState('identity') },
  );
}

async function loadPerson(tx: Tx, vault: Vault, person: DemonstrationPerson): Promise<void> {
  const rows = tx.rows<unknown>();
  const now = tx.clock.now().toString();
  const today = tx.clock.today().toString();
  const organisationId = person.organisation_id || null;
  const unit = person.unit_code
    ? await sql<{ unit_id: string }>`select unit_id from territory.units_on(${today}::date) where code = ${person.unit_code}`.execute(rows)
    : null;
  if (unit && unit.rows.length !== 1) throw new Error(`people.csv: the code ${person.unit_code} names ${unit.rows.length} units today`);
  const unitId = unit?.rows[0]?.unit_id ?? null;
  const added = await sql`insert into people.person (id, origin, unit_id, organisation_id, language_of_help, created_at)
    values (${person.id}::uuid, 'demonstration', ${unitId}::uuid, ${organisationId}::uuid, ${person.language}, ${now}::timestamptz)
    on conflict do nothing`.execute(rows);
  if (added.numAffectedRows !== 1n) return;
  await sql`insert into people.person_details (person_id, unit_id, organisation_id, full_name, search_name, birth_year)
    values (${person.id}::uuid, ${unitId}::uuid, ${organisationId}::uuid, ${person.name}, ${fold(person.name)}, ${person.birth_year || null}::integer)`.execute(
    rows,
  );
  if (person.phone)
    await recordIdentifier(tx, vault, { personId: person.id, unitId, organisationId, kind: 'phone', value: person.phone, verified: true });
  if (person.role === 'citizen') return;
  await sql`insert into people.role_grant (id, person_id, role, unit_id, organisation_id, valid, granted_at, basis)
    select ${tx.ids.next()}::uuid, ${person.id}::uuid, code, case when holds_at = 'unit' then ${unitId}::uuid end,
      case when holds_at = 'organisation' then ${organisationId}::uuid end, daterange('2025-07-01', null), ${now}::timestamptz, 'Dữ liệu dùng thử'
    from people.role where code = ${person.role}`.execute(rows);
}
