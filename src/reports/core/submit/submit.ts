/** A report comes in: checked against the rules of the day, and written once. */
import { randomInt } from 'node:crypto';
import { sql } from 'kysely';
import { record } from '../../../audit/index.ts';
import { peopleRights } from '../../../people/index.ts';
import type { Tx } from '../../../platform/db/index.ts';
import { type ReadyUpload, stagedOf, takeUploads } from '../../../platform/files/uploads/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../../platform/outcome/index.ts';
import { fold } from '../../../platform/text/index.ts';
import { isId } from '../../../territory/index.ts';
import { codeFrom } from '../../code.ts';
import { limits, type ReportInput, uploadPurposes } from '../../contract.ts';
import { publishStepTaken } from '../../events.ts';
import { workingCalendar } from '../calendar.ts';
import { dueOf } from '../deadlines.ts';
import type { Rule } from '../deadlines-store.ts';
import type { Who } from '../types.ts';
import { contactPlace } from '../view.ts';
import { checkAnswers, checkCategory, checkContact, checkLanguage, checkSaid } from './check.ts';
import { checkOnBehalf, closeDoor, contactDigests, type Through, throughDoor } from './doors.ts';
import { type Placed, placeOf } from './place.ts';
import { type Rules, readRules } from './rules.ts';

export interface Submitted {
  readonly id: string;
  /** Twelve digits. */
  readonly code: string;
  /** The same report had come before: nothing was written. */
  readonly repeated: boolean;
}

type SubmitContext = Pick<Context, 'config' | 'vault' | 'db'>;

/** A code that exists already is drawn again; more often than this it can't happen by chance. */
const mostDraws = 8;

/** A new code. */
export const drawCode = (): string => codeFrom(Array.from({ length: 11 }, () => randomInt(10)).join(''));

/** Who sends: `uploaders` names whose files may come along, where that is not the sender alone. */
interface Sending extends Who {
  readonly uploaders?: readonly string[];
}

/** What is written once everything was checked. */
interface Ready {
  readonly rules: Rules;
  readonly rule: Rule;
  readonly place: Placed;
  readonly words: string;
  readonly answers: Readonly<Record<string, string>>;
  readonly contact: { readonly name: string; readonly phone: string } | null;
  readonly language: string;
  readonly listening: boolean;
  readonly uploads: readonly ReadyUpload[];
  readonly personId: string | null;
  readonly helperId: string | null;
  readonly through: Through;
}

function isSender({ before }: Rules, { actor }: Who): boolean {
  if (before === null) return false;
  return before.browser || (actor.id !== null && (before.personId === actor.id || before.helperId === actor.id));
}

/** The same id again: the same report to its sender; to somebody else with the same slip or call which report that is, to others nothing. */
async function again(tx: Tx, rules: Rules, sender: Who, input: ReportInput): Promise<Outcome<Submitted>> {
  if (rules.before !== null && isSender(rules, sender)) return accepted({ id: input.id, code: rules.before.code, repeated: true });
  const through = await throughDoor(tx, sender.actor, input);
  return through.ok ? refused({ code: 'reports.id-taken', status: 409 }) : through;
}

function capturedAt(tx: Tx, { capturedAt: said }: ReportInput): string | null {
  if (said === null) return null;
  try {
    const at = Temporal.Instant.from(said);
    // A clock that runs ahead says nothing.
    return Temporal.Instant.compare(at, tx.clock.now().add({ hours: 1 })) > 0 ? null : at.toString();
  } catch {
    return null;
  }
}

