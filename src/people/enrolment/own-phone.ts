/** The end of every code that is handed over to somebody with a phone: the browser becomes their phone, with a PIN. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { type Actor, dutyState } from '../../platform/session/index.ts';
import { deviceOf, endDevice, rememberDevice } from '../citizen-access/devices.ts';
import { setPin } from '../citizen-access/pin.ts';
import type { Browser } from '../citizen-access/sign-in.ts';
import { personName } from '../persons/persons.ts';
import { communeName } from '../persons/units.ts';
import { beginSession } from '../sessions/finish.ts';
import type { OpenedSession } from '../sessions/sessions.ts';
import { endOpenCodes, type HandedKind, openBrowser } from './handed-code.ts';

export interface Welcome {
  /** The given name alone: enough for its owner to know it is the right code, too little for anybody else. */
  readonly firstName: string;
  readonly commune: string;
}

/** For whom a code was made, as the browser that brought it is told. Runs under the duty `identity`. */
export async function welcomeTo(tx: Tx, personId: string): Promise<Welcome | null> {
  const name = await personName(tx, personId);
  if (name === null) return null;
  const found = await sql<{ unit_id: string | null }>`select unit_id from people.person where id = ${personId}::uuid`.execute(
    tx.rows<unknown>(),
  );
  const unitId = found.rows[0]?.unit_id ?? null;
  const commune = unitId === null ? '' : ((await communeName(tx, unitId, tx.clock.today().toString())) ?? '');
  return { firstName: name.split(' ').at(-1) ?? name, commune };
}

export type Joined =
  | { readonly kind: 'over' }
  | { readonly kind: 'refused'; readonly code: `people.${string}`; readonly welcome: Welcome }
  | { readonly kind: 'joined'; readonly session: OpenedSession; readonly device: string };

/**
 * Makes this browser the person's enrolled phone, with the PIN, and signs in there: the phone and the PIN are the two factors. The code
 * is used up by it, and the person is told on every channel. A PIN that is refused leaves the code open and nothing else.
 */
export async function makeOwnPhone(
  context: Context,
  browser: Browser,
  pin: string,
  way: {
    readonly kind: HandedKind;
    /** Whether a phone is a way in for this person. */
    readonly allowed: (tx: Tx, personId: string) => Promise<boolean>;
    readonly tell: (tx: Tx, personId: string, sessionId: string) => Promise<void>;
  },
): Promise<Joined> {
  const { attempt: token } = browser;
  if (token === null) return { kind: 'over' };
  return context.db.transaction(
    async (tx) => {
      const attempt = await openBrowser(tx, context.vault, way.kind, token);
      if (!attempt || !(await way.allowed(tx, attempt.personId))) return { kind: 'over' };
      const { personId } = attempt;
      const before = browser.device === null ? null : await deviceOf(tx, browser.device);
      await sql`savepoint own_phone`.execute(tx.rows<unknown>());
      const device = await rememberDevice(tx, { personId, name: browser.name, kind: 'enrolled' });
      const set = await setPin(tx, { personId, deviceId: device.id, pin });
      if (!set.ok) {
        await sql`rollback to savepoint own_phone`.execute(tx.rows<unknown>());
        const welcome = await welcomeTo(tx, personId);
        return welcome ? { kind: 'refused', code: set.refusal.code as `people.${string}`, welcome } : { kind: 'over' };
      }
      if (before?.personId === personId) await endDevice(tx, browser.actor, before.id, 'replaced');
      await endOpenCodes(tx, way.kind, personId);
      const session = await beginSession(tx, browser.actor, {
        personId,
        deviceId: device.id,
        methods: ['handed-code', 'pin'],
        strength: 'two',
      });
      const self: Actor = {
        ...browser.actor,
        kind: 'person',
        id: personId,
        session: { id: session.id, device: device.id, strength: 'two' },
      };
      await record(tx, self, { action: 'people.enrol-device', subject: { kind: 'people.device', id: device.id }, persons: [personId] });
      await way.tell(tx, personId, session.id);
      return { kind: 'joined', session, device: device.token };
    },
    { state: dutyState('identity') },
  );
}
