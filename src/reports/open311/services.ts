/** Services of the standard: what can be reported today, and what else is asked. */
import { sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { categoriesOn, noticeFor, questionsFor } from '../core/categories.ts';
import type { Category, Question } from '../core/types.ts';
import { type Item, many } from './format.ts';
import { texts } from './messages.gen.ts';

/** From the top down to the category itself. */
function pathOf(category: Category, all: ReadonlyMap<string, Category>): readonly Category[] {
  const above = category.parentCode === null ? undefined : all.get(category.parentCode);
  return above ? [...pathOf(above, all), category] : [category];
}

/** The categories that can be chosen on a day: the lowest ones, without those that stop whoever is in danger or in the wrong place. */
async function chosable(
  reader: Reader,
  on: string,
): Promise<{ readonly leaves: readonly Category[]; readonly all: ReadonlyMap<string, Category> }> {
  const categories = await categoriesOn(reader, on);
  const all = new Map(categories.map((category) => [category.code, category]));
  const codes = new Set(categories.flatMap(({ noticeCode }) => noticeCode ?? []));
  const notices = await Promise.all([...codes].map((code) => noticeFor(reader, code, on)));
  const stops = new Set(notices.flatMap((notice) => (notice?.effect === 'stop' ? [notice.code] : [])));
  return { leaves: categories.filter((one) => one.leaf && !(one.noticeCode !== null && stops.has(one.noticeCode))), all };
}

/** All services of a day. */
export async function servicesOn(reader: Reader, on: string, lang: Lang): Promise<readonly Item[]> {
  const [{ leaves, all }, asking] = await Promise.all([
    chosable(reader, on),
    sql<{ category_code: string }>`select distinct category_code from reports.question where valid @> ${on}::date`.execute(
      reader.rows<unknown>(),
    ),
  ]);
  const asks = new Set(asking.rows.map((row) => row.category_code));
  return leaves.map((category) => {
    const path = pathOf(category, all);
    return {
      service_code: category.code,
      service_name: category.names[lang],
      description: category.hints[lang],
      metadata: path.some(({ code }) => asks.has(code)),
      type: 'realtime',
      keywords: path
        .slice(0, -1)
        .map(({ names }) => names[lang].replaceAll(',', ''))
        .join(','),
      group: path[0]?.names[lang] ?? '',
    };
  });
}

function attributeOf({ code, answer, required, labels, options }: Question, order: number, lang: Lang): Item {
  const t = texts[lang];
  const values =
    answer === 'yes-no'
      ? [
          { key: 'yes', name: t.yes() },
          { key: 'no', name: t.no() },
        ]
      : options.map((option) => ({ key: option.code, name: option[lang] }));
  const datatype = answer === 'text' ? 'text' : answer === 'number' ? 'number' : 'singlevaluelist';
  return {
    variable: true,
    code,
    datatype,
    required,
    datatype_description: '',
    order,
    description: labels[lang],
    ...(datatype === 'singlevaluelist' ? { values: many('value', values) } : {}),
  };
}

/** What else a service asks; null where it can't be chosen. */
export async function definitionOn(reader: Reader, code: string, on: string, lang: Lang): Promise<Item | null> {
  const { leaves } = await chosable(reader, on);
  if (!leaves.some((category) => category.code === code)) return null;
  const questions = await questionsFor(reader, code, on);
  return {
    service_code: code,
    attributes: many(
      'attribute',
      questions.map((question, index) => attributeOf(question, index + 1, lang)),
    ),
  };
}

/** The names of categories of a day by code, those that are closed by now too. */
export async function serviceNames(reader: Reader, lang: Lang): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ code: string; vi: string; en: string }>`select distinct on (code) code, name_vi as vi, name_en as en
    from reports.category_version order by code, lower(valid) desc`.execute(reader.rows<unknown>());
  return new Map(rows.map((row) => [row.code, row[lang]]));
}
