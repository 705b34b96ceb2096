/** One's own second factor: an authenticator app, recovery codes, and proving it inside a session that began with less. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import { type Actor, dutyState } from '../../platform/session/index.ts';
import { beginAttempt, noteWrongTry, openAttempt, spendAttempt } from '../attempts/attempts.ts';
import type { SessionMethod } from '../contract.ts';
import { lockPersons } from '../persons/lock.ts';
import { tellPerson } from '../persons/notify.ts';
import { personName } from '../persons/persons.ts';
import { type OpenedSession, replaceSession } from '../sessions/sessions.ts';
import { endCredentials, type Factors, factorsOf, hasSecondFactor, isLastNeededFactor } from './factors.ts';
import { texts } from './messages.gen.ts';
import { hasFirstFactor, isFresh, mayReplacePassword, type OwnSession, ownSession } from './own-session.ts';
import { verifySecret } from './passwords.ts';
import { keepRecoveryCodes, makeRecoveryCodes } from './recovery-codes.ts';
import { prepareProof, type Typed } from './second-proof.ts';
import { forgetTurns, proofInSession, takeTurn } from './slow-down.ts';
import { keepTotp, newTotpSecret, stepOf, totpAddress, typedCode } from './totp.ts';

/** How long a new app may take, and how long new recovery codes can be looked at. */
const MINUTES = 15;

const duty = { state: dutyState('identity') } as const;
const signedOut = refused({ code: 'people.not-signed-in', status: 401 });
const notFresh = refused({ code: 'people.second-not-fresh', status: 403 });

export interface SecondFactorState extends Pick<Factors, 'totp' | 'passkeys' | 'recoveryCodes'> {
  readonly session: OwnSession;
  readonly hasPassword: boolean;
  readonly hasAny: boolean;
  readonly fresh: boolean;
  /** What is asked beside the second factor to prove it in this session: a code by SMS and one from an app may be the same phone. */
  readonly asksPassword: boolean;
  /** Whether a first second factor can be set up in this session; with a password it can be typed for that. */
  readonly maySetUp: boolean;
  readonly lastNeeded: boolean;
}

async function stateOf(tx: Tx, actor: Actor): Promise<(SecondFactorState & { readonly password: Factors['password'] }) | null> {
  const session = await ownSession(tx, actor);
  if (!session) return null;
  const factors = await factorsOf(tx, session.personId);
  const now = tx.clock.now();
  return {
    ...factors,
    session,
    hasPassword: factors.password !== null,
    hasAny: hasSecondFactor(factors),
    fresh: isFresh(session, now),
    asksPassword: !hasFirstFactor(session),
    maySetUp: mayReplacePassword(session, now) || (isFresh(session, now) && session.methods.includes('password')),
    lastNeeded: await isLastNeededFactor(tx, session.personId),
  };
}

/** What the pages of the second factor need; null where the session ended meanwhile. */
export function secondFactorState(context: Context, actor: Actor): Promise<SecondFactorState | null> {
  return context.db.transaction((tx) => stateOf(tx, actor), duty);
}

/** Whether what one signs in with may be changed now: a fresh proof with the second factor, or what allows the first one. */
const mayChange = (state: SecondFactorState): boolean => (state.hasAny ? state.session.strength === 'two' && state.fresh : state.maySetUp);

/** Judges a password that is typed inside a session. Refusals: `people.proof-wait`, `people.password-current`, with their field. */
async function judgePassword(
  context: Context,
  state: { session: OwnSession; password: Factors['password'] },
  typed: string,
): Promise<Outcome<null>> {
  const turn = await takeTurn(context, proofInSession, state.session.id);
  if (!turn.ok) return refused({ code: 'people.proof-wait', params: { seconds: turn.secondsLeft }, field: 'password', status: 429 });
  if (!(await verifySecret(state.password?.hash ?? null, typed))) return refused({ code: 'people.password-current', field: 'password' });
  return accepted(null);
}

/**
 * Begins a new authenticator app: makes the secret and binds it to this browser. Refusals: `people.second-not-fresh` (prove yourself again),
 * `people.password-current`, `people.proof-wait`. Throws SecretsBusy.
 */
export async function beginTotp(context: Context, actor: Actor, input: { password: string }): Promise<Outcome<{ token: string }>> {
  const state = await context.db.transaction((tx) => stateOf(tx, actor), duty);
  if (!state) return signedOut;
  if (!mayChange(state)) {
    if (state.hasAny || state.password === null) return notFresh;
    const proved = await judgePassword(context, state, input.password);
    if (!proved.ok) return proved;
    await forgetTurns(context, proofInSession, state.session.id);
  }
  return context.db.transaction(async (tx) => {
    const data = { stage: 'secret', secret: newTotpSecret(), session: state.session.id };
    const { token } = await beginAttempt(tx, context.vault, { kind: 'totp-new', personId: state.session.personId, data, minutes: MINUTES });
    return accepted({ token });
  }, duty);
}

