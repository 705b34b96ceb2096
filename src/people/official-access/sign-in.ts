/** Officials sign in: name and password, then the second factor. What is decided here is the same for a name that nobody has. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { type Actor, dutyState } from '../../platform/session/index.ts';
import { type Attempt, beginAttempt, noteWrongTry, openAttempt, spendAttempt } from '../attempts/attempts.ts';
import { sourceOf } from '../attempts/limits.ts';
import { deviceOf, type KnownDevice, rememberDevice, touchDevice } from '../citizen-access/devices.ts';
import { tellNewBrowser } from '../citizen-access/tell.ts';
import { holderOf } from '../persons/identifiers.ts';
import { tellPerson } from '../persons/notify.ts';
import { beginSession } from '../sessions/finish.ts';
import type { OpenedSession } from '../sessions/sessions.ts';
import { factorsOf, hasSecondFactor } from './factors.ts';
import { SecretsBusy } from './hashing-queue.ts';
import { type LoginName, readLoginName } from './login-name.ts';
import { texts } from './messages.gen.ts';
import { hashing, verifySecret } from './passwords.ts';
import { prepareProof, type Typed } from './second-proof.ts';
import {
  forgetTurns,
  passwordOfKnown,
  passwordOfStrangers,
  passwordsFromAddress,
  secondFactor,
  secondFactorOfKnown,
  type Turn,
  takeTurn,
} from './slow-down.ts';

/** How long the second step may take. */
const MINUTES = 10;

/** Wrong second factors after which the person is told: somebody has their password. */
const SUSPICIOUS = 5;

interface Account {
  readonly personId: string | null;
  readonly password: { readonly id: string; readonly hash: string } | null;
  /** The browser, where it is one that this person has used before. */
  readonly device: KnownDevice | null;
}

/** Who has this name and may sign in, in the same statements whether or not anybody has. */
async function findAccount(tx: Tx, context: Pick<Context, 'vault'>, login: LoginName, deviceToken: string | null): Promise<Account> {
  const holder = await holderOf(tx, context.vault, login.kind, login.value);
  const found = await sql<{
    id: string;
    credential_id: string | null;
    secret: string | null;
  }>`select person.id, credential.id as credential_id, credential.secret
    from people.person left join people.credential on credential.person_id = person.id and credential.kind = 'password' and credential.ended_at is null
    where person.id = ${holder}::uuid and person.state = 'active'`.execute(tx.rows<unknown>());
  const device = deviceToken === null ? null : await deviceOf(tx, deviceToken);
  const row = found.rows[0];
  return {
    personId: row?.id ?? null,
    password: row?.credential_id && row.secret !== null ? { id: row.credential_id, hash: row.secret } : null,
    device: row && device?.personId === row.id ? device : null,
  };
}

export type PasswordAnswer =
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'wrong' }
  /** The password was right; the second factor is due. The token binds it to this browser. */
  | { readonly kind: 'second'; readonly token: string }
  /** The password was right and is all that the person has: a session without the rights that need more. */
  | { readonly kind: 'first'; readonly opened: OpenedSession };

export interface PasswordInput {
  readonly login: string;
  readonly password: string;
  readonly address: string;
  readonly deviceToken: string | null;
  /** How its owner recognises this browser. */
  readonly browser: string;
}

/** Judges name and password. Throws SecretsBusy where too many are being checked; then nothing was counted. */
export async function answerPassword(context: Context, before: Actor, input: PasswordInput): Promise<PasswordAnswer> {
  const state = dutyState('identity');
  const login = readLoginName(input.login);
  const account = await context.db.transaction((tx) => findAccount(tx, context, login, input.deviceToken), { state, readOnly: true });
  const { device, password } = account;
  if (!hashing.hasRoom(device !== null)) throw new SecretsBusy();
  const turn = await takePasswordTurn(context, login, device, input.address);
  if (!turn.ok) return { kind: 'wait', seconds: turn.secondsLeft };
  const right = await verifySecret(password?.hash ?? null, input.password, { stranger: device === null });
  if (!right || account.personId === null || password === null) return { kind: 'wrong' };
  const personId = account.personId;
  const answer = await context.db.transaction(
    async (tx): Promise<PasswordAnswer> => {
      const factors = await factorsOf(tx, personId);
      // Changed while its hash was compared.
      if (factors.password?.id !== password.id) return { kind: 'wrong' };
      await sql`update people.credential set last_used_at = ${tx.clock.now().toString()}::timestamptz where id = ${password.id}::uuid`.execute(
        tx.rows<unknown>(),
      );
      if (hasSecondFactor(factors)) {
        const data = { login: login.value, device: device?.id ?? null };
        const { token } = await beginAttempt(tx, context.vault, { kind: 'second-factor', personId, data, minutes: MINUTES });
        return { kind: 'second', token };
      }
      if (device) await touchDevice(tx, device.id);
      const opened = await beginSession(tx, before, { personId, deviceId: device?.id ?? null, methods: ['password'], strength: 'one' });
      if (!device) await tellNewBrowser(tx, context, { personId, sessionId: opened.id, browser: input.browser });
      return { kind: 'first', opened };
    },
    { state },
  );
  if (answer.kind === 'first') await forgetPasswordTurns(context, login.value, device?.id ?? null);
  return answer;
}

