/**
 * Puts the demonstration back to its start. This module resets what it holds about the made-up persons; other modules register what they
 * put back of theirs, and what nobody registers stays.
 */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import type { DemonstrationRole } from './people.ts';
import { resetPeople } from './start-again.ts';

export interface DemonstrationReset {
  /** `<module>.<what>`. */
  readonly name: string;
  /** Puts back what this module made in the demonstration. Runs under the duty `privacy`; repeating it changes nothing more. */
  readonly reset: (tx: Tx, context: Context) => Promise<void>;
}

const resets = new Map<string, DemonstrationReset>();

/** Adds what another module puts back. Throws where the name is taken. */
export function registerDemonstrationReset(reset: DemonstrationReset): void {
  const known = resets.get(reset.name);
  if (known && known !== reset) throw new Error(`The demonstration reset ${reset.name} is registered twice`);
  resets.set(reset.name, reset);
}

/**
 * Resets in one transaction under the duty `privacy`; whoever else resets at the same moment waits and then finds nothing left to do.
 * Every session of a made-up person ends but that of the actor.
 */
export async function resetDemonstration(tx: Tx, context: Context, actor: Actor, roles: readonly DemonstrationRole[]): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('people.demonstration-reset'))`.execute(tx.rows<unknown>());
  await resetPeople(tx, context, actor, roles);
  for (const { reset } of resets.values()) await reset(tx, context);
  await record(tx, actor, {
    action: 'people.reset-demonstration',
    subject: { kind: 'people.demonstration', id: 'people' },
    fields: ['people', ...resets.keys()],
    persons: roles.map(({ id }) => id),
  });
}
