/** What can be reported and what is said before sending, as of a day. */
import { sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';
import type { Category, EmergencyNumber, Notice, Question, QuestionOption, Reason, ReasonKind } from './types.ts';

interface CategoryRow {
  readonly code: string;
  readonly parent_code: string | null;
  readonly kind: Category['kind'];
  readonly rank: number;
  readonly name_vi: string;
  readonly name_en: string;
  readonly hint_vi: string;
  readonly hint_en: string;
  readonly icon: string;
  readonly place: Category['place'];
  readonly privacy: Category['privacy'];
  readonly intake: Category['intake'];
  readonly urgency: Category['urgency'];
  readonly notice_code: string | null;
  readonly near_metres: number | null;
  readonly leaf: boolean;
  readonly depth: number;
}

const shaped = (row: CategoryRow): Category => ({
  code: row.code,
  parentCode: row.parent_code,
  kind: row.kind,
  rank: row.rank,
  names: { vi: row.name_vi, en: row.name_en },
  hints: { vi: row.hint_vi, en: row.hint_en },
  icon: row.icon,
  place: row.place,
  privacy: row.privacy,
  intake: row.intake,
  urgency: row.urgency,
  noticeCode: row.notice_code,
  nearMetres: row.near_metres,
  leaf: row.leaf,
  depth: row.depth,
});

/** All categories of a day as a tree in order: each right after the one above it. One whose parent doesn't hold on the day is left out. */
export async function categoriesOn(reader: Reader, on: string): Promise<readonly Category[]> {
  const found = await sql<CategoryRow>`with recursive tree as (
      select v.*, 0 as depth, array[v.rank, 0] as path, array[v.code] as codes from reports.category_version v where v.parent_code is null and v.valid @> ${on}::date
      union all
      select v.*, tree.depth + 1, tree.path || array[v.rank, 0], tree.codes || v.code from reports.category_version v
        join tree on v.parent_code = tree.code where v.valid @> ${on}::date
    ) select tree.*, not exists (select from reports.category_version below where below.parent_code = tree.code and below.valid @> ${on}::date) as leaf
    from tree order by tree.path, tree.codes`.execute(reader.rows<unknown>());
  return found.rows.map(shaped);
}

/** One category as it is on a day; null where there is none. */
export async function categoryOn(reader: Reader, code: string, on: string): Promise<Category | null> {
  const found = await sql<CategoryRow>`with recursive up (code, parent_code, steps) as (
      select v.code, v.parent_code, 0 from reports.category_version v where v.code = ${code} and v.valid @> ${on}::date
      union all
      select v.code, v.parent_code, up.steps + 1 from reports.category_version v join up on v.code = up.parent_code where v.valid @> ${on}::date
    ) select v.*, not exists (select from reports.category_version below where below.parent_code = v.code and below.valid @> ${on}::date) as leaf,
      (select max(steps) from up) as depth
    from reports.category_version v where v.code = ${code} and v.valid @> ${on}::date`.execute(reader.rows<unknown>());
  const [row] = found.rows;
  return row ? shaped(row) : null;
}

/** What else is asked for a category: its own questions after those of what stands above it. The deeper one wins where two have the same code. */
export async function questionsFor(reader: Reader, code: string, on: string): Promise<readonly Question[]> {
  const found = await sql<{
    code: string;
    answer: Question['answer'];
    required: boolean;
    label_vi: string;
    label_en: string;
    options: readonly QuestionOption[];
  }>`with recursive up (code, parent_code, steps) as (
      select v.code, v.parent_code, 0 from reports.category_version v where v.code = ${code} and v.valid @> ${on}::date
      union all
      select v.code, v.parent_code, up.steps + 1 from reports.category_version v join up on v.code = up.parent_code where v.valid @> ${on}::date
    ), asked as (
      select distinct on (q.code) q.*, up.steps from reports.question q join up on up.code = q.category_code
      where q.valid @> ${on}::date order by q.code, up.steps
    ) select code, answer, required, label_vi, label_en, options from asked order by steps desc, rank, code`.execute(
    reader.rows<unknown>(),
  );
  return found.rows.map((row) => ({
    code: row.code,
    answer: row.answer,
    required: row.required,
    labels: { vi: row.label_vi, en: row.label_en },
    options: row.options,
  }));
}

/** A notice as it is worded on a day; null where there is none. */
export async function noticeFor(reader: Reader, code: string, on: string): Promise<Notice | null> {
  const found = await sql<{
    code: string;
    effect: Notice['effect'];
    title_vi: string;
    title_en: string;
    text_vi: string;
    text_en: string;
    actions: Notice['actions'];
    source: string;
  }>`select * from reports.notice where code = ${code} and valid @> ${on}::date`.execute(reader.rows<unknown>());
  const [row] = found.rows;
  return row
    ? {
        code: row.code,
        effect: row.effect,
        titles: { vi: row.title_vi, en: row.title_en },
        texts: { vi: row.text_vi, en: row.text_en },
        actions: row.actions,
        source: row.source,
      }
    : null;
}

/** The reasons of a kind that can be chosen on a day, in their order. */
export async function reasonsOn(reader: Reader, kind: ReasonKind, on: string): Promise<readonly Reason[]> {
  const found = await sql<{
    code: string;
    name_vi: string;
    name_en: string;
    door_vi: string;
    door_en: string;
    door_href: string;
  }>`select * from reports.reason where kind = ${kind} and valid @> ${on}::date order by rank, code`.execute(reader.rows<unknown>());
  return found.rows.map((row) => ({
    code: row.code,
    names: { vi: row.name_vi, en: row.name_en },
    doors: { vi: row.door_vi, en: row.door_en },
    doorHref: row.door_href,
  }));
}

/** The numbers to call when somebody is in danger, in their order. */
export async function emergencyNumbers(reader: Reader, on: string): Promise<readonly EmergencyNumber[]> {
  const found = await sql<{
    number: string;
    name_vi: string;
    name_en: string;
  }>`select number, name_vi, name_en from reports.emergency_number where valid @> ${on}::date order by rank, number`.execute(
    reader.rows<unknown>(),
  );
  return found.rows.map((row) => ({ number: row.number, names: { vi: row.name_vi, en: row.name_en } }));
}
