import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import { touch } from '../../platform/cache/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { deniedImport } from '../access.ts';
import { refusalCodes, type Standing } from '../contract.ts';
import { publishBatchUndone } from '../events.ts';
import { Draft } from '../model/draft.ts';
import { Findings } from '../model/findings.ts';
import { checkEdges, checkUnits } from '../model/record-checks.ts';
import type { TerritoryRows } from '../rows.gen.ts';
import { disturbedRows, type LoggedTable, restoreRows } from '../store/logged-rows.ts';
import { countStructure, loadState, lockStructure } from '../store.ts';
import { structureTag } from '../tags.ts';

/** Answers what stands on units that are about to vanish: another module's facts that name them. */
export type WhatStandsOn = (tx: Tx, unitIds: readonly string[]) => Promise<readonly Standing[]>;

const registered: WhatStandsOn[] = [];

/** Lets a later module name its facts that keep a batch from being undone. */
export function registerWhatStandsOn(whatStandsOn: WhatStandsOn): void {
  registered.push(whatStandsOn);
}

/**
 * Puts every row of an import back as it was before, exactly. Refused with the list of what stands in the way
 * (`territory.batch_stands`, details `territory.stands_in_way` or what would be broken) when something later wrote the
 * same rows, names units that the batch brought, or would be left without parent or code. Then nothing has changed.
 */
export async function undoBatch(tx: Tx, actor: Actor, batchId: string): Promise<Outcome<{ units: readonly string[] }>> {
  const denied = deniedImport(actor);
  if (denied) return denied;
  await lockStructure(tx);
  const db = tx.rows<TerritoryRows>();
  const batch = await db.selectFrom('territory.import_batch').select('state').where('id', '=', batchId).forUpdate().executeTakeFirst();
  if (!batch) return refused({ code: refusalCodes.unknown_batch, params: { id: batchId }, status: 404 });
  if (batch.state === 'undone') return refused({ code: refusalCodes.batch_already_undone, params: { id: batchId }, status: 409 });

  const { brought, touched } = await unitsOf(tx, batchId);
  const standing = [...(await disturbed(tx, batchId)), ...(await standsOn(tx, batchId, brought))];
  if (standing.length > 0) return refused(inTheWay(standing.map(wayOf)));

  await sql`savepoint undo_batch`.execute(tx.rows());
  await sql`set constraints all deferred`.execute(tx.rows());
  await restoreRows(tx, batchId);
  const broken = await brokenBy(tx, touched);
  if (broken.length > 0) {
    await sql`rollback to savepoint undo_batch`.execute(tx.rows());
    return refused(inTheWay(broken));
  }
  await sql`set constraints all immediate`.execute(tx.rows());
  await db
    .updateTable('territory.import_batch')
    .set({ state: 'undone', undone_at: tx.clock.now(), undone_by: actor.id ?? actor.kind })
    .where('id', '=', batchId)
    .execute();
  await countStructure(tx);
  await record(tx, actor, { action: 'territory.undo-import', subject: { kind: 'import-batch', id: batchId } });
  await publishBatchUndone(tx, { batch: batchId });
  await touch(tx, [structureTag]);
  return accepted({ units: touched });
}

/** Units that exist because of the batch, and all of which it wrote something. */
async function unitsOf(tx: Tx, batchId: string): Promise<{ brought: string[]; touched: string[] }> {
  const { rows } = await sql<{ unit_id: string; brought: boolean }>`
    select unit_id, bool_or(brought) as brought from (
      select coalesce(after, before) ->> case table_name when 'unit' then 'id' else 'unit_id' end as unit_id,
        table_name = 'unit' and before is null as brought
      from territory.import_change
      where batch_id = ${batchId}::uuid and table_name in ('unit', 'unit_version')
    ) written group by unit_id`.execute(tx.rows());
  return { brought: rows.filter((row) => row.brought).map((row) => row.unit_id), touched: rows.map((row) => row.unit_id) };
}

