import type { Tx } from '../platform/db/index.ts';
import { publish } from '../platform/outbox/index.ts';

/** What other modules can react to. Payloads hold ids and days; whoever needs more reads the record. */
export const territoryEvents = {
  /** Units, their attributes or events changed from a day on. */
  structureChanged: { name: 'territory.structure-changed', version: 1 },
  /** Population figures were added. */
  populationRecorded: { name: 'territory.population-recorded', version: 1 },
  /** An import was undone. */
  batchUndone: { name: 'territory.batch-undone', version: 1 },
} as const;

export interface StructureChanged {
  /** First day that looks different. */
  readonly from: string;
  readonly events: readonly string[];
  readonly batch: string | null;
}

export async function publishStructureChanged(tx: Tx, payload: StructureChanged): Promise<void> {
  await publish(tx, { ...territoryEvents.structureChanged, payload: { ...payload, events: [...payload.events] } });
}

export async function publishPopulationRecorded(tx: Tx, payload: { units: readonly string[]; batch: string | null }): Promise<void> {
  await publish(tx, { ...territoryEvents.populationRecorded, payload: { units: [...payload.units], batch: payload.batch } });
}

export async function publishBatchUndone(tx: Tx, payload: { batch: string }): Promise<void> {
  await publish(tx, { ...territoryEvents.batchUndone, payload: { batch: payload.batch } });
}
