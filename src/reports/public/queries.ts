/** What everybody sees, read in lists and on maps. Every statement asks for `shown`; personal rows are read for pictures that are shown alone. */
import { type RawBuilder, sql } from 'kysely';
import type { Db, Reader } from '../../platform/db/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import { fold } from '../../platform/text/index.ts';
import { unitsWithin } from '../../territory/index.ts';
import type { ReportKind, ReportState } from '../model.ts';
import { type Asked, readCursor, statesOf } from './asked.ts';

/** A shown report in a list. */
export interface ListedReport {
  readonly id: string;
  readonly code: string;
  readonly kind: ReportKind;
  readonly categoryCode: string;
  readonly unitId: string;
  readonly state: ReportState;
  readonly sentAt: Temporal.Instant;
  readonly dueAt: Temporal.Instant | null;
  readonly paused: boolean;
  readonly answeredAt: Temporal.Instant | null;
  readonly satisfied: boolean | null;
  readonly followers: number;
  readonly words: string;
  readonly placeWords: string;
  readonly lat: number | null;
  readonly lon: number | null;
  /** When something last happened to it that everybody may know. */
  readonly changedAt: Temporal.Instant;
  readonly demonstration: boolean;
}

/** What a list asks of the database: filled in once for all statements of an answer. */
export interface Wanted {
  readonly condition: RawBuilder<unknown>;
  /** Whether a condition looks at what is shown itself: else counting needs no look at it. */
  readonly looksAtFaces: boolean;
  readonly after: string | null;
}

const most = 8;
const literal = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** The conditions of an address at an instant, whose day in `timeZone` is `today`. */
export async function wantedBy(
  reader: Reader,
  asked: Asked,
  { now, today, timeZone }: { readonly now: Temporal.Instant; readonly today: string; readonly timeZone: string },
): Promise<Wanted> {
  const parts: RawBuilder<unknown>[] = [sql`report.shown`];
  if (asked.category !== '') {
    parts.push(sql`report.category_code in (with recursive below (code) as (
      select ${asked.category}::text collate "C" union select version.code from reports.category_version version join below on version.parent_code = below.code
    ) select code from below)`);
  }
  if (asked.unit !== null) parts.push(sql`report.unit_id = any (${await unitsWithin(reader, asked.unit, today)}::uuid[])`);
  if (asked.state !== null) {
    parts.push(sql`report.state = any (${[...statesOf(asked.state)]}::text[])`);
    if (asked.state === 'late') parts.push(sql`report.due_at < ${now.toString()}::timestamptz and report.paused_since is null`);
  }
  if (asked.from !== null) parts.push(sql`report.sent_at >= ${asked.from}::date::timestamp at time zone ${timeZone}`);
  if (asked.to !== null) parts.push(sql`report.sent_at < (${asked.to}::date + 1)::timestamp at time zone ${timeZone}`);
  for (const word of fold(asked.text).split(' ').filter(Boolean).slice(0, most)) parts.push(sql`face.search like ${`%${literal(word)}%`}`);
  if (asked.box !== null) {
    const [south, west, north, east] = asked.box;
    parts.push(sql`face.lat between ${south} and ${north} and face.lon between ${west} and ${east}`);
  }
  return { condition: sql.join(parts, sql` and `), looksAtFaces: fold(asked.text) !== '' || asked.box !== null, after: asked.after };
}

const columns = sql`report.id, report.code, report.kind, report.category_code as "categoryCode", report.unit_id as "unitId", report.state,
  report.sent_at as "sentAt", report.due_at as "dueAt", report.paused_since is not null as paused, report.answered_at as "answeredAt",
  report.satisfied, report.followers, face.words, face.place_words as "placeWords", face.lat, face.lon,
  greatest(face.shown_at, report.received_at, report.handed_at, report.answered_at, report.closed_at) as "changedAt",
  report.origin = 'demonstration' as demonstration`;

