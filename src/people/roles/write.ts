/** Writing a grant: the row, what it means for open sessions, the trail, and telling the person. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import { formatDate, lastValidDay } from '../../platform/calendar/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { peopleRights } from '../contract.ts';
import { tellPerson } from '../persons/notify.ts';
import type { Role } from './catalogue.ts';
import { texts } from './messages.gen.ts';

/** A grant that was judged and may be written. */
export interface NewGrant {
  readonly personId: string;
  readonly role: Role;
  readonly unitId: string | null;
  readonly organisationId: string | null;
  /** First day. */
  readonly from: string;
  /** Day after the last; null for no end. */
  readonly to: string | null;
  readonly grantedBy: string | null;
  readonly basis: string;
  readonly documentId: string | null;
  /** The grant at a unit that ended, which this one carries on. */
  readonly succeeds?: string | null;
}

/**
 * What somebody may do grows: every open session of the person is only worth one factor from now on, until its owner proves the second
 * one again. That step gives it a new secret and the limits of the new role, so that a secret stolen before is worth nothing after.
 * A role that needs no second factor cuts the limits of open sessions to its own.
 */
async function weakenSessions(tx: Tx, personId: string, role: Role): Promise<void> {
  const now = tx.clock.now().toString();
  if (role.secondFactor) {
    await sql`update people.session set strength = 'one' where person_id = ${personId}::uuid and ended_at is null and strength = 'two'`.execute(
      tx.rows<unknown>(),
    );
    return;
  }
  await sql`update people.session set idle_minutes = least(idle_minutes, ${role.idleMinutes}),
      idle_until = least(idle_until, ${now}::timestamptz + ${role.idleMinutes} * interval '1 minute'),
      ends_at = least(ends_at, ${now}::timestamptz + ${role.longestHours} * interval '1 hour')
    where person_id = ${personId}::uuid and ended_at is null`.execute(tx.rows<unknown>());
}

/** Writes the grant and tells the person. Returns its id. */
export async function writeGrant(tx: Tx, context: Context, actor: Actor, grant: NewGrant): Promise<string> {
  const { personId, role, unitId, organisationId, from, to } = grant;
  const id = tx.ids.next();
  await sql`insert into people.role_grant (id, person_id, role, unit_id, organisation_id, valid, granted_by, granted_at, basis, document_id, succeeds)
    values (${id}::uuid, ${personId}::uuid, ${role.code}, ${unitId}::uuid, ${organisationId}::uuid, daterange(${from}::date, ${to}::date),
      ${grant.grantedBy}::uuid, ${tx.clock.now().toString()}::timestamptz, ${grant.basis}, ${grant.documentId}::uuid, ${grant.succeeds ?? null}::uuid)`.execute(
    tx.rows<unknown>(),
  );
  await weakenSessions(tx, personId, role);
  await record(tx, actor, {
    action: 'people.grant-role',
    subject: { kind: 'people.role-grant', id },
    fields: ['role', 'valid', ...(unitId ? ['unit'] : []), ...(organisationId ? ['organisation'] : [])],
    places: unitId ? [unitId] : [],
    persons: [personId],
    right: peopleRights.grant,
  });
  await tellPerson(tx, context, personId, {
    purpose: 'people.role-granted',
    key: `people.role-granted/${id}`,
    text: (lang) =>
      to === null
        ? texts[lang].told_granted({ role: role.names[lang], from: formatDate(from) })
        : texts[lang].told_granted_until({ role: role.names[lang], from: formatDate(from), until: formatDate(lastValidDay(to)) }),
    subject: (lang) => texts[lang].told_subject(),
  });
  return id;
}
