/** Outside accounts linked to one's own: added after a look and a tap, taken away while another way in remains. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import { type Actor, dutyState } from '../../platform/session/index.ts';
import { beginAttempt, openAttempt, spendAttempt } from '../attempts/attempts.ts';
import { type Gate, gateOf } from '../passkeys/gate.ts';
import { anotherWayRemains } from '../passkeys/ways-left.ts';
import { holderOf, identifiersOf, masked, recordIdentifier } from '../persons/identifiers.ts';
import { lockPersons } from '../persons/lock.ts';
import { tellPerson } from '../persons/notify.ts';
import { MINUTES } from './flow.ts';
import type { OutsideIdentity } from './identity.ts';
import { texts } from './messages.gen.ts';
import type { Provider } from './ways.ts';

const duty = { state: dutyState('identity') } as const;
const signedOut = refused({ code: 'people.not-signed-in', status: 401 });

const kinds = { vneid: 'citizen-id', province: 'oidc-subject' } as const;
const notNow = {
  'not-fresh': 'people.oidc-prove-again',
  'second-factor': 'people.oidc-prove-again',
  'first-factor': 'people.oidc-prove-again',
} as const;

export interface Linked {
  readonly id: string;
  readonly provider: Provider;
  /** Enough to recognise it. */
  readonly shown: string;
}

/** The outside accounts that are linked to the actor, and whether links can be changed now. */
export async function ownLinks(context: Context, actor: Actor): Promise<{ links: readonly Linked[]; gate: Gate }> {
  const { id } = actor;
  if (id === null) return { links: [], gate: 'not-fresh' };
  return context.db.transaction(async (tx) => ({ links: await linksOf(tx, context, id), gate: await gateOf(tx, actor) }), duty);
}

async function linksOf(tx: Tx, context: Context, personId: string): Promise<readonly Linked[]> {
  const known = await identifiersOf(tx, context.vault, personId);
  return (['vneid', 'province'] as const).flatMap((provider) =>
    known
      .filter((one) => one.kind === kinds[provider] && one.verified)
      .map((one) => ({ id: one.id, provider, shown: masked(one.kind, one.value) })),
  );
}

/** Whether the actor may link or unlink now. Refuses `people.oidc-prove-again`. */
export function mayLink(context: Context, actor: Actor): Promise<Outcome<null>> {
  return context.db.transaction(async (tx) => gated(await gateOf(tx, actor)), duty);
}

const gated = (gate: Gate): Outcome<null> => (gate === 'open' ? accepted(null) : refused({ code: notNow[gate], status: 403 }));

/** What is about to be linked, as its owner is shown it. */
export interface Proposal {
  readonly provider: Provider;
  readonly name: string;
  readonly shown: string;
}

/**
 * Keeps what came back until its owner has looked at it and tapped: a page of somebody else that sent the browser through here links
 * nothing. Gives the secret for this browser's cookie.
 */
export async function proposeLink(context: Context, personId: string, identity: OutsideIdentity): Promise<string> {
  const { token } = await context.db.transaction(
    (tx) => beginAttempt(tx, context.vault, { kind: 'oidc', personId, data: { stage: 'link', ...identity }, minutes: MINUTES }),
    duty,
  );
  return token;
}

async function proposed(
  tx: Tx,
  context: Context,
  actor: Actor,
  token: string | null,
): Promise<{ id: string; identity: OutsideIdentity } | null> {
  const attempt = token === null ? null : await openAttempt(tx, context.vault, 'oidc', token);
  if (attempt?.data.stage !== 'link' || attempt.personId === null || attempt.personId !== actor.id) return null;
  return { id: attempt.id, identity: attempt.data as unknown as OutsideIdentity };
}

/** What this browser is about to link; null where nothing is (any more). */
export function proposedLink(context: Context, actor: Actor, token: string | null): Promise<Proposal | null> {
  return context.db.transaction(async (tx) => {
    const found = await proposed(tx, context, actor, token);
    return (
      found && { provider: found.identity.provider, name: found.identity.name, shown: masked(found.identity.kind, found.identity.value) }
    );
  }, duty);
}

