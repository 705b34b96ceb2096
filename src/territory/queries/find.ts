/** Lists of units: by code, name, parent and level, in Vietnamese order, page by page. */
import { type RawBuilder, sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';
import { fold } from '../../platform/text/index.ts';
import type { Cursor } from './cursor.ts';
import { type ItemRow, itemColumns, itemJoins, toItem, type UnitItem } from './rows.ts';

export interface UnitSearch {
  /** The day whose map is asked for. */
  readonly on: string;
  /** With `q`: also units that don't exist on the day, shown in their last (or first) state. */
  readonly anyTime?: boolean;
  readonly code?: string | undefined;
  /** Words as typed: a name, former name, other spelling or code. */
  readonly q?: string | undefined;
  /** Id of the unit above: its children, or with `level` everything of that level within it. */
  readonly parent?: string | undefined;
  readonly level?: string | undefined;
  readonly after?: Cursor | undefined;
  readonly limit: number;
}

export interface FoundUnit extends UnitItem {
  /** The name or spelling by which the words found the unit, where it isn't its name in the state shown. */
  readonly foundBy: { readonly kind: 'former-name' | 'other-spelling'; readonly name: string } | null;
}

export interface UnitPage {
  readonly items: readonly FoundUnit[];
  readonly next: Cursor | null;
}

/** More words than this are not looked at; nobody types them, and the text of the statement grows with each. */
const mostWords = 8;

interface FoundRow extends ItemRow {
  score: number;
  hit_name: string | null;
  hit_aliases: string[] | null;
}

/**
 * Finds units. Without words the order is that of the Vietnamese alphabet; with words the best matches come first: the code
 * or whole name, then its beginning, then words; similar spelling only where nothing else is found; existing units before others,
 * higher levels before lower.
 */
export async function findUnits(reader: Reader, search: UnitSearch): Promise<UnitPage> {
  const folded = search.q === undefined ? '' : fold(search.q);
  if (search.q !== undefined && folded === '') return { items: [], next: null };
  const { rows } = await (folded === '' ? listQuery(search) : wordsQuery(search, folded)).execute(reader.rows());
  const items = rows.slice(0, search.limit).map((row) => ({ ...toItem(row), foundBy: folded === '' ? null : foundBy(row, folded) }));
  const last = rows.length > search.limit ? rows[search.limit - 1] : undefined;
  return { items, next: last ? { score: last.score, name: last.name, id: last.id } : null };
}

const all = sql`true`;

function filters(search: UnitSearch): RawBuilder<unknown> {
  return sql`${search.code === undefined ? all : sql`s.code = ${search.code}`}
    and ${search.level === undefined ? all : sql`s.level_id = ${search.level}`}
    and ${search.parent === undefined ? all : search.level === undefined ? sql`s.parent_id = ${search.parent}` : within(search.parent, search.on)}`;
}

function within(parent: string, on: string): RawBuilder<unknown> {
  return sql`s.unit_id in (
    with recursive under as (
      select c.unit_id from territory.unit_version c where c.parent_id = ${parent} and c.valid @> ${on}::date
      union all
      select c.unit_id from territory.unit_version c join under on c.parent_id = under.unit_id where c.valid @> ${on}::date
    ) select unit_id from under)`;
}

function listQuery(search: UnitSearch): RawBuilder<FoundRow> {
  const { on, after, limit } = search;
  return sql<FoundRow>`
    select ${itemColumns}, 0 as score, null as hit_name, null as hit_aliases
    from territory.unit_version s ${itemJoins(on)}
    where s.valid @> ${on}::date and ${filters(search)}
      and ${after ? sql`(s.name collate "vi-x-icu", s.unit_id) > (${after.name}, ${after.id}::uuid)` : all}
    order by s.name collate "vi-x-icu", s.unit_id
    limit ${limit + 1}`;
}

/** Text for LIKE that stands for itself. Folded words hold letters, digits and spaces only, but that is another module's promise. */
function literal(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

/** Words shorter than this are only found as written: they resemble too much. */
const shortestToResemble = 6;

/** The text searched is `|type and name|name|other name|code|`, so beginnings stand after a bar. */
function wordsQuery(search: UnitSearch, folded: string): RawBuilder<FoundRow> {
  const { on, after, limit, anyTime = false } = search;
  const words = folded.split(' ').slice(0, mostWords);
  const phrase = literal(words.join(' '));
  const startsWords = sql.join(
    words.map((word) => sql`(v.search like ${`%|${literal(word)}%`} or v.search like ${`% ${literal(word)}%`})`),
    sql` and `,
  );
  const resembles = folded.length >= shortestToResemble && /\p{L}/u.test(folded) ? sql`or ${folded} operator(public.<%) v.search` : sql``;
  return sql<FoundRow>`
    with hit as (
      select distinct on (v.unit_id) v.unit_id, v.id, v.name, v.aliases,
        case
          when v.code = ${folded} then 0
          when v.search like ${`%|${phrase}|%`} then 1
          when v.search like ${`%|${phrase}%`} then 2
          when v.search like ${`% ${phrase}%`} then 3
          when ${startsWords} then 4
          else 5
        end as rank,
        public.word_similarity(${folded}, v.search) as similarity
      from territory.unit_version v
      where (${startsWords}) ${resembles}
      order by v.unit_id, rank, upper(v.valid) desc nulls first
    ), shown as (
      select distinct on (v.unit_id) v.*, hit.name as hit_name, hit.aliases as hit_aliases, hit.id <> v.id as elsewhere, hit.rank, hit.similarity
      from hit join territory.unit_version v on v.unit_id = hit.unit_id
      where ${anyTime ? all : sql`v.valid @> ${on}::date`}
      order by v.unit_id, v.valid @> ${on}::date desc, lower(v.valid) > ${on}::date, abs(lower(v.valid) - ${on}::date)
    ), scored as (
      select ${itemColumns}, s.hit_name, s.hit_aliases,
        (s.rank * 100000
          + case when s.valid @> ${on}::date then 0 else 20000 end
          + case when s.elsewhere then 5000 else 0 end
          + l.rank * 1000
          + case when s.rank = 5 then 999 - floor(s.similarity * 999)::int else 0 end)::int as score
      from shown s ${itemJoins(on)}
      where (s.rank < 5 or not exists (select from shown better where better.rank < 5)) and ${filters(search)}
    )
    select * from scored
    where ${after ? sql`(score, name collate "vi-x-icu", id) > (${after.score}, ${after.name}, ${after.id}::uuid)` : all}
    order by score, name collate "vi-x-icu", id
    limit ${limit + 1}`;
}

function foundBy(row: FoundRow, folded: string): FoundUnit['foundBy'] {
  const words = folded.split(' ');
  const says = (name: string) => words.every((word) => ` ${name}`.includes(` ${word}`));
  if (says(fold(`${row.type_vi} ${row.name} ${row.code ?? ''}`))) return null;
  if (row.hit_name !== null && row.hit_name !== row.name && says(fold(`${row.type_vi} ${row.hit_name}`))) {
    return { kind: 'former-name', name: row.hit_name };
  }
  const alias = [...row.aliases, ...(row.hit_aliases ?? [])].find((name) => says(fold(`${row.type_vi} ${name}`)));
  return alias === undefined ? null : { kind: 'other-spelling', name: alias };
}