/** A known browser is counted for itself; all others together for the name, and before that for the address. */
async function takePasswordTurn(context: Context, login: LoginName, device: KnownDevice | null, address: string): Promise<Turn> {
  if (device) return takeTurn(context, passwordOfKnown, device.id);
  const fromAddress = await takeTurn(context, passwordsFromAddress, sourceOf(address));
  return fromAddress.ok ? takeTurn(context, passwordOfStrangers, login.value) : fromAddress;
}

/** The count for the name begins anew once everything was proved; the one for the address does not, or one own account would free it. */
async function forgetPasswordTurns(context: Context, login: string, deviceId: string | null): Promise<void> {
  if (deviceId === null) await forgetTurns(context, passwordOfStrangers, login);
  else await forgetTurns(context, passwordOfKnown, deviceId);
}

/** What the page of the second step needs; null where this browser has no open attempt. */
export async function pendingSecond(
  context: Context,
  token: string | null,
): Promise<{ totp: boolean; passkey: boolean; known: boolean } | null> {
  if (token === null) return null;
  return context.db.transaction(
    async (tx) => {
      const attempt = await openAttempt(tx, context.vault, 'second-factor', token);
      if (!attempt?.personId) return null;
      const { totp, passkeys } = await factorsOf(tx, attempt.personId);
      return { totp: totp !== null, passkey: passkeys > 0, known: attempt.data.device !== null };
    },
    { state: dutyState('identity') },
  );
}

export type SecondAnswer =
  | { readonly kind: 'over' }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  | { readonly kind: 'right'; readonly opened: OpenedSession; readonly deviceToken: string | null };

export interface SecondInput extends Typed {
  readonly token: string | null;
  /** How its owner recognises this browser. */
  readonly browser: string;
  /** Whether this browser shall be known from now on. */
  readonly remember: boolean;
}

/** Judges the second factor of the attempt that this browser began. Throws SecretsBusy. */
export async function answerSecond(context: Context, before: Actor, input: SecondInput): Promise<SecondAnswer> {
  const state = dutyState('identity');
  const { token } = input;
  if (token === null) return { kind: 'over' };
  const begun = await context.db.transaction((tx) => openAttempt(tx, context.vault, 'second-factor', token), { state });
  if (!begun?.personId) return { kind: 'over' };
  const { personId, deviceId, login } = {
    personId: begun.personId,
    deviceId: asText(begun.data.device),
    login: asText(begun.data.login) ?? '',
  };
  const [slowing, subject] = deviceId === null ? ([secondFactor, personId] as const) : ([secondFactorOfKnown, deviceId] as const);
  const turn = await takeTurn(context, slowing, subject);
  if (!turn.ok) return { kind: 'wait', seconds: turn.secondsLeft };
  const judge = await prepareProof(context, personId, input);
  const answer = await context.db.transaction(
    async (tx): Promise<SecondAnswer> => {
      const attempt = await openAttempt(tx, context.vault, 'second-factor', token);
      if (!attempt) return { kind: 'over' };
      const proof = await judge(tx);
      if (proof === null) {
        if (turn.tries === SUSPICIOUS) await tellOfGuesses(tx, context, personId, attempt);
        return { kind: 'wrong', triesLeft: await noteWrongTry(tx, attempt.id) };
      }
      await spendAttempt(tx, attempt.id);
      const remembered =
        deviceId === null && input.remember ? await rememberDevice(tx, { personId, name: input.browser, kind: 'remembered' }) : null;
      if (deviceId !== null) await touchDevice(tx, deviceId);
      const opened = await beginSession(tx, before, {
        personId,
        deviceId: remembered?.id ?? deviceId,
        methods: ['password', proof],
        strength: 'two',
      });
      if (deviceId === null) await tellNewBrowser(tx, context, { personId, sessionId: opened.id, browser: input.browser });
      return { kind: 'right', opened, deviceToken: remembered?.token ?? null };
    },
    { state },
  );
  if (answer.kind === 'right') {
    await forgetTurns(context, slowing, subject);
    await forgetPasswordTurns(context, login, deviceId);
  }
  return answer;
}

const asText = (value: unknown): string | null => (typeof value === 'string' ? value : null);

async function tellOfGuesses(tx: Tx, context: Context, personId: string, attempt: Attempt): Promise<void> {
  await tellPerson(tx, context, personId, {
    purpose: 'people.second-factor-guessed',
    key: `people.second-factor-guessed/${attempt.id}`,
    text: (lang) => texts[lang].tell_guessed(),
    subject: (lang) => texts[lang].tell_subject(),
  });
}
