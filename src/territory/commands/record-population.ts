import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import { touch } from '../../platform/cache/index.ts';
import { isDay } from '../../platform/calendar/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { deniedChange } from '../access.ts';
import { type PopulationInput, refusalCodes } from '../contract.ts';
import { publishPopulationRecorded } from '../events.ts';
import type { TerritoryRows } from '../rows.gen.ts';
import { insertRows } from '../store.ts';
import { unitTag } from '../tags.ts';
import type { InBatch } from './apply-event.ts';

/**
 * Records population figures (numbers of people), all or none. A figure belongs to a unit that exists on its day; a second
 * one for the same unit and day is refused. Refusals carry the place in the input (`figures.3`).
 */
export async function recordPopulation(
  tx: Tx,
  actor: Actor,
  inputs: readonly PopulationInput[],
  options: InBatch = {},
): Promise<Outcome<{ ids: readonly string[] }>> {
  const denied = deniedChange(actor);
  if (denied) return denied;
  if (inputs.length === 0) return accepted({ ids: [] });
  const shape = inputs.flatMap(checkShape);
  const findings = shape.length > 0 ? shape : await checkRecord(tx, inputs);
  const [only] = findings;
  if (only) {
    return refused(
      findings.length === 1 ? only : { code: refusalCodes.units_refused, params: { count: findings.length }, details: findings },
    );
  }
  const batchId = options.batchId ?? null;
  const rows = inputs.map((input) => ({
    id: input.id ?? tx.ids.next(),
    unit_id: input.unitId,
    on_day: input.day,
    value: input.value,
    basis: input.basis,
    source: input.source,
    batch_id: batchId,
  }));
  await insertRows(tx, 'population', rows, batchId);
  const units = [...new Set(inputs.map((input) => input.unitId))];
  const action = 'territory.record-population';
  if (batchId !== null) await record(tx, actor, { action, subject: { kind: 'import-batch', id: batchId } });
  else for (const row of rows) await record(tx, actor, { action, subject: { kind: 'population', id: row.id }, places: [row.unit_id] });
  await publishPopulationRecorded(tx, { units, batch: batchId });
  // A figure also shows in the sums of the units above and on later maps.
  await touch(tx, units.map(unitTag));
  return accepted({ ids: rows.map((row) => row.id) });
}

function checkShape(input: PopulationInput, index: number): Refusal[] {
  const field = `figures.${index}`;
  if (!isDay(input.day)) return [{ code: refusalCodes.bad_day, params: { day: input.day }, field }];
  if (input.value < 0n) return [{ code: refusalCodes.population_negative, params: { value: String(input.value) }, field }];
  return [];
}

async function checkRecord(tx: Tx, inputs: readonly PopulationInput[]): Promise<Refusal[]> {
  const { rows } = await sql<{ place: number; name: string | null; known: boolean; taken: boolean }>`
    select given.place::int as place, v.name, u.id is not null as known, p.id is not null as taken
    from unnest(${inputs.map((input) => input.unitId)}::uuid[], ${inputs.map((input) => input.day)}::date[]) with ordinality
      as given (unit_id, day, place)
    left join territory.unit u on u.id = given.unit_id
    left join territory.unit_version v on v.unit_id = given.unit_id and v.valid @> given.day
    left join territory.population p on p.unit_id = given.unit_id and p.on_day = given.day
    order by given.place`.execute(tx.rows<TerritoryRows>());
  const seen = new Set<string>();
  return rows.flatMap((row): Refusal[] => {
    const input = inputs[row.place - 1];
    if (!input) return [];
    const field = `figures.${row.place - 1}`;
    const key = `${input.unitId} ${input.day}`;
    const twice = row.taken || seen.has(key);
    seen.add(key);
    if (!row.known) return [{ code: refusalCodes.unknown_unit, params: { id: input.unitId }, field }];
    if (row.name === null) return [{ code: refusalCodes.not_existing, params: { unit: input.unitId, day: input.day }, field }];
    return twice ? [{ code: refusalCodes.population_twice, params: { unit: row.name, day: input.day }, field }] : [];
  });
}
