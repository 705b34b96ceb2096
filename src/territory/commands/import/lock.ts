import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Db, Reader, Tx } from '../../../platform/db/index.ts';
import { accepted, type Outcome, refused } from '../../../platform/outcome/index.ts';
import type { Actor } from '../../../platform/session/index.ts';
import { refusalCodes } from '../../contract.ts';

/** Key of the advisory lock: 'import' in the space of this module. */
const lockClass = 20_261_122;
const lockKey = 935;

export interface Importing {
  readonly who: string;
  readonly since: Temporal.Instant;
}

/**
 * Takes the one import lock for the rest of the transaction, or says at once who holds it and since when. It belongs to the
 * database session, so it vanishes with a killed program. The name is written through `db`, outside the transaction, so
 * that others can read it while the import runs.
 */
export async function takeImportLock(tx: Tx, db: Db, actor: Actor): Promise<Outcome<null>> {
  const taken = await sql<{ taken: boolean; pid: number }>`
    select pg_try_advisory_xact_lock(${lockClass}::int, ${lockKey}::int) as taken, pg_backend_pid() as pid`.execute(tx.rows());
  const row = taken.rows[0];
  if (row?.taken) {
    await sql`insert into territory.import_lock (backend_pid, who, since) values (${row.pid}, ${actor.name}, ${tx.clock.now().toString()}::timestamptz)
      on conflict (singleton) do update set backend_pid = excluded.backend_pid, who = excluded.who, since = excluded.since`.execute(
      db.rows(),
    );
    return accepted(null);
  }
  // The holder writes its name a moment after it has taken the lock.
  for (let again = 5; again > 0; again -= 1) {
    const holder = await whoImports(tx);
    if (holder) return busy(tx, holder);
    await sleep(50);
  }
  return busy(tx, { who: '', since: tx.clock.now() });
}

/** Who is importing right now; null when nobody is. */
export async function whoImports(reader: Reader): Promise<Importing | null> {
  const { rows } = await sql<{ who: string; since: Temporal.Instant }>`
    select i.who, i.since from territory.import_lock i
    join pg_locks l on l.pid = i.backend_pid and l.locktype = 'advisory' and l.granted
      and l.classid = ${lockClass}::int::oid and l.objid = ${lockKey}::int::oid
      and l.database = (select oid from pg_database where datname = current_database())`.execute(reader.rows());
  return rows[0] ?? null;
}

function busy(tx: Tx, { who, since }: Importing): Outcome<never> {
  const minutes = Math.max(0, Math.floor(tx.clock.now().since(since).total('minutes')));
  return refused({ code: refusalCodes.busy, params: { who, since: since.toString(), minutes }, status: 409 });
}
