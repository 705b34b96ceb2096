/** Making a checked list the record: once, whole, and only as it was shown. */
import { sql } from 'kysely';
import { recordAll } from '../../../audit/index.ts';
import type { Tx } from '../../../platform/db/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../../platform/outcome/index.ts';
import { type Actor, rowState } from '../../../platform/session/index.ts';
import { deniedAt } from '../../access.ts';
import { teamsRights } from '../../contract.ts';
import { teamsFollowUnits } from '../../rosters/index.ts';
import { followMemberships } from '../../rosters/member-roles.ts';
import { changeRosters } from '../../store/change-rosters.ts';
import { planned } from '../check.ts';
import { MOST_FAULTY_PERCENT } from '../limits.ts';
import { isFault } from '../model.ts';
import type { Plan, PlannedRow, StagedRow } from '../plan/types.ts';
import { appliedFile, type Batch, lockBatch, setState } from '../store/batches.ts';
import { allRows, type Effect, effectOf, type UnderstoodRow } from '../store/rows.ts';
import { loadUnits } from '../units/place-rows.ts';
import { lockCommunes } from './places.ts';
import { keepAfter, type Written, writeMemberships, writePersons, writeTeams } from './write.ts';

export interface Applied {
  readonly batchId: string;
  readonly added: number;
  readonly changed: number;
  readonly ended: number;
}

/**
 * Applies a batch in one transaction. The actor holds `teams.apply` in every place of its rows. The plan is made anew under the locks and has to
 * be the one that was shown. Refusals: `teams.import-unknown`, `-settled`, `-same-file` (`batch`), `-too-many-faults` (`percent`, `most`),
 * `-changed` (`count`), `-nothing`, `teams.place-not-yours`.
 */
export function applyImport(context: Context, actor: Actor, batchId: string): Promise<Outcome<Applied>> {
  return context.db.transaction((tx) => applyBatch(tx, context, actor, batchId), { state: rowState(actor, teamsRights.apply) });
}

async function applyBatch(tx: Tx, context: Context, actor: Actor, batchId: string): Promise<Outcome<Applied>> {
  const batch = await lockBatch(tx, batchId);
  if (batch === null || batch.emptied) return refused({ code: 'teams.import-unknown', status: 404 });
  const wrong = (await refusalOfState(tx, batch)) ?? refusalOfFaults(batch);
  if (wrong) return refused(wrong);
  const denied = deniedAt(actor, teamsRights.apply, batch.how.places);
  if (denied) return denied;
  const stored = await allRows(tx, context.vault, batchId);
  const staged = stored.flatMap((row) =>
    row.staged !== null && row.staged.placed !== null && !row.staged.findings.some(isFault) ? [row.staged] : [],
  );
  const { communes } = batch.how;
  await lockCommunes(tx, communes);
  const teamIds = await lockSeats(tx, batch.how.places);
  const units = await loadUnits(tx, communes);
  const { asOf, how } = batch;
  const plan = await planned(tx, context, staged, units, { asOf, complete: how.complete, choices: how.choices, doubtful: how.doubtful });
  const differing = difference(stored, plan);
  if (differing > 0) return refused({ code: 'teams.import-changed', params: { count: differing }, status: 409 });
  const acting = plan.rows.filter((row) => row.action === 'add' || row.action === 'change' || row.action === 'end');
  if (acting.length === 0) return refused({ code: 'teams.import-nothing', status: 409 });

  const stagedOf = new Map(staged.map((row) => [row.rowNo, row]));
  const written = await write(tx, context, actor, batch, plan, stagedOf, teamIds);
  if (!written.ok) return written;
  await setState(tx, batchId, 'applied', actor.id);
  await linkRows(tx, batchId, written.value);
  await recordApplied(tx, actor, batchId, acting, written.value);
  const count = (action: PlannedRow['action']) => acting.filter((row) => row.action === action).length;
  return accepted({ batchId, added: count('add'), changed: count('change'), ended: count('end') });
}

async function refusalOfState(tx: Tx, batch: Batch): Promise<Refusal | null> {
  if (batch.state !== 'checked') return { code: 'teams.import-settled', status: 409 };
  const same = await appliedFile(tx, batch.fileHash);
  return same === null ? null : { code: 'teams.import-same-file', params: { batch: same.id }, status: 409 };
}

/** Of the rows that are this uploader's business. */
export function refusalOfFaults({ counts }: Pick<Batch, 'counts'>): Refusal | null {
  const own = counts.rows - counts.elsewhere;
  const percent = own === 0 ? 0 : Math.ceil(((counts.refused - counts.elsewhere) * 100) / own);
  return percent <= MOST_FAULTY_PERCENT ? null : { code: 'teams.import-too-many-faults', params: { percent, most: MOST_FAULTY_PERCENT } };
}

