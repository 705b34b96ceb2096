/**
 * Recounts the figures from the open data, with nothing but the published file: `node scripts/recount.ts <file or address> [unit|category|office|month]`.
 * Prints JSON: the whole, and one line for each unit, category, office or month, as `/api/v1/reports/figures` gives them. It uses none of the code of
 * the system, so that an error there does not repeat itself here.
 */
import { readFile } from 'node:fs/promises';

type Row = Readonly<Record<string, string>>;

const groups: Readonly<Record<string, string>> = { unit: 'unit_id', category: 'category', office: 'office_id', month: 'month' };
const waiting = [
  'sent',
  'needs-more',
  'received',
  'classified',
  'handed',
  'returned',
  'in-work',
  'extension-asked',
  'awaiting-approval',
  'reopened',
];
/** Below this many neither intervals nor percentiles are told. */
const fewest = 10;
/** With more than this share of the rows lifted away from what is asked for, lines are told in counts alone. */
const mostLifted = 0.1;

/** The rows of a CSV file (RFC 4180), named by its first line. */
export function rowsOf(text: string): Row[] {
  const lines: string[][] = [];
  let line: string[] = [];
  let field = '';
  let quoted = false;
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  for (let at = 0; at < body.length; at += 1) {
    const letter = body[at];
    if (quoted) {
      if (letter !== '"') field += letter;
      else if (body[at + 1] === '"') {
        field += '"';
        at += 1;
      } else quoted = false;
    } else if (letter === '"') quoted = true;
    else if (letter === ',') {
      line.push(field);
      field = '';
    } else if (letter === '\n') {
      line.push(field);
      lines.push(line);
      line = [];
      field = '';
    } else if (letter !== '\r') field += letter;
  }
  if (field !== '' || line.length > 0) lines.push([...line, field]);
  const [head = [], ...rest] = lines;
  return rest.map((cells) => Object.fromEntries(head.map((name, index) => [name, cells[index] ?? ''])));
}

/** Of all values in their order, the first that is not exceeded by this share of them. */
function percentile(sorted: readonly number[], share: number): number | null {
  if (sorted.length < fewest) return null;
  return sorted[Math.max(0, Math.ceil(share * sorted.length - 1e-9) - 1)] ?? null;
}

/** n of so many, with Wilson's interval of 95 % where shares are told. */
function shareOf(n: number, of: number, told: boolean): { n: number; of: number; low?: number; high?: number } {
  if (!told || of < fewest) return { n, of };
  const z = 1.959963984540054;
  const p = n / of;
  const d = 1 + (z * z) / of;
  const m = (p + (z * z) / (2 * of)) / d;
  const h = (z / d) * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of));
  const four = (x: number) => Math.round(x * 10_000) / 10_000;
  return { n, of, low: four(Math.max(0, m - h)), high: four(Math.min(1, m + h)) };
}

/** An office of a row as a line of its own; what is not told, and the receiving centre, are the line without a name. */
const named = (office: string | undefined): string => (office === undefined || office === 'other' || office === 'centre' ? '' : office);
const gaveBack = (row: Row): string[] =>
  String(row.returned_by_ids)
    .split(' ')
    .filter((office) => office !== '');
/** The office whose time it was: the one that had the report when it became late, else the one that has it. */
const timedAt = (row: Row): string => named(row.late_office_id === '' ? row.office_id : row.late_office_id);

/** The figures of some rows; of an office where one is named: what it has, what became late there, and what it gave back. `told`: shares and percentiles too. */
export function count(
  all: readonly Row[],
  { office, told = true }: { readonly office?: string | undefined; readonly told?: boolean } = {},
) {
  const has = (row: Row) => office === undefined || named(row.office_id) === office;
  const rows = all.filter(has);
  const timed = all.filter((row) => (office === undefined || timedAt(row) === office) && row.answered_on_time !== '');
  const returned = all.filter((row) =>
    office === undefined ? Number(row.returns) > 0 : gaveBack(row).some((one) => named(one) === office),
  );
  const where = (is: (row: Row) => boolean): number => rows.filter(is).length;
  const minutes = rows
    .filter((row) => row.answer_minutes !== '')
    .map((row) => Number(row.answer_minutes))
    .sort((a, b) => a - b);
  const answered = where((row) => Number(row.answers) > 0);
  const judged = rows.filter((row) => Number(row.judgements) > 0 && Number(row.answers) > 0);
  const open = (row: Row) => waiting.includes(String(row.state));
  const standing = rows.filter((row) => row.standing_days !== '').map((row) => Number(row.standing_days));
  return {
    received: rows.length,
    notAccepted: where((row) => row.state === 'not-accepted'),
    merged: where((row) => row.state === 'merged'),
    returned: returned.length,
    takenIn: shareOf(
      where((row) => row.received_on_time === 'true'),
      where((row) => row.received_on_time !== ''),
      told,
    ),
    answered,
    onTime: shareOf(timed.filter((row) => row.answered_on_time === 'true').length, timed.length, told),
    minutes: { of: minutes.length, median: told ? percentile(minutes, 0.5) : null, p90: told ? percentile(minutes, 0.9) : null },
    rated: shareOf(judged.length, answered, told),
    satisfied: shareOf(judged.filter((row) => row.satisfied === 'true').length, judged.length, told),
    dissatisfied: shareOf(judged.filter((row) => Number(row.not_satisfied) > 0).length, judged.length, told),
    reopened: where((row) => Number(row.reopens) > 0),
    waiting: where(open),
    late: where(
      (row) => open(row) && (row.answered_on_time === 'false' || (row.received_on_time === 'false' && row.receive_minutes === '')),
    ),
    standing: { n: standing.length, longest: standing.reduce<number | null>((most, days) => Math.max(most ?? 0, days), null) },
  };
}

/** The whole, and a line for each value of the column by which it is asked: for each office that a row names, where it is asked by office. */
export function recount(text: string, by: string) {
  const column = groups[by];
  if (column === undefined) throw new RangeError(`not one of ${Object.keys(groups).join(', ')}: ${by}`);
  const rows = rowsOf(text);
  const groupsOf = (row: Row): string[] =>
    by === 'office' ? [...new Set([named(row.office_id), timedAt(row), ...gaveBack(row).map(named)])] : [row[column] ?? ''];
  const lists = new Map<string, Row[]>();
  for (const row of rows) {
    for (const key of groupsOf(row)) {
      const list = lists.get(key);
      if (list === undefined) lists.set(key, [row]);
      else list.push(row);
    }
  }
  const lifted = rows.filter((row) =>
    String(row.coarsened)
      .split(' ')
      .includes(by === 'office' ? 'organisation' : by),
  ).length;
  const told = lifted <= mostLifted * rows.length;
  const lines = [...lists].map(([key, some]) => ({ key, figures: count(some, { office: by === 'office' ? key : undefined, told }) }));
  return { rows: rows.length, by, total: count(rows), lines: lines.sort((a, b) => (a.key < b.key ? -1 : 1)) };
}

if (import.meta.main) {
  const [source, by = 'unit'] = process.argv.slice(2);
  if (source === undefined) {
    process.stderr.write('node scripts/recount.ts <file or address of the CSV> [unit|category|office|month]\n');
    process.exitCode = 2;
  } else {
    const answer = /^https?:/.test(source) ? await fetch(source) : null;
    if (answer && !answer.ok) throw new Error(`${source} answers ${answer.status}`);
    const text = answer ? await answer.text() : await readFile(source, 'utf8');
    process.stdout.write(`${JSON.stringify(recount(text, by), null, 2)}\n`);
  }
}
