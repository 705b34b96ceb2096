/** Erasing a person: every module removes what names them, in one transaction; counts, decisions and the trail stand without the person. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context, PrivacySource } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { peopleRights } from '../contract.ts';
import { underDuty } from '../persons/duty.ts';
import { holdsOffice } from './requests.ts';

/** What every module says about persons, those on top first: what they hold refers to what lies below. */
export function privacySources(context: Context): readonly { readonly module: string; readonly source: PrivacySource }[] {
  return context.modules.flatMap((module) => (module.privacy ? [{ module: module.name, source: module.privacy(context) }] : [])).reverse();
}

/**
 * Erases a person everywhere, and returns how many rows each table lost or emptied. Refuses while the person holds an office: who
 * decides about others stays known by name as long as they do. Erasing again changes nothing.
 */
export async function eraseEverywhere(
  tx: Tx,
  context: Context,
  actor: Actor,
  personId: string,
): Promise<Outcome<Readonly<Record<string, number>>>> {
  const rows = tx.rows<unknown>();
  const locked = await sql<{
    state: string;
    unit_id: string | null;
  }>`select state, unit_id from people.person where id = ${personId}::uuid for update`.execute(rows);
  const person = locked.rows[0];
  if (!person) return refused({ code: 'people.request-nobody', status: 404 });
  if (person.state === 'erased') return accepted({});
  if (await holdsOffice(tx, personId, tx.clock.today().toString())) return refused({ code: 'people.erasure-in-office', status: 409 });
  const removed: Record<string, number> = {};
  await underDuty(tx, 'privacy', async () => {
    for (const { source } of privacySources(context)) {
      for (const [table, count] of Object.entries(await source.erasePerson(tx, personId))) removed[table] = (removed[table] ?? 0) + count;
    }
  });
  await record(tx, actor, {
    action: 'people.erase-person',
    subject: { kind: 'people.person', id: personId },
    fields: Object.keys(removed).filter((table) => (removed[table] ?? 0) > 0),
    places: person.unit_id === null ? [] : [person.unit_id],
    persons: [personId],
    ...(actor.kind === 'person' ? { right: peopleRights.privacy } : {}),
  });
  return accepted(removed);
}
