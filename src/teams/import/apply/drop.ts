import { record } from '../../../audit/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../../platform/outcome/index.ts';
import { type Actor, rowState } from '../../../platform/session/index.ts';
import { deniedAt } from '../../access.ts';
import { teamsRights } from '../../contract.ts';
import { lockBatch, setState } from '../store/batches.ts';

/** Drops a list that isn't wanted any more: by whoever sent it in, or may send lists in for all its places. Refusals: `teams.import-unknown`, `-settled`, `teams.place-not-yours`. */
export function dropImport(context: Pick<Context, 'db'>, actor: Actor, batchId: string): Promise<Outcome<null>> {
  return context.db.transaction(
    async (tx) => {
      const batch = await lockBatch(tx, batchId);
      if (batch === null) return refused({ code: 'teams.import-unknown', status: 404 });
      if (batch.state !== 'checked') return refused({ code: 'teams.import-settled', status: 409 });
      const denied = batch.checkedBy === actor.id ? null : deniedAt(actor, teamsRights.import, batch.how.places);
      if (denied) return denied;
      await setState(tx, batchId, 'dropped', actor.id);
      await record(tx, actor, {
        action: 'teams.drop-import',
        subject: { kind: 'teams.import-batch', id: batchId },
        places: batch.how.communes,
        right: teamsRights.import,
      });
      return accepted(null);
    },
    { state: rowState(actor, teamsRights.import) },
  );
}
