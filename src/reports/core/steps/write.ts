/** Writes what a step made: sent without waiting in between, in the order in which it has to happen. */
import { sql } from 'kysely';
import { record } from '../../../audit/index.ts';
import { touch } from '../../../platform/cache/index.ts';
import type { JsonObject, Tx } from '../../../platform/db/index.ts';
import { type Actor, dutyState, type Right } from '../../../platform/session/index.ts';
import { fold, plainWords } from '../../../platform/text/index.ts';
import { reportsRights } from '../../contract.ts';
import { publishStepTaken } from '../../events.ts';
import type { Party, StepName } from '../../model.ts';
import { reportsTag, reportTag } from '../../tags.ts';
import { putDeadlines } from '../deadlines-store.ts';
import { faceSearch } from '../face.ts';
import { coarse } from '../place.ts';
import { underState } from '../state.ts';
import type { Reminding } from './beyond.ts';
import type { Made, PartChange } from './effects.ts';
import type { Given } from './given.ts';
import type { Ground, ReportRow } from './ground.ts';

export interface Writing {
  readonly tx: Tx;
  readonly actor: Actor;
  readonly party: Party;
  readonly step: StepName;
  readonly ground: Ground;
  readonly made: Made;
  readonly given: Given;
  readonly event: string;
  /** The office that took the step, or to which it went. */
  readonly organisationId: string | null;
  readonly facts: JsonObject;
  /** Files of earlier drafts that belong to this answer too. */
  readonly evidence: readonly string[];
  /** Null where the step leaves it as it is. */
  readonly reminding: Reminding | null;
  /** The event whose files the new ones belong to; null for the step's own. */
  readonly filesOf: string | null;
}

/** Steps whose words and files among officials never reach the sender; the answer reaches them when it is approved. */
export const inside: readonly StepName[] = [
  'answer',
  'note',
  'assign',
  'ask-part',
  'finish-part',
  'return-part',
  'return',
  'take-back',
  'ask-extension',
  'deny-extension',
  'send-back',
  'listen',
];

const at = (instant: Temporal.Instant | null): string | null => instant?.toString() ?? null;

function writeReport({ tx, reminding }: Writing, report: ReportRow) {
  const reminded = reminding === null ? sql`` : sql`, remind_at = ${at(reminding.remindAt)}::timestamptz, reminded = ${reminding.reminded}`;
  return sql`update reports.report set kind = ${report.kind}, category_code = ${report.categoryCode}, unit_id = ${report.unitId}::uuid, state = ${report.state},
      urgency = ${report.urgency}, privacy = ${report.privacy}, shown = ${report.shown}, listening = ${report.listening},
      organisation_id = ${report.organisationId}::uuid, assignee_id = ${report.assigneeId}::uuid, returns = ${report.returns}, reopens = ${report.reopens},
      rounds = ${report.rounds}, master_id = ${report.masterId}::uuid, revision = ${report.revision}, due_at = ${at(report.dueAt)}::timestamptz,
      paused_since = ${at(report.pausedSince)}::timestamptz, received_at = ${at(report.receivedAt)}::timestamptz,
      handed_at = ${at(report.handedAt)}::timestamptz, answered_at = ${at(report.answeredAt)}::timestamptz,
      closed_at = ${at(report.closedAt)}::timestamptz, satisfied = ${report.satisfied}${reminded}
    where id = ${report.id}::uuid`.execute(tx.rows<unknown>());
}

const kinds: Readonly<Partial<Record<Party, string>>> = { sender: 'sender', helper: 'sender', listener: 'listener', system: 'system' };
const kindOf = (party: Party): string => kinds[party] ?? 'official';

function writeEvent({ tx, actor, party, step, ground, made, given, event, organisationId, facts }: Writing) {
  // Who sent a report is not named in its life: neither the sender nor who helped has an id here.
  const actorId = party === 'sender' || party === 'helper' ? null : actor.id;
  return sql`insert into reports.event (id, report_id, ordinal, at, step, from_state, to_state, actor_kind, actor_id, organisation_id, reason_code, facts)
    values (${event}::uuid, ${ground.report.id}::uuid, ${ground.ordinal + 1}, ${tx.clock.now().toString()}::timestamptz, ${step}, ${ground.report.state},
      ${made.report.state}, ${kindOf(party)}, ${actorId}::uuid, ${organisationId}::uuid, ${given.reason}, ${JSON.stringify(facts)}::jsonb)`.execute(
    tx.rows<unknown>(),
  );
}

