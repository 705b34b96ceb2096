/** The shipped lists of this module. */
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { EVERYTHING, touch } from '../../platform/cache/index.ts';
import { dayAfter, isDay } from '../../platform/calendar/index.ts';
import type { JsonValue, Tx } from '../../platform/db/index.ts';
import { fold } from '../../platform/text/index.ts';

type Row = Readonly<Record<string, string>>;
type Read = (name: string) => Promise<string>;

async function rowsOf(read: Read, name: string): Promise<readonly Row[]> {
  return parse(await read(name), { columns: true, skip_empty_lines: true, bom: true });
}

/** Both ends of a range as the files say them (the last day included) turned into `[from, to)`. Throws a RangeError that names the row. */
function days(file: string, row: Row): { from: string; to: string | null } {
  const { from = '', to = '' } = row;
  if (!isDay(from) || (to !== '' && (!isDay(to) || to < from)))
    throw new RangeError(`${file}: ${JSON.stringify(row)} has no sensible days`);
  return { from, to: to === '' ? null : dayAfter(to) };
}

function jsonIn(file: string, text: string): JsonValue {
  try {
    return text.trim() === '' ? [] : (JSON.parse(text) as JsonValue);
  } catch {
    throw new RangeError(`${file}: ${JSON.stringify(text)} is no JSON`);
  }
}

const range = sql`daterange(r."from", r."to")`;
const yes = (text: string | undefined): boolean => text === 'yes' || text === 'true' || text === '1';
const orNull = (text: string | undefined): string | null => (text ? text : null);

/**
 * Versions of what has a code and days: what the file says of a code is all that holds for it, so states that it no longer names go. Codes that left
 * the file stay with their days, because reports of the past name them. Older ends come first, so that no two hold on the same day.
 */
async function putVersions(tx: Tx, table: string, key: string, columns: string, shape: string, rows: readonly object[]): Promise<void> {
  const list = columns.split(', ');
  const set = sql.raw(list.map((name) => `${name} = r.${name}`).join(', '));
  const named = sql.raw(columns);
  const keyed = sql.raw(
    key
      .split(', ')
      .map((name) => `old.${name} = r.${name}`)
      .join(' and '),
  );
  const from = (more: ReturnType<typeof sql> = sql``) =>
    sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (${sql.raw(`${shape}, "from" date, "to" date`)})${more}`;
  const to = sql.raw(table);
  const db = tx.rows<unknown>();
  await sql`delete from ${to} old where exists (select from ${from()} where ${keyed})
    and not exists (select from ${from()} where ${keyed} and r."from" = lower(old.valid))`.execute(db);
  // Ends that come nearer make room for what follows; ends that move away wait until it is there.
  await sql`update ${to} old set valid = ${range} from ${from()} where ${keyed} and lower(old.valid) = r."from"
    and upper(${range}) is not null and (upper(old.valid) is null or upper(old.valid) > upper(${range}))`.execute(db);
  await sql`update ${to} old set ${set}, valid = ${range} from ${from()} where ${keyed} and lower(old.valid) = r."from"`.execute(db);
  await sql`insert into ${to} (${named}, valid) select ${sql.raw(list.map((name) => `r.${name}`).join(', '))}, ${range} from ${from()}
    where not exists (select from ${to} old where ${keyed} and lower(old.valid) = r."from")`.execute(db);
}

async function putCategories(tx: Tx, read: Read): Promise<void> {
  const file = 'categories.csv';
  const rows = (await rowsOf(read, file)).map((row) => ({
    ...row,
    parent_code: orNull(row.parent),
    rank: Number(row.rank),
    notice_code: orNull(row.notice),
    near_metres: row.near_metres ? Number(row.near_metres) : null,
    ...days(file, row),
  }));
  await sql`insert into reports.category (code) select distinct code from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (code text)
    on conflict do nothing`.execute(tx.rows<unknown>());
  await putVersions(
    tx,
    'reports.category_version',
    'code',
    'code, parent_code, kind, rank, name_vi, name_en, hint_vi, hint_en, icon, place, privacy, intake, urgency, notice_code, near_metres',
    `code text, parent_code text, kind text, rank integer, name_vi text, name_en text, hint_vi text, hint_en text, icon text, place text, privacy text,
      intake text, urgency text, notice_code text, near_metres integer`,
    rows,
  );
}

async function putQuestions(tx: Tx, read: Read): Promise<void> {
  const file = 'questions.csv';
  const rows = (await rowsOf(read, file)).map((row) => ({
    ...row,
    category_code: row.category,
    rank: Number(row.rank),
    required: yes(row.required),
    options: jsonIn(file, row.options ?? ''),
    ...days(file, row),
  }));
  await putVersions(
    tx,
    'reports.question',
    'category_code, code',
    'category_code, code, rank, answer, required, label_vi, label_en, options',
    'category_code text, code text, rank integer, answer text, required boolean, label_vi text, label_en text, options jsonb',
    rows,
  );
}

async function putNotices(tx: Tx, read: Read): Promise<void> {
  const file = 'notices.csv';
  const rows = (await rowsOf(read, file)).map((row) => ({ ...row, actions: jsonIn(file, row.actions ?? ''), ...days(file, row) }));
  await putVersions(
    tx,
    'reports.notice',
    'code',
    'code, effect, title_vi, title_en, text_vi, text_en, actions, source',
    'code text, effect text, title_vi text, title_en text, text_vi text, text_en text, actions jsonb, source text',
    rows,
  );
}

async function putNumbers(tx: Tx, read: Read): Promise<void> {
  const file = 'emergency-numbers.csv';
  const rows = (await rowsOf(read, file)).map((row) => ({ ...row, rank: Number(row.rank), ...days(file, row) }));
  await putVersions(
    tx,
    'reports.emergency_number',
    'number',
    'number, rank, name_vi, name_en, source',
    'number text, rank integer, name_vi text, name_en text, source text',
    rows,
  );
}

async function putTelephones(tx: Tx, read: Read): Promise<void> {
  const file = 'telephones.csv';
  const rows = (await rowsOf(read, file)).map((row) => ({ ...row, ...days(file, row) }));
  await putVersions(
    tx,
    'reports.telephone',
    'kind, origin',
    'kind, number, origin, source',
    'kind text, number text, origin text, source text',
    rows,
  );
}

async function putReasons(tx: Tx, read: Read): Promise<void> {
  const file = 'reasons.csv';
  const rows = (await rowsOf(read, file)).map((row) => ({ ...row, rank: Number(row.rank), ...days(file, row) }));
  await putVersions(
    tx,
    'reports.reason',
    'code',
    'code, kind, rank, name_vi, name_en, door_vi, door_en, door_href',
    'code text, kind text, rank integer, name_vi text, name_en text, door_vi text, door_en text, door_href text',
    rows,
  );
}

/** Routes name units by level and code, as of the first day of the row or of its unit. Throws a RangeError for a unit that nobody knows. */
async function putRoutes(tx: Tx, read: Read): Promise<void> {
  const file = 'routes.csv';
  const rows = (await rowsOf(read, file)).map((row) => ({
    ...row,
    organisation_id: orNull(row.organisation_id),
    unit_level: orNull(row.unit_level),
    unit_code: orNull(row.unit_code),
    ...days(file, row),
  }));
  const db = tx.rows<unknown>();
  const unit = sql`(select u.unit_id from territory.unit_versions u where u.level_id = r.unit_level and u.code = r.unit_code
    order by u.valid @> r."from" desc, lower(u.valid) desc limit 1)`;
  const records = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, category text, unit_level text, unit_code text, target text,
    organisation_id uuid, source text, "from" date, "to" date)`;
  const lost = await sql<{ id: string }>`select r.id from ${records} where r.unit_code is not null and ${unit} is null limit 1`.execute(db);
  if (lost.rows[0]) throw new RangeError(`${file}: ${lost.rows[0].id} names a unit that is not on record`);
  await sql`insert into reports.route (id, category_code, unit_id, valid, target, organisation_id, source)
    select r.id, r.category, ${unit}, ${range}, r.target, r.organisation_id, r.source from ${records}
    on conflict (id) do update set category_code = excluded.category_code, unit_id = excluded.unit_id, valid = excluded.valid, target = excluded.target,
      organisation_id = excluded.organisation_id, source = excluded.source`.execute(db);
}

