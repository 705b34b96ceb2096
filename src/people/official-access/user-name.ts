/** The name with which an official signs in. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import { type Actor, dutyState } from '../../platform/session/index.ts';
import { holderOf, recordIdentifier } from '../persons/identifiers.ts';
import { lockPersons } from '../persons/lock.ts';
import { normalUserName } from './login-name.ts';
import { mayReplacePassword, ownSession } from './own-session.ts';

/**
 * Gives the actor this user name in place of any before. Refusals: `people.password-proof` without a fresh proof, `people.user-name-form`,
 * `people.user-name-taken` (field `user_name`).
 */
export async function chooseUserName(context: Context, actor: Actor, typed: string): Promise<Outcome<null>> {
  const name = normalUserName(typed);
  if (name === null) return refused({ code: 'people.user-name-form', field: 'user_name' });
  return context.db.transaction(
    async (tx) => {
      const session = await ownSession(tx, actor);
      if (!session || !mayReplacePassword(session, tx.clock.now())) return refused({ code: 'people.password-proof', status: 403 });
      const { personId } = session;
      // One after the other, so that two who want one name get an answer and not an error.
      await sql`select pg_advisory_xact_lock(hashtextextended(${`people.user-name/${name}`}, 0))`.execute(tx.rows<unknown>());
      const holder = await holderOf(tx, context.vault, 'user-name', name);
      if (holder === personId) return accepted(null);
      if (holder !== null) return refused({ code: 'people.user-name-taken', field: 'user_name' });
      await lockPersons(tx, [personId]);
      await sql`update people.identifier set ended_at = ${tx.clock.now().toString()}::timestamptz
        where person_id = ${personId}::uuid and kind = 'user-name' and ended_at is null`.execute(tx.rows<unknown>());
      const place = await sql<{ unit_id: string | null; organisation_id: string | null }>`select unit_id, organisation_id from people.person
        where id = ${personId}::uuid`.execute(tx.rows<unknown>());
      const { unit_id: unitId = null, organisation_id: organisationId = null } = place.rows[0] ?? {};
      await recordIdentifier(tx, context.vault, { personId, unitId, organisationId, kind: 'user-name', value: name, verified: true });
      await record(tx, actor, {
        action: 'people.choose-user-name',
        subject: { kind: 'people.person', id: personId },
        fields: ['user_name'],
        persons: [personId],
      });
      return accepted(null);
    },
    { state: dutyState('identity') },
  );
}