/**
 * Links the proposed account to the actor and tells them. Refuses `people.oidc-over`, `people.oidc-prove-again`, `people.oidc-taken`
 * (somebody else holds it) and `people.oidc-another` (an account of this provider is linked already).
 */
export function link(context: Context, actor: Actor, token: string | null): Promise<Outcome<null>> {
  return context.db.transaction(async (tx) => {
    const found = await proposed(tx, context, actor, token);
    if (!found || actor.id === null) return refused({ code: 'people.oidc-over', status: 409 });
    const personId = actor.id;
    await spendAttempt(tx, found.id);
    const gate = gated(await gateOf(tx, actor));
    if (!gate.ok) return gate;
    const { kind, value, provider } = found.identity;
    // Two links of one person are made one after the other.
    const rows = tx.rows<unknown>();
    const person = await sql<{ unit_id: string | null; organisation_id: string | null }>`select unit_id, organisation_id from people.person
      where id = ${personId}::uuid and state = 'active' for update`.execute(rows);
    const place = person.rows[0];
    if (!place) return signedOut;
    const holder = await holderOf(tx, context.vault, kind, value);
    if (holder === personId) return accepted(null);
    if (holder !== null) return refused({ code: 'people.oidc-taken', status: 409 });
    if ((await linksOf(tx, context, personId)).some((one) => one.provider === provider))
      return refused({ code: 'people.oidc-another', status: 409 });
    const id = await recordIdentifier(tx, context.vault, {
      personId,
      unitId: place.unit_id,
      organisationId: place.organisation_id,
      kind,
      value,
      verified: true,
    });
    // A number that was only told before is proved now.
    await endUnproved(tx, context, personId, kind, value);
    await note(tx, context, actor, personId, 'people.link-account', id);
    return accepted(null);
  }, duty);
}

async function endUnproved(tx: Tx, context: Context, personId: string, kind: OutsideIdentity['kind'], value: string): Promise<void> {
  const told = (await identifiersOf(tx, context.vault, personId)).filter(
    (one) => one.kind === kind && one.value === value && !one.verified,
  );
  await sql`update people.identifier set ended_at = ${tx.clock.now().toString()}::timestamptz
    where id = any (${told.map(({ id }) => id)}::uuid[])`.execute(tx.rows<unknown>());
}

/** Takes a link away. Refuses `people.oidc-prove-again`, `people.oidc-last-way`, and 404 for one that isn't the actor's. */
export function unlink(context: Context, actor: Actor, id: string): Promise<Outcome<null>> {
  return context.db.transaction(async (tx) => {
    if (actor.id === null) return signedOut;
    const personId = actor.id;
    // Of two ways in that are taken away at once, the second one is the last.
    await lockPersons(tx, [personId]);
    if (!(await linksOf(tx, context, personId)).some((one) => one.id === id)) return refused({ code: 'http.not-found', status: 404 });
    const gate = gated(await gateOf(tx, actor));
    if (!gate.ok) return gate;
    if (!(await anotherWayRemains(tx, context, personId, { identifierId: id })))
      return refused({ code: 'people.oidc-last-way', status: 409 });
    await sql`update people.identifier set ended_at = ${tx.clock.now().toString()}::timestamptz where id = ${id}::uuid and ended_at is null`.execute(
      tx.rows<unknown>(),
    );
    await note(tx, context, actor, personId, 'people.unlink-account', id);
    return accepted(null);
  }, duty);
}

async function note(
  tx: Tx,
  context: Context,
  actor: Actor,
  personId: string,
  action: 'people.link-account' | 'people.unlink-account',
  identifierId: string,
): Promise<void> {
  const product = context.config.PRODUCT_NAME;
  await record(tx, actor, {
    action,
    subject: { kind: 'people.identifier', id: identifierId },
    fields: ['identifier'],
    persons: [personId],
  });
  await tellPerson(tx, context, personId, {
    purpose: action,
    key: `${action}/${identifierId}`,
    subject: (lang) => texts[lang].tell_subject({ product }),
    text: (lang) => (action === 'people.link-account' ? texts[lang].tell_linked({ product }) : texts[lang].tell_unlinked({ product })),
  });
}
