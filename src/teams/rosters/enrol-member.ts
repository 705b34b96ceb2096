/** A member's phone: the role that the membership gives, and the code that is handed over. */
import { sql } from 'kysely';
import { giveRosterRole, issueEnrolment } from '../../people/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { teamsRights } from '../contract.ts';
import { membershipToChange } from './change-member.ts';
import { roleOfMembership } from './member-roles.ts';

/**
 * Gives the member the role of the membership and makes the code for the phone. Runs under `rowState(actor, peopleRights.enrol)`. Refuses a membership
 * that is not in force today in an active team (`teams.service-not-today`), oneself, whoever the actor may not enrol (codes of people): then nothing is given.
 */
export async function enrolMember(
  tx: Tx,
  context: Context,
  actor: Actor,
  input: { readonly membershipId: string },
): Promise<Outcome<{ readonly personId: string; readonly code: string; readonly expiresAt: Temporal.Instant }>> {
  const found = await membershipToChange(tx, actor, input.membershipId);
  if (!found.ok) return found;
  const role = await roleOfMembership(tx, found.value.row.id, tx.clock.today().toString());
  if (!role) return refused({ code: 'teams.service-not-today', status: 409 });
  // The role comes first, because a code does not open what its owner is given later; without the code it goes again.
  await sql`savepoint enrol_member`.execute(tx.rows<unknown>());
  const given = await giveRosterRole(tx, context, actor, role, teamsRights.manage);
  if (!given.ok) return given;
  const issued = await issueEnrolment(tx, context, actor, role.personId);
  if (!issued.ok) {
    await sql`rollback to savepoint enrol_member`.execute(tx.rows<unknown>());
    return issued;
  }
  const { code, expiresAt } = issued.value;
  return accepted({ personId: role.personId, code, expiresAt });
}
