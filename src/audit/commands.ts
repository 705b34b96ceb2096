import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.ts';
import type { JobDefinition } from '../platform/jobs/index.ts';
import type { Context } from '../platform/module/index.ts';
import type { Actor } from '../platform/session/index.ts';
import { auditLedger } from './entry.ts';
import { noteVerification } from './queries.ts';
import { record } from './record.ts';
import { type Verification, verifyLedger } from './seal/verify.ts';

/** Up to so many rows are verified while the person waits (some seconds); more are left to the worker. */
const mostAtOnce = 100_000n;

const jobName = 'audit.verify';

/** Recomputes all seals, notes what was found for the console, and logs a break as an error. */
async function verifyAndNote({ db, log }: Pick<Context, 'db' | 'log'>): Promise<Verification> {
  const result = await verifyLedger(db, auditLedger);
  await db.transaction((tx) => noteVerification(tx, result));
  for (const { seal, kind, records } of result.breaks) {
    log.error(
      { ledger: result.ledger, seal: seal.toString(), found: kind, records: records.map(({ id }) => id) },
      'the trail was tampered with',
    );
  }
  return result;
}

/** The nightly verification; it is also sent when somebody asks for one of a long trail. */
export function verifyJob(context: Context): JobDefinition {
  return {
    name: jobName,
    cron: '40 2 * * *',
    expireSeconds: 6 * 3600,
    handle: async () => {
      await verifyAndNote(context);
    },
  };
}

/** Verifies now because somebody asks, which is an act in the trail itself. Gives whether it is done or left to the worker. */
export async function verifyNow(context: Context, actor: Actor): Promise<'done' | 'later'> {
  const { db, jobs } = context;
  const later = await db.transaction(async (tx) => {
    await record(tx, actor, { action: 'audit.verify', subject: { kind: 'audit.ledger', id: auditLedger.name }, right: 'audit.read' });
    if ((await newestPosition(tx)) <= mostAtOnce) return false;
    await jobs.send(tx, jobName, {}, { singletonKey: 'asked' });
    return true;
  });
  if (later) return 'later';
  await verifyAndNote(context);
  return 'done';
}

async function newestPosition(tx: Tx): Promise<bigint> {
  const found = await sql<{ position: string | null }>`select max(position)::text as position from audit.entry`.execute(tx.rows<unknown>());
  return BigInt(found.rows[0]?.position ?? 0);
}