/** The code under which it is written; null where the same id came in at the same time by another way. */
async function write(tx: Tx, context: SubmitContext, who: Who, input: ReportInput, ready: Ready): Promise<string | null> {
  const { rules, rule, place, words, answers, contact, language, listening, uploads, personId, helperId, through } = ready;
  const category = rules.category as NonNullable<Rules['category']>;
  const now = tx.clock.now();
  const at = now.toString();
  const due = dueOf(
    { beganAt: now, amount: rule.amount, unit: rule.unit, pausedMinutes: 0 },
    await workingCalendar(tx, context),
  ).toString();
  const event = tx.ids.next();
  const sealed = contact === null ? null : context.vault.seal(JSON.stringify(contact), contactPlace(input.id));
  const numbers = contact === null || contact.phone === '' ? [] : contactDigests(context.vault, contact.phone);
  const digest = who.actor.id === null && who.ticket !== null ? Buffer.from(who.ticket, 'hex') : null;
  const privacy = category.privacy === 'private' || input.keepPrivate ? 'private' : 'public';
  const facts = { category: category.code, due, uploads: uploads.length };
  const files = uploads.map((one) => ({
    id: one.id,
    kind: one.kind,
    file: one.keptHash,
    sent: one.sentHash,
    bytes: one.bytes,
    media: one.media,
  }));
  for (let draw = 1; ; draw += 1) {
    const code = through.slip?.code ?? drawCode();
    // A number that stands on paper already is some other report's to come.
    const free = through.slip === null ? sql`where not exists (select from reports.slip where code = ${code})` : sql``;
    const added = await sql`with report as (
        insert into reports.report (id, code, kind, category_code, unit_id, language, door, state, urgency, privacy, listening, sent_at, captured_at, due_at)
        select ${input.id}::uuid, ${code}, ${category.kind}, ${category.code}, ${place.unitId}::uuid, ${language}, ${through.door}, 'sent', ${category.urgency},
          ${privacy}, ${listening}::boolean, ${at}::timestamptz, ${capturedAt(tx, input)}::timestamptz, ${due}::timestamptz ${free}
        on conflict do nothing returning id, unit_id
      ), content as (
        insert into reports.content (report_id, person_id, unit_id, words, answers, place_words, lat, lon, accuracy_metres, place_how, at_home)
        select id, ${personId}::uuid, unit_id, ${words}, ${JSON.stringify(answers)}::jsonb, ${place.words}, ${place.lat}::float8, ${place.lon}::float8,
          ${place.accuracyMetres}::int, ${place.how}, ${place.atHome} from report
      ), reporter as (
        insert into reports.reporter (report_id, person_id, sealed_contact, how_to_answer, helper_id, helper_consent, visit_back, contact_digests)
        select id, ${personId}::uuid, ${sealed}, ${input.answerBy}, ${helperId}::uuid, ${input.onBehalf?.consent ?? null}, ${input.answerBy === 'visit'},
          ${numbers}::bytea[] from report
      ), ticket as (
        insert into reports.ticket (report_id, digest, relation, given_at)
        select id, ${digest}::bytea, 'sender', ${at}::timestamptz from report where ${digest}::bytea is not null
      ), search as (
        insert into reports.search (report_id, words) select id, ${fold(`${code} ${words} ${place.words}`)} from report
      ), event as (
        insert into reports.event (id, report_id, ordinal, at, step, to_state, actor_kind, facts)
        select ${event}::uuid, id, 1, ${at}::timestamptz, 'send', 'sent', 'sender', ${JSON.stringify(facts)}::jsonb from report
      ), deadline as (
        insert into reports.deadline (report_id, step, round, rule_id, began_at, amount, unit, due_at)
        select id, 'receive', 1, ${rule.id}, ${at}::timestamptz, ${rule.amount}::int, ${rule.unit}, ${due}::timestamptz from report
      ), attachment as (
        insert into reports.attachment (id, report_id, event_id, rank, role, kind, file_hash, sent_hash, bytes, media, person_id, unit_id)
        select a.id, report.id, ${event}::uuid, a.rank, 'sent', a.kind, a.file, a.sent, a.bytes, a.media, ${personId}::uuid, report.unit_id
        from report, rows from (jsonb_to_recordset(${JSON.stringify(files)}::jsonb) as (id uuid, kind text, file text, sent text, bytes bigint, media jsonb))
          with ordinality as a (id, kind, file, sent, bytes, media, rank)
      ) select id from report`.execute(tx.rows<unknown>());
    if (added.rows.length > 0) {
      await Promise.all([
        record(tx, who.actor, {
          action: 'reports.send',
          subject: { kind: 'reports.report', id: input.id },
          fields: [category.code],
          places: [place.unitId],
          persons: personId === null ? [] : [personId],
          ...(helperId === null ? {} : { actingFor: personId, right: peopleRights.onBehalf }),
        }),
        publishStepTaken(tx, { report: input.id, event, step: 'send', from: null, to: 'sent' }),
      ]);
      await closeDoor(tx, through, input.id);
      return code;
    }
    const there = await sql`select from reports.report where id = ${input.id}::uuid`.execute(tx.rows<unknown>());
    if (there.rows.length > 0 || through.slip !== null) return null;
    if (draw === mostDraws) throw new Error('No code was free: the random numbers repeat');
  }
}

