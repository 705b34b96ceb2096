/** The members of a team with their cards, for officials of its place; every look is in the trail. */
import { record } from '../../audit/index.ts';
import { hasConsent, rosterPersons } from '../../people/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { type Actor, dutyState, mayAt, rowState } from '../../platform/session/index.ts';
import { collator } from '../../platform/text/index.ts';
import { isId } from '../console/form-values.ts';
import { seatNames } from '../console/units.ts';
import { memberRoles, teamsRights } from '../contract.ts';
import { type CardState, cardState } from './model.ts';
import { numberPurpose, shownPhotos } from './photos.ts';
import { type CardRow, cardsOf, factsOf, type Service, servicesOfTeam, teamNow } from './store.ts';

export interface CardHolder {
  readonly service: Service;
  /** Null where the actor may not see it, or its owner asked that it is only kept. */
  readonly name: string | null;
  /** The card that is not revoked, and what it is worth. */
  readonly card: CardRow | null;
  readonly state: CardState | null;
  /** Every card that the member had, newest first. */
  readonly cards: readonly CardRow[];
  /** The photograph in the file store, where it may be shown. */
  readonly photo: string | null;
  /** Telephone numbers, for those who agree that they hang on the wall. */
  readonly phones: readonly string[];
}

export interface TeamCards {
  readonly id: string;
  readonly name: string;
  readonly place: string;
  readonly unitId: string;
  readonly active: boolean;
  /** Leader, deputies, members by name. */
  readonly holders: readonly CardHolder[];
}

type Look = 'teams.see-cards' | 'teams.print-cards' | 'teams.print-sheet';

/** The team with its members of today and their cards; null outside the actor's places, as for an unknown team. */
export async function teamCards(
  context: Context,
  actor: Actor,
  ask: {
    readonly teamId: string;
    readonly lang: Lang;
    readonly look: Look;
    readonly only?: (service: Service, cards: readonly CardRow[]) => boolean;
  },
): Promise<TeamCards | null> {
  const { db } = context;
  if (!isId(ask.teamId)) return null;
  const seen = await db.transaction((tx) => look(tx, context, actor, ask), { state: rowState(actor, teamsRights.cards) });
  if (!seen) return null;
  const shown = seen.holders.filter(({ name }) => name !== null).map(({ service }) => service.personId);
  const photos = await db.transaction((tx) => shownPhotos(tx, shown), { state: dutyState('identity'), readOnly: true });
  return { ...seen, holders: seen.holders.map((holder) => ({ ...holder, photo: photos.get(holder.service.personId) ?? null })) };
}

async function look(tx: Tx, { vault }: Context, actor: Actor, ask: Parameters<typeof teamCards>[2]): Promise<TeamCards | null> {
  const today = tx.clock.today().toString();
  const team = await teamNow(tx, ask.teamId, today);
  if (!team || !mayAt(actor, teamsRights.cards, team.unitId)) return null;
  const all = await servicesOfTeam(tx, team.id, today);
  const cards = await cardsOf(
    tx,
    all.map(({ membershipId }) => membershipId),
    today,
  );
  const cardsOfOne = (service: Service) => cards.filter((card) => card.service.membershipId === service.membershipId);
  const services = ask.only ? all.filter((service) => ask.only?.(service, cardsOfOne(service))) : all;
  const persons = services.map(({ personId }) => personId);
  const people = await rosterPersons(tx, ask.look === 'teams.print-sheet' ? vault : null, persons);
  await record(tx, actor, {
    action: ask.look,
    subject: { kind: 'teams.team', id: team.id },
    places: [team.unitId],
    persons,
    right: teamsRights.cards,
  });
  const places = await seatNames(tx, [team.unitId], today, ask.lang);
  const holders: CardHolder[] = [];
  for (const service of services) {
    const person = people.get(service.personId);
    const had = cardsOfOne(service);
    const card = had.find(({ revokedAt }) => revokedAt === null) ?? null;
    const named = person !== undefined && !person.restricted;
    holders.push({
      service,
      name: named ? person.fullName : null,
      card,
      state: card && cardState(factsOf(card), today),
      cards: had,
      photo: null,
      phones: named && person.phones.length > 0 && (await hasConsent(tx, service.personId, numberPurpose)) ? person.phones : [],
    });
  }
  const rank = ({ service }: CardHolder) => memberRoles.indexOf(service.role);
  return {
    ...team,
    active: team.status === 'active',
    place: places.get(team.unitId) ?? '',
    holders: holders.toSorted((a, b) => rank(a) - rank(b) || collator.compare(a.name ?? '', b.name ?? '')),
  };
}
