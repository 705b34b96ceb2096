/** Those who are to serve: known persons, and new ones who become known with it. */
import { sql } from 'kysely';
import { peopleKnown, recordPersons } from '../../people/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { type MemberInput, teamsRights } from '../contract.ts';
import { isId } from './store.ts';

export interface Newcomers {
  /** The ids of the persons, in the order of the inputs. */
  readonly ids: readonly string[];
  /** Records the new ones; to be called once everything else was judged. */
  readonly record: () => Promise<Outcome<null>>;
}

/** Why these can't serve from the day on: unknown persons, core forces that can't be chosen; null when they can. */
async function refusalOfInputs(tx: Tx, actor: Actor, inputs: readonly MemberInput[], day: string): Promise<Refusal | null> {
  const known = inputs.flatMap(({ person }) => ('id' in person ? [person.id] : [])).filter(isId);
  const persons = known.length === 0 ? new Set<string>() : await peopleKnown(tx, actor, teamsRights.manage, known);
  const forces = await forcesOn(tx, day);
  for (const [index, { person, coreForce }] of inputs.entries()) {
    const field = (name: string) => (inputs.length === 1 ? name : `members.${index}.${name}`);
    if ('id' in person && !persons.has(person.id)) return { code: 'teams.person-unknown', field: field('person'), status: 404 };
    if (!forces.has(coreForce)) return { code: 'teams.core-force-unknown', field: field('core_force') };
  }
  return null;
}

/** Codes of the core forces that can be chosen on a day. */
async function forcesOn(tx: Tx, day: string): Promise<ReadonlySet<string>> {
  const found = await sql<{ code: string }>`select code from teams.core_force where valid @> ${day}::date`.execute(tx.rows<unknown>());
  return new Set(found.rows.map((row) => row.code));
}

/** Why this core force can't be chosen on the day; null when it can. */
export async function refusalOfForce(tx: Tx, code: string, day: string): Promise<Refusal | null> {
  return (await forcesOn(tx, day)).has(code) ? null : { code: 'teams.core-force-unknown', field: 'core_force' };
}

/** Judges who is to serve and gives each an id. New persons belong to `unitId` unless they say another. `day` is a day already checked. */
export async function newcomers(
  tx: Tx,
  context: Context,
  actor: Actor,
  inputs: readonly MemberInput[],
  at: { readonly unitId: string; readonly day: string },
): Promise<Outcome<Newcomers>> {
  const refusal = await refusalOfInputs(tx, actor, inputs, at.day);
  if (refusal) return refused(refusal);
  const ids = inputs.map(({ person }) => ('id' in person ? person.id : tx.ids.next()));
  const record = async (): Promise<Outcome<null>> => {
    const added = inputs.flatMap(({ person }, index) =>
      'id' in person ? [] : [{ ...person, unitId: person.unitId ?? at.unitId, id: ids[index] ?? tx.ids.next() }],
    );
    if (added.length === 0) return accepted(null);
    const recorded = await recordPersons(tx, context, actor, added, teamsRights.manage);
    if (recorded.ok) return accepted(null);
    // One person is told what is wrong with them, not that something is wrong with one.
    const [only] = recorded.refusal.details ?? [];
    return inputs.length === 1 && only ? refused(only) : recorded;
  };
  return accepted({ ids, record });
}
