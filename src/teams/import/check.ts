/** Checking a workbook: read, placed, compared with the register, kept; and the same workbook back with its faults marked. */
import { recordAll } from '../../audit/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import { type Actor, rowState } from '../../platform/session/index.ts';
import { teamsRights } from '../contract.ts';
import { coreForces } from '../rosters/index.ts';
import { bookLimits } from './limits.ts';
import { marked } from './marks.ts';
import { isFault, type RawRow, type SheetColumns } from './model.ts';
import { loadRegister } from './plan/load-register.ts';
import { planOf } from './plan/plan.ts';
import type { Plan, StagedRow } from './plan/types.ts';
import { type Book, readBook } from './read-book.ts';
import { type ForceReader, forceReader } from './readings/core-force.ts';
import { readRow } from './readings/row.ts';
import { type Counts, type HowRead, lockBatch, setMarked, writeBatch } from './store/batches.ts';
import { writeRows } from './store/rows.ts';
import { placeRows } from './units/place-rows.ts';
import type { Units } from './units/register.ts';

/** What the import needs of the context. */
export type ImportContext = Pick<Context, 'db' | 'clock' | 'ids' | 'files' | 'vault'>;

export interface ImportFile {
  readonly fileName: string;
  readonly bytes: Uint8Array;
  /** SHA-256 in the file store. */
  readonly hash: string;
}

export interface CheckOptions {
  /** ISO day for which the list speaks. */
  readonly asOf: string;
  readonly complete: boolean;
  readonly lang: Lang;
  /** To check anew: the batch, and what somebody said about columns and persons. */
  readonly again?: {
    readonly batchId: string;
    readonly sheets?: readonly SheetColumns[];
    readonly choices?: Readonly<Record<string, string>>;
  };
}

/**
 * Checks a list and keeps it as a batch; a batch that is checked again keeps its id. Refuses what is no list of teams at all: faulty rows
 * are findings. The actor holds `teams.import` in the places of the rows that are taken; others are findings too.
 */
export async function checkImport(
  context: ImportContext,
  actor: Actor,
  file: ImportFile,
  options: CheckOptions,
): Promise<Outcome<{ readonly batchId: string; readonly counts: Counts }>> {
  if (options.asOf > context.clock.today().toString()) return refused({ code: 'teams.import-day-ahead', field: 'as_of' });
  const book = readBook(file.bytes, options.again?.sheets ?? []);
  if (!book.ok) return book;
  const kept = await context.db.transaction((tx) => keep(tx, context, actor, file, options, book.value), {
    state: rowState(actor, teamsRights.import),
  });
  if (!kept.ok) return kept;
  const { batchId, counts, plan, forces } = kept.value;
  const bytes = marked(file.bytes, { book: book.value, plan, counts, lang: options.lang, forces: forces.forces });
  if (!bytes.ok) return bytes;
  const stored = await context.files.put(bytes.value, { maxBytes: bookLimits.unpackedBytes });
  await setMarked(context.db, batchId, stored.hash);
  return accepted({ batchId, counts });
}

async function keep(tx: Tx, context: ImportContext, actor: Actor, file: ImportFile, options: CheckOptions, book: Book) {
  const { asOf, complete, again } = options;
  const before = again === undefined ? null : await lockBatch(tx, again.batchId);
  if (again !== undefined && before?.state !== 'checked') return refused({ code: 'teams.import-settled', status: 409 });
  const checkedBy = before === null ? actor.id : before.checkedBy;
  const forces = forceReader(
    (await coreForces(tx)).filter((force) => (force.from ?? '') <= asOf && (force.to === null || asOf < force.to)),
  );
  const { staged, units } = await understand(tx, actor, book.rows, forces, asOf);
  const choices = again?.choices ?? {};
  const plan = await planned(tx, context, staged, units, { asOf, complete, choices });
  const batchId = again?.batchId ?? tx.ids.next();
  const counts = countsOf(plan);
  const how: HowRead = { sheets: book.sheets, complete, choices, ...placesOf(staged) };
  await writeBatch(tx, { id: batchId, fileName: file.fileName, fileHash: file.hash, asOf, how, counts, checkedBy });
  await writeRows(tx, context.vault, { id: batchId, checkedBy }, book.rows, staged, plan);
  await recordSight(tx, actor, batchId, plan);
  return accepted({ batchId, counts, plan, forces });
}

