import { sql } from 'kysely';
import type { Context, WaitingItem, WaitingSource } from '../../platform/module/index.ts';
import { rowState } from '../../platform/session/index.ts';
import { peopleRights } from '../contract.ts';
import { personName } from '../persons/persons.ts';
import { codeWaits } from './commands.ts';
import { texts } from './messages.gen.ts';
import { HOURS_TO_FETCH, recoveryDecision } from './model.ts';

/** Confirmed ways back whose code the proposer has not fetched yet: the person is waiting for it. */
export function recoveryWaiting(context: Context): WaitingSource {
  const { db, clock } = context;
  return {
    kind: 'people.recovery-code',
    label: (lang) => texts[lang].waiting_label(),
    rights: [peopleRights.recover],
    async load(actor, { lang, limit, scope }) {
      if (scope === 'place') return { items: [], count: 0, overdue: 0 };
      const items = await db.transaction(
        async (tx) => {
          const since = clock.now().subtract({ hours: HOURS_TO_FETCH });
          const found = await sql<{ id: string; subject_id: string; decided_at: Temporal.Instant }>`select id, subject_id, decided_at
            from people.decision where proposed_by = ${actor.id}::uuid and kind = ${recoveryDecision} and state = 'confirmed'
              and decided_at > ${since.toString()}::timestamptz order by decided_at`.execute(tx.rows<unknown>());
          const waiting: WaitingItem[] = [];
          for (const row of found.rows) {
            if (!(await codeWaits(tx, context, row.id))) continue;
            const name = await personName(tx, row.subject_id);
            waiting.push({
              id: row.id,
              title: name === null ? texts[lang].waiting_title_unnamed() : texts[lang].waiting_title({ name }),
              href: `/console/people/${row.subject_id}/recover`,
              since: row.decided_at.toString(),
              due: row.decided_at.add({ hours: HOURS_TO_FETCH }).toString(),
            });
          }
          return waiting;
        },
        { state: rowState(actor, peopleRights.recover) },
      );
      return { items: items.slice(0, limit), count: items.length, overdue: 0 };
    },
  };
}
