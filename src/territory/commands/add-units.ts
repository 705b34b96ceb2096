import type { Tx } from '../../platform/db/index.ts';
import { accepted, type Outcome } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { deniedChange } from '../access.ts';
import type { UnitInput } from '../contract.ts';
import { planUnits } from '../model/plan-units.ts';
import { loadState, lockStructure, writePlan } from '../store.ts';
import { type InBatch, told } from './apply-event.ts';

/**
 * Adds units that enter the record without an event (its start, villages found later), all or none. A parent may be another
 * unit of the call. A unit whose parent ends follows its single full successor. Refusals: `territory.*` of contract.ts with
 * the place in the input.
 */
export async function addUnits(
  tx: Tx,
  actor: Actor,
  inputs: readonly UnitInput[],
  options: InBatch = {},
): Promise<Outcome<{ unitIds: readonly string[] }>> {
  const denied = deniedChange(actor);
  if (denied) return denied;
  const [first] = inputs;
  if (!first) return accepted({ unitIds: [] });
  const batchId = options.batchId ?? null;
  await lockStructure(tx);
  const state = await loadState(tx);
  const planned = planUnits(state, inputs, { makeId: () => tx.ids.next(), batchId });
  if (!planned.ok) return planned;
  const { plan, unitIds } = planned.value;
  await writePlan(tx, plan, state.types, batchId);
  const from = inputs.reduce((day, input) => (input.from < day ? input.from : day), first.from);
  const subjects = plan.units.map(({ id }) => ({ kind: 'unit' as const, id, places: [id] }));
  await told(tx, actor, { action: 'territory.add-units', subjects, from, batchId });
  return accepted({ unitIds });
}
