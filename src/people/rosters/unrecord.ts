/** Taking back persons who became known by mistake. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/index.ts';
import { type Actor, type Right, system } from '../../platform/session/index.ts';
import { underDuty } from '../persons/duty.ts';
import { mayRecordIn } from './check.ts';
import { recordPlaces } from './record.ts';

/** Every reference to a person is looked for once more by the database for each row: portions keep a statement short. */
const AT_ONCE = 500;

async function remove(tx: Tx, ids: readonly string[]): Promise<void> {
  const rows = tx.rows<unknown>();
  await sql`delete from people.identifier where person_id = any (${[...ids]}::uuid[])`.execute(rows);
  await sql`delete from people.person_details where person_id = any (${[...ids]}::uuid[])`.execute(rows);
  await sql`delete from people.person where id = any (${[...ids]}::uuid[])`.execute(rows);
}

/** Tables that are the person, not a use of the person. */
const own = ['people.person_details', 'people.identifier'];

/**
 * Every column of any module that refers to a person, from the catalogue: a module that comes later is asked too without knowing of this.
 */
async function references(tx: Tx): Promise<readonly { table: string; column: string }[]> {
  const found = await sql<{
    table: string;
    column: string;
  }>`select format('%I.%I', n.nspname, c.relname) as table, quote_ident(a.attname) as column
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
    where k.contype = 'f' and k.confrelid = 'people.person'::regclass order by 1, 2`.execute(tx.rows<unknown>());
  return found.rows.filter((row) => !own.includes(row.table));
}

/**
 * Takes back the persons to whom nothing refers: no membership, role, device, number that was proved, consent or anything else of any module.
 * `stayed` are those that something refers to, that were erased, or that lie outside the actor's places. The caller has removed its own rows before.
 */
export async function unrecordPersons(
  tx: Tx,
  actor: Actor,
  ids: readonly string[],
  right: Right,
): Promise<{ readonly removed: readonly string[]; readonly stayed: readonly string[] }> {
  if (ids.length === 0) return { removed: [], stayed: [] };
  const rows = tx.rows<unknown>();
  const persons = await sql<{ id: string; unit: string | null }>`select id, unit_id as unit from people.person
    where id = any (${[...ids]}::uuid[]) and state = 'active' and restricted_at is null for update`.execute(rows);
  const near = persons.rows.filter(({ unit }) => actor.kind === system.kind || (unit !== null && mayRecordIn(actor, right, unit)));
  const asked = near.map((person) => person.id);
  const removed = await underDuty(tx, 'privacy', async () => {
    const uses = (await references(tx)).map(
      ({ table, column }) => sql`select ${sql.raw(column)} from ${sql.raw(table)} where ${sql.raw(column)} = any (${asked}::uuid[])`,
    );
    const used = await sql<{ id: string }>`select id from (${sql.join(uses, sql` union `)}) used (id)
      union select person_id from people.identifier where person_id = any (${asked}::uuid[]) and verified_at is not null`.execute(rows);
    const kept = new Set(used.rows.map((row) => row.id));
    const away = asked.filter((id) => !kept.has(id));
    for (let at = 0; at < away.length; at += AT_ONCE) await remove(tx, away.slice(at, at + AT_ONCE));
    return new Set(away);
  });
  await recordPlaces(
    tx,
    actor,
    'people.unrecord-persons',
    near.filter((person) => removed.has(person.id)),
    right,
  );
  return { removed: [...removed], stayed: ids.filter((id) => !removed.has(id)) };
}