/** The offices that have or had a part, for row-level security. */
function organisationsAfter({ ground, made }: Writing): readonly string[] {
  return [
    ...new Set([...(ground.content?.organisations ?? []), ...made.parts.filter((part) => part.fresh).map((part) => part.organisationId)]),
  ];
}

function writeWords(writing: Writing, organisations: readonly string[]) {
  const { tx, ground, made, given, event, step } = writing;
  const rows = Object.entries(given.words).map(([audience, words]) => ({
    audience,
    words,
    person: audience === 'officials' ? null : ground.content?.personId,
    template: step === 'answer' && audience === 'officials' ? given.templateId : null,
  }));
  if (rows.length === 0) return null;
  return sql`insert into reports.event_words (event_id, audience, report_id, person_id, unit_id, organisations, words, template_id)
    select ${event}::uuid, w.audience, ${ground.report.id}::uuid, w.person, ${made.report.unitId}::uuid, ${[...organisations]}::uuid[], w.words, w.template
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as w (audience text, words text, person uuid, template uuid)`.execute(
    tx.rows<unknown>(),
  );
}

function writeAttachments({ tx, ground, made, given, event, filesOf, step }: Writing, organisations: readonly string[]) {
  if (given.uploads.length === 0) return null;
  const rows = given.uploads.map(({ upload, role }) => ({
    id: upload.id,
    role,
    kind: upload.kind,
    file: upload.keptHash,
    sent: upload.sentHash,
    bytes: upload.bytes,
    media: upload.media,
  }));
  const hidden = inside.includes(step) || (step === 'speak' && ground.report.state === 'awaiting-approval');
  const person = hidden ? null : (ground.content?.personId ?? null);
  return sql`insert into reports.attachment (id, report_id, event_id, rank, role, kind, file_hash, sent_hash, bytes, media, person_id, unit_id, organisations)
    select a.id, ${ground.report.id}::uuid, ${filesOf ?? event}::uuid, a.ordinality, a.role, a.kind, a.file, a.sent, a.bytes, a.media, ${person}::uuid,
      ${made.report.unitId}::uuid, ${[...organisations]}::uuid[]
    from rows from (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as (id uuid, role text, kind text, file text, sent text, bytes bigint, media jsonb))
      with ordinality as a (id, role, kind, file, sent, bytes, media, ordinality)`.execute(tx.rows<unknown>());
}

/** Unit and offices are repeated on every row under a policy, so that each can be judged by itself. */
function keepInStep({ tx, ground, made }: Writing, organisations: readonly string[]) {
  const same = made.report.unitId === ground.report.unitId && organisations.length === (ground.content?.organisations.length ?? 0);
  if (same) return null;
  const id = ground.report.id;
  const to = sql`unit_id = ${made.report.unitId}::uuid, organisations = ${[...organisations]}::uuid[]`;
  return sql`with words as (update reports.event_words set ${to} where report_id = ${id}::uuid),
      attachments as (update reports.attachment set ${to} where report_id = ${id}::uuid)
    update reports.content set ${to} where report_id = ${id}::uuid`.execute(tx.rows<unknown>());
}

function writePart(tx: Tx, reportId: string, part: PartChange, assignee: string | null) {
  const now = tx.clock.now().toString();
  const over = part.state === 'handed' || part.state === 'in-work' ? null : now;
  return part.fresh
    ? sql`insert into reports.part (id, report_id, organisation_id, lead, state, asked_at, done_at)
        values (${part.id}::uuid, ${reportId}::uuid, ${part.organisationId}::uuid, ${part.lead}, ${part.state}, ${now}::timestamptz, ${over}::timestamptz)`.execute(
        tx.rows<unknown>(),
      )
    : sql`update reports.part set state = ${part.state}, done_at = ${over}::timestamptz,
        assignee_id = case when lead then coalesce(${assignee}::uuid, assignee_id) else assignee_id end where id = ${part.id}::uuid`.execute(
        tx.rows<unknown>(),
      );
}

