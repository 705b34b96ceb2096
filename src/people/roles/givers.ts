/** What an actor may give, and where: own roles only. */
import { sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';
import { type Actor, type Grant, type Reach, reach, reachOfOrganisations } from '../../platform/session/index.ts';
import { unitsWithin } from '../../territory/index.ts';
import { peopleRights } from '../contract.ts';
import type { Giver } from './model.ts';

/** Units that People's Committees among the organisations govern on a day, and all below them; never a root unit itself, which is nobody's by an organisation. */
async function governedUnits(reader: Reader, organisations: readonly string[], on: string): Promise<readonly string[]> {
  if (organisations.length === 0) return [];
  const found = await sql<{ unit_id: string }>`select version.unit_id from people.organisation_version version
    join people.organisation on organisation.id = version.organisation_id and organisation.kind = 'peoples-committee'
    join territory.units_on(${on}::date) unit on unit.unit_id = version.unit_id and unit.parent_id is not null
    where version.organisation_id = any (${organisations}::uuid[]) and version.valid @> ${on}::date`.execute(reader.rows<unknown>());
  const within = await Promise.all(found.rows.map((row) => unitsWithin(reader, row.unit_id, on)));
  return [...new Set(within.flat())];
}

async function withGoverned(reader: Reader, units: Reach, organisations: Reach, on: string): Promise<Reach> {
  if (units === 'everywhere' || organisations === 'everywhere') return units;
  return [...new Set([...units, ...(await governedUnits(reader, organisations, on))])];
}

/** The actor's own roles by which roles may be given, each with its place on the day. */
export async function giversOf(reader: Reader, actor: Actor, on: string): Promise<readonly Giver[]> {
  const own = actor.grants.filter((grant: Grant) => grant.actingFor === null && grant.rights.has(peopleRights.grant));
  return Promise.all(
    own.map(async ({ role, units, organisations }) => ({
      role,
      organisations,
      units: await withGoverned(reader, units, organisations, on),
    })),
  );
}

/** Where the actor may see who holds which role: all places of the right, also of a lent one. */
export async function placesOfGiving(reader: Reader, actor: Actor, on: string): Promise<{ units: Reach; organisations: Reach }> {
  const organisations = reachOfOrganisations(actor, peopleRights.grant);
  return { organisations, units: await withGoverned(reader, reach(actor, peopleRights.grant), organisations, on) };
}

/** The People's Committee that governs a unit on a day; null where there is none on record. */
export async function governingOrganisation(reader: Reader, unitId: string | null, on: string): Promise<string | null> {
  if (unitId === null) return null;
  const found = await sql<{ id: string }>`select version.organisation_id as id from people.organisation_version version
    join people.organisation on organisation.id = version.organisation_id and organisation.kind = 'peoples-committee'
    where version.unit_id = ${unitId}::uuid and version.valid @> ${on}::date order by 1 limit 1`.execute(reader.rows<unknown>());
  return found.rows[0]?.id ?? null;
}
