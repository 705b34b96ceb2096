/** Whom a step concerns on the citizens' side. Read under the duty `identity`; what leaves is an id or a number to write to. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { reporterOf } from '../core/index.ts';
import type { Hearer } from './words.ts';

export interface Heard {
  readonly who: Hearer;
  readonly to: { readonly personId: string } | { readonly phone: string };
  /** The report that is theirs: their own, or the one that they follow. */
  readonly reportId: string;
  readonly code: string;
}

interface Ours {
  readonly id: string;
  readonly code: string;
}

/**
 * Who sent the report, and who wrote it down for them: a person with an account on their page; else, where the answer is wanted by SMS, the number
 * that was left. Whoever wants a call or a visit is told by a person, who has it on the desk.
 */
export async function sendersOf(
  tx: Tx,
  context: Pick<Context, 'vault'>,
  { id, code }: Ours,
  who: 'sender' | 'merged',
): Promise<readonly Heard[]> {
  const reporter = await reporterOf(tx, context, id);
  if (!reporter) return [];
  const { personId, phone, answerBy, helperId } = reporter;
  const heard: Heard[] = [];
  if (personId !== null) heard.push({ who, to: { personId }, reportId: id, code });
  else if (answerBy === 'sms' && phone !== '') heard.push({ who, to: { phone }, reportId: id, code });
  if (helperId !== null && helperId !== personId)
    heard.push({ who: who === 'merged' ? who : 'helper', to: { personId: helperId }, reportId: id, code });
  return heard;
}

/** Who follows the report, and who sent one that was merged into it; a person who does both is told as the sender. */
export async function followersOf(tx: Tx, context: Pick<Context, 'vault'>, { id, code }: Ours): Promise<readonly Heard[]> {
  const rows = tx.rows<unknown>();
  const merged =
    await sql<Ours>`select id, code from reports.report where master_id = ${id}::uuid and state = 'merged' order by sent_at, id`.execute(
      rows,
    );
  const heard: Heard[] = [];
  for (const one of merged.rows) heard.push(...(await sendersOf(tx, context, one, 'merged')));
  const followers = await sql<{
    personId: string;
  }>`select person_id as "personId" from reports.follower where report_id = ${id}::uuid order by followed_at, person_id`.execute(rows);
  return [...heard, ...followers.rows.map((to) => ({ who: 'follower' as const, to, reportId: id, code }))];
}

/** Each person and each number once: the first counts. */
export function once(heard: readonly Heard[]): readonly Heard[] {
  const name = ({ to }: Heard) => ('personId' in to ? to.personId : to.phone);
  return [...new Map(heard.toReversed().map((one) => [name(one), one])).values()].toReversed();
}
