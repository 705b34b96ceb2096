/** What somebody wrote down for others, and what has to be brought or said to whom. */
import { sql } from 'kysely';
import { record } from '../../../audit/index.ts';
import { peopleRights } from '../../../people/index.ts';
import type { Tx } from '../../../platform/db/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import { type Actor, may } from '../../../platform/session/index.ts';
import type { WayToAnswer } from '../../contract.ts';
import { reportsRights } from '../../contract.ts';
import { type Reporter, reporterOf } from '../../core/index.ts';
import { answeredStates, type Door, type ReportState } from '../../model.ts';

export interface Written {
  readonly id: string;
  readonly code: string;
  readonly categoryVi: string;
  readonly categoryEn: string;
  readonly unitId: string;
  readonly state: ReportState;
  readonly door: Door;
  readonly sentAt: Temporal.Instant;
  readonly dueAt: Temporal.Instant | null;
  readonly answeredAt: Temporal.Instant | null;
  readonly answerBy: WayToAnswer;
  /** Somebody has something to bring or to say now. */
  readonly waits: boolean;
}

/** There is something to be told: an answer, a reason, a question. */
const told: readonly ReportState[] = ['not-accepted', 'needs-more', ...answeredStates, 'closed'];

/** When there was something to be told last. A merged report has the answer of the one into which it was merged. */
const toldAt = sql<Temporal.Instant>`case when m.id is not null then m.answered_at
  when r.state = any (${[...told]}::text[]) then coalesce(r.answered_at, r.closed_at, r.received_at, r.sent_at) end`;

/** Nobody has brought it since: what is answered anew has to be brought anew. */
const waits = sql<boolean>`(s.how_to_answer in ('call', 'visit') and ${toldAt} is not null
  and (s.brought_at is null or s.brought_at < coalesce(m.answered_at, r.answered_at, r.closed_at, s.brought_at)))`;

const columns = sql`r.id, r.code, coalesce(v.name_vi, r.category_code) as "categoryVi", coalesce(v.name_en, r.category_code) as "categoryEn",
  r.unit_id as "unitId", r.state, r.door, r.sent_at as "sentAt", r.due_at as "dueAt", coalesce(m.answered_at, r.answered_at) as "answeredAt", s.how_to_answer as "answerBy",
  ${waits} as waits`;
const reporters = sql`reports.reporter s join reports.report r on r.id = s.report_id
  left join reports.report m on m.id = r.master_id and r.state = 'merged'`;
const joined = (on: string) => sql`${reporters}
  left join reports.category_version v on v.code = r.category_code and v.valid @> ${on}::date`;

/** What the actor wrote down for others, the newest first: where it stands, nothing of the words. Runs under `ownState(actor)`. */
export async function writtenBy(tx: Tx, actor: Actor, on: string, limit: number): Promise<readonly Written[]> {
  if (actor.id === null) return [];
  const found = await sql<Written>`select ${columns} from ${joined(on)} where s.helper_id = ${actor.id}::uuid
    order by r.sent_at desc, r.id limit ${limit}`.execute(tx.rows<unknown>());
  return found.rows;
}

/** The receiving centre sees all that has to be brought; a helper what they wrote down themselves. */
const concerns = (actor: Actor) => (may(actor, reportsRights.intake) ? sql`true` : sql`s.helper_id = ${actor.id}::uuid`);

/**
 * Answers that somebody has to bring or to say on the telephone, the oldest first. Runs under `dutyState('identity')`: whose they are stays here,
 * the list has codes and places alone.
 */
export async function toBring(tx: Tx, actor: Actor, on: string, limit: number): Promise<readonly Written[]> {
  const found = await sql<Written>`select ${columns} from ${joined(on)}
    where s.how_to_answer in ('call', 'visit') and ${waits} and ${concerns(actor)}
    order by ${toldAt}, r.id limit ${limit}`.execute(tx.rows<unknown>());
  return found.rows;
}

/** How many there are. Runs as `toBring`. */
export async function countToBring(tx: Tx, actor: Actor): Promise<number> {
  const found = await sql<{
    count: number;
  }>`select count(*)::int as count from ${reporters}
    where s.how_to_answer in ('call', 'visit') and ${waits} and ${concerns(actor)}`.execute(tx.rows<unknown>());
  return found.rows[0]?.count ?? 0;
}

export interface ToTell extends Written {
  readonly reporter: Reporter;
  /** The place of the matter in words. */
  readonly placeWords: string;
  /** What is to be told: the answer, the reason or the question. */
  readonly words: string;
}

/**
 * One report whose answer has to be brought, with whom to bring it to: a sight, which goes into the trail. Null for what is not the actor's to bring.
 * Runs under `dutyState('identity')`.
 */
export async function openToTell(tx: Tx, context: Pick<Context, 'vault'>, actor: Actor, code: string, on: string): Promise<ToTell | null> {
  const found = await sql<Written>`select ${columns} from ${joined(on)}
    where r.code = ${code} and s.how_to_answer in ('call', 'visit') and ${concerns(actor)}`.execute(tx.rows<unknown>());
  const [row] = found.rows;
  const reporter = row ? await reporterOf(tx, context, row.id) : null;
  if (!row || reporter === null) return null;
  const about = await sql<{ place: string; words: string | null }>`select c.place_words as place,
      (select w.words from reports.event e join reports.event_words w on w.event_id = e.id
        where e.report_id = case when r.state = 'merged' then r.master_id else r.id end
          and ((e.step = 'approve' and w.audience = 'everybody') or (e.step in ('not-accept', 'ask-more') and w.audience = 'sender' and r.state <> 'merged'))
        order by e.ordinal desc limit 1) as words
    from reports.report r join reports.content c on c.report_id = r.id where r.id = ${row.id}::uuid`.execute(tx.rows<unknown>());
  await record(tx, actor, {
    action: 'reports.see-reporter',
    subject: { kind: 'reports.report', id: row.id },
    fields: ['name', 'phone', 'place'],
    persons: reporter.personId === null ? [] : [reporter.personId],
    places: [row.unitId],
    right: may(actor, reportsRights.intake) ? reportsRights.intake : peopleRights.onBehalf,
  });
  return { ...row, reporter, placeWords: about.rows[0]?.place ?? '', words: about.rows[0]?.words ?? '' };
}
