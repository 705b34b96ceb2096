/** What a report brings along from a door that is not the form on the web: a printed slip, a call that was missed, a telephone number. */
import { sql } from 'kysely';
import { hasConsent, peopleRights, personToHelp } from '../../../people/index.ts';
import type { Vault } from '../../../platform/crypto/index.ts';
import type { Tx } from '../../../platform/db/index.ts';
import { accepted, type Outcome, refused } from '../../../platform/outcome/index.ts';
import { type Actor, mayAt, rowState } from '../../../platform/session/index.ts';
import { isId } from '../../../territory/index.ts';
import { codeIn } from '../../code.ts';
import type { ReportInput } from '../../contract.ts';
import type { Door } from '../../model.ts';
import { underState } from '../state.ts';

/** The hashes under which a caller's reports and missed calls are found: one for each key of the ring, the current first. */
export const contactDigests = (vault: Vault, phone: string): readonly Buffer[] =>
  vault.keys.map((key) => vault.digest(phone, 'reports.contact', key));

/** The door that a report came by, once it is known what stands behind it. */
export interface Through {
  readonly door: Door;
  /** The slip whose code the report gets. */
  readonly slip: { readonly code: string; readonly unitId: string } | null;
  /** The missed call that it ends. */
  readonly callBackId: string | null;
}

/** Doors at which somebody else than the sender holds the pen. */
const written: readonly Door[] = ['call', 'helper', 'slip', 'missed-call'];

interface Row {
  readonly slip: { readonly code: string; readonly unitId: string; readonly reportCode: string | null } | null;
  readonly call: {
    readonly id: string;
    readonly state: string;
    readonly takenBy: string | null;
    readonly reportCode: string | null;
  } | null;
}

/**
 * Finds what stands behind the door: a slip or a missed call that is named, or whose form this is (a slip has the id of its report from the
 * beginning, a missed call gives its own). The ordinary form on the web asks nothing here. Runs under `dutyState('identity')`. Refusals:
 * `reports.slip-unknown`, `reports.slip-used` and `reports.call-used` (with the code of the report), `reports.slip-foreign`, `reports.call-gone`.
 */
export async function throughDoor(tx: Tx, actor: Actor, input: ReportInput): Promise<Outcome<Through>> {
  const { door, slip, callBackId, onBehalf } = input;
  if (slip === undefined && callBackId === undefined && onBehalf === null)
    return written.includes(door)
      ? refused({ code: 'reports.on-behalf-missing', field: 'onBehalf' })
      : accepted({ door, slip: null, callBackId: null });
  if (onBehalf === null) return refused({ code: 'reports.on-behalf-missing', field: 'onBehalf' });
  const code = slip === undefined ? null : codeIn(slip);
  if (slip !== undefined && code === null) return refused({ code: 'reports.slip-unknown', field: 'slip', status: 404 });
  const call = callBackId ?? input.id;
  // Read by a statement of its own: a call that somebody else is just taking or ending is theirs, and it ends in one report.
  if (isId(call)) await sql`select from reports.call_back where id = ${call}::uuid for update`.execute(tx.rows<unknown>());
  const { rows } = await sql<Row>`select
      (select jsonb_build_object('code', s.code, 'unitId', s.unit_id, 'reportCode', r.code) from reports.slip s left join reports.report r on r.id = s.report_id
        where ${code === null ? sql`s.form_id = ${input.id}::uuid` : sql`s.code = ${code}`}) as slip,
      (select jsonb_build_object('id', c.id, 'state', c.state, 'takenBy', c.taken_by, 'reportCode', r.code)
        from reports.call_back c left join reports.report r on r.id = c.report_id where c.id = ${isId(call) ? call : null}::uuid) as call`.execute(
    tx.rows<unknown>(),
  );
  const found = rows[0] ?? { slip: null, call: null };
  if (code !== null && found.slip === null) return refused({ code: 'reports.slip-unknown', field: 'slip', status: 404 });
  if (callBackId !== undefined && found.call === null) return refused({ code: 'reports.call-gone', status: 404 });
  if (found.slip) {
    const { reportCode, unitId } = found.slip;
    if (!mayAt(actor, peopleRights.onBehalf, unitId)) return refused({ code: 'reports.slip-foreign', field: 'slip', status: 403 });
    if (reportCode !== null) return refused({ code: 'reports.slip-used', field: 'slip', status: 409, params: { code: reportCode } });
    return accepted({ door: 'slip', slip: { code: found.slip.code, unitId }, callBackId: null });
  }
  if (found.call) {
    const { id, state, takenBy, reportCode } = found.call;
    if (reportCode !== null) return refused({ code: 'reports.call-used', status: 409, params: { code: reportCode } });
    if (state !== 'open' || takenBy !== actor.id) return refused({ code: 'reports.call-gone', status: 409 });
    return accepted({ door: 'missed-call', slip: null, callBackId: id });
  }
  return accepted({ door, slip: null, callBackId: null });
}

/**
 * A helper or official writes down what somebody else says: only where they may, and where that person agreed. A known person has to belong to the
 * helper's place, wherever the matter is; of somebody unknown the matter, the slip or the call has to. Runs under `dutyState('identity')`.
 */
export async function checkOnBehalf(
  tx: Tx,
  actor: Actor,
  { onBehalf }: Pick<ReportInput, 'onBehalf'>,
  { slip, callBackId }: Through,
  unitId: string,
): Promise<Outcome<null>> {
  if (onBehalf === null) return accepted(null);
  const notYours = refused({ code: 'reports.on-behalf-not-yours', status: 403 });
  const { personId } = onBehalf;
  if (actor.id === null || !actor.rights.has(peopleRights.onBehalf)) return notYours;
  if (personId === null)
    return slip !== null || callBackId !== null || mayAt(actor, peopleRights.onBehalf, unitId) ? accepted(null) : notYours;
  if (personId === actor.id) return refused({ code: 'reports.on-behalf-of-oneself', status: 403 });
  // Which persons somebody may act for is seen by their own right, not by the duty under which a report is taken.
  const person = await underState(tx, rowState(actor, peopleRights.onBehalf), () => personToHelp(tx, actor, personId));
  if (person === null) return notYours;
  return (await hasConsent(tx, personId, 'on-behalf'))
    ? accepted(null)
    : refused({ code: 'reports.on-behalf-no-consent', field: 'onBehalf', status: 403 });
}

/** Writes what the report ends: the slip is used, the missed call has served and loses its number. */
export async function closeDoor(tx: Tx, { slip, callBackId }: Through, reportId: string): Promise<void> {
  const rows = tx.rows<unknown>();
  if (slip !== null) await sql`update reports.slip set report_id = ${reportId}::uuid where code = ${slip.code}`.execute(rows);
  if (callBackId !== null)
    await sql`update reports.call_back set state = 'report', report_id = ${reportId}::uuid, ended_at = ${tx.clock.now().toString()}::timestamptz,
      sealed_number = null, next_try_at = null, revision = revision + 1 where id = ${callBackId}::uuid`.execute(rows);
}
