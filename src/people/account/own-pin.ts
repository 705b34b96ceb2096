/** Setting the PIN of the browser one sits at, which becomes a known device by it. */
import { record } from '../../audit/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import { deviceOf, endDevice, rememberDevice, touchDevice } from '../citizen-access/devices.ts';
import { checkNewPin, pinState, setPin, tryPin } from '../citizen-access/pin.ts';
import type { Browser } from '../citizen-access/sign-in.ts';
import { isFresh, type OpenedSession, replaceSession } from '../sessions/sessions.ts';
import { ownId } from './commands.ts';

export interface OwnPinState {
  /** The device that this browser is, where it is known as the person's. */
  readonly deviceId: string | null;
  readonly hasPin: boolean;
  /** Whether the person proved who they are some minutes ago. */
  readonly fresh: boolean;
}

/** What has to be asked before this browser gets a PIN. */
export async function ownPinState({ db }: Pick<Context, 'db'>, { actor, device: secret }: Browser): Promise<OwnPinState> {
  const personId = ownId(actor);
  return db.transaction(
    async (tx) => {
      const device = secret === null ? null : await deviceOf(tx, secret);
      const own = device?.personId === personId ? device : null;
      return {
        deviceId: own?.id ?? null,
        hasPin: own !== null && (await pinState(tx, own.id)) === 'set',
        fresh: actor.session !== null && (await isFresh(tx, actor.session.id)),
      };
    },
    { state: dutyState('identity') },
  );
}

export type OwnPin =
  | { readonly kind: 'set'; readonly opened: OpenedSession; readonly deviceToken: string | null }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The PIN so far was wrong, so many tries are left; at nought it has ended. */
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  /** Neither a fresh proof nor a PIN to ask for. */
  | { readonly kind: 'prove' };

/**
 * Gives this browser a PIN and a session bound to it. Without a fresh proof the PIN so far (`current`) is asked: who holds an open
 * session of somebody else must not be able to make themselves at home with it.
 */
export async function setOwnPin(
  context: Context,
  browser: Browser,
  input: { readonly current: string; readonly pin: string },
): Promise<OwnPin> {
  const { actor } = browser;
  const personId = ownId(actor);
  const { session } = actor;
  const before = await ownPinState(context, browser);
  if (session === null) return { kind: 'prove' };
  if (!before.fresh) {
    if (before.deviceId === null || !before.hasPin) return { kind: 'prove' };
    const answered = await tryPin(context, before.deviceId, input.current);
    if (answered.kind === 'wrong') return answered;
    if (answered.kind !== 'right') return { kind: 'wrong', triesLeft: 0 };
  }
  return context.db.transaction(
    async (tx): Promise<OwnPin> => {
      const checked = await checkNewPin(tx, personId, input.pin);
      if (!checked.ok) return { kind: 'refused', refusal: checked.refusal };
      const methods = before.fresh ? [] : (['pin'] as const);
      const device = before.deviceId === null ? await rememberDevice(tx, { personId, name: browser.name, kind: 'remembered' }) : null;
      const deviceId = device?.id ?? before.deviceId;
      const opened = deviceId && (await replaceSession(tx, session.id, { methods, strength: session.strength, deviceId }));
      // The session was ended from elsewhere meanwhile; the device that was just made is nobody's.
      if (!deviceId || !opened) return { kind: 'prove' };
      await setPin(tx, { personId, deviceId, pin: input.pin });
      await touchDevice(tx, deviceId);
      // This browser forgets whose it was before: nobody can use that device again.
      const other = device === null || browser.device === null ? null : await deviceOf(tx, browser.device);
      if (other) await endDevice(tx, actor, other.id, 'replaced');
      await record(tx, actor, {
        action: 'people.set-pin',
        subject: { kind: 'people.device', id: deviceId },
        fields: ['pin'],
        persons: [personId],
      });
      return { kind: 'set', opened, deviceToken: device?.token ?? null };
    },
    { state: dutyState('identity') },
  );
}
