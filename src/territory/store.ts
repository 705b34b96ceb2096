import { sql } from 'kysely';
import type { Reader, Tx } from '../platform/db/index.ts';
import { fold } from '../platform/text/index.ts';
import type { EventKind, Level, ShareBasis, UnitEdge, UnitEvent, UnitOrigin, UnitType, UnitVersion } from './contract.ts';
import { rangeText, readRange } from './model/days.ts';
import type { Plan } from './model/draft.ts';
import { stateOf, type TerritoryState } from './model/state.ts';
import type { TerritoryRows } from './rows.gen.ts';
import { deleteRows, insertRows, type PlainRow, updateRows } from './store/logged-rows.ts';

export { insertRows, updateRow, updateRows } from './store/logged-rows.ts';

/**
 * Waits for the one lock under which units, events and edges are written, and gives the version of the structure.
 * Held until the end of the transaction.
 */
export async function lockStructure(tx: Tx): Promise<bigint> {
  const row = await tx.rows<TerritoryRows>().selectFrom('territory.map_state').select('version').forUpdate().executeTakeFirstOrThrow();
  return row.version;
}

/** Says that the structure has changed: derived maps of the versions before are stale from the commit on. */
export async function countStructure(tx: Tx): Promise<void> {
  await tx.rows<TerritoryRows>().updateTable('territory.map_state').set({ version: sql<bigint>`version + 1` }).execute();
}

/** The version of the structure as it is now. */
export async function structureVersion(reader: Reader): Promise<bigint> {
  const row = await reader.rows<TerritoryRows>().selectFrom('territory.map_state').select('version').executeTakeFirstOrThrow();
  return row.version;
}

/** The whole record. */
export async function loadState(reader: Reader): Promise<TerritoryState> {
  const db = reader.rows<TerritoryRows>();
  const [levels, types, units, versions, events, edges] = await Promise.all([
    db.selectFrom('territory.level').selectAll().execute(),
    db.selectFrom('territory.unit_type').selectAll().execute(),
    db.selectFrom('territory.unit').selectAll().execute(),
    db.selectFrom('territory.unit_version').selectAll().execute(),
    db.selectFrom('territory.unit_event').selectAll().execute(),
    db.selectFrom('territory.unit_edge').selectAll().execute(),
  ]);
  return stateOf({
    levels: levels.map(levelOf),
    types: types.map((row) => ({ id: row.id, level: row.level_id, nameVi: row.name_vi, nameEn: row.name_en })),
    units: units.map((row) => ({ id: row.id, origin: row.origin as UnitOrigin, batchId: row.batch_id })),
    versions: versions.map(versionOf),
    events: events.map(eventOf),
    edges: edges.map(edgeOf),
  });
}

/** Writes what was decided, with the trail of the batch where there is one. The caller holds the lock. */
export async function writePlan(tx: Tx, plan: Plan, types: ReadonlyMap<string, UnitType>, batchId: string | null): Promise<void> {
  const db = tx.rows();
  const version = (row: UnitVersion) => versionRow(row, types);
  await insertRows(tx, 'unit', plan.units.map(unitRow), batchId);
  await insertRows(tx, 'unit_event', plan.events.map(eventRow), batchId);
  await insertRows(tx, 'unit_edge', plan.edges.map(edgeRow), batchId);
  // A code may pass from one unit to another on the same day, whatever the order of writing.
  await sql`set constraints territory.unit_version_one_state, territory.unit_version_one_code deferred`.execute(db);
  await deleteRows(
    tx,
    'unit_version',
    plan.deleted.map(({ id }) => ({ id })),
    batchId,
  );
  await updateRows(tx, 'unit_version', plan.updated.map(version), batchId);
  await insertRows(tx, 'unit_version', plan.inserted.map(version), batchId);
  await sql`set constraints territory.unit_version_one_state, territory.unit_version_one_code immediate`.execute(db);
  await updateRows(tx, 'level', plan.levels.map(levelRow), batchId);
  await countStructure(tx);
}

/**
 * The text in which a unit is found by typing: folded type and name, name, other names and code, each between bars,
 * so that a search can also ask for beginnings: `|xa pa hu|pa hu|04606|`.
 */