interface Begun {
  readonly id: string;
  readonly secret: string;
  readonly codes: readonly string[];
}

/** The attempt of this browser, in this very session, at this stage. */
async function begunBy(tx: Tx, context: Context, actor: Actor, token: string | null, stage: 'secret' | 'codes'): Promise<Begun | null> {
  const attempt = token === null ? null : await openAttempt(tx, context.vault, 'totp-new', token);
  if (!attempt || attempt.personId !== actor.id || attempt.data.session !== actor.session?.id || attempt.data.stage !== stage) return null;
  const { secret, codes } = attempt.data;
  return {
    id: attempt.id,
    secret: typeof secret === 'string' ? secret : '',
    codes: Array.isArray(codes) ? codes.filter((code): code is string => typeof code === 'string') : [],
  };
}

/** The secret of the app that is being set up, and the address for its picture; null where none is, or it took too long. */
export function pendingTotp(context: Context, actor: Actor, token: string | null): Promise<{ secret: string; address: string } | null> {
  return context.db.transaction(async (tx) => {
    const begun = await begunBy(tx, context, actor, token, 'secret');
    if (!begun || actor.id === null) return null;
    // Without diacritics the picture has half as many dots.
    const account = ((await personName(tx, actor.id)) ?? actor.name)
      .normalize('NFD')
      .replace(/\p{M}+/gu, '')
      .replace(/đ/g, 'd')
      .replace(/Đ/g, 'D');
    return { secret: begun.secret, address: totpAddress(begun.secret, { issuer: context.config.PRODUCT_NAME, account }) };
  }, duty);
}

/**
 * Takes the app over once it has shown a right code: from now on it is asked for, and this session has two factors. Refusals:
 * `people.totp-over`, `people.second-code-wrong` (field `code`).
 */
export function confirmTotp(
  context: Context,
  actor: Actor,
  input: { token: string | null; code: string },
): Promise<Outcome<{ opened: OpenedSession; needsCodes: boolean }>> {
  return context.db.transaction(async (tx) => {
    const begun = await begunBy(tx, context, actor, input.token, 'secret');
    const session = await ownSession(tx, actor);
    if (!begun || !session) return refused({ code: 'people.totp-over', status: 409 });
    const code = typedCode(input.code);
    const step = code === null ? null : stepOf(begun.secret, code, tx.clock.now());
    if (step === null) {
      const triesLeft = await noteWrongTry(tx, begun.id);
      return triesLeft === 0
        ? refused({ code: 'people.totp-over', status: 409 })
        : refused({ code: 'people.second-code-wrong', field: 'code' });
    }
    await spend(tx, context, begun.id);
    const { personId } = session;
    await keepTotp(tx, context.vault, { personId, secret: begun.secret, step });
    const opened = await replaceSession(tx, session.id, { methods: ['totp'], strength: 'two' });
    if (!opened) return signedOut;
    await note(tx, context, actor, { action: 'people.set-up-totp', field: 'totp', personId, key: opened.id });
    return accepted({ opened, needsCodes: (await factorsOf(tx, personId)).recoveryCodes.length === 0 });
  }, duty);
}

/**
 * Makes new recovery codes, those before are worth nothing any more, and binds the sight of them to this browser for some minutes.
 * Refuses `people.second-not-fresh`. Throws SecretsBusy. `session` is the one just opened, where the request's own was replaced.
 */
export async function newRecoveryCodes(context: Context, actor: Actor): Promise<Outcome<{ token: string }>> {
  const state = await context.db.transaction((tx) => stateOf(tx, actor), duty);
  if (!state) return signedOut;
  if (!state.hasAny || !mayChange(state)) return notFresh;
  const { shown, kept } = await makeRecoveryCodes();
  return context.db.transaction(async (tx) => {
    const { personId, id } = state.session;
    await keepRecoveryCodes(tx, personId, kept);
    await note(tx, context, actor, { action: 'people.make-recovery-codes', field: 'recovery_codes', personId, key: tx.ids.next() });
    const data = { stage: 'codes', codes: shown, session: id };
    const { token } = await beginAttempt(tx, context.vault, { kind: 'totp-new', personId, data, minutes: MINUTES });
    return accepted({ token });
  }, duty);
}

