/** Whose phones an actor may enrol, and how far each is. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { peopleRights } from '../contract.ts';
import { underDuty } from '../persons/duty.ts';
import { findPersons, type Person } from '../persons/queries.ts';
import { refusalToEnrol } from './commands.ts';

export interface Enrollable {
  readonly person: Person;
  /** Phones of the person that were enrolled and still count. */
  readonly phones: number;
  /** Until when a code that was handed out counts; null where none is open. */
  readonly openUntil: Temporal.Instant | null;
}

/** Longest list; a team and its commune are smaller. */
const MOST = 200;

/** Until when the open code of a person counts; null where there is none. Runs under the duty `identity`. */
async function openUntil(tx: Tx, personId: string): Promise<Temporal.Instant | null> {
  // The browser that has begun with the code has an attempt of its own; it never ends later.
  const found = await sql<{ until: Temporal.Instant | null }>`select max(expires_at) as until from people.attempt
    where kind = 'enrolment' and person_id = ${personId}::uuid and used_at is null and expires_at > ${tx.clock.now().toString()}::timestamptz`.execute(
    tx.rows<unknown>(),
  );
  return found.rows[0]?.until ?? null;
}

/** One person's enrolled phones and open code. */
export async function enrolmentOf(tx: Tx, person: Person): Promise<Enrollable> {
  return underDuty(tx, 'identity', async () => {
    const found = await sql<{ phones: number }>`select count(*)::int as phones from people.device
      where person_id = ${person.id}::uuid and kind = 'enrolled' and ended_at is null`.execute(tx.rows<unknown>());
    return { person, phones: found.rows[0]?.phones ?? 0, openUntil: await openUntil(tx, person.id) };
  });
}

/** The team members and leaders of the actor's place whose phones the actor may enrol. Runs under `rowState(actor, 'people.enrol')`. */
export async function enrollable(tx: Tx, context: Pick<Context, 'clock'>, actor: Actor): Promise<readonly Enrollable[]> {
  const today = context.clock.today().toString();
  const teams = await findPersons(tx, actor, peopleRights.enrol, { words: '', kind: 'teams', today, limit: MOST });
  const list: Enrollable[] = [];
  for (const person of teams) {
    if ((await refusalToEnrol(tx, context, actor, person)) === null) list.push(await enrolmentOf(tx, person));
  }
  return list;
}
