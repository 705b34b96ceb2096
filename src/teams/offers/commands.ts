/** Offers to join a team or to help: made by anybody, answered by the commune or the province. */
import { randomInt } from 'node:crypto';
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import { normalPhone } from '../../people/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import { type Actor, mayAt } from '../../platform/session/index.ts';
import { tidy } from '../../platform/text/index.ts';
import { teamsRights } from '../contract.ts';
import { groupsOf } from './code.ts';
import { texts } from './messages.gen.ts';
import { type Answer, answersTo, isOpen, LONGEST_CONTACT, LONGEST_WORDS, type OfferKind, type OfferState } from './model.ts';

export interface OfferInput {
  /** Made by the form, so that sending it twice is one offer. */
  readonly id: string;
  readonly kind: OfferKind;
  /** The unit of the team, or the area that help is offered to. */
  readonly unitId: string;
  readonly name: string;
  /** The firm or institute, for help. */
  readonly organisation: string;
  readonly phone: string;
  readonly what: string;
  readonly coreForce: string | null;
  /** First and last day of the help. */
  readonly from: string | null;
  readonly until: string | null;
  readonly agreed: boolean;
  /** Written down by an official for somebody else. */
  readonly forSomebody: boolean;
}

/** What is kept encrypted of whoever offers. */
export interface Contact {
  readonly name: string;
  readonly organisation: string | null;
  readonly phone: string;
}

const CODE_DIGITS = 12;
export const contactPlace = (id: string): string => `teams.offer/${id}`;

function contactOf(input: OfferInput): Outcome<Contact> {
  const name = tidy(input.name);
  const organisation = tidy(input.organisation);
  if (name === '' || !/\p{L}/u.test(name)) return refused({ code: 'teams.offer-name-missing', field: 'name' });
  if (name.length > LONGEST_CONTACT) return refused({ code: 'teams.offer-name-missing', field: 'name' });
  const phone = normalPhone(input.phone);
  if (phone === null) return refused({ code: 'teams.offer-phone-strange', field: 'phone' });
  return accepted({ name, organisation: organisation === '' ? null : organisation.slice(0, LONGEST_CONTACT), phone });
}

async function termsOf(tx: Tx, input: OfferInput): Promise<Outcome<{ what: string; until: string | null }>> {
  const what = input.what.trim();
  const today = tx.clock.today().toString();
  if (input.kind === 'help' && what === '') return refused({ code: 'teams.offer-what-missing', field: 'what' });
  if (what.length > LONGEST_WORDS) return refused({ code: 'teams.offer-what-long', field: 'what', params: { most: LONGEST_WORDS } });
  if (input.until !== null && input.until < today) return refused({ code: 'teams.offer-until-past', field: 'until' });
  if (input.until !== null && input.from !== null && input.until < input.from)
    return refused({ code: 'teams.offer-until-before-from', field: 'until' });
  if (!input.agreed) return refused({ code: 'teams.offer-not-agreed', field: 'agreed' });
  const db = tx.rows<unknown>();
  const unit = await sql`select from territory.units_on(${today}::date) where unit_id = ${input.unitId}::uuid`.execute(db);
  if (unit.rows.length === 0) return refused({ code: 'teams.offer-unit-gone', field: 'unit' });
  if (input.coreForce !== null) {
    const known = await sql`select from teams.core_force where code = ${input.coreForce} and valid @> ${today}::date`.execute(db);
    if (known.rows.length === 0) return refused({ code: 'teams.offer-force-unknown', field: 'core_force' });
  }
  return accepted({ what, until: input.until });
}

/**
 * Takes an offer and gives the code by which its answer is looked up. Anybody may offer for themselves; an official with `teams.offers` in
 * the place also for somebody who came or called. Refusals: `teams.offer-*` with the field.
 */
