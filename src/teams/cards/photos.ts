/** Photographs of members: theirs, shown with their consent alone, gone with it. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import { giveConsent, hasConsent, lockPersons, type Purpose, purposesOn, withdrawConsent } from '../../people/index.ts';
import type { Reader, Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import { type Actor, dutyState, mayAt, system } from '../../platform/session/index.ts';
import { teamsRights } from '../contract.ts';
import { servicesOfPerson } from './store.ts';

/** The purpose of data/people/consent-purposes.csv to which whoever is in the picture agrees. */
export const photoPurpose = 'team-photo';
/** The purpose for a telephone number on the sheet of the house of culture. */
export const numberPurpose = 'team-number';

const PORTION = 200;

/** What has to be agreed to before there can be a picture, in today's words; null where this installation does not ask it. */
export async function photoConsent(reader: Reader, today: string): Promise<Purpose | null> {
  return (await purposesOn(reader, today)).find(({ code }) => code === photoPurpose) ?? null;
}

/** The picture of a person in the file store; null for none. Needs the person's own rows or the duty `identity`; asks nobody for consent. */
export async function photoHash(reader: Reader, personId: string): Promise<string | null> {
  const found = await sql<{ file_hash: string }>`select file_hash from teams.photo where person_id = ${personId}::uuid`.execute(
    reader.rows<unknown>(),
  );
  return found.rows[0]?.file_hash ?? null;
}

/** Which of these persons have a picture that may be shown now. Needs the duty `identity`, or shows the person's own. */
export async function shownPhotos(tx: Tx, personIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = await sql<{ person_id: string; file_hash: string }>`select person_id, file_hash from teams.photo
    where person_id = any (${personIds}::uuid[])`.execute(tx.rows<unknown>());
  const shown = new Map<string, string>();
  for (const row of found.rows) if (await hasConsent(tx, row.person_id, photoPurpose)) shown.set(row.person_id, row.file_hash);
  return shown;
}

/** Whether the actor may change somebody's picture: one's own, or as an official where the person serves today. */
async function mayChange(tx: Tx, actor: Actor, personId: string): Promise<boolean> {
  if (actor.id === personId) return true;
  const services = await servicesOfPerson(tx, personId, tx.clock.today().toString());
  return services.some(({ unitId }) => mayAt(actor, teamsRights.cards, unitId));
}

/**
 * Makes a picture that was made small already (`shrinkPhoto`) the person's, with the consent that goes with it: `how` is `self` by the
 * person alone, `version` that of the words that were read. Runs under the duty `identity`. Returns the picture that it replaces.
 */
export async function setPhoto(
  tx: Tx,
  actor: Actor,
  input: { readonly personId: string; readonly hash: string; readonly how: 'self' | 'spoken' | 'paper'; readonly version: number },
): Promise<Outcome<{ before: string | null }>> {
  const { personId, hash, how, version } = input;
  if (!(await mayChange(tx, actor, personId))) return refused({ code: 'teams.card-unknown', status: 404 });
  // Of two photos at once, whoever comes second removes the one that was just put there.
  await lockPersons(tx, [personId]);
  const agreed = await giveConsent(tx, actor, { personId, purpose: photoPurpose, how, version });
  if (!agreed.ok) return agreed;
  const before = await photoHash(tx, personId);
  await sql`insert into teams.photo (person_id, file_hash, added_at, added_by)
    values (${personId}::uuid, ${hash}, ${tx.clock.now().toString()}::timestamptz, ${actor.id}::uuid)
    on conflict (person_id) do update set file_hash = excluded.file_hash, added_at = excluded.added_at, added_by = excluded.added_by`.execute(
    tx.rows<unknown>(),
  );
  await trace(tx, actor, 'teams.set-photo', personId);
  return accepted({ before: before === hash ? null : before });
}

/** Removes a picture and takes the consent back. Runs under the duty `identity`. Returns the picture, for its file. */
export async function removePhoto(
  tx: Tx,
  actor: Actor,
  { personId }: { readonly personId: string },
): Promise<Outcome<{ before: string | null }>> {
  if (!(await mayChange(tx, actor, personId))) return refused({ code: 'teams.card-unknown', status: 404 });
  await withdrawConsent(tx, actor, { personId, purpose: photoPurpose });
  return accepted({ before: await dropPhoto(tx, actor, personId) });
}

async function dropPhoto(tx: Tx, actor: Actor, personId: string): Promise<string | null> {
  const dropped = await sql<{ file_hash: string }>`delete from teams.photo where person_id = ${personId}::uuid returning file_hash`.execute(
    tx.rows<unknown>(),
  );
  const before = dropped.rows[0]?.file_hash ?? null;
  if (before !== null) await trace(tx, actor, 'teams.remove-photo', personId);
  return before;
}

async function trace(tx: Tx, actor: Actor, action: string, personId: string): Promise<void> {
  await record(tx, actor, {
    action,
    subject: { kind: 'teams.photo', id: personId },
    persons: [personId],
    ...(actor.id === null || actor.id === personId ? {} : { right: teamsRights.cards }),
  });
}

/** Removes the file of a picture unless something else of this module is the same file. Harmless to repeat. */
export async function removeFile({ db, files }: Pick<Context, 'db' | 'files'>, hash: string | null): Promise<void> {
  if (hash === null) return;
  const used = await db.transaction(
    async (tx) => {
      const found = await sql`select from teams.photo where file_hash = ${hash} union all
        select from teams.team_event where file_hash = ${hash} union all
        select from teams.import_batch where file_hash = ${hash} or marked_hash = ${hash}`.execute(tx.rows<unknown>());
      return found.rows.length > 0;
    },
    { state: dutyState('identity'), readOnly: true },
  );
  if (!used) await files.remove(hash);
}

/**
 * Removes the pictures of those who took their consent back elsewhere, with their files; nobody has seen them since that moment. Returns
 * how many.
 */
export async function removeUnwanted(context: Pick<Context, 'db' | 'files'>): Promise<number> {
  let removed = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const portion = await context.db.transaction(
      async (tx) => {
        const found = await sql<{ person_id: string }>`select person_id from teams.photo where person_id > ${after}::uuid
          order by person_id limit ${PORTION}`.execute(tx.rows<unknown>());
        const hashes: string[] = [];
        for (const { person_id } of found.rows) {
          if (await hasConsent(tx, person_id, photoPurpose)) continue;
          const hash = await dropPhoto(tx, system, person_id);
          if (hash !== null) hashes.push(hash);
        }
        return { hashes, last: found.rows.length < PORTION ? null : (found.rows.at(-1)?.person_id ?? null) };
      },
      { state: dutyState('identity') },
    );
    for (const hash of portion.hashes) await removeFile(context, hash);
    removed += portion.hashes.length;
    if (portion.last === null) return removed;
    after = portion.last;
  }
}