/** Teams of the places, locked in the order of their ids as every change of rosters does: whoever edits one by hand waits, or is waited for. */
async function lockSeats(tx: Tx, unitIds: readonly string[]): Promise<readonly string[]> {
  const found = await sql<{ id: string }>`select id from teams.team where id in (select team_id from teams.team_version
    where unit_id = any (${[...unitIds]}::uuid[])) order by id for update`.execute(tx.rows<unknown>());
  return found.rows.map((row) => row.id);
}

/** How many rows would do something else than was shown. */
function difference(stored: readonly UnderstoodRow[], plan: Plan): number {
  const key = (action: string, effect: Effect): string =>
    JSON.stringify([
      action,
      effect.team,
      effect.membershipId,
      effect.personId,
      effect.role,
      effect.force,
      effect.term,
      effect.from,
      effect.to,
    ]);
  const shown = new Map(stored.flatMap((row) => (row.staged === null ? [] : [[row.rowNo, key(row.action, row.effect)] as const])));
  const ends = new Set(stored.flatMap((row) => (row.staged === null ? [key(row.action, row.effect)] : [])));
  let differing = 0;
  for (const row of plan.rows) {
    const now = key(row.action, effectOf(row));
    if (row.rowNo !== null && shown.get(row.rowNo) !== now) differing += 1;
    if (row.rowNo === null && !ends.delete(now)) differing += 1;
  }
  return differing + ends.size;
}

async function write(
  tx: Tx,
  context: Context,
  actor: Actor,
  { id: batchId }: Batch,
  plan: Plan,
  staged: ReadonlyMap<number, StagedRow>,
  teamIds: readonly string[],
): Promise<Outcome<Written>> {
  const people = await writePersons(tx, context, actor, plan, staged);
  if (!people.ok) return people;
  const { made: madePersons, persons } = people.value;
  const touched = [...new Set([...plan.teams.values()].flatMap(({ teamId }) => teamId ?? []))].filter((id) => teamIds.includes(id));
  const heldFrom = await beginnings(tx, plan);
  const { teams, made, memberships } = await changeRosters(tx, touched, async () => {
    const formed = await writeTeams(tx, actor, batchId, plan);
    const ids = await writeMemberships(tx, actor, batchId, plan, formed.teams, persons, heldFrom);
    return { made: formed.made, value: { ...formed, memberships: ids } };
  });
  await teamsFollowUnits(tx, made);
  await keepAfter(tx, batchId, made, madePersons);
  const known = new Set(madePersons);
  const before = [...new Set([...persons].flatMap(([row, id]) => (row.action === 'same' || known.has(id) ? [] : [id])))];
  await followMemberships(tx, context, actor, before);
  return accepted({ teams, madeTeams: made, madePersons, memberships, persons });
}

async function beginnings(tx: Tx, { rows }: Plan): Promise<ReadonlyMap<string, string>> {
  const ids = rows.flatMap((row) => row.membershipId ?? []);
  const found = await sql<{
    id: string;
    from: string;
  }>`select id, lower(valid) as "from" from teams.membership where id = any (${ids}::uuid[])`.execute(tx.rows<unknown>());
  return new Map(found.rows.map((row) => [row.id, row.from]));
}

/** Rows know the team and membership that they became. */
async function linkRows(tx: Tx, batchId: string, { memberships, teams }: Written): Promise<void> {
  const links = [...memberships].flatMap(([row, id]) =>
    row.rowNo === null ? [] : [{ row_no: row.rowNo, team_id: teams.get(row.team ?? '') ?? null, membership_id: id }],
  );
  await sql`update teams.import_row r set team_id = l.team_id, membership_id = l.membership_id
    from jsonb_to_recordset(${JSON.stringify(links)}::jsonb) as l (row_no integer, team_id uuid, membership_id uuid)
    where r.batch_id = ${batchId}::uuid and r.row_no = l.row_no`.execute(tx.rows<unknown>());
}

/** One entry a commune. */
async function recordApplied(tx: Tx, actor: Actor, batchId: string, acting: readonly PlannedRow[], { persons }: Written): Promise<void> {
  await recordAll(
    tx,
    actor,
    [...Map.groupBy(acting, (row) => row.communeId ?? '')].map(([communeId, rows]) => ({
      action: 'teams.apply-import',
      subject: { kind: 'teams.import-batch', id: batchId },
      fields: [...new Set(rows.map((row) => row.action))],
      places: [communeId],
      persons: [...new Set(rows.flatMap((row) => persons.get(row) ?? row.personId ?? []))],
      right: teamsRights.apply,
    })),
  );
}
