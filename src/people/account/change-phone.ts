/** Changing the own number: proved by a code to the new one, told on everything that was known before. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { type Actor, dutyState } from '../../platform/session/index.ts';
import { answerCode, openAttempt } from '../attempts/attempts.ts';
import { holderOf, masked, recordIdentifier } from '../persons/identifiers.ts';
import { addressesOf, tellPerson } from '../persons/notify.ts';
import { ownId } from './commands.ts';
import { texts } from './messages.gen.ts';

export type PhoneChange =
  | { readonly kind: 'changed' }
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  | { readonly kind: 'over' }
  /** The number is proved, and somebody else has proved it before: the two have to be told apart by people. */
  | { readonly kind: 'held' };

/** Takes the number of this browser's attempt as the person's, if the code is right. */
export async function changePhone(context: Context, actor: Actor, attempt: string | null, code: string): Promise<PhoneChange> {
  if (attempt === null) return { kind: 'over' };
  try {
    return await context.db.transaction((tx) => change(tx, context, actor, attempt, code), { state: dutyState('identity') });
  } catch (error) {
    // Somebody else proved the same number at the same moment.
    if (error instanceof Error && 'code' in error && error.code === '23505') return { kind: 'held' };
    throw error;
  }
}

async function change(tx: Tx, context: Context, actor: Actor, token: string, code: string): Promise<PhoneChange> {
  const { vault } = context;
  const personId = ownId(actor);
  const open = await openAttempt(tx, vault, 'sms-code', token);
  if (open?.data.use !== 'change-number' || open.personId !== personId) return { kind: 'over' };
  const answered = await answerCode(tx, vault, 'sms-code', token, code);
  if (answered.kind !== 'right') return answered;
  const phone = String(answered.attempt.data.phone);
  const holder = await holderOf(tx, vault, 'phone', phone);
  if (holder === personId) return { kind: 'changed' };
  if (holder !== null) return { kind: 'held' };
  const before = await addressesOf(tx, context, personId);
  const rows = tx.rows<unknown>();
  const place = await sql<{ unit_id: string | null; organisation_id: string | null }>`select unit_id, organisation_id from people.person
    where id = ${personId}::uuid for update`.execute(rows);
  await sql`update people.identifier set ended_at = ${tx.clock.now().toString()}::timestamptz
    where person_id = ${personId}::uuid and kind = 'phone' and ended_at is null`.execute(rows);
  const id = await recordIdentifier(tx, vault, {
    personId,
    unitId: place.rows[0]?.unit_id ?? null,
    organisationId: place.rows[0]?.organisation_id ?? null,
    kind: 'phone',
    value: phone,
    verified: true,
  });
  await record(tx, actor, {
    action: 'people.change-own-phone',
    subject: { kind: 'people.identifier', id },
    fields: ['phone'],
    persons: [personId],
  });
  const params = { product: context.config.PRODUCT_NAME, phone: masked('phone', phone) };
  await tellPerson(
    tx,
    context,
    personId,
    {
      purpose: 'people.phone-changed',
      key: `people.phone-changed/${id}`,
      subject: (lang) => texts[lang].tell_phone_changed_subject(params),
      text: (lang) => texts[lang].tell_phone_changed(params),
    },
    before,
  );
  return { kind: 'changed' };
}
