/** Other units that one could take for this one: the same code at another time, or the same name. */
import { sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';
import { fold } from '../../platform/text/index.ts';
import { type ItemRow, itemColumns, itemJoins, toItem, type UnitItem } from './rows.ts';

export interface Alike {
  /** Units of the same level that carried one of its codes on other days, in those states. */
  readonly sameCode: readonly UnitItem[];
  /** Units of the same level that had one of its names, in those states. */
  readonly sameName: readonly UnitItem[];
}

const most = 20;

/** Looks for units that share a code or name with any of the states. Names count at levels with codes only: "thôn 1" is everywhere. */
export async function alikeOf(reader: Reader, states: readonly UnitItem[], on: string): Promise<Alike> {
  const last = states.at(-1);
  if (!last) return { sameCode: [], sameName: [] };
  const codes = [...new Set(states.flatMap((state) => state.code ?? []))];
  if (codes.length === 0) return { sameCode: [], sameName: [] };
  const names = [...new Set(states.map((state) => state.name))];
  const folded = sql.join(
    [...new Set(names.map(fold))].map((name) => sql`s.search like ${`%${name}%`}`),
    sql` or `,
  );
  const query = (which: ReturnType<typeof sql>) => sql<ItemRow>`
    select distinct on (s.unit_id) ${itemColumns} from territory.unit_version s ${itemJoins(on)}
    where s.unit_id <> ${last.id} and s.level_id = ${last.level} and ${which}
    order by s.unit_id, s.valid @> ${on}::date desc, lower(s.valid) desc limit ${most}`;
  const [sameCode, sameName] = await Promise.all([
    query(sql`s.code = any(${codes}::text[])`).execute(reader.rows()),
    query(sql`(${folded}) and s.name = any(${names}::text[])`).execute(reader.rows()),
  ]);
  const inTime = (rows: readonly ItemRow[]) =>
    rows.map(toItem).sort((a, b) => (a.validFrom === b.validFrom ? (a.id < b.id ? -1 : 1) : a.validFrom < b.validFrom ? -1 : 1));
  return { sameCode: inTime(sameCode.rows), sameName: inTime(sameName.rows) };
}
