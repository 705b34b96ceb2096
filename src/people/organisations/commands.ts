/** Changing organisations: a new version from a day on; what was stays as it was. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import { EVERYTHING, touch } from '../../platform/cache/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { fold } from '../../platform/text/index.ts';
import { holdsAt } from '../access.ts';
import { peopleRights } from '../contract.ts';
import { type OrganisationKind, type OrganisationState, refusalOfClosing, refusalOfDay, refusalOfParent, refusalOfState } from './model.ts';
import { allVersions, kindOf } from './queries.ts';

/** What is changed lies inside the actor's organisations, and so does what it is put under. */
function denied(actor: Actor, organisations: readonly (string | null)[]): Refusal | null {
  const inside = organisations.every((organisationId) => holdsAt(actor, peopleRights.organise, { organisationId }));
  return inside ? null : { code: 'people.organisation-unknown', status: 404 };
}

/** Changes of organisations wait for one another: each is judged against the whole tree. They are a few a year. */
async function lockTree(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('people.organisation', 0))`.execute(tx.rows<unknown>());
}

async function unitGone(tx: Tx, unitId: string | null, on: string): Promise<Refusal | null> {
  if (unitId === null) return null;
  const found = await sql`select from territory.units_on(${on}::date) where unit_id = ${unitId}::uuid`.execute(tx.rows<unknown>());
  return found.rows.length === 1 ? null : { code: 'people.organisation-unit-gone', field: 'unit' };
}

async function insertVersion(tx: Tx, organisationId: string, from: string, state: OrganisationState): Promise<void> {
  await sql`insert into people.organisation_version (id, organisation_id, valid, name, short_name, search_name, parent_id, unit_id, receives)
    values (${tx.ids.next()}::uuid, ${organisationId}::uuid, daterange(${from}::date, null), ${state.name}, ${state.shortName},
      ${fold(`${state.name} ${state.shortName}`)}, ${state.parentId}::uuid, ${state.unitId}::uuid, ${[...state.receives]}::text[])`.execute(
    tx.rows<unknown>(),
  );
}

/** Adds an organisation from a day on. Refusals: `people.organisation-*`. */
export async function addOrganisation(
  tx: Tx,
  actor: Actor,
  input: { readonly kind: OrganisationKind; readonly from: string; readonly state: OrganisationState },
): Promise<Outcome<{ organisationId: string }>> {
  const { kind, from, state } = input;
  const no = denied(actor, [state.parentId]);
  if (no) return refused(no);
  await lockTree(tx);
  const organisationId = tx.ids.next();
  const refusal =
    refusalOfState(kind, state) ??
    refusalOfParent(await allVersions(tx), { organisationId, parentId: state.parentId, from }) ??
    (await unitGone(tx, state.unitId, from));
  if (refusal) return refused(refusal);
  await sql`insert into people.organisation (id, kind, origin) values (${organisationId}::uuid, ${kind}, 'entered')`.execute(
    tx.rows<unknown>(),
  );
  await insertVersion(tx, organisationId, from, state);
  await recordChange(
    tx,
    actor,
    'people.add-organisation',
    organisationId,
    ['name', 'short-name', 'parent', 'unit', 'receives'],
    state.unitId,
  );
  return accepted({ organisationId });
}

/**
 * Makes an organisation something else from a day on: another name, parent, unit, or what it receives. The day on which its last
 * version begins corrects that version. Refusals: `people.organisation-*`.
 */
export async function changeOrganisation(
  tx: Tx,
  actor: Actor,
  input: { readonly organisationId: string; readonly from: string; readonly state: OrganisationState },
): Promise<Outcome<null>> {
  const { organisationId, from, state } = input;
  await lockTree(tx);
  const kind = await kindOf(tx, organisationId);
  if (!kind) return refused({ code: 'people.organisation-unknown', status: 404 });
  const versions = await allVersions(tx);
  const own = versions.filter((one) => one.organisationId === organisationId);
  const moved = own.at(-1)?.parentId === state.parentId ? [] : [state.parentId];
  const no = denied(actor, [organisationId, ...moved]);
  if (no) return refused(no);
  const refusal =
    refusalOfDay(own, from) ??
    refusalOfState(kind, state) ??
    refusalOfParent(versions, { organisationId, parentId: state.parentId, from }) ??
    (await unitGone(tx, state.unitId, from));
  if (refusal) return refused(refusal);
  const last = own.find((one) => one.to === null);
  if (!last) throw new Error('A version without an end was judged to be there');
  const fields = changedFields(last, state);
  if (fields.length === 0) return refused({ code: 'people.organisation-same', field: 'name' });
  if (from === last.from) {
    await sql`update people.organisation_version set name = ${state.name}, short_name = ${state.shortName},
        search_name = ${fold(`${state.name} ${state.shortName}`)}, parent_id = ${state.parentId}::uuid, unit_id = ${state.unitId}::uuid,
        receives = ${[...state.receives]}::text[] where id = ${last.id}::uuid`.execute(tx.rows<unknown>());
  } else {
    await sql`update people.organisation_version set valid = daterange(lower(valid), ${from}::date) where id = ${last.id}::uuid`.execute(
      tx.rows<unknown>(),
    );
    await insertVersion(tx, organisationId, from, state);
  }
  await recordChange(tx, actor, 'people.change-organisation', organisationId, fields, state.unitId);
  return accepted(null);
}

/** Ends an organisation; `to` is the day after its last one. Roles held at it give nothing from then on. Refusals: `people.organisation-*`. */
export async function closeOrganisation(
  tx: Tx,
  actor: Actor,
  input: { readonly organisationId: string; readonly to: string },
): Promise<Outcome<null>> {
  const { organisationId, to } = input;
  const no = denied(actor, [organisationId]);
  if (no) return refused(no);
  await lockTree(tx);
  if (!(await kindOf(tx, organisationId))) return refused({ code: 'people.organisation-unknown', status: 404 });
  const refusal = refusalOfClosing(await allVersions(tx), organisationId, to);
  if (refusal) return refused(refusal);
  await sql`update people.organisation_version set valid = daterange(lower(valid), ${to}::date)
    where organisation_id = ${organisationId}::uuid and upper_inf(valid)`.execute(tx.rows<unknown>());
  await recordChange(tx, actor, 'people.close-organisation', organisationId, ['valid'], null);
  return accepted(null);
}

function changedFields(before: OrganisationState, after: OrganisationState): string[] {
  return [
    ...(before.name === after.name ? [] : ['name']),
    ...(before.shortName === after.shortName ? [] : ['short-name']),
    ...(before.parentId === after.parentId ? [] : ['parent']),
    ...(before.unitId === after.unitId ? [] : ['unit']),
    ...([...before.receives].sort().join() === [...after.receives].sort().join() ? [] : ['receives']),
  ];
}

async function recordChange(
  tx: Tx,
  actor: Actor,
  action: string,
  id: string,
  fields: readonly string[],
  unitId: string | null,
): Promise<void> {
  await record(tx, actor, {
    action,
    subject: { kind: 'people.organisation', id },
    fields,
    places: unitId ? [unitId] : [],
    right: peopleRights.organise,
  });
  // What offices are called stands on pages of many kinds; it changes a few times a year.
  await touch(tx, [EVERYTHING]);
}
