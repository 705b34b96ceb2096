/** The shipped lists of this module. */
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { dayAfter } from '../../platform/calendar/index.ts';
import type { Tx } from '../../platform/db/index.ts';

type Row = Readonly<Record<string, string>>;

/** Makes the core forces what core-forces.csv says; one that left the file stays for the memberships that name it. */
export async function loadTeamsReference(tx: Tx, read: (name: string) => Promise<string>): Promise<void> {
  const rows: Row[] = parse(await read('core-forces.csv'), { columns: true, skip_empty_lines: true, bom: true });
  const forces = rows.map((row, index) => ({
    code: row.code,
    rank: index + 1,
    name_vi: row.name_vi,
    name_en: row.name_en,
    from: row.valid_from || null,
    to: row.valid_to ? dayAfter(row.valid_to) : null,
  }));
  await sql`insert into teams.core_force (code, rank, name_vi, name_en, valid)
    select code, rank, name_vi, name_en, daterange("from", "to")
    from jsonb_to_recordset(${JSON.stringify(forces)}::jsonb) as r (code text, rank integer, name_vi text, name_en text, "from" date, "to" date)
    on conflict (code) do update set rank = excluded.rank, name_vi = excluded.name_vi, name_en = excluded.name_en, valid = excluded.valid`.execute(
    tx.rows<unknown>(),
  );
}
