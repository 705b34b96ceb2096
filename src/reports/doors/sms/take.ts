/** What a message does: a new report, or something further to one that is there. */
import { sql } from 'kysely';
import type { Tx } from '../../../platform/db/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../../platform/outcome/index.ts';
import { anonymous } from '../../../platform/session/index.ts';
import { fold } from '../../../platform/text/index.ts';
import { type Category, categoriesOn, submitReport, takeStep } from '../../core/index.ts';
import { contactDigests } from '../../core/submit/doors.ts';
import type { ReportState } from '../../model.ts';
import { communeIn } from './place.ts';

/** One message: who sent it, and what the gateway calls it; null where the gateway's name was not handed on. */
export interface Said {
  readonly sender: string;
  readonly words: string;
  readonly gatewayId: string;
}

type TakeContext = Pick<Context, 'config' | 'db' | 'vault' | 'clock' | 'modules'>;

/** Where matters go that nobody has sorted yet. */
const unsorted = { placed: 'other-place', placeless: 'other-matter' } as const;

/**
 * The names under which a message is remembered: the gateway's own, and what was said by whom on this day. Somebody who hears nothing sends
 * the same again, and means the same.
 */
function namesOf({ vault, clock }: TakeContext, { sender, words, gatewayId }: Said): readonly string[] {
  const same = vault.digest(`${sender} ${clock.today().toString()} ${fold(words)}`, 'reports.sms').toString('base64url');
  return [`same:${same}`, `gateway:${gatewayId}`];
}

/** The report that this message made or was added to before; null for a message that is new. */
async function reportSaid(tx: Tx, context: TakeContext, said: Said): Promise<string | null> {
  const found = await sql<{ code: string }>`select r.code from reports.sms_said s join reports.report r on r.id = s.report_id
    where s.gateway_id = any (${[...namesOf(context, said)]}::text[]) limit 1`.execute(tx.rows<unknown>());
  return found.rows[0]?.code ?? null;
}

/** Messages of one number are taken one after the other: the same one at the same time waits here, and then finds what became of it. */
async function alone(tx: Tx, { vault }: Pick<Context, 'vault'>, { sender }: Said): Promise<void> {
  const number = vault.digest(sender, 'reports.sms').toString('base64url');
  await sql`select pg_advisory_xact_lock(hashtextextended(${`reports.sms/${number}`}, 0))`.execute(tx.rows<unknown>());
}

/** New reports of one number within a day: a family has fewer, a machine more. */
export const mostPerDay = 5;

/** Whether the number has sent all that it may send in a day. */
async function sentEnough(tx: Tx, { vault }: Pick<Context, 'vault'>, { sender }: Said): Promise<boolean> {
  const found = await sql<{
    count: number;
  }>`select count(*)::int as count from reports.reporter s join reports.report r on r.id = s.report_id
    where s.contact_digests && ${[...contactDigests(vault, sender)]}::bytea[] and r.door = 'sms'
      and r.sent_at > ${tx.clock.now().subtract({ hours: 24 }).toString()}::timestamptz`.execute(tx.rows<unknown>());
  return (found.rows[0]?.count ?? 0) >= mostPerDay;
}

async function remember(tx: Tx, context: TakeContext, said: Said, reportId: string): Promise<void> {
  await sql`insert into reports.sms_said (report_id, gateway_id, said_at)
    select ${reportId}::uuid, name, ${tx.clock.now().toString()}::timestamptz from unnest(${[...namesOf(context, said)]}::text[]) as name
    on conflict do nothing`.execute(tx.rows<unknown>());
}

/** A category that needs nobody to sort first: the one for unsorted matters, or the last field matter of the list that asks no place. */
function categoryFor(categories: readonly Category[], placed: boolean): Category | null {
  const wanted = placed ? unsorted.placed : unsorted.placeless;
  const leaves = categories.filter((one) => one.leaf && one.noticeCode === null && (placed || one.place !== 'required'));
  return leaves.find((one) => one.code === wanted) ?? leaves.filter((one) => one.kind === 'field').at(-1) ?? leaves.at(-1) ?? null;
}

