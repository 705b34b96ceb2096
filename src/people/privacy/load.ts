/** Loads what persons can be asked to agree to, and how long what is kept, from the shipped files. */
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/index.ts';
import { underDuty } from '../persons/duty.ts';

type Row = Readonly<Record<string, string>>;
const rows = (text: string): Row[] => parse(text, { columns: true, skip_empty_lines: true });

/** The columns that a person agrees to; `valid_to` may change, because it ends the asking and not what was said. */
const wordColumns = ['valid_from', 'title_vi', 'title_en', 'words_vi', 'words_en', 'controller', 'data_vi', 'data_en'] as const;

/**
 * Makes the purposes what the file says. Throws a RangeError where the file changes the words of a version that somebody has agreed to:
 * new words are a new version, a new row. A version that leaves the file is not asked any more, but stays for those who agreed to it.
 */
export async function loadConsentPurposes(tx: Tx, text: string): Promise<void> {
  const db = tx.rows<unknown>();
  const known = await underDuty(tx, 'privacy', () =>
    sql<{ row: Row; used: boolean }>`select to_jsonb(purpose) as row,
      exists (select from people.consent where consent.purpose = purpose.code and consent.version = purpose.version) as used
      from people.consent_purpose purpose`.execute(db),
  );
  const before = new Map(known.rows.map((one) => [`${one.row.code} ${one.row.version}`, one]));
  const purposes = rows(text);
  for (const purpose of purposes) {
    const there = before.get(`${purpose.code} ${purpose.version}`);
    const changed = wordColumns.filter((column) => there && there.row[column] !== purpose[column]);
    if (there?.used && changed.length > 0) {
      throw new RangeError(
        `consent-purposes.csv: ${purpose.code}, version ${purpose.version}, has been agreed to and can't change (${changed.join(', ')}); add the new words as version ${Number(purpose.version) + 1}`,
      );
    }
  }
  const shipped = JSON.stringify(purposes.map((purpose) => ({ ...purpose, valid_to: purpose.valid_to || null })));
  await sql`insert into people.consent_purpose (code, version, valid_from, valid_to, title_vi, title_en, words_vi, words_en, controller, data_vi, data_en)
    select code, version, valid_from, valid_to, title_vi, title_en, words_vi, words_en, controller, data_vi, data_en
    from jsonb_to_recordset(${shipped}::jsonb) as r (code text, version integer, valid_from date, valid_to date, title_vi text, title_en text,
      words_vi text, words_en text, controller text, data_vi text, data_en text)
    on conflict (code, version) do update set valid_from = excluded.valid_from, valid_to = excluded.valid_to, title_vi = excluded.title_vi,
      title_en = excluded.title_en, words_vi = excluded.words_vi, words_en = excluded.words_en, controller = excluded.controller,
      data_vi = excluded.data_vi, data_en = excluded.data_en`.execute(db);
  await sql`update people.consent_purpose set valid_to = ${tx.clock.today().subtract({ days: 1 }).toString()}::date
    where valid_to is null and not (code, version) in (select code, version from jsonb_to_recordset(${shipped}::jsonb) as r (code text, version integer))`.execute(
    db,
  );
}

/** Makes the rules what the file says; a rule that has left the file goes, with its runs kept no longer. */
export async function loadRetention(tx: Tx, text: string): Promise<void> {
  const db = tx.rows<unknown>();
  const shipped = JSON.stringify(rows(text).map((row) => ({ ...row, keep_days: Number(row.keep_days) })));
  await sql`insert into people.retention_rule (code, keep_days, what_vi, what_en, basis) select code, keep_days, what_vi, what_en, basis
    from jsonb_to_recordset(${shipped}::jsonb) as r (code text, keep_days integer, what_vi text, what_en text, basis text)
    on conflict (code) do update set keep_days = excluded.keep_days, what_vi = excluded.what_vi, what_en = excluded.what_en, basis = excluded.basis`.execute(
    db,
  );
  await sql`delete from people.retention_rule where not code in (select code from jsonb_to_recordset(${shipped}::jsonb) as r (code text))`.execute(
    db,
  );
}
