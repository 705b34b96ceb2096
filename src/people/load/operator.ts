/** The first operators of an installation, and the way back in when no second official is left: from the server's own console. */
import { sql } from 'kysely';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import { dutyState, system } from '../../platform/session/index.ts';
import { makeCode } from '../enrolment/handed-code.ts';
import { normalUserName } from '../official-access/login-name.ts';
import { holderOf, recordIdentifier } from '../persons/identifiers.ts';
import { recordPerson } from '../persons/persons.ts';
import { readRoles } from '../roles/catalogue.ts';
import { writeGrant } from '../roles/write.ts';

const CODE_MINUTES = 60;
const ROLE = 'operator';

export interface OperatorCode {
  readonly code: string;
  readonly expiresAt: Temporal.Instant;
}

/**
 * Makes somebody an operator under a user name, or gives the operator who has that user name a new code. The code opens
 * `/sign-in/recover`, where a password is set. Whoever may run this on the server holds the database anyway; it is in the trail.
 * Refusals: `people.user-name-form`, `people.name-missing`, `people.name-strange`, `people.not-an-operator`.
 */
export async function makeOperator(context: Context, input: { userName: string; fullName: string }): Promise<Outcome<OperatorCode>> {
  const userName = normalUserName(input.userName);
  if (userName === null) return refused({ code: 'people.user-name-form', field: 'user_name' });
  return context.db.transaction(
    async (tx) => {
      const role = (await readRoles(tx)).get(ROLE);
      if (!role) throw new Error('The roles are not loaded: run npm run migrate');
      const today = tx.clock.today().toString();
      const holder = await holderOf(tx, context.vault, 'user-name', userName);
      if (holder !== null) {
        const held = await sql`select from people.role_grant
          where person_id = ${holder}::uuid and role = ${ROLE} and ended_at is null and valid @> ${today}::date`.execute(
          tx.rows<unknown>(),
        );
        if (held.rows.length === 0) return refused({ code: 'people.not-an-operator', params: { name: userName } });
        return accepted(await makeCode(tx, context.vault, { kind: 'handed-code', personId: holder, minutes: CODE_MINUTES }));
      }
      const nowhere = { unitId: null, organisationId: null };
      const person = await recordPerson(tx, context, system, {
        ...nowhere,
        fullName: input.fullName,
        birthYear: null,
        languageOfHelp: 'vi',
      });
      if (!person.ok) return person;
      const { personId } = person.value;
      await recordIdentifier(tx, context.vault, { personId, ...nowhere, kind: 'user-name', value: userName, verified: true });
      await writeGrant(tx, context, system, {
        ...nowhere,
        personId,
        role,
        from: today,
        to: null,
        grantedBy: null,
        basis: 'Lệnh trên máy chủ: npm run operator',
        documentId: null,
      });
      return accepted(await makeCode(tx, context.vault, { kind: 'handed-code', personId, minutes: CODE_MINUTES }));
    },
    { state: dutyState('identity') },
  );
}