export async function makeOffer(
  tx: Tx,
  context: Pick<Context, 'vault'>,
  actor: Actor,
  input: OfferInput,
): Promise<Outcome<{ code: string }>> {
  const contact = contactOf(input);
  if (!contact.ok) return contact;
  const terms = await termsOf(tx, input);
  if (!terms.ok) return terms;
  if (input.forSomebody && !mayAt(actor, teamsRights.offers, input.unitId)) return refused({ code: 'teams.place-not-yours', status: 403 });
  const db = tx.rows<unknown>();
  const code = Array.from({ length: CODE_DIGITS }, () => randomInt(10)).join('');
  const personId = input.forSomebody ? null : actor.id;
  const added =
    await sql`insert into teams.offer (id, kind, person_id, unit_id, code, sealed_contact, what, core_force, available, offered_at, recorded_by)
    values (${input.id}::uuid, ${input.kind}, ${personId}::uuid, ${input.unitId}::uuid, ${code},
      ${context.vault.seal(JSON.stringify(contact.value), contactPlace(input.id))}, ${terms.value.what || null}, ${input.coreForce},
      case when ${input.from}::date is null and ${terms.value.until}::date is null then null else daterange(${input.from}::date, ${terms.value.until}::date, '[]') end,
      ${tx.clock.now().toString()}::timestamptz, ${input.forSomebody ? actor.id : null}::uuid)
    on conflict (id) do nothing`.execute(db);
  if (added.numAffectedRows === 0n) {
    // Sent again: the same offer, under the same code.
    const there = await sql<{ code: string }>`select code from teams.offer where id = ${input.id}::uuid`.execute(db);
    const known = there.rows[0];
    return known ? accepted({ code: known.code }) : refused({ code: 'teams.offer-taken', status: 409 });
  }
  await record(tx, actor, {
    action: 'teams.offer',
    subject: { kind: 'teams.offer', id: input.id },
    fields: [input.kind],
    places: [input.unitId],
    persons: personId === null ? [] : [personId],
    ...(input.forSomebody ? { right: teamsRights.offers } : {}),
  });
  return accepted({ code });
}

interface Locked {
  readonly id: string;
  readonly kind: OfferKind;
  readonly state: OfferState;
  readonly unit_id: string;
  readonly code: string;
  readonly sealed_contact: string | null;
  readonly person_id: string | null;
}

/** The offer, locked, where the actor answers for its place. One of another place is unknown. */
async function lockOffer(tx: Tx, actor: Actor, id: string): Promise<Locked | null> {
  const found =
    await sql<Locked>`select id, kind, state, unit_id, code, sealed_contact, person_id from teams.offer where id = ${id}::uuid for update`.execute(
      tx.rows<unknown>(),
    );
  const [offer] = found.rows;
  return offer && mayAt(actor, teamsRights.offers, offer.unit_id) ? offer : null;
}

const unknown = refused({ code: 'http.not-found', status: 404 });

/** Answers an offer, and tells whoever made it. Refuses an answer without words, and one that no longer fits. */
export async function answerOffer(
  tx: Tx,
  context: Pick<Context, 'vault' | 'messages' | 'config'>,
  actor: Actor,
  input: { readonly id: string; readonly answer: Answer; readonly words: string },
): Promise<Outcome<null>> {
  const offer = await lockOffer(tx, actor, input.id);
  if (!offer) return unknown;
  if (!answersTo(offer.kind, offer.state).includes(input.answer)) return refused({ code: 'teams.offer-answered', status: 409 });
  const words = input.words.trim();
  if (words === '') return refused({ code: 'teams.offer-words-missing', field: 'words' });
  if (words.length > LONGEST_WORDS) return refused({ code: 'teams.offer-what-long', field: 'words', params: { most: LONGEST_WORDS } });
  const now = tx.clock.now().toString();
  await sql`update teams.offer set state = ${input.answer}, answer = ${words}, answered_at = coalesce(answered_at, ${now}::timestamptz),
      answered_by = coalesce(answered_by, ${actor.id}::uuid) where id = ${offer.id}::uuid`.execute(tx.rows<unknown>());
  await trace(tx, actor, 'teams.answer-offer', offer, [input.answer]);
  await tell(tx, context, offer, input.answer);
  return accepted(null);
}

