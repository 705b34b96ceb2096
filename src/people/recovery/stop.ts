/** The way to stop a recovery: an address in the message to the person, that works without signing in. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import { equalBytes } from '../../platform/crypto/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { type Actor, dutyState } from '../../platform/session/index.ts';
import { endDevice } from '../citizen-access/devices.ts';
import { endOpenCodes } from '../enrolment/handed-code.ts';
import { tellPerson } from '../persons/notify.ts';
import { endSessions } from '../sessions/sessions.ts';
import { texts } from './messages.gen.ts';
import { DAYS_TO_STOP, recoveryDecision } from './model.ts';

const SIGN_BYTES = 12;
const FORM = /^([\w-]{22})([\w-]{16})$/;

const sign = (vault: Context['vault'], decisionId: string, key?: string): Buffer =>
  vault.digest(decisionId, 'people.recovery/stop', key).subarray(0, SIGN_BYTES);

/** The address, short enough for an SMS: the decision and a keyed hash of it. */
export function stopAddress({ vault }: Pick<Context, 'vault'>, decisionId: string): string {
  const id = Buffer.from(decisionId.replaceAll('-', ''), 'hex').toString('base64url');
  return `/sign-in/recover/stop/${id}${sign(vault, decisionId).toString('base64url')}`;
}

/** The decision that such an address names; null for one that we did not make. */
export function decisionOf({ vault }: Pick<Context, 'vault'>, mark: string): string | null {
  const found = FORM.exec(mark);
  if (!found) return null;
  const hex = Buffer.from(found[1] ?? '', 'base64url').toString('hex');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  const given = Buffer.from(found[2] ?? '', 'base64url');
  return vault.keys.some((key) => equalBytes(sign(vault, id, key), given)) ? id : null;
}

interface Stoppable {
  readonly personId: string;
  readonly since: Temporal.Instant;
}

async function stoppable(context: Context, mark: string, tx: Parameters<typeof record>[0]): Promise<Stoppable | null> {
  const id = decisionOf(context, mark);
  if (id === null) return null;
  const found = await sql<{ subject_id: string; decided_at: Temporal.Instant }>`select subject_id, decided_at from people.decision
    where id = ${id}::uuid and kind = ${recoveryDecision} and state = 'confirmed'
      and decided_at > ${tx.clock
        .now()
        .subtract({ hours: DAYS_TO_STOP * 24 })
        .toString()}::timestamptz`.execute(tx.rows<unknown>());
  const row = found.rows[0];
  return row ? { personId: row.subject_id, since: row.decided_at } : null;
}

/** Whether the address still stops something. */
export function canStop(context: Context, mark: string): Promise<boolean> {
  return context.db.transaction(async (tx) => (await stoppable(context, mark, tx)) !== null);
}

/**
 * Ends the code of this recovery and everything that was opened since: whoever got in by it is out. The old ways in stay closed, and
 * the person comes to the commune. Returns false for an address that stops nothing. Repeating it changes nothing.
 */
export async function stopRecovery(context: Context, actor: Actor, mark: string): Promise<boolean> {
  return context.db.transaction(
    async (tx) => {
      const found = await stoppable(context, mark, tx);
      if (!found) return false;
      const { personId, since } = found;
      await endOpenCodes(tx, 'handed-code', personId);
      await endSessions(tx, personId, { why: 'recovery-stopped' });
      const devices = await sql<{ id: string }>`select id from people.device where person_id = ${personId}::uuid and ended_at is null
        and enrolled_at >= ${since.toString()}::timestamptz`.execute(tx.rows<unknown>());
      for (const { id } of devices.rows) await endDevice(tx, actor, id, 'recovery-stopped');
      await sql`update people.credential set ended_at = ${tx.clock.now().toString()}::timestamptz
        where person_id = ${personId}::uuid and ended_at is null and created_at >= ${since.toString()}::timestamptz`.execute(
        tx.rows<unknown>(),
      );
      const decision = decisionOf(context, mark) ?? '';
      await record(tx, actor, { action: 'people.stop-recovery', subject: { kind: 'people.decision', id: decision }, persons: [personId] });
      const params = { product: context.config.PRODUCT_NAME };
      await tellPerson(tx, context, personId, {
        purpose: 'people.recovery-stopped',
        key: `people.recovery-stopped/${decision}`,
        subject: (lang) => texts[lang].tell_stopped_subject(params),
        text: (lang) => texts[lang].tell_stopped_text(params),
      });
      context.log.warn({ decision }, 'A recovery was stopped by the person');
      return true;
    },
    { state: dutyState('identity') },
  );
}
