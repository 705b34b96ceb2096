/** Signing in with a code or a PIN: who it is, whether the browser is known, and the session that follows. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { type Actor, dutyState } from '../../platform/session/index.ts';
import { answerCode, openAttempt } from '../attempts/attempts.ts';
import { holderOf, recordIdentifier } from '../persons/identifiers.ts';
import { tellPerson } from '../persons/notify.ts';
import { beginSession } from '../sessions/finish.ts';
import type { OpenedSession } from '../sessions/sessions.ts';
import { deviceOf, type KnownDevice, touchDevice } from './devices.ts';
import { texts } from './messages.gen.ts';
import { tryPin } from './pin.ts';
import { tellNewBrowser } from './tell.ts';

/** What a browser brings along. */
export interface Browser {
  readonly actor: Actor;
  /** The secrets of its cookies. */
  readonly attempt: string | null;
  readonly device: string | null;
  /** How the person recognises it. */
  readonly name: string;
}

export type CodeSignIn =
  | { readonly kind: 'in'; readonly opened: OpenedSession; readonly isNew: boolean; readonly to: string }
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  /** No code can be entered here: too late, too often wrong, used, or begun in another browser. All look the same. */
  | { readonly kind: 'over' }
  | { readonly kind: 'closed' };

/** Signs in with the code of this browser's attempt; whoever proves a number that nobody holds becomes a person with it. */
export async function signInWithCode(context: Context, browser: Browser, code: string): Promise<CodeSignIn> {
  const attempt = (): Promise<CodeSignIn> =>
    context.db.transaction((tx) => answer(tx, context, browser, code), { state: dutyState('identity') });
  try {
    return await attempt();
  } catch (error) {
    // Two browsers proved the same unknown number at the same moment: the other was first, so now somebody holds it.
    if (error instanceof Error && 'code' in error && error.code === '23505') return attempt();
    throw error;
  }
}

async function answer(tx: Tx, context: Context, browser: Browser, code: string): Promise<CodeSignIn> {
  const { vault } = context;
  if (browser.attempt === null) return { kind: 'over' };
  const open = await openAttempt(tx, vault, 'sms-code', browser.attempt);
  if (open?.data.use !== 'sign-in') return { kind: 'over' };
  const answered = await answerCode(tx, vault, 'sms-code', browser.attempt, code, { forAnybody: true });
  if (answered.kind !== 'right') return answered;
  const { phone, to } = answered.attempt.data as { phone: string; to: string };
  const holder = await holderOf(tx, vault, 'phone', phone);
  if (holder !== null && !(await canSignIn(tx, holder))) return { kind: 'closed' };
  const personId = holder ?? (await register(tx, context, browser.actor, phone));
  const device = await ownDevice(tx, browser, personId);
  const opened = await beginSession(tx, browser.actor, { personId, deviceId: device?.id ?? null, methods: ['sms-code'], strength: 'one' });
  if (device) await touchDevice(tx, device.id);
  else if (holder !== null) await tellNewBrowser(tx, context, { personId, sessionId: opened.id, browser: browser.name });
  return { kind: 'in', opened, isNew: holder === null, to };
}

async function canSignIn(tx: Tx, personId: string): Promise<boolean> {
  const found = await sql`select 1 from people.person where id = ${personId}::uuid and state = 'active'`.execute(tx.rows<unknown>());
  return found.rows.length > 0;
}

async function ownDevice(tx: Tx, browser: Browser, personId: string): Promise<KnownDevice | null> {
  const device = browser.device === null ? null : await deviceOf(tx, browser.device);
  return device?.personId === personId ? device : null;
}

/** A new person with a proved number and nothing else; the name is asked for on the next page. */
async function register(tx: Tx, { vault }: Context, actor: Actor, phone: string): Promise<string> {
  const personId = tx.ids.next();
  await sql`insert into people.person (id, created_at) values (${personId}::uuid, ${tx.clock.now().toString()}::timestamptz)`.execute(
    tx.rows<unknown>(),
  );
  await recordIdentifier(tx, vault, { personId, unitId: null, organisationId: null, kind: 'phone', value: phone, verified: true });
  await record(tx, actor, {
    action: 'people.sign-up',
    subject: { kind: 'people.person', id: personId },
    fields: ['phone'],
    persons: [personId],
  });
  return personId;
}

export type PinSignIn =
  | { readonly kind: 'in'; readonly opened: OpenedSession }
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  | { readonly kind: 'over' }
  /** The browser is no known device, or has no PIN. */
  | { readonly kind: 'none' };

/** Signs in with the PIN of this device. On a phone that was enrolled, phone and PIN are two factors. */
export async function signInWithPin(context: Context, browser: Browser, pin: string): Promise<PinSignIn> {
  const state = dutyState('identity');
  const { device: secret } = browser;
  const device = secret === null ? null : await context.db.transaction((tx) => deviceOf(tx, secret), { state });
  if (!device) return { kind: 'none' };
  const answered = await tryPin(context, device.id, pin, (tx) => tellPinEnded(tx, context, browser.actor, device));
  if (answered.kind !== 'right') return answered.kind === 'over' ? { kind: 'over' } : answered;
  return context.db.transaction(
    async (tx): Promise<PinSignIn> => {
      // Whoever ends the device waits, and sees the session that is opened here. Between the two transactions it could have been ended.
      await sql`select from people.person where id = ${device.personId}::uuid for key share`.execute(tx.rows<unknown>());
      const still = secret === null ? null : await deviceOf(tx, secret);
      if (!still) return { kind: 'none' };
      const strength = still.kind === 'enrolled' ? 'two' : 'one';
      const opened = await beginSession(tx, browser.actor, { personId: still.personId, deviceId: still.id, methods: ['pin'], strength });
      await touchDevice(tx, still.id);
      return { kind: 'in', opened };
    },
    { state },
  );
}

async function tellPinEnded(tx: Tx, context: Context, actor: Actor, device: KnownDevice): Promise<void> {
  await record(tx, actor, {
    action: 'people.end-pin',
    subject: { kind: 'people.device', id: device.id },
    fields: ['pin'],
    persons: [device.personId],
  });
  await tellPerson(tx, context, device.personId, {
    purpose: 'people.pin-ended',
    key: `people.pin-ended/${tx.ids.next()}`,
    subject: (lang) => texts[lang].tell_pin_ended_subject({ product: context.config.PRODUCT_NAME }),
    text: (lang) => texts[lang].tell_pin_ended({ product: context.config.PRODUCT_NAME }),
  });
}