/** The words themselves stay on the page of the code: a message may be read by others. */
async function tell(tx: Tx, context: Pick<Context, 'vault' | 'messages' | 'config'>, offer: Locked, answer: Answer): Promise<void> {
  if (offer.sealed_contact === null || !context.messages.offers('sms')) return;
  const { phone } = JSON.parse(context.vault.open(offer.sealed_contact, contactPlace(offer.id))) as Contact;
  const { config } = context;
  await context.messages.send(tx, {
    channel: 'sms',
    to: phone,
    purpose: 'teams.offer-answer',
    text: texts.vi.sms_answer({
      product: config.PRODUCT_NAME,
      address: `${config.PUBLIC_URL?.host ?? ''}/teams/offers`,
      code: groupsOf(offer.code),
      kind: offer.kind,
    }),
    lang: 'vi',
    key: `teams.offer-answer/${offer.id}/${answer}/${tx.clock.now().epochMilliseconds}`,
    personId: offer.person_id,
  });
}

/** Notes what was given on an offer of help. */
export async function noteContribution(
  tx: Tx,
  actor: Actor,
  input: { readonly contributionId: string; readonly offerId: string; readonly onDay: string; readonly what: string },
): Promise<Outcome<null>> {
  const offer = await lockOffer(tx, actor, input.offerId);
  if (offer?.kind !== 'help') return unknown;
  if (!isOpen(offer.state) || offer.state === 'new') return refused({ code: 'teams.offer-not-welcomed', status: 409 });
  const what = input.what.trim();
  if (what === '' || what.length > LONGEST_WORDS) return refused({ code: 'teams.offer-what-missing', field: 'what' });
  if (input.onDay > tx.clock.today().toString()) return refused({ code: 'teams.offer-day-ahead', field: 'on_day' });
  const db = tx.rows<unknown>();
  const added = await sql`insert into teams.contribution (id, offer_id, on_day, what, noted_at, noted_by)
    values (${input.contributionId}::uuid, ${offer.id}::uuid, ${input.onDay}::date, ${what}, ${tx.clock.now().toString()}::timestamptz, ${actor.id}::uuid)
    on conflict (id) do nothing`.execute(db);
  if (added.numAffectedRows === 0n) return accepted(null);
  await sql`update teams.offer set state = 'given' where id = ${offer.id}::uuid`.execute(db);
  await trace(tx, actor, 'teams.note-contribution', offer, ['given']);
  return accepted(null);
}

/** Whoever holds the code takes the offer back; the number is removed at once. Taking back what has ended changes nothing. */
export async function withdrawOffer(tx: Tx, actor: Actor, code: string): Promise<Outcome<null>> {
  const ended = await sql<Locked>`update teams.offer set state = 'withdrawn', sealed_contact = null
    where code = ${code} and state = any (array['new', 'welcomed', 'asked', 'given']) returning id, unit_id, person_id`.execute(
    tx.rows<unknown>(),
  );
  const [offer] = ended.rows;
  if (offer) await trace(tx, actor, 'teams.withdraw-offer', offer, ['withdrawn']);
  return accepted(null);
}

/** Remembers the membership that came of somebody's wish to join. */
export async function noteJoined(tx: Tx, actor: Actor, offerId: string, membershipId: string): Promise<void> {
  await sql`update teams.offer set membership_id = ${membershipId}::uuid where id = ${offerId}::uuid`.execute(tx.rows<unknown>());
  await record(tx, actor, {
    action: 'teams.join-from-offer',
    subject: { kind: 'teams.offer', id: offerId },
    fields: ['membership_id'],
    right: teamsRights.offers,
  });
}

/** Ends offers whose last day is over; returns how many. Runs under the duty `privacy`. */
export async function expireOffers(tx: Tx): Promise<number> {
  const done = await sql`update teams.offer set state = 'expired' where state in ('new', 'welcomed', 'asked') and not upper_inf(available)
    and upper(available) <= ${tx.clock.today().toString()}::date`.execute(tx.rows<unknown>());
  return Number(done.numAffectedRows ?? 0n);
}

function trace(
  tx: Tx,
  actor: Actor,
  action: string,
  offer: Pick<Locked, 'id' | 'unit_id' | 'person_id'>,
  fields: readonly string[],
): Promise<void> {
  return record(tx, actor, {
    action,
    subject: { kind: 'teams.offer', id: offer.id },
    fields: [...fields],
    places: [offer.unit_id],
    persons: offer.person_id === null ? [] : [offer.person_id],
    ...(actor.kind === 'person' && action !== 'teams.withdraw-offer' ? { right: teamsRights.offers } : {}),
  });
}