/**
 * Takes a report from whatever door, in one transaction under `dutyState('identity')`: the sender is the signed-in person, or the browser of
 * the ticket. Sending the same id again gives the same code; an id that somebody else has used is refused. Refusals: `reports.*` and `files.*`
 * with the field that is wrong; a refusal has changed nothing, uploads stay where they are.
 */
export async function submitReport(tx: Tx, context: SubmitContext, sender: Sending, input: ReportInput): Promise<Outcome<Submitted>> {
  const { actor, ticket } = sender;
  if (!isId(input.id)) return refused({ code: 'reports.id-strange', field: 'id', status: 400 });
  const on = tx.clock.today().toString();
  const digest = ticket === null ? null : Buffer.from(ticket, 'hex');
  if (input.place.unitId !== '' && !isId(input.place.unitId)) return refused({ code: 'reports.unit-gone', field: 'place.unitId' });
  const unitId = input.place.unitId === '' ? null : input.place.unitId;
  const ids = [...new Set(input.uploads)];
  // Files can be taken once only: with them the second of two has to wait for the first; without them the insert decides by itself.
  const ask = { id: input.id, categoryCode: input.categoryCode, unitId, on, digest, alone: ids.length > 0 };
  const rules = await readRules(tx, ask);
  if (rules.before !== null) return again(tx, rules, sender, input);
  const through = await throughDoor(tx, actor, input);
  if (!through.ok) return through;

  const category = checkCategory(rules);
  if (!category.ok) return category;
  if (rules.category === null || rules.receive === null)
    throw new Error(`No deadline rule to take in ${input.categoryCode} on ${on} (data/reports/deadline-rules.csv)`);
  const place = await placeOf(tx, on, rules.category, input.place, { chosen: rules.unit, root: rules.root });
  if (!place.ok) return place;
  const answers = checkAnswers(rules.questions, input.answers);
  if (!answers.ok) return answers;
  const language = checkLanguage(input.language);
  if (!language.ok) return language;
  const contact = checkContact(input);
  if (!contact.ok) return contact;
  const behalf = await checkOnBehalf(tx, actor, input, through.value, place.value.unitId);
  if (!behalf.ok) return behalf;

  if (ids.length > limits.photos + limits.videos + limits.recordings)
    return refused({ code: 'reports.files-too-many', field: 'uploads', params: { most: limits.photos } });
  const owners = sender.uploaders ?? [actor.id, ticket].filter((owner) => owner !== null);
  const staged = ids.length === 0 ? [] : await stagedOf(tx, owners, ids);
  const said = checkSaid(rules, input, staged);
  if (!said.ok) return said;
  const taken = ids.length === 0 ? accepted([]) : await takeUploads(tx, owners, ids, uploadPurposes.sent);
  if (!taken.ok) return taken;

  const { words, recordings } = said.value;
  const helped = input.onBehalf !== null;
  const code = await write(tx, context, sender, input, {
    rules,
    rule: rules.receive,
    place: place.value,
    words,
    answers: answers.value,
    contact: contact.value,
    language: language.value,
    listening: language.value !== 'vi' && recordings > 0 && words === '',
    uploads: taken.value,
    personId: helped ? (input.onBehalf?.personId ?? null) : actor.id,
    helperId: helped ? actor.id : null,
    through: through.value,
  });
  return code === null ? again(tx, await readRules(tx, ask), sender, input) : accepted({ id: input.id, code, repeated: false });
}
