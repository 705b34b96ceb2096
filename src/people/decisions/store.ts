/** The rows of decisions. */
import { type RawBuilder, sql } from 'kysely';
import type { JsonObject, Reader, Tx } from '../../platform/db/index.ts';
import { type Decision, decisionKind } from './kinds.ts';
import { type DecisionState, stepAt } from './model.ts';

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly subject_kind: string;
  readonly subject_id: string;
  readonly persons: readonly string[];
  readonly unit_id: string | null;
  readonly organisation_id: string | null;
  readonly payload: JsonObject;
  readonly proposed_by: string;
  readonly proposed_role: string;
  readonly proposed_for: readonly string[];
  readonly proposed_at: Temporal.Instant;
  readonly reason: string;
  readonly state: DecisionState;
  readonly step: number;
  readonly step_until: Temporal.Instant | null;
  readonly expires_at: Temporal.Instant;
  readonly decided_by: string | null;
  readonly decided_role: string | null;
  readonly decided_at: Temporal.Instant | null;
  readonly decided_why: string | null;
}

/**
 * Who was away when the proposer could use their role at the place, unless the proposer held the same role there as well. The day of an absence is
 * civil and that of the proposal is taken in UTC, so a day on either side counts too: rather one person too many is kept from
 * deciding alone with their own deputy.
 */
const days = sql`daterange((decision.proposed_at at time zone 'UTC')::date - 1, (decision.proposed_at at time zone 'UTC')::date + 2)`;
const proposedFor = sql`array(select absence.person_id from people.absence
    join people.role_grant lent on lent.id = any (absence.grant_ids) and lent.role = decision.proposed_role
    where absence.deputy_id = decision.proposed_by and absence.recorded_at <= decision.proposed_at
      and (absence.ended_at is null or absence.ended_at > decision.proposed_at) and absence.valid && ${days}
      and not exists (select from people.role_grant own where own.person_id = decision.proposed_by and own.role = lent.role
        and own.unit_id is not distinct from lent.unit_id and own.organisation_id is not distinct from lent.organisation_id
        and own.valid && ${days} and (own.ended_at is null or own.ended_at > decision.proposed_at))) as proposed_for`;

const columns = sql`decision.id, decision.kind, subject_kind, subject_id, persons, decision.unit_id, decision.organisation_id, payload, proposed_by,
  proposed_role, ${proposedFor}, proposed_at, reason, decision.state, step, step_until, expires_at, decided_by, decided_role, decided_at, decided_why`;

/** The row as it stands at this moment: an open one has gone on by itself, also when the timer has not come by yet. */
function toDecision(row: Row, now: Temporal.Instant): Decision {
  const kind = decisionKind(row.kind);
  const written = { step: row.step, until: row.step_until?.epochMilliseconds ?? null };
  const stands = row.state === 'proposed' && kind ? stepAt(kind.approvers, written, now.epochMilliseconds) : written;
  return {
    id: row.id,
    kind: row.kind,
    subject: { kind: row.subject_kind, id: row.subject_id },
    persons: row.persons,
    unitId: row.unit_id,
    organisationId: row.organisation_id,
    payload: row.payload,
    proposedBy: row.proposed_by,
    proposedRole: row.proposed_role,
    proposedFor: row.proposed_for,
    proposedAt: row.proposed_at,
    reason: row.reason,
    state: row.state,
    step: stands.step,
    stepUntil: stands.until === null ? null : Temporal.Instant.fromEpochMilliseconds(stands.until),
    expiresAt: row.expires_at,
    decidedBy: row.decided_by,
    decidedRole: row.decided_role,
    decidedAt: row.decided_at,
    decidedWhy: row.decided_why,
  };
}

const idForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The decision with this id; null for none. With `lock` nobody else changes it before the transaction ends. */
export async function loadDecision(tx: Tx, id: string, lock: 'lock' | 'read' = 'read'): Promise<Decision | null> {
  if (!idForm.test(id)) return null;
  // What is computed from other tables is read after the lock: a statement sees them as they were when it began to wait.
  if (lock === 'lock') await sql`select from people.decision where id = ${id}::uuid for update`.execute(tx.rows<unknown>());
  const found = await sql<Row>`select ${columns} from people.decision where id = ${id}::uuid`.execute(tx.rows<unknown>());
  const row = found.rows[0];
  return row ? toDecision(row, tx.clock.now()) : null;
}

/** The decision on this thing that is proposed and not ended, locked; null for none. */
export async function loadOpenOn(tx: Tx, kind: string, subject: Decision['subject']): Promise<Decision | null> {
  const found = await sql<{ id: string }>`select id from people.decision
    where kind = ${kind} and subject_kind = ${subject.kind} and subject_id = ${subject.id} and state = 'proposed' for update`.execute(
    tx.rows<unknown>(),
  );
  const row = found.rows[0];
  return row ? loadDecision(tx, row.id) : null;
}