function searchText(version: Pick<UnitVersion, 'name' | 'type' | 'aliases' | 'code'>, types: ReadonlyMap<string, UnitType>): string {
  const type = types.get(version.type)?.nameVi ?? '';
  const parts = [`${type} ${version.name}`, version.name, ...version.aliases, version.code ?? ''].map(fold);
  return `|${[...new Set(parts)].filter((part) => part !== '').join('|')}|`;
}

function levelOf(row: { id: string; rank: number; has_codes: boolean; name_vi: string; name_en: string; valid: string }): Level {
  const [from, to] = /^[[(]([^,]*),([^\])]*)[\])]$/.exec(row.valid)?.slice(1) ?? [];
  return {
    id: row.id,
    rank: row.rank,
    hasCodes: row.has_codes,
    nameVi: row.name_vi,
    nameEn: row.name_en,
    from: from || null,
    to: to || null,
  };
}

function levelRow(level: Level): PlainRow {
  return { id: level.id, valid: `${level.from === null ? '(' : '['}${level.from ?? ''},${level.to ?? ''})` };
}

function versionOf(row: {
  id: string;
  unit_id: string;
  valid: string;
  code: string | null;
  name: string;
  type_id: string;
  level_id: string;
  parent_id: string | null;
  aliases: string[];
  lat: number | null;
  lon: number | null;
  coord_basis: string | null;
  event_id: string | null;
  batch_id: string | null;
}): UnitVersion {
  return {
    id: row.id,
    unitId: row.unit_id,
    ...readRange(row.valid),
    code: row.code,
    name: row.name,
    type: row.type_id,
    level: row.level_id,
    parent: row.parent_id,
    aliases: row.aliases,
    lat: row.lat,
    lon: row.lon,
    coordBasis: row.coord_basis,
    eventId: row.event_id,
    batchId: row.batch_id,
  };
}

function versionRow(version: UnitVersion, types: ReadonlyMap<string, UnitType>): PlainRow {
  return {
    id: version.id,
    unit_id: version.unitId,
    valid: rangeText(version),
    code: version.code,
    name: version.name,
    type_id: version.type,
    level_id: version.level,
    parent_id: version.parent,
    aliases: version.aliases,
    search: searchText(version, types),
    lat: version.lat,
    lon: version.lon,
    coord_basis: version.coordBasis,
    event_id: version.eventId,
    batch_id: version.batchId,
  };
}

function unitRow(unit: { id: string; origin: string; batchId: string | null }): PlainRow {
  return { id: unit.id, origin: unit.origin, batch_id: unit.batchId };
}

function eventOf(row: {
  id: string;
  kind: string;
  effective_on: string;
  title: string;
  document_id: string | null;
  clause: string | null;
  verified: boolean;
  verification_note: string | null;
  outside: string | null;
  batch_id: string | null;
}): UnitEvent {
  return {
    id: row.id,
    kind: row.kind as EventKind,
    effectiveOn: row.effective_on,
    title: row.title,
    documentId: row.document_id,
    clause: row.clause,
    verified: row.verified,
    verificationNote: row.verification_note,
    outside: row.outside,
    batchId: row.batch_id,
  };
}

function eventRow(event: UnitEvent): PlainRow {
  return {
    id: event.id,
    kind: event.kind,
    effective_on: event.effectiveOn,
    title: event.title,
    document_id: event.documentId,
    clause: event.clause,
    verified: event.verified,
    verification_note: event.verificationNote,
    outside: event.outside,
    batch_id: event.batchId,
  };
}

function edgeOf(row: {
  event_id: string;
  from_unit_id: string;
  to_unit_id: string;
  share_num: bigint;
  share_den: bigint;
  back_num: bigint | null;
  back_den: bigint | null;
  basis: string;
}): UnitEdge {
  return {
    eventId: row.event_id,
    from: row.from_unit_id,
    to: row.to_unit_id,
    share: { num: row.share_num, den: row.share_den },
    back: row.back_num === null || row.back_den === null ? null : { num: row.back_num, den: row.back_den },
    basis: row.basis as ShareBasis,
  };
}

function edgeRow(edge: UnitEdge): PlainRow {
  return {
    event_id: edge.eventId,
    from_unit_id: edge.from,
    to_unit_id: edge.to,
    share_num: edge.share.num,
    share_den: edge.share.den,
    back_num: edge.back?.num ?? null,
    back_den: edge.back?.den ?? null,
    basis: edge.basis,
  };
}
