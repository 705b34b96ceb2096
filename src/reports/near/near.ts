/** Reports that may be the same matter: near in place and time, alike in words. */
import { sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';
import { fold } from '../../platform/text/index.ts';
import { ancestorsOf } from '../../territory/index.ts';
import type { ReportState } from '../model.ts';
import { statesOf } from '../public/asked.ts';
import { boxAround, metresBetween } from './distance.ts';

/** What is about to be sent. */
export interface NearAsk {
  readonly categoryCode: string;
  /** The smallest unit known. */
  readonly unitId: string;
  /** WGS 84 degrees; null where there is no point. */
  readonly lat: number | null;
  readonly lon: number | null;
  readonly words: string;
  /** The matter has no place: only words tell whether it is the same. */
  readonly anywhere?: boolean;
  /** ISO day. */
  readonly on: string;
}

/** A report that everybody may see, and why it is offered. */
export interface NearReport {
  readonly id: string;
  readonly code: string;
  readonly categoryVi: string;
  readonly categoryEn: string;
  /** As everybody sees them. */
  readonly words: string;
  readonly placeWords: string;
  readonly state: ReportState;
  readonly sentAt: Temporal.Instant;
  readonly followers: number;
  /** Metres to the asked point; null where either has none. */
  readonly metres: number | null;
  /** Likeness of the words, 0 to 1. */
  readonly likeness: number;
}

const mostOffered = 5;
const daysBack = 90;
const metresWhereNoneSaid = 300;
/** Words that share this much of their trigrams speak of the same thing, whatever category was chosen. */
const alike = 0.35;
/** Of one place, only the newest are compared. */
const mostCompared = 400;
/** What is said later in a long text rarely tells what it is about. */
const wordsCompared = 300;

interface Row {
  readonly id: string;
  readonly code: string;
  readonly name_vi: string;
  readonly name_en: string;
  readonly words: string;
  readonly place_words: string;
  readonly state: ReportState;
  readonly sent_at: Temporal.Instant;
  readonly followers: number;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly same: boolean;
  readonly likeness: number;
}

/**
 * At most five shown reports of the last 90 days that wait for an answer and may be the same matter: those within the
 * category's distance (300 m where it says none) of the same category or alike in words; and those of the same commune or
 * village, where there is no point of the same category or alike in words, where there is one only alike in words. Best first.
 */
export async function nearAndAlike(reader: Reader, ask: NearAsk): Promise<readonly NearReport[]> {
  const db = reader.rows<unknown>();
  const within = await metresOf(reader, ask.categoryCode, ask.on);
  const point = ask.lat === null || ask.lon === null ? null : { lat: ask.lat, lon: ask.lon };
  const { rows } = await nearStatement(ask, within, await unitsAround(reader, ask)).execute(db);
  return rows
    .map((row) => {
      const metres = point === null || row.lat === null || row.lon === null ? null : metresBetween(point, { lat: row.lat, lon: row.lon });
      return { row, metres, isNear: metres !== null && metres <= within };
    })
    .filter(({ row, isNear }) => row.likeness >= alike || (row.same && !ask.anywhere && (point === null || isNear)))
    .sort((a, b) => rankOf(b, within) - rankOf(a, within) || (a.row.id < b.row.id ? 1 : -1))
    .slice(0, mostOffered)
    .map(({ row, metres }) => ({
      id: row.id,
      code: row.code,
      categoryVi: row.name_vi,
      categoryEn: row.name_en,
      words: row.words,
      placeWords: row.place_words,
      state: row.state,
      sentAt: row.sent_at,
      followers: row.followers,
      metres: metres === null ? null : Math.round(metres),
      likeness: row.likeness,
    }));
}

/** Nearness, likeness and the same category, each worth up to one. */
const rankOf = ({ row, metres }: { row: Row; metres: number | null }, within: number): number =>
  row.likeness + (row.same ? 0.5 : 0) + (metres === null ? 0 : Math.max(0, 1 - metres / within));

async function metresOf(reader: Reader, categoryCode: string, on: string): Promise<number> {
  const { rows } = await sql<{ near_metres: number | null }>`select near_metres from reports.category_version
    where code = ${categoryCode} and valid @> ${on}::date`.execute(reader.rows<unknown>());
  return rows[0]?.near_metres ?? metresWhereNoneSaid;
}

/** The unit, what lies in it, and the commune above a village: the same place is told as either. */
async function unitsAround(reader: Reader, { unitId, on }: NearAsk): Promise<string[]> {
  const { rows: inside } = await sql<{ id: string }>`select unit_id as id from territory.units_on(${on}::date)
    where parent_id = ${unitId}::uuid`.execute(reader.rows<unknown>());
  if (inside.length > 0) return [unitId, ...inside.map(({ id }) => id)];
  const commune = (await ancestorsOf(reader, unitId, on)).at(-1);
  return [unitId, ...(commune ? [commune.id] : [])];
}

/** The one statement of `nearAndAlike`; its plan is looked at by a test. */
export function nearStatement(ask: NearAsk, within: number, units: readonly string[]) {
  const folded = fold(ask.words.slice(0, wordsCompared));
  const { lat, lon } = ask;
  const box = lat === null || lon === null ? null : boxAround({ lat, lon }, within);
  const byPlace = box
    ? sql`select face.report_id from reports.public_face face
        where face.lat between ${box.south} and ${box.north} and face.lon between ${box.west} and ${box.east} union`
    : sql``;
  return sql<Row>`with candidate as (
      ${byPlace}
      select id as report_id from (select report.id from reports.report report
        where report.unit_id = any (${units}::uuid[]) and report.sent_at >= ${ask.on}::date - ${daysBack}::integer
        order by report.sent_at desc limit ${mostCompared}) newest
    )
    select report.id, report.code, named.name_vi, named.name_en, face.words, face.place_words, report.state, report.sent_at, report.followers, face.lat, face.lon,
      report.category_code = ${ask.categoryCode} as same,
      greatest(public.similarity(${folded}, face.search), public.word_similarity(${folded}, face.search),
        public.word_similarity(face.search, ${folded}))::double precision as likeness
    from candidate
    join reports.report report on report.id = candidate.report_id
    join reports.public_face face on face.report_id = report.id
    join lateral (select name_vi, name_en from reports.category_version where code = report.category_code order by valid desc limit 1) named on true
    where report.shown and report.sent_at >= ${ask.on}::date - ${daysBack}::integer
      and report.state = any (${[...statesOf('open')]}::text[])`;
}