export interface Taken {
  readonly code: string;
  /** The commune that the words named; null where none was clear. */
  readonly place: string | null;
}

/**
 * Takes a new report from a message, once however often it comes. Runs in a transaction under `dutyState('identity')`. Refuses as
 * `submitReport` does; `reports.sms-too-many` for a number that has sent all it may in a day, `reports.sms-no-category` where the lists have nothing that
 * fits.
 */
export async function takeNew(tx: Tx, context: TakeContext, said: Said): Promise<Outcome<Taken>> {
  await alone(tx, context, said);
  const known = await reportSaid(tx, context, said);
  if (known !== null) return accepted({ code: known, place: null });
  if (await sentEnough(tx, context, said)) return refused({ code: 'reports.sms-too-many', status: 429, params: { most: mostPerDay } });
  const on = tx.clock.today().toString();
  const place = await communeIn(tx, said.words, on);
  const category = categoryFor(await categoriesOn(tx, on), place !== null);
  if (category === null) return refused({ code: 'reports.sms-no-category', status: 409 });
  const id = tx.ids.next();
  const sent = await submitReport(
    tx,
    context,
    { actor: anonymous, ticket: null },
    {
      id,
      door: 'sms',
      categoryCode: category.code,
      words: said.words,
      answers: {},
      place: {
        how: place === null ? 'none' : 'unit',
        unitId: place?.id ?? '',
        lat: null,
        lon: null,
        accuracyMetres: null,
        words: '',
        atHome: false,
      },
      language: 'vi',
      uploads: [],
      keepPrivate: false,
      contact: { name: '', phone: said.sender },
      answerBy: 'sms',
      capturedAt: null,
      onBehalf: null,
    },
  );
  if (!sent.ok) return sent;
  await remember(tx, context, said, id);
  return accepted({ code: sent.value.code, place: place?.name ?? null });
}

/** Whether the number is the one that was left with the report. Runs under `dutyState('identity')`. */
export async function isNumberOf(tx: Tx, { vault }: Pick<Context, 'vault'>, reportId: string, number: string): Promise<boolean> {
  const digests = contactDigests(vault, number);
  const found =
    await sql`select from reports.reporter where report_id = ${reportId}::uuid and contact_digests && ${[...digests]}::bytea[]`.execute(
      tx.rows<unknown>(),
    );
  return found.rows.length > 0;
}

/**
 * Adds what was asked for to a report of this number, once. Only where the report waits for it: refused with `reports.step-not-now` otherwise.
 * The number stands for the sender only as long as the step takes.
 */
export async function takeMore(
  tx: Tx,
  context: TakeContext,
  report: { readonly id: string; readonly state: ReportState },
  said: Said,
): Promise<Outcome<null>> {
  await alone(tx, context, said);
  if ((await reportSaid(tx, context, said)) !== null) return accepted(null);
  const [digest] = contactDigests(context.vault, said.sender);
  if (digest === undefined) throw new Error('There is no key to know numbers by');
  const rows = tx.rows<unknown>();
  await sql`insert into reports.ticket (report_id, digest, relation, given_at)
    values (${report.id}::uuid, ${digest}::bytea, 'sender', ${tx.clock.now().toString()}::timestamptz)`.execute(rows);
  const taken = await takeStep(
    tx,
    context,
    { actor: anonymous, ticket: digest.toString('hex') },
    { reportId: report.id, step: 'give-more', revision: null, words: said.words },
  );
  await sql`delete from reports.ticket where report_id = ${report.id}::uuid and digest = ${digest}::bytea`.execute(rows);
  if (!taken.ok) return taken;
  await remember(tx, context, said, report.id);
  return accepted(null);
}
