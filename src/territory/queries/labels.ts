/** What units are called: all that a list of choices, or a table of other things, needs of them. */
import { sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';
import type { Names } from './rows.ts';

/** A unit by its name; `fullName` and `titleName` put the type before it. */
export interface UnitLabel {
  readonly id: string;
  readonly level: string;
  readonly name: string;
  readonly typeName: Names;
}

const columns = sql`v.unit_id as id, v.level_id as level, v.name, jsonb_build_object('vi', t.name_vi, 'en', t.name_en) as "typeName"`;

type Row = UnitLabel & { readonly parentId: string | null };

async function read(reader: Reader, ids: readonly string[], on: string): Promise<readonly Row[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<Row>`
    select distinct on (v.unit_id) ${columns}, v.parent_id as "parentId"
    from territory.unit_version v join territory.unit_type t on t.id = v.type_id where v.unit_id = any (${[...ids]}::uuid[])
    order by v.unit_id, v.valid @> ${on}::date desc, lower(v.valid) > ${on}::date, abs(lower(v.valid) - ${on}::date)`.execute(
    reader.rows<unknown>(),
  );
  return rows;
}

/** Units as they are called on the day (or nearest to it), by id, each with the unit above; unknown ids are left out. */
export async function labelsOf(
  reader: Reader,
  ids: readonly string[],
  on: string,
): Promise<ReadonlyMap<string, UnitLabel & { readonly parent: UnitLabel | null }>> {
  const rows = await read(reader, ids, on);
  const above = rows.flatMap(({ parentId }) => parentId ?? []);
  const parents = new Map((await read(reader, [...new Set(above)], on)).map(({ parentId: _, ...label }) => [label.id, label]));
  return new Map(
    rows.map(({ parentId, ...label }) => [label.id, { ...label, parent: parentId === null ? null : (parents.get(parentId) ?? null) }]),
  );
}

/** The units directly under the roots on the day: the communes of a province, the provinces of the country. In no order. */
export async function labelsBelowRoots(reader: Reader, on: string): Promise<readonly UnitLabel[]> {
  const { rows } = await sql<UnitLabel>`
    select ${columns} from territory.unit_version root
    join territory.unit_version v on v.parent_id = root.unit_id and v.valid @> ${on}::date join territory.unit_type t on t.id = v.type_id
    where root.parent_id is null and root.valid @> ${on}::date`.execute(reader.rows<unknown>());
  return rows;
}