const kindOfTable: Record<LoggedTable, string> = {
  level: 'level',
  unit_type: 'type',
  unit: 'unit',
  unit_event: 'event',
  unit_version: 'version',
  unit_edge: 'event',
  unit_boundary: 'boundary',
  population: 'population',
};

async function disturbed(tx: Tx, batchId: string): Promise<Standing[]> {
  const rows = await disturbedRows(tx, batchId);
  return rows.map((row) => ({ kind: kindOfTable[row.table], id: row.rowId, unitId: row.unitId, batchId: row.byBatch }));
}

/** Rows that are not of the batch and name a unit or an event that it brought. */
async function standsOn(tx: Tx, batchId: string, brought: readonly string[]): Promise<Standing[]> {
  const { rows } = await sql<{ kind: string; id: string; unit_id: string | null; batch_id: string | null }>`
    with own as (select table_name, row_id from territory.import_change where batch_id = ${batchId}::uuid),
    brought as (select unnest(${brought}::uuid[]) as id),
    events as (select row_id::uuid as id from territory.import_change
      where batch_id = ${batchId}::uuid and table_name = 'unit_event' and before is null)
    select 'version' as kind, v.id, v.unit_id, v.batch_id from territory.unit_version v
      where (v.unit_id in (select id from brought) or v.parent_id in (select id from brought) or v.event_id in (select id from events))
        and ('unit_version', v.id::text) not in (select table_name, row_id from own)
    union all
    select distinct 'event', e.event_id, coalesce(f.id, t.id), ev.batch_id from territory.unit_edge e
      join territory.unit_event ev on ev.id = e.event_id
      left join brought f on f.id = e.from_unit_id left join brought t on t.id = e.to_unit_id
      where (f.id is not null or t.id is not null or e.event_id in (select id from events))
        and ('unit_edge', concat_ws('/', e.event_id, e.from_unit_id, e.to_unit_id)) not in (select table_name, row_id from own)
    union all
    select 'boundary', b.id, b.unit_id, b.batch_id from territory.unit_boundary b
      where b.unit_id in (select id from brought) and ('unit_boundary', b.id::text) not in (select table_name, row_id from own)
    union all
    select 'population', p.id, p.unit_id, p.batch_id from territory.population p
      where p.unit_id in (select id from brought) and ('population', p.id::text) not in (select table_name, row_id from own)
    order by 1, 2`.execute(tx.rows());
  const found: Standing[] = rows.map((row) => ({ kind: row.kind, id: row.id, unitId: row.unit_id, batchId: row.batch_id }));
  for (const whatStandsOn of brought.length === 0 ? [] : registered) found.push(...(await whatStandsOn(tx, brought)));
  return found;
}

/** What would be wrong with the record now that the rows are back. */
async function brokenBy(tx: Tx, touched: readonly string[]): Promise<readonly Refusal[]> {
  const state = await loadState(tx);
  const draft = new Draft(state, () => tx.ids.next(), null);
  const findings = new Findings();
  const units = new Set(touched);
  for (const [unit, versions] of state.versions) {
    if (versions.some((version) => version.parent !== null && units.has(version.parent))) units.add(unit);
  }
  checkUnits(draft, units, () => undefined, findings);
  for (const day of new Set([...state.events.values()].map((event) => event.effectiveOn))) {
    checkEdges(draft, day, draft.edgesOn(day), () => undefined, findings);
  }
  return findings.list;
}

function wayOf(standing: Standing): Refusal {
  const { kind, id, unitId, batchId } = standing;
  return { code: refusalCodes.stands_in_way, params: { kind, id, unit: unitId ?? '', batch: batchId ?? '' } };
}

function inTheWay(details: readonly Refusal[]): Refusal {
  return { code: refusalCodes.batch_stands, params: { count: details.length }, status: 409, details };
}
