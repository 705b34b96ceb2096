import { sql } from 'kysely';
import type { WebhookEvent, WebhookType } from '../../developers/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { OutboxEvent } from '../../platform/outbox/index.ts';
import type { StepName } from '../model.ts';
import { momentOf } from './format.ts';
import { statusOf } from './store.ts';

/** What each step is called outside; steps among officials are not told. */
const typeOf: ReadonlyMap<unknown, WebhookType> = new Map<StepName, WebhookType>([
  ['send', 'report.sent'],
  ['receive', 'report.received'],
  ['not-accept', 'report.not-accepted'],
  ['merge', 'report.merged'],
  ['ask-more', 'report.needs-more'],
  ['give-more', 'report.resumed'],
  ['hand', 'report.handed'],
  ['follow-office', 'report.handed'],
  ['take-back', 'report.returned'],
  ['return', 'report.returned'],
  ['take', 'report.in-work'],
  ['grant-extension', 'report.deadline-moved'],
  ['move-deadline', 'report.deadline-moved'],
  ['approve', 'report.answered'],
  ['rate', 'report.rated'],
  ['reopen', 'report.reopened'],
  ['withdraw', 'report.withdrawn'],
  ['close', 'report.closed'],
  ['stop-waiting', 'report.closed'],
  ['show', 'report.shown'],
  ['unshow', 'report.unshown'],
]);

/** Whether programs are told of steps of this kind at all. */
export const tellsPrograms = ({ step }: OutboxEvent['payload']): boolean => typeOf.has(step);

interface Row {
  readonly code: string;
  readonly category_code: string;
  readonly unit_id: string;
  readonly unit_name: string | null;
  readonly shown: boolean;
  readonly was_shown: boolean;
  readonly app_id: string | null;
  readonly at: Temporal.Instant;
  readonly sent_at: Temporal.Instant;
  readonly due_at: Temporal.Instant | null;
}

/**
 * What programs are told of a step: of shown reports all of them, of others only the program that sent it; null where nobody is. Never words, names
 * or an exact place. That a report is no longer shown all are told, so that they take away their copies.
 */
export async function webhookEventOf(tx: Tx, { config }: Pick<Context, 'config'>, { payload }: OutboxEvent): Promise<WebhookEvent | null> {
  const { report, event, step, to } = payload;
  const type = typeOf.get(step);
  if (type === undefined || typeof report !== 'string' || typeof event !== 'string' || typeof to !== 'string') return null;
  const { rows } = await sql<Row>`select report.code, report.category_code, report.unit_id, unit.name as unit_name, report.shown,
      exists (select from reports.event earlier where earlier.report_id = report.id and earlier.step = 'show' and earlier.ordinal < event.ordinal) as was_shown,
      sent.app_id, event.at, report.sent_at, report.due_at
    from reports.report report join reports.event event on event.report_id = report.id and event.id = ${event}::uuid
    left join reports.sent_by_app sent on sent.report_id = report.id
    left join lateral (select version.name from territory.unit_versions version where version.unit_id = report.unit_id
      order by lower(version.valid) desc limit 1) unit on true
    where report.id = ${report}::uuid`.execute(tx.rows<unknown>());
  const [row] = rows;
  if (!row) return null;
  const everybody = row.shown || (type === 'report.unshown' && row.was_shown);
  if (!everybody && row.app_id === null) return null;
  const gone = type === 'report.unshown';
  const known = {
    service_code: row.category_code,
    status: statusOf(to),
    state: to,
    unit: { id: row.unit_id, name: row.unit_name },
    requested_datetime: momentOf(row.sent_at),
    updated_datetime: momentOf(row.at),
    expected_datetime: momentOf(row.due_at),
  };
  return {
    id: `step_${event}`,
    type,
    at: row.at.toString(),
    appId: everybody ? null : row.app_id,
    data: {
      service_request_id: row.code,
      ...(gone && everybody ? {} : known),
      url: `${config.PUBLIC_URL?.origin ?? ''}/reports/${row.code}`,
    },
  };
}