/** The recovery codes just made, until they are put away or the time is over; null afterwards. */
export function shownCodes(context: Context, actor: Actor, token: string | null): Promise<readonly string[] | null> {
  return context.db.transaction(async (tx) => (await begunBy(tx, context, actor, token, 'codes'))?.codes ?? null, duty);
}

/** The codes are put away: they can't be looked at again. */
export function putCodesAway(context: Context, actor: Actor, token: string | null): Promise<void> {
  return context.db.transaction(async (tx) => {
    const begun = await begunBy(tx, context, actor, token, 'codes');
    if (begun) await spend(tx, context, begun.id);
  }, duty);
}

/** Uses up an attempt and forgets what it held. */
async function spend(tx: Tx, context: Context, id: string): Promise<void> {
  await spendAttempt(tx, id);
  const nothing = context.vault.seal('{}', `people.attempt/${id}`);
  await sql`update people.attempt set sealed_data = ${nothing} where id = ${id}::uuid`.execute(tx.rows<unknown>());
}

/** Takes the authenticator app away. Refusals: `people.second-not-fresh`, `people.second-last` while a role needs one and no other is there. */
export function removeTotp(context: Context, actor: Actor): Promise<Outcome<null>> {
  return context.db.transaction(async (tx) => {
    // Of two factors that are taken away at once, the second one is the last.
    if (actor.id !== null) await lockPersons(tx, [actor.id]);
    const state = await stateOf(tx, actor);
    if (!state) return signedOut;
    if (!mayChange(state)) return notFresh;
    if (state.lastNeeded) return refused({ code: 'people.second-last', status: 409 });
    const { personId } = state.session;
    if ((await endCredentials(tx, personId, 'totp')) === 0) return accepted(null);
    if (!hasSecondFactor(await factorsOf(tx, personId))) await endCredentials(tx, personId, 'recovery-code');
    await note(tx, context, actor, { action: 'people.remove-totp', field: 'totp', personId, key: tx.ids.next() });
    return accepted(null);
  }, duty);
}

/**
 * Proves the second factor inside a session: the session is replaced by one of two factors, with a new secret. Refusals: `people.proof-wait`,
 * `people.password-current`, `people.second-code-wrong` (field `code` or `recovery`), `people.second-none`. Throws SecretsBusy.
 */
export async function proveInSession(context: Context, actor: Actor, input: Typed & { password: string }): Promise<Outcome<OpenedSession>> {
  const state = await context.db.transaction((tx) => stateOf(tx, actor), duty);
  if (!state) return signedOut;
  if (!state.hasAny || (state.asksPassword && !state.hasPassword)) return refused({ code: 'people.second-none', status: 409 });
  const added: SessionMethod[] = [];
  if (state.asksPassword) {
    const proved = await judgePassword(context, state, input.password);
    if (!proved.ok) return proved;
    added.push('password');
  } else {
    const turn = await takeTurn(context, proofInSession, state.session.id);
    if (!turn.ok) return refused({ code: 'people.proof-wait', params: { seconds: turn.secondsLeft }, field: fieldOf(input), status: 429 });
  }
  const judge = await prepareProof(context, state.session.personId, input);
  const proved = await context.db.transaction(async (tx): Promise<Outcome<OpenedSession>> => {
    const session = await ownSession(tx, actor);
    if (!session) return signedOut;
    const proof = await judge(tx);
    if (proof === null) return refused({ code: 'people.second-code-wrong', field: fieldOf(input) });
    const opened = await replaceSession(tx, session.id, { methods: [...added, proof], strength: 'two' });
    if (!opened) return signedOut;
    await record(tx, actor, {
      action: 'people.prove-second-factor',
      subject: { kind: 'people.session', id: opened.id },
      fields: [...added, proof],
      persons: [session.personId],
    });
    return accepted(opened);
  }, duty);
  if (proved.ok) await forgetTurns(context, proofInSession, state.session.id);
  return proved;
}

const fieldOf = ({ recovery }: Typed): string => (recovery === '' ? 'code' : 'recovery');

/** Writes a change into the trail and tells the person. */
async function note(
  tx: Tx,
  context: Context,
  actor: Actor,
  change: { action: `people.${string}`; field: string; personId: string; key: string },
): Promise<void> {
  const { action, field, personId, key } = change;
  await record(tx, actor, { action, subject: { kind: 'people.person', id: personId }, fields: [field], persons: [personId] });
  await tellPerson(tx, context, personId, {
    purpose: 'people.second-factor-changed',
    key: `people.second-factor-changed/${key}`,
    text: (lang) => texts[lang].tell_factor({ what: field }),
    subject: (lang) => texts[lang].tell_subject(),
  });
}
