import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/index.ts';
import { fold } from '../../platform/text/index.ts';

type Row = Readonly<Record<string, string>>;

/** Adds the shipped organisations that are missing; those that are there stay as people have made them. */
export async function loadOrganisations(tx: Tx, text: string): Promise<void> {
  const db = tx.rows<unknown>();
  const rows = parse(text, { columns: true, skip_empty_lines: true }) as Row[];
  const added = await sql<{ id: string }>`insert into people.organisation (id, kind)
    select id, kind from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, kind text) on conflict do nothing returning id`.execute(
    db,
  );
  const missing = new Set(added.rows.map(({ id }) => id));
  for (const row of rows.filter(({ id }) => missing.has(id ?? ''))) {
    await sql`insert into people.organisation_version (id, organisation_id, valid, name, short_name, search_name, parent_id, unit_id, receives)
      values (${tx.ids.next()}::uuid, ${row.id}::uuid, daterange(${row.valid_from}::date, null), ${row.name}, ${row.short_name},
        ${fold(`${row.name} ${row.short_name}`)}, ${row.parent_id || null}::uuid,
        (select unit_id from territory.units_on(${row.valid_from}::date) where code = ${row.unit_code || null} and level_id = ${row.unit_level || null}),
        ${(row.receives ?? '').split(';').filter(Boolean)}::text[])`.execute(db);
  }
}
