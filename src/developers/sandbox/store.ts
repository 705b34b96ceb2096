/** Reports of the sandbox: invented ones for everybody, and those that a program sent to try. Nothing of it touches a real report. */
import { sql } from 'kysely';
import type { JsonObject, JsonValue, Reader, Tx } from '../../platform/db/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import { developersLimits } from '../contract.ts';
import { sandboxLife, sandboxStep } from '../model.ts';
import { queueWebhooks } from '../webhooks/queue.ts';
import { sandboxEvent } from './event.ts';
import { sandboxExamples } from './examples.ts';

export interface SandboxReport {
  readonly code: string;
  readonly serviceCode: string;
  readonly state: string;
  readonly description: string;
  readonly address: string;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly requestedAt: Temporal.Instant;
  readonly updatedAt: Temporal.Instant;
  /** The answer of an invented report; empty for what a program sent. */
  readonly answer: string;
  /** Sent by the program that asks. */
  readonly own: boolean;
}

/** What is kept of a report that a program tries: no name, no number. */
export interface SandboxContent {
  readonly description: string;
  readonly address: string;
  readonly lat: number | null;
  readonly lon: number | null;
}

interface Row {
  readonly code: string;
  readonly service_code: string;
  readonly content: JsonValue;
  readonly requested_at: Temporal.Instant;
}

const objectOf = (value: JsonValue): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
const numberOf = (value: JsonValue | undefined): number | null => (typeof value === 'number' ? value : null);

/** How far it has come now: what a job writes down later is told at once. */
function ownReport(row: Row, now: Temporal.Instant): SandboxReport {
  const content = objectOf(row.content);
  const step = sandboxStep(row.requested_at.until(now).total('seconds'));
  return {
    code: row.code,
    serviceCode: row.service_code,
    state: step.state,
    description: textOf(content.description),
    address: textOf(content.address),
    lat: numberOf(content.lat),
    lon: numberOf(content.lon),
    requestedAt: row.requested_at,
    updatedAt: row.requested_at.add({ seconds: step.after }),
    answer: '',
    own: true,
  };
}

/** All that this program sees, the newest first; the invented ones alone for null. */
export async function sandboxReports(reader: Reader, appId: string | null, now: Temporal.Instant): Promise<readonly SandboxReport[]> {
  const own =
    appId === null
      ? []
      : (
          await sql<Row>`select code, service_code, content, requested_at from developers.sandbox_request where app_id = ${appId}::uuid
            order by requested_at desc, id desc limit ${developersLimits.sandboxReports}`.execute(reader.rows<unknown>())
        ).rows.map((row) => ownReport(row, now));
  const invented = sandboxExamples().map(({ daysAgo, ...example }): SandboxReport => {
    const requestedAt = now.subtract({ hours: 24 * daysAgo + 1 });
    return { ...example, requestedAt, updatedAt: example.state === 'sent' ? requestedAt : requestedAt.add({ minutes: 50 }), own: false };
  });
  return [...own, ...invented].toSorted((a, b) => Temporal.Instant.compare(b.requestedAt, a.requestedAt));
}

/** The code of what this program tried under an id; null for none. */
export async function sandboxCode(reader: Reader, appId: string, id: string): Promise<string | null> {
  const { rows } = await sql<{ code: string }>`select code from developers.sandbox_request
    where id = ${id}::uuid and app_id = ${appId}::uuid`.execute(reader.rows<unknown>());
  return rows[0]?.code ?? null;
}

/**
 * Takes a report to try. The same id again gives the code of the first. `code` has to be none of a real report. Refuses when the program has too
 * many (429): the oldest go by themselves after some weeks.
 */
export async function submitSandbox(
  tx: Tx,
  input: {
    readonly id: string;
    readonly appId: string;
    readonly code: string;
    readonly serviceCode: string;
    readonly content: SandboxContent;
  },
): Promise<Outcome<{ readonly code: string; readonly repeated: boolean }>> {
  const { id, appId, code, serviceCode, content } = input;
  const rows = tx.rows<unknown>();
  const now = tx.clock.now().toString();
  // Two at once would both find room for one.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`developers.sandbox/${appId}`}, 0))`.execute(rows);
  const { rows: counted } = await sql<{
    n: number;
  }>`select count(*)::integer as n from developers.sandbox_request where app_id = ${appId}::uuid`.execute(rows);
  if ((counted[0]?.n ?? 0) >= developersLimits.sandboxReports)
    return refused({ code: 'developers.sandbox-full', params: { most: developersLimits.sandboxReports }, status: 429 });
  const added = await sql`insert into developers.sandbox_request (id, app_id, code, service_code, state, content, requested_at, updated_at)
    values (${id}::uuid, ${appId}::uuid, ${code}, ${serviceCode}, 'sent', ${JSON.stringify(content)}::jsonb, ${now}::timestamptz, ${now}::timestamptz)
    on conflict do nothing`.execute(rows);
  if ((added.numAffectedRows ?? 0n) > 0n) {
    const event = sandboxEvent({ id, appId, code, serviceCode, requestedAt: tx.clock.now() }, sandboxLife[0], tx.clock.now());
    await queueWebhooks(tx, 'sandbox', event);
    return accepted({ code, repeated: false });
  }
  const known = await sandboxCode(tx, appId, id);
  return known === null ? refused({ code: 'developers.sandbox-again', status: 409 }) : accepted({ code: known, repeated: true });
}