/** Reports to be counted. One that is shown has a face. */
const counted = ({ looksAtFaces }: Wanted): RawBuilder<unknown> =>
  looksAtFaces ? sql`reports.report report join reports.public_face face on face.report_id = report.id` : sql`reports.report report`;

/** A page of the newest, and where the next one begins; throws `Unreadable` for a place that is none. */
export async function listShown(
  reader: Reader,
  wanted: Wanted,
  limit: number,
): Promise<{ readonly reports: readonly ListedReport[]; readonly next: string | null }> {
  const after = readCursor(wanted.after);
  const { rows } =
    await sql<ListedReport>`select ${columns} from reports.report report join reports.public_face face on face.report_id = report.id
    where ${wanted.condition} and ${after === null ? sql`true` : sql`(report.sent_at, report.id) < (${after.at}::timestamptz, ${after.id}::uuid)`}
    order by report.sent_at desc, report.id desc limit ${limit + 1}`.execute(reader.rows<unknown>());
  const reports = rows.slice(0, limit);
  const last = rows.length > limit ? reports.at(-1) : undefined;
  return { reports, next: last ? `${last.sentAt.toString()}_${last.id}` : null };
}

/** From when on a list that is made now would call one more report late, on it or not; undefined where time runs for none. */
export async function nextLate(reader: Reader, now: Temporal.Instant): Promise<Temporal.Instant | undefined> {
  const { rows } = await sql<{ at: Temporal.Instant | null }>`select min(due_at) as at from reports.report report
    where shown and paused_since is null and due_at >= ${now.toString()}::timestamptz and state = any (${[...statesOf('open')]}::text[])`.execute(
    reader.rows<unknown>(),
  );
  return rows[0]?.at?.add({ milliseconds: 1 });
}

