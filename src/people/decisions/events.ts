import type { Tx } from '../../platform/db/index.ts';
import { publish } from '../../platform/outbox/index.ts';
import type { DecisionState } from './model.ts';

/** What other modules can react to. Payloads hold ids and codes; whoever needs more reads the record. */
export const decisionEvents = {
  /** A decision ended: confirmed, refused, withdrawn or expired. */
  made: { name: 'people.decision-made', version: 1 },
} as const;

export async function publishDecisionMade(tx: Tx, payload: { id: string; kind: string; state: DecisionState }): Promise<void> {
  await publish(tx, { ...decisionEvents.made, payload });
}
