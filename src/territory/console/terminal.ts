/** Imports from a terminal: the same preview, errors and undo as in the console, as text. */
import { formatDate, momentText, parseDate } from '../../platform/calendar/index.ts';
import { type Lang, plain } from '../../platform/i18n/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { formatInteger } from '../../platform/numbers/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { system } from '../../platform/session/index.ts';
import { applyImport, previewImport } from '../commands/import/apply.ts';
import { listBatches } from '../commands/import/batches.ts';
import { asImportKind, type ImportInput } from '../commands/import/types.ts';
import { undoBatch } from '../commands/undo-batch.ts';
import { actorName, columnName, countsLine, countsOfSummary, kindName } from './labels.ts';
import { texts } from './messages.gen.ts';
import { loadNames } from './names.ts';
import { refusalLine } from './words/index.ts';

export interface Terminal {
  readonly lang: Lang;
  /** Writes one line. */
  readonly print: (line: string) => void;
}

export interface ImportRequest {
  /** units, events, population or boundaries. */
  readonly kind: string;
  readonly fileName: string;
  readonly bytes: Uint8Array;
  /** First day of boundaries, `01/07/2025` or ISO. */
  readonly from?: string | undefined;
  /** Write it; without, only the preview is shown. */
  readonly apply: boolean;
}

/** What the terminal's commands need of the context. */
export type ImportContext = Pick<Context, 'db' | 'ids' | 'files' | 'config'>;

/** Shows what a file would do and, where asked, applies it as the system. Returns the exit code: 0, or 1 when something is wrong. */
export async function importFile(context: ImportContext, request: ImportRequest, terminal: Terminal): Promise<0 | 1> {
  const { lang, print } = terminal;
  const t = texts[lang];
  const kind = asImportKind(request.kind);
  if (!kind) return refuse({ code: 'territory.import-kind-missing' }, terminal);
  const from = request.from === undefined ? null : parseDate(request.from);
  if (request.from !== undefined && from === null)
    return refuse({ code: 'territory.import-date', params: { value: request.from.slice(0, 60) } }, terminal);
  const input: ImportInput = { kind, fileName: request.fileName, bytes: request.bytes, from };
  const preview = await previewImport(context.db, input, () => context.ids.next());
  if (!preview.ok) return refuse(preview.refusal, terminal);
  const { decision, summary, applied, empty } = preview.value;
  const { rows, errors, unchanged, unknownColumns } = decision;
  print(`${kindName(kind, lang)}: ${request.fileName}`);
  if (errors.length > 0) print(plain(t.preview_wrong({ rows, kind, errors: errors.length })));
  else
    print(
      plain(empty ? t.preview_empty({ rows, kind }) : t.preview_good({ rows, kind, what: countsLine(countsOfSummary(summary), lang) })),
    );
  if (unchanged > 0 && !empty) print(t.preview_unchanged({ count: unchanged }));
  if (unknownColumns.length > 0) print(t.preview_unknown_columns({ columns: unknownColumns.join(', ') }));
  const place = kind === 'boundaries' ? t.column_feature() : t.column_row();
  for (const { row, column, refusal } of errors) {
    print(`  ${place} ${row}${column === null ? '' : `, ${columnName(kind, column, lang)}`}: ${refusalLine(refusal, lang)}`);
  }
  const { levels } = await loadNames(context.db);
  for (const { day, level, before, after } of errors.length > 0 ? [] : summary.counts) {
    const known = levels.get(level);
    print(
      `  ${formatDate(day)}  ${(lang === 'vi' ? known?.nameVi : known?.nameEn) ?? level}: ${formatInteger(before, lang)} → ${formatInteger(after, lang)}`,
    );
  }
  if (errors.length > 0) return 1;
  if (applied) print(t.batch_repeated());
  if (applied || empty || !request.apply) return 0;
  await context.files.put(request.bytes, { maxBytes: request.bytes.length });
  const outcome = await applyImport(context.db, system, input);
  if (!outcome.ok) return refuse(outcome.refusal, terminal);
  const { batch } = outcome.value;
  print(`${t.batch_done({ what: countsLine(batch.counts, lang) })} ${batch.id}`);
  return 0;
}

/** Undoes a batch as the system, or lists what stands in the way. Returns the exit code. */
export async function undoImport(context: ImportContext, batchId: string, terminal: Terminal): Promise<0 | 1> {
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(batchId);
  if (!isId) return refuse({ code: 'territory.unknown_batch' }, terminal);
  const undone = await context.db.transaction((tx) => undoBatch(tx, system, batchId));
  if (!undone.ok) return refuse(undone.refusal, terminal);
  terminal.print(texts[terminal.lang].batch_undone());
  return 0;
}

/** Lists the newest batches, one a line. */
export async function listImports(context: ImportContext, terminal: Terminal): Promise<0> {
  const { lang, print } = terminal;
  const t = texts[lang];
  for (const batch of await listBatches(context.db, { limit: 50 })) {
    const state = batch.state === 'applied' ? t.state_applied() : t.state_undone();
    const who = t.when_who({ when: momentText(batch.appliedAt, context.config.TIME_ZONE), who: actorName(batch.appliedBy, lang) });
    print(`${batch.id}  ${state}  ${who}  ${kindName(batch.kind, lang)}: ${batch.fileName}  (${countsLine(batch.counts, lang)})`);
  }
  return 0;
}

function refuse(refusal: Refusal, { lang, print }: Terminal): 1 {
  print(refusalLine(refusal, lang));
  for (const detail of refusal.details ?? []) {
    const about = ['unit', 'batch', 'id'].flatMap((name) => (detail.params?.[name] ? [`${name} ${detail.params[name]}`] : []));
    print(`  ${refusalLine(detail, lang)}${about.length > 0 ? ` [${about.join(', ')}]` : ''}`);
  }
  return 1;
}