async function putRules(tx: Tx, read: Read): Promise<void> {
  const file = 'deadline-rules.csv';
  const rows = (await rowsOf(read, file)).map((row) => ({
    ...row,
    category: orNull(row.category),
    amount: Number(row.amount),
    ...days(file, row),
  }));
  await sql`insert into reports.deadline_rule (id, step, category_code, urgency, valid, amount, unit, source)
    select r.id, r.step, r.category, r.urgency, ${range}, r.amount, r.unit, r.source
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id text, step text, category text, urgency text, amount integer, unit text, source text, "from" date, "to" date)
    on conflict (id) do update set step = excluded.step, category_code = excluded.category_code, urgency = excluded.urgency, valid = excluded.valid,
      amount = excluded.amount, unit = excluded.unit, source = excluded.source`.execute(tx.rows<unknown>());
}

async function putEscalation(tx: Tx, read: Read): Promise<void> {
  const file = 'escalation-rules.csv';
  const rows = (await rowsOf(read, file)).map((row) => ({
    ...row,
    level: Number(row.level),
    percent: Number(row.percent),
    ...days(file, row),
  }));
  await sql`insert into reports.escalation_rule (id, step, level, valid, percent, tell, source)
    select r.id, r.step, r.level, ${range}, r.percent, r.tell, r.source
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id text, step text, level integer, percent integer, tell text, source text, "from" date, "to" date)
    on conflict (id) do update set step = excluded.step, level = excluded.level, valid = excluded.valid, percent = excluded.percent, tell = excluded.tell,
      source = excluded.source`.execute(tx.rows<unknown>());
}

async function putPhrases(tx: Tx, read: Read): Promise<void> {
  const file = 'empty-phrases.csv';
  const rows = (await rowsOf(read, file)).map((row) => ({ phrase: fold(row.phrase ?? ''), ...days(file, row) }));
  await sql`insert into reports.empty_phrase (phrase, valid) select distinct on (r.phrase) r.phrase, ${range}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (phrase text, "from" date, "to" date) where r.phrase <> '' order by r.phrase, r."from"
    on conflict (phrase) do update set valid = excluded.valid`.execute(tx.rows<unknown>());
}

/**
 * Makes the lists what the files say; `read` gives the text of a file of data/reports by its name (`categories.csv`). What left a file stays, because
 * reports name it: a list ends a row by its last day. Throws a RangeError for days, JSON and units that make no sense. Harmless to repeat.
 */
export async function loadReportsReference(tx: Tx, read: Read): Promise<void> {
  await putCategories(tx, read);
  await putQuestions(tx, read);
  await putNotices(tx, read);
  await putNumbers(tx, read);
  await putTelephones(tx, read);
  await putReasons(tx, read);
  await putRoutes(tx, read);
  await putRules(tx, read);
  await putEscalation(tx, read);
  await putPhrases(tx, read);
  // Names of categories and reasons stand on pages of many kinds; they change a few times a year.
  await touch(tx, [EVERYTHING]);
}