/** The answer that was drafted goes out: its words to everybody whom it concerns, its files to the sender too. */
function releaseAnswer({ tx, ground, made, event, step }: Writing, organisations: readonly string[]) {
  const draft = ground.last.answer?.id;
  if (step !== 'approve' || draft === undefined) return [];
  const person = ground.content?.personId ?? null;
  return [
    sql`insert into reports.event_words (event_id, audience, report_id, person_id, unit_id, organisations, words, template_id)
      select ${event}::uuid, 'everybody', report_id, ${person}::uuid, ${made.report.unitId}::uuid, ${[...organisations]}::uuid[], words, template_id
      from reports.event_words where event_id = ${draft}::uuid and audience = 'officials'`.execute(tx.rows<unknown>()),
    sql`update reports.attachment set event_id = ${event}::uuid, person_id = ${person}::uuid where event_id = ${draft}::uuid`.execute(
      tx.rows<unknown>(),
    ),
  ];
}

function writeFace({ tx, actor, ground, given, step }: Writing) {
  const id = ground.report.id;
  const { face } = given;
  if (step !== 'show' || !face) return [];
  const { lat, lon, atHome } = ground.content ?? { lat: null, lon: null, atHome: true };
  const exact = lat === null || lon === null || face.place === 'none' ? null : { lat, lon };
  // A home is never shown exactly, whatever was chosen.
  const point = exact && (face.place === 'coarse' || atHome ? coarse(exact) : exact);
  const words = plainWords(face.words);
  const place = plainWords(face.placeWords);
  return [
    sql`insert into reports.public_face (report_id, words, place_words, lat, lon, shown_at, shown_by, search)
      values (${id}::uuid, ${words}, ${place}, ${point?.lat ?? null}, ${point?.lon ?? null}, ${tx.clock.now().toString()}::timestamptz, ${actor.id}::uuid,
        ${faceSearch(ground.report.code, words, place)})
      on conflict (report_id) do update set words = excluded.words, place_words = excluded.place_words, lat = excluded.lat, lon = excluded.lon,
        shown_at = excluded.shown_at, shown_by = excluded.shown_by, search = excluded.search`.execute(tx.rows<unknown>()),
    sql`update reports.attachment set shown_hash = case when not id = any (${[...face.attachments]}::uuid[]) then null
        when covers = '[]'::jsonb then file_hash else shown_hash end where report_id = ${id}::uuid`.execute(tx.rows<unknown>()),
  ];
}

/** What is no longer shown leaves the public tables at once. */
function hide({ tx, ground, made }: Writing) {
  if (!ground.report.shown || made.report.shown) return null;
  return sql`with pictures as (update reports.attachment set shown_hash = null where report_id = ${ground.report.id}::uuid and shown_hash is not null)
    delete from reports.public_face where report_id = ${ground.report.id}::uuid`.execute(tx.rows<unknown>());
}

/** Whoever sent or follows the merged report follows the other one from now on, so that the one answer reaches all. */
async function follow(tx: Tx, from: string, to: string): Promise<void> {
  const now = tx.clock.now().toString();
  const children = await underState(tx, dutyState('identity'), () =>
    sql<{ id: string; shown: boolean }>`with persons as (
        insert into reports.follower (report_id, person_id, followed_at)
          select ${to}::uuid, one.person_id, ${now}::timestamptz from (
            select person_id from reports.follower where report_id = ${from}::uuid
            union select person_id from reports.content where report_id = ${from}::uuid and person_id is not null) one
          where not exists (select from reports.content c where c.report_id = ${to}::uuid and c.person_id = one.person_id)
        on conflict do nothing),
      browsers as (
        insert into reports.ticket (report_id, digest, relation, given_at)
          select ${to}::uuid, digest, 'follower', ${now}::timestamptz from reports.ticket where report_id = ${from}::uuid on conflict do nothing),
      children as (update reports.report set master_id = ${to}::uuid where master_id = ${from}::uuid returning id, shown)
      select id, shown from children`.execute(tx.rows<unknown>()),
  );
  await underState(tx, dutyState('identity'), () =>
    sql`update reports.report set followers = (select count(*) from reports.follower where report_id = ${to}::uuid)
        + (select count(*) from reports.ticket where report_id = ${to}::uuid and relation = 'follower') where id = ${to}::uuid`.execute(
      tx.rows<unknown>(),
    ),
  );
  // How many follow stands on its page, and where they lead on those that were merged before.
  await touch(tx, [to, ...children.rows.filter(({ shown }) => shown).map(({ id }) => id)].map(reportTag));
}

