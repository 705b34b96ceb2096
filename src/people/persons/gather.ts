/** What pages about persons show, gathered with the scope of the reader and recorded as seen. */
import { record } from '../../audit/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { type Actor, may, type Right } from '../../platform/session/index.ts';
import { holdsAt } from '../access.ts';
import { peopleRights } from '../contract.ts';
import { mayOpenWayIn } from './access.ts';
import { heldBy, loadGivers } from './held.ts';
import { identifiersOf } from './identifiers.ts';
import type { ListedPerson } from './list.page.tsx';
import type { PersonContent } from './person.page.tsx';
import { maskedContacts, type Person, rolesOf, waysInOf } from './queries.ts';
import { placeNames, placeText } from './units.ts';

/** Persons as the rows of a list, numbers masked. */
export async function listed(
  tx: Tx,
  context: Pick<Context, 'vault' | 'clock'>,
  persons: readonly Person[],
  lang: Lang,
): Promise<readonly ListedPerson[]> {
  const ids = persons.map((person) => person.id);
  const names = await placeNames(tx, persons);
  const phones = await maskedContacts(tx, context.vault, ids);
  const roles = await rolesOf(tx, ids, context.clock.today().toString(), lang);
  return persons.map((person) => ({
    id: person.id,
    fullName: person.fullName,
    birthYear: person.birthYear,
    place: placeText(names, person),
    phone: phones.get(person.id) ?? '',
    roles: [...new Set((roles.get(person.id) ?? []).map((role) => role.name))],
  }));
}

/** Records that persons were shown to the actor because of a search: by what it went, never the words. */
export async function recordSearch(
  tx: Tx,
  actor: Actor,
  found: { by: readonly string[]; persons: readonly Person[]; right: Right },
): Promise<void> {
  await record(tx, actor, {
    action: 'people.search',
    subject: { kind: 'people.person', id: 'list' },
    fields: found.by,
    persons: found.persons.map((person) => person.id),
    right: found.right,
  });
}

/** Whether the actor may open a way in for the person, by this right. */
export async function opensWayIn(tx: Tx, context: Pick<Context, 'clock'>, actor: Actor, right: Right, person: Person): Promise<boolean> {
  if (!may(actor, right)) return false;
  return mayOpenWayIn(
    actor,
    right,
    { ...person, held: await heldBy(tx, person.id, context.clock.today().toString()) },
    await loadGivers(tx),
  );
}

/** Everything on the page of a person. Runs under `rowState(actor, 'people.see')` or that of another right by which the actor sees the person. */
export async function personContent(tx: Tx, context: Context, actor: Actor, person: Person, lang: Lang): Promise<PersonContent> {
  const roles = (await rolesOf(tx, [person.id], context.clock.today().toString(), lang)).get(person.id) ?? [];
  return {
    person,
    contacts: await identifiersOf(tx, context.vault, person.id),
    roles,
    ways: await waysInOf(tx, person.id, lang, context.config.TIME_ZONE),
    names: await placeNames(tx, [person, ...roles]),
    may: {
      unmask: may(actor, peopleRights.unmask) && actor.id !== person.id,
      correct: holdsAt(actor, peopleRights.enrol, person),
      enrol: person.state === 'active' && (await opensWayIn(tx, context, actor, peopleRights.enrol, person)),
      recover: person.state === 'active' && (await opensWayIn(tx, context, actor, peopleRights.recover, person)),
      request: may(actor, peopleRights.onBehalf) && actor.id !== person.id,
      grant: may(actor, peopleRights.grant) && actor.id !== person.id,
    },
  };
}
