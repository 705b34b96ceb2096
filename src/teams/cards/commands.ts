/** Issuing, renewing and revoking cards. Every card has its own number and key; nothing of what it is worth is copied onto it. */
import { record } from '../../audit/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { deniedAt } from '../access.ts';
import { teamsRights } from '../contract.ts';
import { type ChosenWhy, cardState, lastDayOfNew, type Why } from './model.ts';
import { newSecrets } from './secrets.ts';
import {
  type CardRow,
  cardOfTeam,
  cardsOf,
  factsOf,
  insertCard,
  lockMembership,
  markRevoked,
  type Service,
  serviceById,
  servicesOfTeam,
  teamNow,
} from './store.ts';

type With = Pick<Context, 'vault'>;

/** Draws of a serial before giving up: with a million cards one draw in a hundred is taken. */
const MOST_DRAWS = 20;

/** Issues a member's card, good until the end of the term, else for two years. Refused where one is good already. */
export async function issueCard(
  tx: Tx,
  context: With,
  actor: Actor,
  { membershipId }: { readonly membershipId: string },
): Promise<Outcome<{ cardId: string }>> {
  return issue(tx, context, actor, membershipId, 'only-without');
}

/** Gives a member a new card; the one before is worth nothing from this moment on. */
export async function replaceCard(
  tx: Tx,
  context: With,
  actor: Actor,
  { membershipId }: { readonly membershipId: string },
): Promise<Outcome<{ cardId: string }>> {
  return issue(tx, context, actor, membershipId, 'also-instead');
}

/** Issues a card to every member of the team who has no good one. Returns how many were issued, and how many members can't have one. */
export async function issueCards(
  tx: Tx,
  context: With,
  actor: Actor,
  { teamId }: { readonly teamId: string },
): Promise<Outcome<{ issued: number; left: number }>> {
  const today = tx.clock.today().toString();
  const team = await teamNow(tx, teamId, today);
  if (!team) return refused({ code: 'teams.card-unknown', status: 404 });
  const denied = deniedAt(actor, teamsRights.cards, [team.unitId]);
  if (denied) return denied;
  const results = { issued: 0, left: 0 };
  for (const service of await servicesOfTeam(tx, teamId, today)) {
    const outcome = await issue(tx, context, actor, service.membershipId, 'only-without');
    if (outcome.ok) results.issued += 1;
    else if (outcome.refusal.code !== 'teams.card-there') results.left += 1;
  }
  return accepted(results);
}

/** Makes a card worth nothing, from this moment on. Revoking what is revoked already is refused: somebody else was faster. */
export async function revokeCard(
  tx: Tx,
  actor: Actor,
  { teamId, cardId, why }: { readonly teamId: string; readonly cardId: string; readonly why: ChosenWhy },
): Promise<Outcome<{ cardId: string }>> {
  const card = await cardOfTeam(tx, teamId, cardId, tx.clock.today().toString());
  if (!card) return refused({ code: 'teams.card-unknown', status: 404 });
  const denied = deniedAt(actor, teamsRights.cards, [card.service.unitId]);
  if (denied) return denied;
  const revoked = await revoke(tx, actor, card, why);
  return revoked ? accepted({ cardId }) : refused({ code: 'teams.card-revoked-already', status: 409 });
}

/** A member says that the own card is lost: it is worth nothing at once. Returns whether there was one. */
export async function reportLost(
  tx: Tx,
  actor: Actor,
  { membershipId }: { readonly membershipId: string },
): Promise<Outcome<{ revoked: boolean }>> {
  const today = tx.clock.today().toString();
  const service = await serviceById(tx, membershipId, today);
  if (!service || service.personId !== actor.id) return refused({ code: 'teams.card-unknown', status: 404 });
  const card = (await cardsOf(tx, [membershipId], today)).find(({ revokedAt }) => revokedAt === null);
  return accepted({ revoked: card !== undefined && (await revoke(tx, actor, card, 'lost')) });
}

async function issue(
  tx: Tx,
  { vault }: With,
  actor: Actor,
  membershipId: string,
  when: 'only-without' | 'also-instead',
): Promise<Outcome<{ cardId: string }>> {
  await lockMembership(tx, membershipId);
  const today = tx.clock.today().toString();
  const service = await serviceById(tx, membershipId, today);
  if (!service) return refused({ code: 'teams.card-unknown', status: 404 });
  const denied = deniedAt(actor, teamsRights.cards, [service.unitId]);
  if (denied) return denied;
  const lastDay = lastDayOfNew(service.facts, today);
  if (!service.facts.serving || lastDay === null) return refused({ code: 'teams.card-service-over', status: 409 });
  if (service.facts.teamStatus !== 'active') return refused({ code: 'teams.card-team-not-active', status: 409 });
  const before = (await cardsOf(tx, [membershipId], today)).find(({ revokedAt }) => revokedAt === null);
  if (before) {
    if (when === 'only-without' && cardState(factsOf(before), today) === 'valid') return refused({ code: 'teams.card-there', status: 409 });
    await revoke(tx, actor, before, 'replaced');
  }
  const id = tx.ids.next();
  for (let draw = 1; !(await insertCard(tx, { ...newSecrets(vault, id), membershipId, lastDay, issuedBy: actor.id })); draw++) {
    if (draw === MOST_DRAWS) throw new Error('No free serial was drawn: serials have become too short for the number of cards');
  }
  await trace(tx, actor, 'teams.issue-card', id, service);
  return accepted({ cardId: id });
}

/** Also for the system, where the member left. */
export async function revoke(tx: Tx, actor: Actor, card: Pick<CardRow, 'id' | 'service'>, why: Why): Promise<boolean> {
  const revoked = await markRevoked(tx, card.id, actor.id, why);
  if (revoked) await trace(tx, actor, 'teams.revoke-card', card.id, card.service, why);
  return revoked;
}

async function trace(tx: Tx, actor: Actor, action: string, cardId: string, service: Service, why?: Why): Promise<void> {
  await record(tx, actor, {
    action,
    subject: { kind: 'teams.card', id: cardId },
    ...(why === undefined ? {} : { fields: ['revoked', why] }),
    places: [service.unitId],
    persons: [service.personId],
    ...(actor.id === null || actor.id === service.personId ? {} : { right: teamsRights.cards }),
  });
}