/** What was understood of a recording, added by the sender or answered is found by the desk too. */
function summarise({ tx, actor, ground, given, step }: Writing) {
  const id = ground.report.id;
  const told = step === 'give-more' ? given.words.sender : step === 'answer' ? given.words.officials : null;
  const said = [given.summary, told].filter((text) => typeof text === 'string').join(' ');
  if (said === '') return [];
  return [
    given.summary === null
      ? null
      : sql`update reports.content set summary = ${given.summary}, summary_by = ${actor.id}::uuid where report_id = ${id}::uuid`.execute(
          tx.rows<unknown>(),
        ),
    sql`update reports.search set words = words || ' ' || ${fold(said)} where report_id = ${id}::uuid`.execute(tx.rows<unknown>()),
  ];
}

const rightOf: Readonly<Partial<Record<Party, Right>>> = {
  centre: reportsRights.intake,
  office: reportsRights.handle,
  partner: reportsRights.handle,
  approver: reportsRights.approve,
  publisher: reportsRights.publish,
};

/** Names of what was touched, for the trail. */
function fieldsOf({ ground, made, given }: Writing): readonly string[] {
  const names = ['state', 'categoryCode', 'unitId', 'organisationId', 'assigneeId', 'urgency', 'privacy', 'shown', 'dueAt'] as const;
  const changed = names.filter((name) => String(ground.report[name]) !== String(made.report[name]));
  const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return [
    ...changed.map(snake),
    ...(Object.keys(given.words).length > 0 ? ['words'] : []),
    ...(given.uploads.length > 0 ? ['attachments'] : []),
  ];
}

/** Writes report, event, words, files, parts, deadlines, the trail and the event for others. */
export async function writeStep(writing: Writing): Promise<void> {
  const { tx, actor, party, step, ground, made, event, evidence } = writing;
  const { report } = made;
  const organisations = organisationsAfter(writing);
  const right = rightOf[party];
  await Promise.all([
    writeReport(writing, report),
    writeEvent(writing),
    keepInStep(writing, organisations),
    writeWords(writing, organisations),
    writeAttachments(writing, organisations),
    evidence.length === 0
      ? null
      : sql`update reports.attachment set event_id = ${event}::uuid where report_id = ${report.id}::uuid and id = any (${[...evidence]}::uuid[])`.execute(
          tx.rows<unknown>(),
        ),
    ...releaseAnswer(writing, organisations),
    ...summarise(writing),
    hide(writing),
    ...writeFace(writing),
    ...made.parts.map((part) => writePart(tx, report.id, part, report.assigneeId)),
    step === 'assign'
      ? sql`update reports.part set assignee_id = ${report.assigneeId}::uuid where report_id = ${report.id}::uuid and lead and state in ('handed', 'in-work')`.execute(
          tx.rows<unknown>(),
        )
      : null,
    putDeadlines(tx, report.id, made.deadlines),
    record(tx, actor, {
      action: `reports.${step}`,
      subject: { kind: 'reports.report', id: report.id },
      fields: fieldsOf(writing),
      places: [report.unitId],
      persons: ground.content?.personId ? [ground.content.personId] : [],
      ...(right === undefined ? {} : { right }),
    }),
    publishStepTaken(tx, { report: report.id, event, step, from: ground.report.state, to: report.state }),
    ground.report.shown || report.shown ? touch(tx, [reportsTag, reportTag(report.id)]) : null,
  ]);
  if (step === 'merge' && report.masterId !== null) await follow(tx, report.id, report.masterId);
}
