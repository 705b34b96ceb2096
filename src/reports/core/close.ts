/** Reports whose sender said nothing more close by themselves. */
import { sql } from 'kysely';
import type { Context } from '../../platform/module/index.ts';
import { rowState, system } from '../../platform/session/index.ts';
import { reportsRights } from '../contract.ts';
import { daysUntilClosed } from '../model.ts';
import { takeStep } from './steps/take-step.ts';

const PORTION = 200;

/** Closes what was answered so long ago, each in a transaction of its own. Returns how many. Harmless to repeat. */
export async function closeOld(context: Pick<Context, 'config' | 'db' | 'clock' | 'modules'>): Promise<number> {
  const before = context.clock
    .now()
    .subtract({ hours: daysUntilClosed * 24 })
    .toString();
  let closed = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const due = await sql<{ id: string }>`select id from reports.report where state in ('answered', 'rated') and closed_at is null
      and answered_at <= ${before}::timestamptz and id > ${after}::uuid order by id limit ${PORTION}`.execute(context.db.rows<unknown>());
    const last = due.rows.at(-1);
    if (!last) return closed;
    after = last.id;
    for (const { id } of due.rows) {
      const who = { actor: system, ticket: null };
      const taken = await context.db.transaction((tx) => takeStep(tx, context, who, { reportId: id, step: 'close', revision: null }), {
        state: rowState(system, reportsRights.intake),
      });
      if (taken.ok) closed += 1;
    }
  }
}
