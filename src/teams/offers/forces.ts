import { sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';

/** The core forces that can be chosen on a day, in their order, as choices of a field. */
export async function coreForcesOn(reader: Reader, day: string, lang: Lang): Promise<readonly { value: string; label: string }[]> {
  const { rows } = await sql<{ code: string; name_vi: string; name_en: string }>`select code, name_vi, name_en from teams.core_force
    where valid @> ${day}::date order by rank`.execute(reader.rows<unknown>());
  return rows.map((row) => ({ value: row.code, label: lang === 'vi' ? row.name_vi : row.name_en }));
}