/** Open decisions of a scope, soonest end first. */
export async function listOpen(
  reader: Reader,
  scope: RawBuilder<boolean>,
  now: Temporal.Instant,
  limit: number,
): Promise<readonly Decision[]> {
  const found = await sql<Row>`select ${columns} from people.decision
    where decision.state = 'proposed' and expires_at > ${now.toString()}::timestamptz and ${scope}
    order by coalesce(step_until, expires_at), decision.id limit ${limit}`.execute(reader.rows<unknown>());
  return found.rows.map((row) => toDecision(row, now));
}

/** What this person proposed and what is still open, newest first. */
export async function listProposedBy(reader: Reader, personId: string, now: Temporal.Instant, limit: number): Promise<readonly Decision[]> {
  const found = await sql<Row>`select ${columns} from people.decision
    where proposed_by = ${personId}::uuid and decision.state = 'proposed' and expires_at > ${now.toString()}::timestamptz
    order by proposed_at desc, decision.id limit ${limit}`.execute(reader.rows<unknown>());
  return found.rows.map((row) => toDecision(row, now));
}

/** What has ended lately of what this person proposed or decided, newest end first. */
export async function listEnded(reader: Reader, personId: string, now: Temporal.Instant, limit: number): Promise<readonly Decision[]> {
  const since = now.subtract({ hours: 30 * 24 });
  const found = await sql<Row>`select ${columns} from people.decision
    where (proposed_by = ${personId}::uuid or decided_by = ${personId}::uuid) and decided_at > ${since.toString()}::timestamptz
    order by decided_at desc, decision.id limit ${limit}`.execute(reader.rows<unknown>());
  return found.rows.map((row) => toDecision(row, now));
}

/** Ids of open decisions whose step or whole time has run out, locked; those that somebody decides at this moment are passed over. */
export async function lockDue(tx: Tx, limit: number): Promise<readonly string[]> {
  const found = await sql<{ id: string }>`select id from people.decision
    where state = 'proposed' and least(step_until, expires_at) <= ${tx.clock.now().toString()}::timestamptz
    order by least(step_until, expires_at) limit ${limit} for update skip locked`.execute(tx.rows<unknown>());
  return found.rows.map(({ id }) => id);
}

/** Adds a proposal. False where the same thing is proposed already. */
export async function insertDecision(
  tx: Tx,
  decision: Pick<
    Decision,
    'id' | 'kind' | 'subject' | 'persons' | 'unitId' | 'organisationId' | 'payload' | 'proposedRole' | 'reason' | 'expiresAt' | 'stepUntil'
  > & { readonly proposedBy: string },
): Promise<boolean> {
  const { subject } = decision;
  const added =
    await sql`insert into people.decision (id, kind, subject_kind, subject_id, persons, unit_id, organisation_id, payload, proposed_by,
      proposed_role, proposed_at, reason, step_until, expires_at)
    values (${decision.id}::uuid, ${decision.kind}, ${subject.kind}, ${subject.id}, ${[...decision.persons]}::uuid[], ${decision.unitId}::uuid,
      ${decision.organisationId}::uuid, ${JSON.stringify(decision.payload)}::jsonb, ${decision.proposedBy}::uuid, ${decision.proposedRole},
      ${tx.clock.now().toString()}::timestamptz, ${decision.reason}, ${decision.stepUntil?.toString() ?? null}::timestamptz,
      ${decision.expiresAt.toString()}::timestamptz)
    on conflict (kind, subject_kind, subject_id) where state = 'proposed' do nothing`.execute(tx.rows<unknown>());
  return added.numAffectedRows === 1n;
}

/** Writes how a decision ended. */
export async function writeEnd(
  tx: Tx,
  id: string,
  end: { readonly state: DecisionState; readonly by: string | null; readonly role: string | null; readonly why: string | null },
): Promise<void> {
  await sql`update people.decision set state = ${end.state}, step_until = null, decided_by = ${end.by}::uuid, decided_role = ${end.role},
    decided_at = ${tx.clock.now().toString()}::timestamptz, decided_why = ${end.why} where id = ${id}::uuid`.execute(tx.rows<unknown>());
}

/** Writes that it has gone on to a later approver. */
export async function writeStep(tx: Tx, decision: Pick<Decision, 'id' | 'step' | 'stepUntil'>): Promise<void> {
  await sql`update people.decision set step = ${decision.step}, step_until = ${decision.stepUntil?.toString() ?? null}::timestamptz
    where id = ${decision.id}::uuid`.execute(tx.rows<unknown>());
}
