/** The number on which the receiving centre answers questions about a report. */
import { sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { texts } from './messages.gen.ts';

/** The centre's number of a day, in groups as people read it; null where there is none. A made-up number is told in a demonstration only, and says what it is. */
export async function centreTelephone(reader: Reader, { config }: Pick<Context, 'config'>, on: string, lang: Lang): Promise<string | null> {
  const origins = config.YENBAI_MODE === 'demonstration' ? ['reference', 'demonstration'] : ['reference'];
  const found = await sql<{ number: string; origin: string }>`select number, origin from reports.telephone
    where kind = 'centre' and valid @> ${on}::date and origin = any (${origins}::text[])
    order by origin = 'reference' desc, lower(valid) desc limit 1`.execute(reader.rows<unknown>());
  const [row] = found.rows;
  if (row === undefined) return null;
  const number = inGroups(row.number);
  return row.origin === 'reference' ? number : texts[lang].paper_made_up({ number });
}

/** `0900000888` as `0900 000 888`; short numbers and hotlines of up to eight digits stay whole. */
const inGroups = (number: string): string => (number.length < 9 ? number : number.replace(/^(.+)(\d{3})(\d{3})$/, '$1 $2 $3'));
