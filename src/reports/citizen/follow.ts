/** "Tôi cũng gặp": following a report that everybody sees. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import { touch } from '../../platform/cache/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import type { Who } from '../core/index.ts';
import { reportTag } from '../tags.ts';

interface Found {
  readonly id: string;
  readonly shown: boolean;
}

/** Whether everybody sees the report with this code; false for an unknown one. */
export const isShown = async (tx: Tx, code: string): Promise<boolean> => (await found(tx, code))?.shown ?? false;

async function found(tx: Tx, code: string): Promise<Found | null> {
  const { rows } = await sql<Found>`select id, shown from reports.report where code = ${code}`.execute(tx.rows<unknown>());
  return rows[0] ?? null;
}

/**
 * The person, or the browser of the ticket, follows a shown report; once, however often it is asked. Whoever sent it follows it
 * already. Runs under `dutyState('identity')`. Refusals: http.not-found, reports.not-shown.
 */
export async function follow(tx: Tx, { actor, ticket }: Who, code: string): Promise<Outcome<{ id: string }>> {
  const report = await found(tx, code);
  if (report === null) return refused({ code: 'http.not-found', status: 404 });
  if (!report.shown) return refused({ code: 'reports.not-shown', status: 409 });
  const now = tx.clock.now().toString();
  const db = tx.rows<unknown>();
  const added =
    actor.id === null
      ? await sql`insert into reports.ticket (report_id, digest, relation, given_at)
          values (${report.id}::uuid, decode(${ticket ?? ''}, 'hex'), 'follower', ${now}::timestamptz) on conflict do nothing`.execute(db)
      : await sql`insert into reports.follower (report_id, person_id, followed_at)
          select ${report.id}::uuid, ${actor.id}::uuid, ${now}::timestamptz
          where not exists (select from reports.content where report_id = ${report.id}::uuid and person_id = ${actor.id}::uuid)
          on conflict do nothing`.execute(db);
  await count(tx, actor, 'reports.follow', report.id, Number(added.numAffectedRows ?? 0n));
  return accepted({ id: report.id });
}

/** The person or browser no longer follows the report. Repeating it changes nothing. Refusals: http.not-found. */
export async function unfollow(tx: Tx, { actor, ticket }: Who, code: string): Promise<Outcome<{ id: string }>> {
  const report = await found(tx, code);
  if (report === null) return refused({ code: 'http.not-found', status: 404 });
  const db = tx.rows<unknown>();
  let gone = 0n;
  if (actor.id !== null) {
    const person = await sql`delete from reports.follower where report_id = ${report.id}::uuid and person_id = ${actor.id}::uuid`.execute(
      db,
    );
    gone += person.numAffectedRows ?? 0n;
  }
  if (ticket !== null) {
    const browser = await sql`delete from reports.ticket where report_id = ${report.id}::uuid and digest = decode(${ticket}, 'hex')
      and relation = 'follower'`.execute(db);
    gone += browser.numAffectedRows ?? 0n;
  }
  await count(tx, actor, 'reports.unfollow', report.id, -Number(gone));
  return accepted({ id: report.id });
}

async function count(tx: Tx, actor: Actor, action: 'reports.follow' | 'reports.unfollow', id: string, more: number): Promise<void> {
  if (more === 0) return;
  await sql`update reports.report set followers = greatest(0, followers + ${more}::integer) where id = ${id}::uuid`.execute(
    tx.rows<unknown>(),
  );
  await record(tx, actor, { action, subject: { kind: 'reports.report', id }, fields: ['followers'] });
  await touch(tx, [reportTag(id)]);
}

/** Whether the person or the browser follows the report. Runs under `dutyState('identity')`. */
export async function follows(tx: Tx, { actor, ticket }: Who, id: string): Promise<boolean> {
  const { rows } = await sql<{ follows: boolean }>`select
    exists (select from reports.follower where report_id = ${id}::uuid and person_id = ${actor.id}::uuid)
    or exists (select from reports.ticket where report_id = ${id}::uuid and digest = decode(${ticket ?? ''}, 'hex') and relation = 'follower') as follows`.execute(
    tx.rows<unknown>(),
  );
  return rows[0]?.follows ?? false;
}

/** Whether the person wrote the report down for somebody else. Runs under `dutyState('identity')`. */
export async function wroteDown(tx: Tx, actor: Actor, id: string): Promise<boolean> {
  if (actor.id === null) return false;
  const { rows } = await sql`select from reports.reporter where report_id = ${id}::uuid and helper_id = ${actor.id}::uuid`.execute(
    tx.rows<unknown>(),
  );
  return rows.length > 0;
}
