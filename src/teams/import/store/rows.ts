/** The lines of a batch: as written, as understood, and what would come of them. Telephone numbers are kept sealed. */
import { type RawBuilder, sql } from 'kysely';
import type { Vault } from '../../../platform/crypto/index.ts';
import type { Tx } from '../../../platform/db/index.ts';
import { asField, type Field, type Finding, findingCodes, type RawRow, type RowReading } from '../model.ts';
import type { Action, Plan, PlannedRow, StagedRow } from '../plan/types.ts';
import type { Placed } from '../units/resolve.ts';

/** What a line was understood to say, as it is stored. */
interface StoredReading {
  /** Null for somebody whom a complete list leaves out. */
  readonly said: Omit<RowReading, 'phone'> | null;
  readonly placed: Placed | null;
  /** So many of the row's findings were made by reading and placing it; the rest by the plan. */
  readonly own: number;
  /** How the number was read, and the words of findings about it; the cell itself lies sealed among the cells. */
  readonly sealed: string | null;
  /** What it would do; compared when it is applied. */
  readonly effect: Effect;
}

interface Secret {
  readonly phone: string | null;
  /** By place among the findings. */
  readonly params: Readonly<Record<number, Finding['params']>>;
}

/** A planned row without what differs from one making of the plan to the next. */
export interface Effect {
  readonly team: string | null;
  readonly membershipId: string | null;
  readonly personId: string | null;
  readonly role: PlannedRow['role'];
  readonly force: string;
  readonly term: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

export const effectOf = (row: PlannedRow): Effect => ({
  team: row.team,
  membershipId: row.membershipId,
  personId: row.personId,
  role: row.role,
  force: row.force,
  term: row.term,
  from: row.from,
  to: row.to,
});

/** Rows in one statement: small enough for memory, large enough for speed. */
const PORTION = 2_000;

/** Where a sealed number of a line is bound to. */
export const sealPlace = (batchId: string, rowNo: number): string => `teams.import_row/${batchId}/${rowNo}`;

/** Writes all rows of a batch in place of those it had. */
export async function writeRows(
  tx: Tx,
  vault: Vault,
  batch: { readonly id: string; readonly checkedBy: string | null },
  raw: readonly RawRow[],
  staged: readonly StagedRow[],
  plan: Plan,
): Promise<void> {
  await sql`delete from teams.import_row where batch_id = ${batch.id}::uuid`.execute(tx.rows<unknown>());
  const rawOf = new Map(raw.map((row) => [row.rowNo, row]));
  const stagedOf = new Map(staged.map((row) => [row.rowNo, row]));
  const leftOut = plan.rows.filter((row) => row.rowNo === null);
  const numbered = [...plan.rows.filter((row) => row.rowNo !== null), ...leftOut];
  for (let from = 0; from < numbered.length; from += PORTION) {
    const lines = numbered.slice(from, from + PORTION).map((row, index) => {
      const rowNo = row.rowNo ?? from + index + 1;
      return lineOf(vault, batch.id, rowNo, row, plan, stagedOf.get(row.rowNo ?? 0), rawOf.get(row.rowNo ?? 0));
    });
    await sql`insert into teams.import_row (batch_id, checked_by, row_no, unit_id, sheet, sheet_row, action, cells, reading, findings, team_id, membership_id)
      select ${batch.id}::uuid, ${batch.checkedBy}::uuid, r.* from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb)
        as r (row_no integer, unit_id uuid, sheet text, sheet_row integer, action text, cells jsonb, reading jsonb, findings jsonb, team_id uuid, membership_id uuid)`.execute(
      tx.rows<unknown>(),
    );
  }
}

/** Longest text of a cell that is kept. */
const LONGEST_CELL = 300;

function lineOf(
  vault: Vault,
  batchId: string,
  rowNo: number,
  row: PlannedRow,
  plan: Plan,
  staged: StagedRow | undefined,
  raw: RawRow | undefined,
) {
  const at = sealPlace(batchId, rowNo);
  const cells = Object.fromEntries(
    [...(raw?.cells ?? [])].map(([field, { text }]) => {
      const kept = text.slice(0, LONGEST_CELL);
      return [field, field === 'phone' ? vault.seal(kept, at) : kept];
    }),
  );
  const { phone, said } = partsOf(staged);
  const aboutPhone = row.findings.flatMap((one, index) => (one.field === 'phone' ? [[index, one.params] as const] : []));
  const secret: Secret = { phone, params: Object.fromEntries(aboutPhone) };
  const reading: StoredReading = {
    said,
    placed: staged?.placed ?? null,
    own: staged?.findings.length ?? 0,
    sealed: phone === null && aboutPhone.length === 0 ? null : vault.seal(JSON.stringify(secret), at),
    effect: effectOf(row),
  };
  return {
    row_no: rowNo,
    unit_id: row.unitId,
    sheet: raw?.sheet ?? '',
    sheet_row: raw?.sheetRow ?? 0,
    action: row.action,
    cells,
    reading,
    findings: row.findings.map((one) => (one.field === 'phone' ? { ...one, params: {} } : one)),
    team_id: plan.teams.get(row.team ?? '')?.teamId ?? null,
    membership_id: row.membershipId,
  };
}

function partsOf(staged: StagedRow | undefined): { readonly phone: string | null; readonly said: StoredReading['said'] } {
  if (staged === undefined) return { phone: null, said: null };
  const { phone, ...said } = staged.reading;
  return { phone, said };
}

interface RowRecord {
  row_no: number;
  sheet: string;
  sheet_row: number;
  unit_id: string | null;
  action: Action;
  cells: Record<string, string>;
  /** Empty once a person was erased who stood in the line. */
  reading: Partial<StoredReading>;
  findings: Finding[];
}

/** A line of a batch as it was understood, and what would come of it. */
export interface UnderstoodRow {
  readonly rowNo: number;
  readonly sheet: string;
  readonly sheetRow: number;
  readonly unitId: string | null;
  readonly action: Action;
  readonly staged: StagedRow | null;
  readonly effect: Effect;
  readonly findings: readonly Finding[];
}

/** A line of a batch as pages show it: with its cells. */
export interface ImportRow extends UnderstoodRow {
  readonly cells: ReadonlyMap<Field, string>;
}

const noEffect: Effect = { team: null, membershipId: null, personId: null, role: 'member', force: '', term: null, from: null, to: null };

const known: ReadonlySet<string> = new Set(findingCodes);

function toUnderstood(vault: Vault, batchId: string, row: Omit<RowRecord, 'cells'>): UnderstoodRow {
  const { said = null, placed = null, own = 0, sealed = null, effect = noEffect } = row.reading;
  const secret: Secret = sealed === null ? { phone: null, params: {} } : JSON.parse(vault.open(sealed, sealPlace(batchId, row.row_no)));
  const findings = row.findings
    .map((one, index) => ({ ...one, params: secret.params[index] ?? one.params }))
    .filter(({ code }) => known.has(code));
  const at = { rowNo: row.row_no, sheet: row.sheet, sheetRow: row.sheet_row };
  return {
    ...at,
    unitId: row.unit_id,
    action: row.action,
    staged: said === null ? null : { ...at, reading: { ...said, phone: secret.phone }, placed, findings: findings.slice(0, own) },
    effect,
    findings,
  };
}

function toRow(vault: Vault, batchId: string, row: RowRecord): ImportRow {
  const place = sealPlace(batchId, row.row_no);
  const cells = new Map(
    Object.entries(row.cells).flatMap(([key, text]) => {
      const field = asField(key);
      return field === null ? [] : [[field, field === 'phone' ? vault.open(text, place) : text] as const];
    }),
  );
  return { ...toUnderstood(vault, batchId, row), cells };
}

const understoodColumns = sql`row_no, sheet, sheet_row, unit_id, action, reading, findings`;

async function read(tx: Tx, vault: Vault, batchId: string, where: RawBuilder<unknown>): Promise<readonly ImportRow[]> {
  const found =
    await sql<RowRecord>`select ${understoodColumns}, cells from teams.import_row where batch_id = ${batchId}::uuid ${where}`.execute(
      tx.rows<unknown>(),
    );
  return found.rows.map((row) => toRow(vault, batchId, row));
}

/** All lines that the transaction may see, without their cells: half of what a line is, which only pages show. */
export async function allRows(tx: Tx, vault: Vault, batchId: string): Promise<readonly UnderstoodRow[]> {
  const found = await sql<
    Omit<RowRecord, 'cells'>
  >`select ${understoodColumns} from teams.import_row where batch_id = ${batchId}::uuid order by row_no`.execute(tx.rows<unknown>());
  return found.rows.map((row) => toUnderstood(vault, batchId, row));
}

/** Lines with one action, page by page. */
export function rowsWith(
  tx: Tx,
  vault: Vault,
  batchId: string,
  {
    action,
    unitIds,
    limit,
    skip,
  }: { readonly action: Action; readonly unitIds: readonly string[] | null; readonly limit: number; readonly skip: number },
): Promise<readonly ImportRow[]> {
  const place = unitIds === null ? sql`` : sql`and unit_id = any (${[...unitIds]}::uuid[])`;
  return read(tx, vault, batchId, sql`and action = ${action} ${place} order by row_no limit ${limit} offset ${skip}`);
}

/** Lines with one finding, the first of them. */
export function rowsFound(tx: Tx, vault: Vault, batchId: string, code: string, limit: number): Promise<readonly ImportRow[]> {
  return read(tx, vault, batchId, sql`and findings @> ${JSON.stringify([{ code }])}::jsonb order by row_no limit ${limit}`);
}

/** How many lines do what, and how many have which finding, of those that the transaction may see. */
export async function tally(
  tx: Tx,
  batchId: string,
): Promise<{
  readonly actions: readonly { readonly action: Action; readonly unitId: string | null; readonly count: number }[];
  readonly codes: readonly { readonly code: Finding['code']; readonly count: number }[];
}> {
  const actions = await sql<{
    action: Action;
    unitId: string | null;
    count: number;
  }>`select action, unit_id as "unitId", count(*)::integer as count
    from teams.import_row where batch_id = ${batchId}::uuid group by action, unit_id`.execute(tx.rows<unknown>());
  const codes = await sql<{ code: Finding['code']; count: number }>`select f.code, count(distinct row_no)::integer as count
    from teams.import_row, jsonb_to_recordset(findings) as f (code text) where batch_id = ${batchId}::uuid group by f.code`.execute(
    tx.rows<unknown>(),
  );
  return { actions: actions.rows, codes: codes.rows };
}
