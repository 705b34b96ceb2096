/** Printed slips as rows. */
import { sql } from 'kysely';
import { record } from '../../../audit/index.ts';
import { peopleRights } from '../../../people/index.ts';
import type { Reader, Tx } from '../../../platform/db/index.ts';
import { accepted, type Outcome, refused } from '../../../platform/outcome/index.ts';
import { type Actor, mayAt, type Reach, reach } from '../../../platform/session/index.ts';
import { isId } from '../../../territory/index.ts';
import { codeIn } from '../../code.ts';
import { drawCode } from '../../core/submit/submit.ts';

/** Slips of one printing: twenty sheets. */
export const mostAtOnce = 40;
/** Slips of one person in a day. */
const mostPerDay = 400;

export interface Slip {
  readonly code: string;
  readonly unitId: string;
  readonly printedAt: Temporal.Instant;
  /** The id that its report has or will have. */
  readonly formId: string;
  /** The code of its report, which is its own; null while it has not been typed in. */
  readonly reportCode: string | null;
}

const columns = sql`s.code, s.unit_id as "unitId", s.printed_at as "printedAt", s.form_id as "formId", r.code as "reportCode"`;

/**
 * Draws the codes of so many slips for a unit; when they were printed names the printing. Refusals: `reports.slips-count` (1 to 40),
 * `reports.slips-too-many` (in a day), `reports.slip-foreign` where the actor writes nothing down.
 */
export async function printSlips(
  tx: Tx,
  actor: Actor,
  { unitId, count }: { readonly unitId: string; readonly count: number },
): Promise<Outcome<{ readonly at: Temporal.Instant }>> {
  if (!Number.isInteger(count) || count < 1 || count > mostAtOnce)
    return refused({ code: 'reports.slips-count', field: 'count', params: { most: mostAtOnce } });
  if (!isId(unitId) || !mayAt(actor, peopleRights.onBehalf, unitId)) return refused({ code: 'reports.slip-foreign', field: 'unit' });
  const rows = tx.rows<unknown>();
  const now = tx.clock.now();
  // Two printings at once would both find room for one.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`reports.slips/${actor.id}/${unitId}`}, 0))`.execute(rows);
  const day = await sql<{ count: number }>`select count(*)::int as count from reports.slip
    where printed_by = ${actor.id}::uuid and unit_id = ${unitId}::uuid and printed_at > ${now.subtract({ hours: 24 }).toString()}::timestamptz`.execute(
    rows,
  );
  if ((day.rows[0]?.count ?? 0) + count > mostPerDay)
    return refused({ code: 'reports.slips-too-many', field: 'count', status: 429, params: { most: mostPerDay } });
  for (let left = count; left > 0; ) {
    const codes = Array.from({ length: left }, drawCode);
    const ids = codes.map(() => tx.ids.next());
    // A code that a report or another slip has already is drawn again.
    const added = await sql`insert into reports.slip (code, unit_id, printed_at, printed_by, form_id)
      select n.code, ${unitId}::uuid, ${now.toString()}::timestamptz, ${actor.id}::uuid, n.id from unnest(${codes}::text[], ${ids}::uuid[]) as n (code, id)
      where not exists (select from reports.report r where r.code = n.code) on conflict do nothing returning code`.execute(rows);
    left -= added.rows.length;
  }
  await record(tx, actor, {
    action: 'reports.print-slips',
    subject: { kind: 'reports.slip', id: unitId },
    fields: ['code'],
    places: [unitId],
    right: peopleRights.onBehalf,
  });
  return accepted({ at: now });
}

/** The slips of one printing by this person, in the order of their codes. */
export async function slipsPrinted(
  reader: Reader,
  { unitId, at, by }: { readonly unitId: string; readonly at: string; readonly by: string | null },
): Promise<readonly Slip[]> {
  const found = await sql<Slip>`select ${columns} from reports.slip s left join reports.report r on r.id = s.report_id
    where s.unit_id = ${unitId}::uuid and s.printed_at = ${at}::timestamptz and s.printed_by = ${by}::uuid order by s.code`.execute(
    reader.rows<unknown>(),
  );
  return found.rows;
}

export interface Printing {
  readonly unitId: string;
  readonly at: Temporal.Instant;
  readonly slips: number;
  readonly typed: number;
}

/** What the actor printed lately, the newest first. */
export async function printingsOf(reader: Reader, actor: Actor, limit: number): Promise<readonly Printing[]> {
  const units: Reach = reach(actor, peopleRights.onBehalf);
  const within = units === 'everywhere' ? sql`true` : sql`unit_id = any (${[...units]}::uuid[])`;
  const found = await sql<Printing>`select unit_id as "unitId", printed_at as at, count(*)::int as slips, count(report_id)::int as typed
    from reports.slip where printed_by = ${actor.id}::uuid and ${within}
    group by unit_id, printed_at order by printed_at desc limit ${limit}`.execute(reader.rows<unknown>());
  return found.rows;
}

/** The slip with this number, where the actor writes things down; null for everything else. */
export async function slipFor(reader: Reader, actor: Actor, typed: string): Promise<Slip | null> {
  const code = codeIn(typed);
  if (code === null) return null;
  const found =
    await sql<Slip>`select ${columns} from reports.slip s left join reports.report r on r.id = s.report_id where s.code = ${code}`.execute(
      reader.rows<unknown>(),
    );
  const [slip] = found.rows;
  return slip && mayAt(actor, peopleRights.onBehalf, slip.unitId) ? slip : null;
}

/** A slip that was printed and whose report nobody has typed in yet. */
export interface WaitingSlip {
  readonly unitId: string;
  readonly printedAt: Temporal.Instant;
}

/** What is known of a code that has no report: the slip on which it was printed; null for every other code. Says nothing personal. */
export async function slipState(reader: Reader, typed: string): Promise<WaitingSlip | null> {
  const code = codeIn(typed);
  if (code === null) return null;
  const found = await sql<WaitingSlip>`select unit_id as "unitId", printed_at as "printedAt" from reports.slip
    where code = ${code} and report_id is null`.execute(reader.rows<unknown>());
  return found.rows[0] ?? null;
}
