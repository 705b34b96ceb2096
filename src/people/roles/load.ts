import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/index.ts';

export interface RoleFiles {
  /** roles.csv */
  readonly roles: string;
  /** role-rights.csv */
  readonly rights: string;
  /** role-granters.csv */
  readonly granters: string;
}

type Row = Readonly<Record<string, string>>;
const rows = (text: string): Row[] => parse(text, { columns: true, skip_empty_lines: true });
const yes = (text: string | undefined): boolean => text === 'yes';

/** Makes the roles what the files say. Roles, rights and who may give them are the files' alone, so that a release can change them. */
export async function loadRoles(tx: Tx, files: RoleFiles): Promise<void> {
  const db = tx.rows<unknown>();
  const roles = rows(files.roles).map((row, index) => ({
    ...row,
    second_factor: yes(row.second_factor),
    powerful: yes(row.powerful),
    idle_minutes: Number(row.idle_minutes),
    longest_hours: Number(row.longest_hours),
    sort_order: index + 1,
  }));
  await sql`insert into people.role (code, holds_at, second_factor, powerful, idle_minutes, longest_hours, name_vi, name_en, meaning_vi, meaning_en, sort_order)
    select code, holds_at, second_factor, powerful, idle_minutes, longest_hours, name_vi, name_en, meaning_vi, meaning_en, sort_order
    from jsonb_to_recordset(${JSON.stringify(roles)}::jsonb) as r (code text, holds_at text, second_factor boolean, powerful boolean,
      idle_minutes integer, longest_hours integer, name_vi text, name_en text, meaning_vi text, meaning_en text, sort_order integer)
    on conflict (code) do update set holds_at = excluded.holds_at, second_factor = excluded.second_factor, powerful = excluded.powerful,
      idle_minutes = excluded.idle_minutes, longest_hours = excluded.longest_hours, name_vi = excluded.name_vi, name_en = excluded.name_en,
      meaning_vi = excluded.meaning_vi, meaning_en = excluded.meaning_en, sort_order = excluded.sort_order`.execute(db);
  await sql`delete from people.role_right`.execute(db);
  await sql`insert into people.role_right (role, "right") select role, "right"
    from jsonb_to_recordset(${JSON.stringify(rows(files.rights))}::jsonb) as r (role text, "right" text)`.execute(db);
  await sql`delete from people.role_granter`.execute(db);
  await sql`insert into people.role_granter (granter, role) select granter, role
    from jsonb_to_recordset(${JSON.stringify(rows(files.granters))}::jsonb) as r (granter text, role text)`.execute(db);
}
