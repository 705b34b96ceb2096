/** What teams publish. */
import type { Tx } from '../platform/db/index.ts';
import { publish } from '../platform/outbox/index.ts';
import type { FigureDelta } from './contract.ts';

export const teamsEvents = {
  /** Teams or memberships changed; says by how much which figures did, from which day on. */
  rosterChanged: { name: 'teams.roster-changed', version: 1 },
} as const;

/** Ids and numbers only. Deltas are short arrays: an import may bring tens of thousands. */
export interface RosterChanged {
  readonly teams: readonly string[];
  readonly deltas: readonly (readonly [unit: string, day: string, figure: string, delta: number])[];
}

export async function publishRosterChanged(tx: Tx, teams: readonly string[], deltas: readonly FigureDelta[]): Promise<void> {
  await publish(tx, {
    ...teamsEvents.rosterChanged,
    payload: { teams: [...teams], deltas: deltas.map(({ unit, day, figure, delta }) => [unit, day, figure, delta]) },
  });
}
