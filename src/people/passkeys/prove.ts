/** Signing in with a passkey, and confirming oneself with it while signed in. Nobody types a name, so there is none to try out. */
import { type AuthenticationResponseJSON, generateAuthenticationOptions, verifyAuthenticationResponse } from '@simplewebauthn/server';
import { parse } from 'uuid';
import { record } from '../../audit/index.ts';
import { equalBytes } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import { type Actor, dutyState } from '../../platform/session/index.ts';
import { beginAttempt, openAttempt, spendAttempt } from '../attempts/attempts.ts';
import { deviceOf } from '../citizen-access/devices.ts';
import { tellNewBrowser } from '../citizen-access/tell.ts';
import { tellPerson } from '../persons/notify.ts';
import { beginSession } from '../sessions/finish.ts';
import { type OpenedSession, replaceSession } from '../sessions/sessions.ts';
import { MINUTES, readJson } from './make.ts';
import { texts } from './messages.gen.ts';
import type { RelyingParty } from './relying-party.ts';
import { type KnownPasskey, lockPasskey, notePasskeyUse } from './store.ts';

const duty = { state: dutyState('identity') } as const;

/** Begins a proof, bound to this browser. Gives what the browser's `navigator.credentials.get` takes, and the secret for the cookie. */
export async function beginProof(context: Context, party: RelyingParty): Promise<{ options: object; token: string }> {
  const options = await generateAuthenticationOptions({ rpID: party.id, userVerification: 'required', timeout: MINUTES * 60_000 });
  const begun = await context.db.transaction(
    (tx) => beginAttempt(tx, context.vault, { kind: 'passkey', personId: null, data: { challenge: options.challenge }, minutes: MINUTES }),
    duty,
  );
  return { options, token: begun.token };
}

export interface ProofInput {
  /** The cookies of this browser. */
  readonly token: string | null;
  readonly device: string | null;
  /** How its owner recognises this browser. */
  readonly browser: string;
  /** What the passkey answered, as JSON. */
  readonly answer: string;
}

/**
 * Judges the answer of a passkey; the attempt is used up whatever comes. Refuses `people.passkey-over` (too late, another browser, used),
 * `people.passkey-unknown` (not ours, removed, made for another address, not unlocked), `people.passkey-copied` (its counter went
 * backwards; the person is told) and `people.passkey-somebody-else` (another account is signed in here).
 */
export async function finishProof(
  context: Context,
  before: Actor,
  party: RelyingParty,
  input: ProofInput,
): Promise<Outcome<OpenedSession>> {
  const response = readJson<AuthenticationResponseJSON>(input.answer);
  return context.db.transaction(async (tx) => {
    const attempt = input.token === null ? null : await openAttempt(tx, context.vault, 'passkey', input.token);
    if (!attempt) return refused({ code: 'people.passkey-over', status: 409 });
    await spendAttempt(tx, attempt.id);
    const passkey = typeof response?.id === 'string' ? await lockPasskey(tx, response.id) : null;
    if (!response || !passkey || !isOwners(response, passkey)) return refused({ code: 'people.passkey-unknown' });
    const counter = await verifiedCounter(response, String(attempt.data.challenge), party, passkey);
    if (counter === null) return refused({ code: 'people.passkey-unknown' });
    if ((counter > 0 || passkey.counter > 0) && counter <= passkey.counter) return copied(tx, context, before, passkey);
    if (before.id !== null && before.id !== passkey.personId) return refused({ code: 'people.passkey-somebody-else', status: 409 });
    await notePasskeyUse(tx, passkey.id, counter);
    return accepted(await open(tx, context, before, passkey, input));
  }, duty);
}

/** A passkey names its owner in its answer; both names must be the same. */
function isOwners(response: AuthenticationResponseJSON, passkey: KnownPasskey): boolean {
  const handle = (response as { response?: { userHandle?: unknown } }).response?.userHandle;
  return typeof handle === 'string' && equalBytes(Buffer.from(handle, 'base64url'), parse(passkey.personId));
}

/** The counter of an answer that is signed by the passkey for this challenge, host and origin, unlocked by its owner; null for any other. */
async function verifiedCounter(
  response: AuthenticationResponseJSON,
  challenge: string,
  party: RelyingParty,
  { publicId, material }: KnownPasskey,
): Promise<number | null> {
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      // The counter is judged afterwards: one that nobody has signed says nothing about a copy.
      credential: { id: publicId, publicKey: Uint8Array.from(Buffer.from(material.publicKey, 'base64url')), counter: 0 },
    });
    return verified ? authenticationInfo.newCounter : null;
  } catch {
    return null;
  }
}

/** Two devices answer for one key that can't be copied by its maker (WebAuthn 4, 6.1.1): nobody is let in, and the owner learns of it. */
async function copied(tx: Tx, context: Context, before: Actor, passkey: KnownPasskey): Promise<Outcome<never>> {
  await record(tx, before, {
    action: 'people.passkey-counter-backwards',
    subject: { kind: 'people.credential', id: passkey.id },
    fields: ['counter'],
    persons: [passkey.personId],
  });
  await tellPerson(tx, context, passkey.personId, {
    purpose: 'people.passkey-copied',
    key: `people.passkey-copied/${passkey.id}/${tx.clock.today().toString()}`,
    subject: (lang) => texts[lang].tell_subject({ product: context.config.PRODUCT_NAME }),
    text: (lang) => texts[lang].tell_copied({ product: context.config.PRODUCT_NAME }),
  });
  return refused({ code: 'people.passkey-copied', status: 403 });
}

/** A new session, or the person's own made stronger. A passkey is two factors: the device, and what unlocks it. */
async function open(
  tx: Tx,
  context: Context,
  before: Actor,
  { personId, id }: KnownPasskey,
  { device: deviceToken, browser }: ProofInput,
): Promise<OpenedSession> {
  if (before.session) {
    const replaced = await replaceSession(tx, before.session.id, { methods: ['passkey'], strength: 'two' });
    if (replaced) {
      await record(tx, before, {
        action: 'people.confirm-with-passkey',
        subject: { kind: 'people.credential', id },
        fields: ['session'],
        persons: [personId],
      });
      return replaced;
    }
  }
  const found = deviceToken === null ? null : await deviceOf(tx, deviceToken);
  const device = found?.personId === personId ? found : null;
  const opened = await beginSession(tx, before, { personId, deviceId: device?.id ?? null, methods: ['passkey'], strength: 'two' });
  if (!device) await tellNewBrowser(tx, context, { personId, sessionId: opened.id, browser });
  return opened;
}
