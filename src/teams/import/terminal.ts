/** Lists from a terminal: the same check, marked workbook and application as in the console, as text. */
import { formatDate, parseDate } from '../../platform/calendar/index.ts';
import { type Lang, plain } from '../../platform/i18n/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { formatInteger } from '../../platform/numbers/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { rowState, system } from '../../platform/session/index.ts';
import { teamsRights } from '../contract.ts';
import { applyImport, refusalOfFaults } from './apply/apply.ts';
import { checkImport } from './check.ts';
import { refusalWords } from './console/all-words.ts';
import { texts } from './messages.gen.ts';
import { type Batch, visibleBatch } from './store/batches.ts';
import { tally } from './store/rows.ts';
import { findingTitle } from './words.ts';

export interface TeamsFile {
  readonly fileName: string;
  readonly bytes: Uint8Array;
  /** The day for which the list speaks, `31/05/2022` or ISO; today without. */
  readonly asOf?: string | undefined;
  /** The list is all there is. */
  readonly complete: boolean;
  /** Make it the record; without, it is only checked. */
  readonly apply: boolean;
}

export interface TeamsTerminal {
  readonly lang: Lang;
  /** Writes one line. */
  readonly print: (line: string) => void;
  /** Writes the marked workbook beside the file. */
  readonly save: (bytes: Uint8Array) => Promise<void>;
}

/** Checks a list and, where asked, applies it as the system. Returns the exit code: 1 where rows or all of it are refused. */
export async function importTeamsFile(context: Context, file: TeamsFile, terminal: TeamsTerminal): Promise<0 | 1> {
  const { lang, print, save } = terminal;
  const t = texts[lang];
  const asOf = file.asOf === undefined ? context.clock.today().toString() : parseDate(file.asOf);
  if (asOf === null) {
    print(t.as_of_wrong());
    return 1;
  }
  const { hash } = await context.files.put(file.bytes, { maxBytes: file.bytes.length });
  const checked = await checkImport(
    context,
    system,
    { fileName: file.fileName, hash, bytes: file.bytes },
    { asOf, complete: file.complete, lang },
  );
  if (!checked.ok) return refuse(context, checked.refusal, terminal);
  const { batchId } = checked.value;
  const seen = await context.db.transaction(
    async (tx) => ({ batch: await visibleBatch(tx, batchId), codes: (await tally(tx, batchId)).codes }),
    { state: rowState(system, teamsRights.import) },
  );
  const { batch, codes } = seen;
  if (batch === null) return refuse(context, { code: 'teams.import-unknown' }, terminal);
  print(`${file.fileName}: ${t.show_eyebrow({ day: formatDate(asOf) })}`);
  print(plain(sentence(batch, lang)));
  for (const { code, count } of [...codes].toSorted((a, b) => order(a.code) - order(b.code) || b.count - a.count))
    print(`  ${code}  ${formatInteger(count, lang)}  ${findingTitle(code, lang)}`);
  if (batch.markedHash !== null) await save(await context.files.get(batch.markedHash));
  const hindrance = refusalOfFaults(batch);
  if (file.apply) {
    const applied = await applyImport(context, system, batchId);
    if (!applied.ok) {
      refuse(context, applied.refusal, terminal);
      // A list that is in the record already is no fault.
      return settled.has(applied.refusal.code) && batch.counts.refused === 0 ? 0 : 1;
    }
    const { added, changed, ended } = applied.value;
    const n = (value: number) => formatInteger(value, lang);
    print(plain(t.answer_applied({ add: n(added), change: n(changed), end: n(ended) })));
  } else if (hindrance !== null) return refuse(context, hindrance, terminal);
  return batch.counts.refused > 0 ? 1 : 0;
}

const settled: ReadonlySet<string> = new Set(['teams.import-same-file', 'teams.import-nothing']);

const order = (code: string): number => ['E', 'W', 'P'].indexOf(code.slice(0, 1));

function sentence({ counts }: Batch, lang: Lang) {
  const t = texts[lang];
  const n = (value: number) => formatInteger(value, lang);
  const said = { add: n(counts.add), change: n(counts.change), end: n(counts.end), same: n(counts.same) };
  return counts.refused > 0 ? t.answer_open({ ...said, refused: n(counts.refused) }) : t.answer_clean(said);
}

function refuse(context: Context, refusal: Refusal, { lang, print }: TeamsTerminal): 1 {
  const words = refusalWords(context, refusal, lang);
  print(words === null ? refusal.code : `${words.title}. ${words.advice} [${refusal.code}]`);
  return 1;
}
