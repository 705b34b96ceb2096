/** From an outside account to a session here. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import { type Actor, dutyState } from '../../platform/session/index.ts';
import { deviceOf, touchDevice } from '../citizen-access/devices.ts';
import { tellNewBrowser } from '../citizen-access/tell.ts';
import { holderOf, recordIdentifier } from '../persons/identifiers.ts';
import { recordPerson } from '../persons/persons.ts';
import { beginSession } from '../sessions/finish.ts';
import { type OpenedSession, replaceSession } from '../sessions/sessions.ts';
import type { OutsideIdentity } from './identity.ts';

/** The browser that comes back. */
export interface Browser {
  readonly actor: Actor;
  /** The secret of its device cookie. */
  readonly device: string | null;
  /** How the person recognises it. */
  readonly name: string;
}

/**
 * Signs in whoever holds the identity here, or makes the session of whoever is signed in stronger. A citizen who is new becomes a person;
 * a province's account that nobody holds does not: it is linked by its owner first. Refuses `people.oidc-unknown`, `people.oidc-not-linked`
 * (somebody without this identity is signed in), `people.oidc-somebody-else`, `people.oidc-closed`.
 */
export async function signInFromOutside(context: Context, browser: Browser, identity: OutsideIdentity): Promise<Outcome<OpenedSession>> {
  const attempt = () => context.db.transaction((tx) => answer(tx, context, browser, identity), { state: dutyState('identity') });
  try {
    return await attempt();
  } catch (error) {
    // Two browsers of one new citizen came back at the same moment: the other was first, so now somebody holds the number.
    if (error instanceof Error && 'code' in error && error.code === '23505') return attempt();
    throw error;
  }
}

async function answer(tx: Tx, context: Context, browser: Browser, identity: OutsideIdentity): Promise<Outcome<OpenedSession>> {
  const { actor } = browser;
  const holder = await holderOf(tx, context.vault, identity.kind, identity.value);
  if (holder === null) {
    if (actor.id !== null) return refused({ code: 'people.oidc-not-linked', status: 409 });
    if (identity.provider === 'province') return refused({ code: 'people.oidc-unknown', status: 403 });
    const made = await register(tx, context, browser, identity);
    return made.ok ? accepted(await open(tx, context, browser, identity, made.value, true)) : made;
  }
  if (actor.id !== null && actor.id !== holder) return refused({ code: 'people.oidc-somebody-else', status: 409 });
  const active = await sql`select 1 from people.person where id = ${holder}::uuid and state = 'active'`.execute(tx.rows<unknown>());
  if (active.rows.length === 0) return refused({ code: 'people.oidc-closed', status: 403 });
  return accepted(await open(tx, context, browser, identity, holder, false));
}

/** A new person: name, year of birth and number, nothing else. Never matched by name or telephone number. */
async function register(tx: Tx, context: Context, { actor }: Browser, identity: OutsideIdentity): Promise<Outcome<string>> {
  const made = await recordPerson(tx, context, actor, {
    fullName: identity.name,
    birthYear: identity.birthYear,
    unitId: null,
    organisationId: null,
    languageOfHelp: 'vi',
  });
  if (!made.ok) return refused({ code: 'people.oidc-unreadable', status: 409 });
  const { personId } = made.value;
  const { kind, value } = identity;
  await recordIdentifier(tx, context.vault, { personId, unitId: null, organisationId: null, kind, value, verified: true });
  return accepted(personId);
}

async function open(
  tx: Tx,
  context: Context,
  browser: Browser,
  identity: OutsideIdentity,
  personId: string,
  isNew: boolean,
): Promise<OpenedSession> {
  const { actor } = browser;
  const { strength } = identity;
  if (actor.session) {
    const replaced = await replaceSession(tx, actor.session.id, { methods: ['oidc'], strength });
    if (replaced) {
      await record(tx, actor, {
        action: 'people.confirm-with-outside-account',
        subject: { kind: 'people.session', id: replaced.id },
        fields: ['oidc'],
        persons: [personId],
      });
      return replaced;
    }
  }
  const found = browser.device === null ? null : await deviceOf(tx, browser.device);
  const device = found?.personId === personId ? found : null;
  const opened = await beginSession(tx, actor, { personId, deviceId: device?.id ?? null, methods: ['oidc'], strength });
  if (device) await touchDevice(tx, device.id);
  else if (!isNew) await tellNewBrowser(tx, context, { personId, sessionId: opened.id, browser: browser.name });
  return opened;
}
