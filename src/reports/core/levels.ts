/** Who is told when time runs out, level by level: the rules of the day, and what they make of a deadline. */
import { sql } from 'kysely';
import type { WorkingCalendar } from '../../platform/calendar/working-day.ts';
import type { Db, Reader } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { momentOf } from './deadlines.ts';
import type { Deadline, DueStep } from './deadlines-store.ts';

/** Whom a level tells: who works on it (else the office), the office, its leaders, the receiving centre, the leaders of the province. */
export const tellings = ['assignee', 'office', 'approver', 'centre', 'province'] as const;
export type Telling = (typeof tellings)[number];

/** A rule of data/reports/escalation-rules.csv. */
export interface Level {
  readonly step: DueStep;
  readonly level: number;
  /** When this much of the working time given has run: 100 is the deadline. */
  readonly percent: number;
  readonly tell: Telling;
  /** ISO days, [from,to). */
  readonly from: string;
  readonly to: string | null;
}

const keptMs = 30_000;
const kept = new WeakMap<Db, { readonly until: number; readonly levels: readonly Level[] }>();

/** All rules of escalation, at most half a minute old, the lowest level first. */
export async function escalationLevels(reader: Reader, { db }: Pick<Context, 'db'>): Promise<readonly Level[]> {
  const known = kept.get(db);
  if (known && known.until > performance.now()) return known.levels;
  const found =
    await sql<Level>`select step, level, percent, tell, lower(valid)::text as "from", upper(valid)::text as "to" from reports.escalation_rule
    order by step, level, id`.execute(reader.rows<unknown>());
  kept.set(db, { until: performance.now() + keptMs, levels: found.rows });
  return found.rows;
}

/** The levels of a deadline: those of the civil day on which it began. */
function levelsOf(one: Deadline, levels: readonly Level[], { timeZone }: WorkingCalendar): readonly Level[] {
  const day = one.beganAt.toZonedDateTimeISO(timeZone).toPlainDate().toString();
  return levels.filter((level) => level.step === one.step && level.from <= day && (level.to === null || day < level.to));
}

/**
 * The deadline with the moment at which its next level is due. A level that was told stays told while its moment is past; one whose moment moved
 * ahead (more time, a pause, a holiday) will be told again. What is met tells nobody.
 */
export function armed(one: Deadline, levels: readonly Level[], now: Temporal.Instant, calendar: WorkingCalendar): Deadline {
  if (one.metAt !== null) return { ...one, escalateAt: null };
  if (one.pausedSince !== null) return one;
  const own = levelsOf(one, levels, calendar);
  const past = own.filter((rule) => rule.level <= one.level && Temporal.Instant.compare(momentOf(one, rule.percent, calendar), now) <= 0);
  const level = past.at(-1)?.level ?? 0;
  const next = own.find((rule) => rule.level > level);
  return { ...one, level, escalateAt: next ? momentOf(one, next.percent, calendar) : null };
}

/** The level that is due now, and the deadline once it is told; null where none is. */
export function dueLevel(
  deadlines: readonly Deadline[],
  levels: readonly Level[],
  now: Temporal.Instant,
  calendar: WorkingCalendar,
): { readonly rule: Level; readonly deadline: Deadline } | null {
  for (const one of deadlines) {
    if (one.metAt !== null || one.pausedSince !== null) continue;
    const rule = levelsOf(one, levels, calendar).find((level) => level.level > one.level);
    if (!rule || Temporal.Instant.compare(momentOf(one, rule.percent, calendar), now) > 0) continue;
    return { rule, deadline: armed({ ...one, level: rule.level }, levels, now, calendar) };
  }
  return null;
}
