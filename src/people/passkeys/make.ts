/** A new passkey: the browser makes it for our host, the person shows the phone their finger, face or lock, we keep the public half. */
import { generateRegistrationOptions, type RegistrationResponseJSON, verifyRegistrationResponse } from '@simplewebauthn/server';
import { parse } from 'uuid';
import { record } from '../../audit/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import { type Actor, dutyState } from '../../platform/session/index.ts';
import { tidy } from '../../platform/text/index.ts';
import { beginAttempt, openAttempt, spendAttempt } from '../attempts/attempts.ts';
import { tellPerson } from '../persons/notify.ts';
import { gateOf } from './gate.ts';
import { texts } from './messages.gen.ts';
import type { RelyingParty } from './relying-party.ts';
import { keepPasskey, LONGEST_LABEL, publicIdsOf } from './store.ts';

/** How long somebody may take to show their finger. */
export const MINUTES = 5;

/** Ed25519, ES256 and RS256: what phones and security keys have. Post-quantum kinds follow once Node no longer calls them experimental. */
const algorithms = [-8, -7, -257];

/** More than these nobody can tell apart. */
const MOST_PASSKEYS = 20;

const duty = { state: dutyState('identity') } as const;

const notNow = {
  'not-fresh': 'people.passkey-prove-again',
  'second-factor': 'people.passkey-second-factor',
  'first-factor': 'people.passkey-first-factor',
} as const;

/**
 * Begins a new passkey of the actor, bound to this browser. Gives what the browser's `navigator.credentials.create` takes, and the secret
 * for the cookie. Refuses `people.passkey-prove-again`, `…-second-factor`, `…-first-factor` (the session is too weak or too old), `…-too-many`.
 */
export async function beginPasskey(
  context: Context,
  actor: Actor,
  party: RelyingParty,
): Promise<Outcome<{ options: object; token: string }>> {
  const { db, vault } = context;
  return db.transaction(async (tx) => {
    const { id } = actor;
    if (id === null) return refused({ code: 'people.not-signed-in', status: 401 });
    const gate = await gateOf(tx, actor);
    if (gate !== 'open') return refused({ code: notNow[gate], status: 403 });
    const known = await publicIdsOf(tx, id);
    if (known.length >= MOST_PASSKEYS) return refused({ code: 'people.passkey-too-many', params: { most: MOST_PASSKEYS }, status: 409 });
    const options = await generateRegistrationOptions({
      rpID: party.id,
      rpName: party.name,
      userName: actor.name || party.name,
      userDisplayName: actor.name,
      // The person's id says nothing to others; being the same each time, it has a phone replace a passkey rather than collect them.
      userID: Uint8Array.from(parse(id)),
      timeout: MINUTES * 60_000,
      attestationType: 'none',
      supportedAlgorithmIDs: algorithms,
      excludeCredentials: known.map((one) => ({ id: one.id, transports: [...one.transports] })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    const begun = await beginAttempt(tx, vault, {
      kind: 'passkey-new',
      personId: id,
      data: { challenge: options.challenge },
      minutes: MINUTES,
    });
    return accepted({ options, token: begun.token });
  }, duty);
}

/**
 * Keeps the passkey that the browser made. The attempt is used up whatever comes. Refuses `people.passkey-over` (too late, another browser,
 * used) and `people.passkey-not-made` (made for another address, or not by this person's finger, face or lock).
 */
export async function finishPasskey(
  context: Context,
  actor: Actor,
  party: RelyingParty,
  input: { token: string | null; answer: string; label: string },
): Promise<Outcome<{ id: string }>> {
  const { db, vault } = context;
  const response = readJson<RegistrationResponseJSON>(input.answer);
  return db.transaction(async (tx) => {
    const attempt = input.token === null ? null : await openAttempt(tx, vault, 'passkey-new', input.token);
    if (!attempt || attempt.personId === null || attempt.personId !== actor.id)
      return refused({ code: 'people.passkey-over', status: 409 });
    await spendAttempt(tx, attempt.id);
    // A session may have been stolen or weakened between the two steps.
    const gate = await gateOf(tx, actor);
    if (gate !== 'open') return refused({ code: notNow[gate], status: 403 });
    const verified = response === null ? null : await checked(response, String(attempt.data.challenge), party);
    if (!verified) return refused({ code: 'people.passkey-not-made' });
    const { credential, credentialBackedUp } = verified;
    const id = tx.ids.next();
    const kept = await keepPasskey(tx, {
      id,
      personId: attempt.personId,
      publicId: credential.id,
      material: {
        publicKey: Buffer.from(credential.publicKey).toString('base64url'),
        transports: (credential.transports ?? []).filter((one) => /^[a-z-]{1,20}$/.test(one)).slice(0, 10),
        synced: credentialBackedUp,
      },
      counter: credential.counter,
      label: tidy(input.label).slice(0, LONGEST_LABEL),
    });
    if (!kept) return refused({ code: 'people.passkey-not-made' });
    await record(tx, actor, {
      action: 'people.add-passkey',
      subject: { kind: 'people.credential', id },
      fields: ['public_id', 'secret', 'label'],
      persons: [attempt.personId],
    });
    await tellPerson(tx, context, attempt.personId, {
      purpose: 'people.passkey-added',
      key: `people.passkey-added/${id}`,
      subject: (lang) => texts[lang].tell_subject({ product: context.config.PRODUCT_NAME }),
      text: (lang) => texts[lang].tell_added({ product: context.config.PRODUCT_NAME }),
    });
    return accepted({ id });
  }, duty);
}

async function checked(response: RegistrationResponseJSON, challenge: string, party: RelyingParty) {
  try {
    const result = await verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    });
    return result.verified ? result.registrationInfo : null;
  } catch {
    // The library throws for everything that does not fit: another origin or host, another challenge, a broken answer.
    return null;
  }
}

/** What a browser sent as JSON; null where it is none. Its shape is judged by the library. */
export function readJson<T extends object>(text: string): T | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as T) : null;
  } catch {
    return null;
  }
}
