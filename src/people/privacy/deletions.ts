/** Deletions that persons asked for in their own account: done by themselves once the time to take them back is over. */
import { sql } from 'kysely';
import type { JobDefinition } from '../../platform/jobs/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { dutyState, system } from '../../platform/session/index.ts';
import { carryOutDeletion, refuseDeletion } from './carry-out.ts';
import { privacyRefusalText } from './refusals.ts';
import { requestById } from './requests.ts';

const PORTION = 50;

/** Carries out the deletions whose time has come, each in a transaction of its own; returns how many were done. */
export async function carryOutDueDeletions(context: Context): Promise<number> {
  const due = await context.db.transaction(
    (tx) =>
      sql<{ id: string }>`select id from people.privacy_request where kind = 'delete' and state in ('received', 'answered')
        and carry_out_after <= ${tx.clock.now().toString()}::timestamptz order by carry_out_after limit ${PORTION}`.execute(
        tx.rows<unknown>(),
      ),
    { state: dutyState('privacy') },
  );
  let done = 0;
  for (const { id } of due.rows) {
    await context.db.transaction(
      async (tx) => {
        const outcome = await carryOutDeletion(tx, context, system, id);
        if (outcome.ok) done += 1;
        else if (outcome.refusal.code === 'people.erasure-in-office') {
          // Since the request came in the person was given an office.
          const request = await requestById(tx, id, true);
          const words = privacyRefusalText(outcome.refusal, 'vi');
          if (request && words) await refuseDeletion(tx, context, request, `${words.title}. ${words.advice}`);
        }
      },
      { state: dutyState('privacy') },
    );
  }
  return done;
}

/** Looks every quarter of an hour. */
export function deletionJob(context: Context): JobDefinition {
  return {
    name: 'people.carry-out-deletions',
    cron: '*/15 * * * *',
    handle: async () => {
      while ((await carryOutDueDeletions(context)) === PORTION);
    },
  };
}
