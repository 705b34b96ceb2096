/** The ground of the form: read by few statements, kept as long as it holds. */
import { sql } from 'kysely';
import { helpLanguages } from '../../people/index.ts';
import type { Reader } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { isId } from '../../territory/index.ts';
import { categoriesOn, emergencyNumbers, type Notice, noticeFor, type Question } from '../core/index.ts';
import type { Ground, GroundCommune, GroundQuestion } from './model/ground.ts';

async function ownQuestions(reader: Reader, on: string, lang: Lang): Promise<ReadonlyMap<string, readonly GroundQuestion[]>> {
  const { rows } = await sql<{
    category_code: string;
    code: string;
    answer: Question['answer'];
    required: boolean;
    label_vi: string;
    label_en: string;
    options: Question['options'];
  }>`select category_code, code, answer, required, label_vi, label_en, options from reports.question where valid @> ${on}::date
    order by category_code, rank, code`.execute(reader.rows<unknown>());
  const found = new Map<string, GroundQuestion[]>();
  for (const { category_code, code, answer, required, options, ...labels } of rows) {
    const question = {
      code,
      answer,
      required,
      label: labels[`label_${lang}`],
      options: options.map((one) => ({ code: one.code, label: one[lang] })),
    };
    found.set(category_code, [...(found.get(category_code) ?? []), question]);
  }
  return found;
}

/** The last letters of an id tell the villages of a commune apart. */
const keyLetters = 6;

const round = (degrees: number | null): number | null => (degrees === null ? null : Math.round(degrees * 10_000) / 10_000);

async function communes(reader: Reader, on: string, lang: Lang): Promise<readonly GroundCommune[]> {
  const { rows } = await sql<{
    id: string;
    code: string | null;
    name: string;
    lat: number | null;
    lon: number | null;
    villages: readonly (readonly [string, string])[] | null;
  }>`select c.unit_id as id, c.code, case ${lang} when 'en' then t.name_en else t.name_vi end || ' ' || c.name as name, c.lat, c.lon, below.villages
    from territory.unit_versions c join territory.unit_types t on t.id = c.type_id
    left join (
      select v.parent_id, jsonb_agg(jsonb_build_array(right(v.unit_id::text, ${keyLetters}::int), case ${lang} when 'en' then vt.name_en else vt.name_vi end || ' ' || v.name) order by v.name collate "vi-x-icu", v.unit_id) as villages
      from territory.unit_versions v join territory.unit_types vt on vt.id = v.type_id
      where v.level_id = 'village' and v.valid @> ${on}::date group by v.parent_id
    ) below on below.parent_id = c.unit_id
    where c.level_id = 'commune' and c.valid @> ${on}::date order by c.name collate "vi-x-icu", c.code`.execute(reader.rows<unknown>());
  return rows.map(({ id, code, name, lat, lon, villages }) => [
    code ?? id,
    name.charAt(0).toUpperCase() + name.slice(1),
    round(lat),
    round(lon),
    villages ?? [],
  ]);
}

/** Everything that the form needs on a day, in one language. */
export async function groundOn(reader: Reader, on: string, lang: Lang): Promise<Ground> {
  const [categories, questions, numbers] = await Promise.all([
    categoriesOn(reader, on),
    ownQuestions(reader, on, lang),
    emergencyNumbers(reader, on),
  ]);
  const codes = [...new Set(categories.map((one) => one.noticeCode).filter((code) => code !== null))];
  const notices = (await Promise.all(codes.map((code) => noticeFor(reader, code, on)))).filter((one): one is Notice => one !== null);
  return {
    version: 1,
    day: on,
    languages: helpLanguages,
    numbers: numbers.map(({ number, names }) => ({ number, name: names[lang] })),
    categories: categories.map((one) => ({
      code: one.code,
      parent: one.parentCode,
      kind: one.kind,
      place: one.place,
      privacy: one.privacy,
      icon: one.icon,
      name: one.names[lang],
      hint: one.hints[lang],
      notice: one.noticeCode,
      leaf: one.leaf,
      questions: questions.get(one.code) ?? [],
    })),
    notices: Object.fromEntries(
      notices.map((one) => [
        one.code,
        {
          effect: one.effect,
          title: one.titles[lang],
          text: one.texts[lang],
          actions: one.actions.map((action) => ({ href: action.href, label: action[lang] })),
        },
      ]),
    ),
    communes: await communes(reader, on, lang),
  };
}

/** Where a phone says it is, as a unit of a day. */
export interface FoundPlace {
  /** The village where it is clear which one is meant, else the commune; empty where neither is known today. */
  readonly unitId: string;
  /** What was said beside it: with the village's name where that is none of today's, so that nothing said is lost. */
  readonly words: string;
}

/** Finds the unit by what the ground named: the commune's code (or id), the village's key or name. A village that is gone, or is one of two, is told in words. */
export async function placeNamed(
  reader: Reader,
  on: string,
  said: { readonly commune: string; readonly village: string; readonly villageKey?: string | undefined; readonly words: string },
): Promise<FoundPlace> {
  const key = (said.villageKey ?? '').toLowerCase();
  const { rows } = await sql<{ id: string; level: string; named: boolean }>`with commune as (
      select unit_id from territory.unit_versions
      where level_id = 'commune' and valid @> ${on}::date and ${isId(said.commune) ? sql`unit_id = ${said.commune}::uuid` : sql`code = ${said.commune}`}
    ) select unit_id as id, 'commune' as level, false as named from commune
    union all
    select v.unit_id, 'village', ${key} in (v.unit_id::text, right(v.unit_id::text, ${keyLetters}::int)) from territory.unit_versions v
      join commune on commune.unit_id = v.parent_id
      join territory.unit_types t on t.id = v.type_id
      where v.level_id = 'village' and v.valid @> ${on}::date
        and (${key} in (v.unit_id::text, right(v.unit_id::text, ${keyLetters}::int)) or v.name = ${said.village}
          or ${said.village} in (t.name_vi || ' ' || v.name, t.name_en || ' ' || v.name))`.execute(reader.rows<unknown>());
  const commune = rows.find(({ level }) => level === 'commune');
  const villages = rows.filter(({ level }) => level === 'village');
  const keyed = villages.find(({ named }) => named);
  const village = keyed ?? (key === '' && villages.length === 1 ? villages[0] : undefined);
  if (said.village === '' || village !== undefined) return { unitId: village?.id ?? commune?.id ?? '', words: said.words };
  return { unitId: commune?.id ?? '', words: [said.village, said.words].filter(Boolean).join('; ') };
}