/** How many there are. */
export async function countShown(reader: Reader, wanted: Wanted): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::integer as n from ${counted(wanted)} where ${wanted.condition}`.execute(
    reader.rows<unknown>(),
  );
  return rows[0]?.n ?? 0;
}

/** The first shown picture of each of these reports, by report. */
export async function firstPictures(db: Pick<Db, 'transaction'>, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  return db.transaction(
    async (tx) => {
      const { rows } = await sql<{
        report_id: string;
        shown_hash: string;
      }>`select distinct on (attachment.report_id) attachment.report_id, shown_hash
        from reports.attachment attachment join reports.report report on report.id = attachment.report_id and report.shown
        where attachment.report_id = any (${[...ids]}::uuid[]) and shown_hash is not null and attachment.kind = 'image' and role <> 'judgement'
        order by attachment.report_id, role <> 'after', rank, attachment.id`.execute(tx.rows<unknown>());
      return new Map(rows.map((row) => [row.report_id, row.shown_hash]));
    },
    { readOnly: true, state: dutyState('identity') },
  );
}

export interface MonthFigures {
  readonly sent: number;
  readonly answered: number;
  readonly onTime: number;
}

/** All that were sent since the first of the month, those that nobody sees too: of these, how many have their first answer, and in time. */
export async function monthFigures(reader: Reader, month: string, timeZone: string): Promise<MonthFigures> {
  const { rows } = await sql<MonthFigures>`select count(*)::integer as sent, count(deadline.met_at)::integer as answered,
      (count(*) filter (where deadline.on_time))::integer as "onTime"
    from reports.report report left join reports.deadline deadline on deadline.report_id = report.id and deadline.step = 'answer' and deadline.round = 1
    where report.sent_at >= ${month}::date::timestamp at time zone ${timeZone}`.execute(reader.rows<unknown>());
  return rows[0] ?? { sent: 0, answered: 0, onTime: 0 };
}

/** How many there are in each of these units on a day, with all that is below it; units without any are left out. */
export async function countsWithin(
  reader: Reader,
  wanted: Wanted,
  units: readonly string[],
  on: string,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ at: string; n: number }>`with recursive counted as materialized (
      select report.unit_id, count(*)::integer as n from ${counted(wanted)}
      where ${wanted.condition} group by report.unit_id
    ), units as materialized (select unit_id, parent_id from territory.units_on(${on}::date)),
    up (at, n) as (
      select unit_id, n from counted
      union all
      select units.parent_id, up.n from up join units on units.unit_id = up.at
      where units.parent_id is not null and up.at <> all (${[...units]}::uuid[])
    ) select at, sum(n)::integer as n from up where at = any (${[...units]}::uuid[]) group by at`.execute(reader.rows<unknown>());
  return new Map(rows.map((row) => [row.at, row.n]));
}

/** Reports that lie near each other, as one mark. */
export interface Cluster {
  readonly lat: number;
  readonly lon: number;
  readonly reports: number;
  /** Of these, how many wait for an answer. */
  readonly open: number;
  /** The code of the only one. */
  readonly code: string | null;
  readonly box: readonly [number, number, number, number];
}

/** Points that fall into the same cell of a grid over `box`, `across` cells wide, as one. Grouped by the database: what leaves it is at most the cells. */
export async function clustersIn(
  reader: Reader,
  { condition }: Wanted,
  [south, west, north, east]: readonly [number, number, number, number],
  across: number,
): Promise<readonly Cluster[]> {
  const cell = Math.max(east - west, north - south) / across || 1;
  const { rows } = await sql<Omit<Cluster, 'box'> & { south: number; west: number; north: number; east: number }>`
    select avg(face.lat) as lat, avg(face.lon) as lon, count(*)::integer as reports,
      (count(*) filter (where report.state = any (${[...statesOf('open')]}::text[])))::integer as open,
      case when count(*) = 1 then min(report.code) end as code, min(face.lat) as south, min(face.lon) as west, max(face.lat) as north, max(face.lon) as east
    from reports.report report join reports.public_face face on face.report_id = report.id
    where ${condition} and face.lat between ${south} and ${north} and face.lon between ${west} and ${east}
    group by floor((face.lat - ${south}) / ${cell}), floor((face.lon - ${west}) / ${cell}) order by reports desc, lat, lon`.execute(
    reader.rows<unknown>(),
  );
  return rows.map(({ south: s, west: w, north: n, east: e, ...cluster }) => ({ ...cluster, box: [s, w, n, e] }));
}

/** Where the points lie, and how many reports have none. */
export async function extentOf(
  reader: Reader,
  { condition }: Wanted,
): Promise<{ readonly box: readonly [number, number, number, number] | null; readonly without: number }> {
  const { rows } = await sql<{ south: number | null; west: number; north: number; east: number; without: number }>`
    select min(face.lat) as south, min(face.lon) as west, max(face.lat) as north, max(face.lon) as east,
      (count(*) filter (where face.lat is null))::integer as without
    from reports.report report join reports.public_face face on face.report_id = report.id where ${condition}`.execute(
    reader.rows<unknown>(),
  );
  const [row] = rows;
  if (!row || row.south === null) return { box: null, without: row?.without ?? 0 };
  return { box: [row.south, row.west, row.north, row.east], without: row.without };
}

/** Which report a shown file belongs to; null where nobody may see it. */
export async function shownFile(
  db: Pick<Db, 'transaction'>,
  hash: string,
): Promise<{ readonly kind: 'image' | 'video' | 'audio' | 'document'; readonly code: string } | null> {
  return db.transaction(
    async (tx) => {
      const { rows } = await sql<{ kind: 'image' | 'video' | 'audio' | 'document'; code: string }>`select attachment.kind, report.code
        from reports.attachment attachment join reports.report report on report.id = attachment.report_id and report.shown
        where attachment.shown_hash = ${hash} and attachment.role <> 'judgement' limit 1`.execute(tx.rows<unknown>());
      return rows[0] ?? null;
    },
    { readOnly: true, state: dutyState('identity') },
  );
}