/** Reads and places all lines; lines of one text are understood alike. */
async function understand(
  tx: Tx,
  actor: Actor,
  raw: readonly RawRow[],
  forces: ForceReader,
  asOf: string,
): Promise<{ readonly staged: readonly StagedRow[]; readonly units: Units }> {
  const { units, rows } = await placeRows(tx, actor, raw, asOf);
  const staged = raw.map((row): StagedRow => {
    const { reading, findings } = readRow(row, forces, asOf);
    const where = rows.get(row.rowNo);
    return {
      rowNo: row.rowNo,
      sheet: row.sheet,
      sheetRow: row.sheetRow,
      reading,
      placed: where?.placed ?? null,
      findings: [...findings, ...(where?.findings ?? [])],
    };
  });
  return { staged, units };
}

/** The plan of these lines against the register as it is now. */
export async function planned(
  tx: Tx,
  context: Pick<Context, 'vault'>,
  staged: readonly StagedRow[],
  units: Units,
  options: {
    readonly asOf: string;
    readonly complete: boolean;
    readonly choices: Readonly<Record<string, string>>;
    readonly doubtful?: HowRead['doubtful'];
  },
): Promise<Plan> {
  const register = await loadRegister(tx, context, staged, units, options.asOf);
  const choices = new Map(Object.entries(options.choices).map(([rowNo, choice]) => [Number(rowNo), choice] as const));
  return planOf(staged, register, {
    asOf: options.asOf,
    complete: options.complete,
    choices,
    ...(options.doubtful === undefined ? {} : { doubtful: options.doubtful }),
  });
}

/** Where the lines that could be read and placed sit, and where faulty ones do. */
function placesOf(staged: readonly StagedRow[]): Pick<HowRead, 'places' | 'communes' | 'doubtful'> {
  const isSound = (row: StagedRow): boolean => row.placed !== null && !row.findings.some(isFault);
  const sound = staged.filter(isSound);
  const faulty = staged.filter((row) => !isSound(row) && !row.findings.some(({ code }) => code === 'E-PLACE'));
  return {
    places: [...new Set(sound.map((row) => row.placed?.unitId ?? ''))],
    communes: [...new Set(sound.map((row) => row.placed?.communeId ?? ''))],
    doubtful: faulty.some((row) => row.placed === null) ? 'all' : [...new Set(faulty.map((row) => row.placed?.unitId ?? ''))],
  };
}

function countsOf({ rows, teams, notEnded }: Plan): Counts {
  const count = (action: string) => rows.filter((row) => row.action === action).length;
  return {
    rows: rows.filter((row) => row.rowNo !== null).length,
    add: count('add'),
    change: count('change'),
    end: count('end'),
    same: count('same'),
    refused: count('refused'),
    elsewhere: rows.filter((row) => row.findings.some(({ code }) => code === 'E-PLACE')).length,
    teams: teams.size,
    newTeams: [...teams.values()].filter(({ teamId }) => teamId === null).length,
    notEnded,
  };
}

/** The persons of the register whom the check shows: one entry a commune. */
async function recordSight(tx: Tx, actor: Actor, batchId: string, { rows }: Plan): Promise<void> {
  const byCommune = Map.groupBy(
    rows.filter((row) => row.communeId !== null),
    (row) => row.communeId ?? '',
  );
  await recordAll(
    tx,
    actor,
    [...byCommune].map(([communeId, of]) => ({
      action: 'teams.check-import',
      subject: { kind: 'teams.import-batch', id: batchId },
      places: [communeId],
      persons: [...new Set(of.flatMap((row) => row.personId ?? []))],
      right: teamsRights.import,
    })),
  );
}
