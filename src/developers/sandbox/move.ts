/** Reports of the sandbox move on by themselves, and their programs are told of each step. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/index.ts';
import { sandboxLife, sandboxStep } from '../model.ts';
import { queueWebhooks } from '../webhooks/queue.ts';
import { sandboxEvent } from './event.ts';

const batch = 100;

interface Row {
  readonly id: string;
  readonly app_id: string;
  readonly code: string;
  readonly service_code: string;
  readonly state: string;
  readonly requested_at: Temporal.Instant;
}

/** Moves those whose time has come through each step that they missed; returns how many moved. Several workers share the rows out. */
export async function moveSandbox(tx: Tx): Promise<number> {
  const now = tx.clock.now();
  const { rows } = await sql<Row>`select id, app_id, code, service_code, state, requested_at from developers.sandbox_request
    where state not in ('answered', 'not-accepted') and requested_at <= ${now.toString()}::timestamptz - case state
      when 'sent' then interval '20 seconds' when 'received' then interval '40 seconds' else interval '60 seconds' end
    order by updated_at limit ${batch} for update skip locked`.execute(tx.rows<unknown>());
  for (const row of rows) {
    const reached = sandboxStep(row.requested_at.until(now).total('seconds'));
    const from = sandboxLife.findIndex((step) => step.state === row.state);
    const report = { id: row.id, appId: row.app_id, code: row.code, serviceCode: row.service_code, requestedAt: row.requested_at };
    for (const step of sandboxLife.slice(from + 1)) {
      await queueWebhooks(tx, 'sandbox', sandboxEvent(report, step, row.requested_at.add({ seconds: step.after })));
      if (step.state === reached.state) break;
    }
    await sql`update developers.sandbox_request set state = ${reached.state}, updated_at = ${row.requested_at.add({ seconds: reached.after }).toString()}::timestamptz
      where id = ${row.id}::uuid`.execute(tx.rows<unknown>());
  }
  return rows.length;
}
