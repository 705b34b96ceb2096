/** Filing something for somebody else, who agrees to it: a piece that every module with something to file uses. */
import { record } from '../../audit/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { peopleRights } from '../contract.ts';
import { type PersonInput, recordPerson } from '../persons/persons.ts';
import { personInPlace } from '../persons/queries.ts';
import { giveConsent } from '../privacy/consents.ts';

/** How the person agreed: said so to the helper, or signed a paper. */
export const waysToAgree = ['spoken', 'paper'] as const;
export type WayToAgree = (typeof waysToAgree)[number];

export type OnBehalf = { readonly consent: WayToAgree } & ({ readonly personId: string } | { readonly newPerson: PersonInput });

/**
 * Begins to act for a person of the actor's place: notes that the person agrees, and that the actor acts for them. The person's own
 * account stays closed to the helper: nobody is signed in, nothing of the person's record is changed. Somebody not yet known is
 * recorded first. Refuses oneself, and persons elsewhere as if they were unknown. Runs under `rowState(actor, 'people.on-behalf')`;
 * pages that show what comes of it answer with `cache-control: no-store`.
 */
export async function actOnBehalf(
  tx: Tx,
  context: Pick<Context, 'vault'>,
  actor: Actor,
  input: OnBehalf,
): Promise<Outcome<{ onBehalfOf: string }>> {
  const found = await personOf(tx, context, actor, input);
  if (!found.ok) return found;
  const { personId } = found.value;
  if (personId === actor.id) return refused({ code: 'people.on-behalf-of-oneself', status: 403 });
  const consent = await giveConsent(tx, actor, { personId, purpose: 'on-behalf', how: input.consent });
  if (!consent.ok) return consent;
  await record(tx, actor, {
    action: 'people.act-on-behalf',
    subject: { kind: 'people.person', id: personId },
    persons: [personId],
    fields: [input.consent],
    actingFor: personId,
    right: peopleRights.onBehalf,
  });
  return accepted({ onBehalfOf: personId });
}

async function personOf(tx: Tx, context: Pick<Context, 'vault'>, actor: Actor, input: OnBehalf): Promise<Outcome<{ personId: string }>> {
  if ('newPerson' in input) return recordPerson(tx, context, actor, input.newPerson, peopleRights.onBehalf);
  const person = await personInPlace(tx, actor, peopleRights.onBehalf, input.personId);
  return person ? accepted({ personId: person.id }) : refused({ code: 'http.not-found', status: 404 });
}

/** Somebody that the actor may write something down for. */
interface HelpedPerson {
  readonly id: string;
  readonly fullName: string;
  readonly birthYear: number | null;
}

/**
 * The person, where the actor may act for them: in the actor's place, and not the actor. Null for everybody else, and for ids that nobody has.
 * Runs under `rowState(actor, 'people.on-behalf')`; whoever shows the name records the sight.
 */
export async function personToHelp(tx: Tx, actor: Actor, personId: string): Promise<HelpedPerson | null> {
  const person = await personInPlace(tx, actor, peopleRights.onBehalf, personId);
  return person === null || person.id === actor.id ? null : { id: person.id, fullName: person.fullName, birthYear: person.birthYear };
}
