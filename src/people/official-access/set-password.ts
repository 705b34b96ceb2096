/** An official sets or changes the password. Everything that was signed in with the old one ends, but for this browser. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import { type Actor, dutyState } from '../../platform/session/index.ts';
import { identifiersOf, masked } from '../persons/identifiers.ts';
import { lockPersons } from '../persons/lock.ts';
import { tellPerson } from '../persons/notify.ts';
import { personName } from '../persons/persons.ts';
import { endSessions, type OpenedSession, replaceSession } from '../sessions/sessions.ts';
import { endCredentials, factorsOf, hasSecondFactor } from './factors.ts';
import { texts } from './messages.gen.ts';
import { mayReplacePassword, type OwnSession, ownSession } from './own-session.ts';
import { checkNewPassword, hashSecret, verifySecret } from './passwords.ts';
import { forgetTurns, proofInSession, takeTurn } from './slow-down.ts';

export interface PasswordState {
  readonly session: OwnSession;
  readonly hasPassword: boolean;
  readonly hasSecondFactor: boolean;
  /** Set without the old one. */
  readonly mayReplace: boolean;
  readonly userName: string | null;
  /** Proved numbers and addresses that can be typed in place of a user name, masked. */
  readonly otherNames: readonly string[];
}

interface Known {
  readonly state: PasswordState;
  readonly hash: string | null;
  /** Words that everybody around the person knows. */
  readonly personal: readonly string[];
}

async function known(tx: Tx, context: Pick<Context, 'vault' | 'config'>, actor: Actor): Promise<Known | null> {
  const session = await ownSession(tx, actor);
  if (!session) return null;
  const factors = await factorsOf(tx, session.personId);
  const identifiers = await identifiersOf(tx, context.vault, session.personId);
  const name = await personName(tx, session.personId);
  const own = identifiers.filter(({ kind }) => kind === 'phone' || kind === 'email' || kind === 'user-name');
  return {
    state: {
      session,
      hasPassword: factors.password !== null,
      hasSecondFactor: hasSecondFactor(factors),
      mayReplace: mayReplacePassword(session, tx.clock.now()),
      userName: own.find(({ kind }) => kind === 'user-name')?.value ?? null,
      otherNames: own.filter(({ kind, verified }) => verified && kind !== 'user-name').map(({ kind, value }) => masked(kind, value)),
    },
    hash: factors.password?.hash ?? null,
    personal: [...own.map(({ value }) => value), ...(name === null ? [] : [name]), context.config.PRODUCT_NAME],
  };
}

/** What the page of the password needs; null where the session ended meanwhile. */
export async function passwordState(context: Context, actor: Actor): Promise<PasswordState | null> {
  const found = await context.db.transaction((tx) => known(tx, context, actor), { state: dutyState('identity') });
  return found?.state ?? null;
}

export interface NewPassword {
  /** The old one; not asked right after two factors or a handed code. */
  readonly current: string;
  readonly password: string;
  /** The new one once more, where the letters were hidden. */
  readonly again: string | null;
}

/**
 * Sets the password. Refusals: `people.password-proof` (neither the old one nor a fresh proof), `people.password-current` (field `current`),
 * `people.proof-wait`, `people.password-again`, and those of checkNewPassword. Throws SecretsBusy.
 */
export async function setPassword(
  context: Context,
  actor: Actor,
  input: NewPassword,
): Promise<Outcome<{ opened: OpenedSession; ended: number; hasSecondFactor: boolean }>> {
  const duty = { state: dutyState('identity') };
  const found = await context.db.transaction((tx) => known(tx, context, actor), duty);
  if (!found) return refused({ code: 'people.not-signed-in', status: 401 });
  const { state, hash, personal } = found;
  if (!state.mayReplace) {
    if (hash === null) return refused({ code: 'people.password-proof', status: 403 });
    const turn = await takeTurn(context, proofInSession, state.session.id);
    if (!turn.ok) return refused({ code: 'people.proof-wait', params: { seconds: turn.secondsLeft }, field: 'current', status: 429 });
    if (!(await verifySecret(hash, input.current))) return refused({ code: 'people.password-current', field: 'current' });
    await forgetTurns(context, proofInSession, state.session.id);
  }
  const taken = await checkNewPassword({ password: input.password, personal });
  if (!taken.ok) return taken;
  if (input.again !== null && input.again.normalize('NFKC') !== input.password.normalize('NFKC'))
    return refused({ code: 'people.password-again', field: 'again' });
  const kept = await hashSecret(input.password);
  return context.db.transaction(async (tx) => {
    await lockPersons(tx, [state.session.personId]);
    const again = await known(tx, context, actor);
    // Changed elsewhere, or ended, while the hash was made.
    if (again?.hash !== hash) return refused({ code: 'people.password-changed-meanwhile', status: 409 });
    const { personId, id: sessionId, strength } = again.state.session;
    await keepPassword(tx, personId, kept);
    const ended = await endSessions(tx, personId, { why: 'password-changed', except: sessionId });
    const opened = await replaceSession(tx, sessionId, { methods: ['password'], strength });
    if (!opened) return refused({ code: 'people.not-signed-in', status: 401 });
    await record(tx, actor, {
      action: 'people.set-password',
      subject: { kind: 'people.person', id: personId },
      fields: ['password'],
      persons: [personId],
    });
    await tellPerson(tx, context, personId, {
      purpose: 'people.password-changed',
      key: `people.password-changed/${opened.id}`,
      text: (lang) => texts[lang].tell_password(),
      subject: (lang) => texts[lang].tell_subject(),
    });
    return accepted({ opened, ended, hasSecondFactor: again.state.hasSecondFactor });
  }, duty);
}

/** Makes the hash the person's password in place of any before, and ends what was begun with that. Runs under the duty `identity`. */
export async function keepPassword(tx: Tx, personId: string, hash: string): Promise<void> {
  const now = tx.clock.now().toString();
  await endCredentials(tx, personId, 'password');
  await sql`insert into people.credential (id, person_id, kind, secret, created_at)
    values (${tx.ids.next()}::uuid, ${personId}::uuid, 'password', ${hash}, ${now}::timestamptz)`.execute(tx.rows<unknown>());
  await sql`update people.attempt set used_at = ${now}::timestamptz
    where person_id = ${personId}::uuid and kind = 'second-factor' and used_at is null`.execute(tx.rows<unknown>());
}
