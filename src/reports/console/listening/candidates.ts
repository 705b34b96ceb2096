/** Whom a keeper can name: people of the keeper's places, found by their whole name or number; every sight is in the trail. */
import { sql } from 'kysely';
import { record } from '../../../audit/index.ts';
import { findPersons, normalPhone, peopleKnown, rosterPersons } from '../../../people/index.ts';
import type { Reader, Tx } from '../../../platform/db/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import { type Actor, may } from '../../../platform/session/index.ts';
import { collator } from '../../../platform/text/index.ts';
import { membersOfUnit, teamsRights } from '../../../teams/index.ts';
import { labelsOf } from '../../../territory/index.ts';
import type { Keeper } from './keepers.ts';

export interface Candidate {
  readonly id: string;
  readonly name: string;
  readonly birthYear: number | null;
  readonly unitId: string | null;
  /** Numbers in force are known: the person can sign in alone. */
  readonly hasPhone: boolean;
}

const mostMembers = 100;

async function sight(tx: Tx, actor: Actor, keeper: Keeper, persons: readonly Candidate[]): Promise<readonly Candidate[]> {
  await recordSight(
    tx,
    actor,
    keeper,
    persons.map(({ id }) => id),
  );
  return persons;
}

/** Says in the trail that these names were seen. */
export async function recordSight(tx: Tx, actor: Actor, { right }: Pick<Keeper, 'right'>, persons: readonly string[]): Promise<void> {
  if (persons.length === 0) return;
  await record(tx, actor, {
    action: 'people.see-persons',
    subject: { kind: 'people.person', id: persons.length === 1 ? (persons[0] ?? '') : 'list' },
    fields: ['full-name', 'birth-year'],
    persons,
    purpose: 'listening',
    right,
  });
}

/** People of the keeper's places with this whole name or this number. Runs under the keeper's state. */
export async function candidatesFor(
  tx: Tx,
  context: Pick<Context, 'vault'>,
  actor: Actor,
  keeper: Keeper,
  typed: string,
): Promise<readonly Candidate[]> {
  const phone = normalPhone(typed);
  const unitIds = keeper.units === 'everywhere' ? await allUnits(tx) : keeper.units;
  const asked =
    phone === null
      ? { key: 'asked', fullName: typed, birthYear: null, unitIds }
      : { key: 'asked', fullName: '', birthYear: null, phone: typed, unitIds };
  const found = (await findPersons(tx, context, [asked])).get('asked')?.matches ?? [];
  const known = await peopleKnown(
    tx,
    actor,
    keeper.right,
    found.map((one) => one.personId),
  );
  return sight(
    tx,
    actor,
    keeper,
    found
      .filter((one) => known.has(one.personId))
      .slice(0, 20)
      .map((one) => ({ id: one.personId, name: one.fullName, birthYear: one.birthYear, unitId: one.unitId, hasPhone: true })),
  );
}

/** One person of the keeper's places; null for everybody else. Runs under the keeper's state. */
export async function candidate(
  tx: Tx,
  { vault }: Pick<Context, 'vault'>,
  actor: Actor,
  keeper: Keeper,
  personId: string,
): Promise<Candidate | null> {
  const known = await peopleKnown(tx, actor, keeper.right, [personId]);
  const person = known.has(personId) ? (await rosterPersons(tx, vault, [personId])).get(personId) : undefined;
  if (!person) return null;
  const { fullName: name, birthYear, unitId, phones } = person;
  const one: Candidate = { id: personId, name, birthYear, unitId, hasPhone: phones.length > 0 };
  await sight(tx, actor, keeper, [one]);
  return one;
}

/** Who serves in the teams of the keeper's units today, by name; nobody for those who answer for the whole province. Runs under the keeper's state. */
export async function teamCandidates(tx: Tx, actor: Actor, keeper: Keeper, today: string): Promise<readonly Candidate[]> {
  const { units } = keeper;
  if (units === 'everywhere' || !may(actor, teamsRights.see)) return [];
  const labels = await labelsOf(tx, units, today);
  const tops = [...labels.values()].filter(({ parent }) => parent === null || !units.includes(parent.id));
  const members = (await Promise.all(tops.map((unit) => membersOfUnit(tx, unit.id, today)))).flat();
  const persons = await rosterPersons(tx, null, [...new Set(members.map((one) => one.personId))]);
  const found = [...persons.values()]
    .filter((one) => !one.restricted)
    .map(({ id, fullName: name, birthYear, unitId }): Candidate => ({ id, name, birthYear, unitId, hasPhone: true }))
    .sort((a, b) => collator.compare(a.name, b.name))
    .slice(0, mostMembers);
  return sight(tx, actor, keeper, found);
}

async function allUnits(reader: Reader): Promise<readonly string[]> {
  const found = await sql<{ id: string }>`select distinct unit_id as id from territory.unit_versions`.execute(reader.rows<unknown>());
  return found.rows.map(({ id }) => id);
}
