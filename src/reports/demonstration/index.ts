/** The invented reports of a demonstration. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import { fold } from '../../platform/text/index.ts';
import { type DemonstrationReports, readTold } from './files.ts';
import { type DemonstrationGround, readGround } from './ground.ts';
import { insertListeners, insertVoices } from './listeners.ts';
import { type Lived, live, reportId } from './live.ts';
import { hummed } from './sound.ts';

export type { DemonstrationReports } from './files.ts';

/**
 * Loads the reports where none of them is there yet, and says so: each lives up to this moment by the rules of the day. Later starts leave them as
 * people have made them. Needs the shipped lists of reports, the villages and the persons of the demonstration.
 */
export async function loadDemonstrationReports(
  context: Pick<Context, 'db' | 'vault' | 'config' | 'files'>,
  files: DemonstrationReports,
): Promise<boolean> {
  const sound = await context.files.put(hummed(), { maxBytes: 100_000 });
  return context.db.transaction(
    async (tx) => {
      const { reports, people } = readTold(files);
      const [first] = reports;
      if (!first) return false;
      const there = await sql`select from reports.report where id = ${reportId(first.key)}::uuid`.execute(tx.rows<unknown>());
      if (there.rows.length > 0) return false;
      const now = tx.clock.now();
      const ground = await readGround(tx, people, context.config.TIME_ZONE, tx.clock.today().toString());
      const lived = reports.map((told) => live(told, ground, now));
      await insertReports(tx, lived);
      await insertPersonal(tx, context, lived, ground);
      await insertLives(tx, lived);
      await insertFaces(tx, lived, ground);
      await insertListeners(tx, people);
      await insertVoices(tx, sound, lived);
      return true;
    },
    { state: dutyState('identity') },
  );
}

async function insertReports(tx: Tx, lived: readonly Lived[]): Promise<void> {
  const rows = lived.map(({ told, report, sentAt }) => ({
    ...report,
    door: told.door,
    followers: told.followers,
    sentAt: sentAt.toString(),
  }));
  // Those that were merged name others of the same statement; keys are checked at its end.
  await sql`insert into reports.report (id, code, kind, category_code, unit_id, language, door, state, urgency, privacy, shown, listening, sent_at,
      organisation_id, assignee_id, returns, reopens, rounds, master_id, revision, due_at, paused_since, received_at, handed_at, answered_at,
      closed_at, satisfied, followers, origin)
    select r.id, r.code, r.kind, r."categoryCode", r."unitId", r.language, r.door, r.state, r.urgency, r.privacy, r.shown, r.listening, r."sentAt",
      r."organisationId", r."assigneeId", r.returns, r.reopens, r.rounds, r."masterId", r.revision, r."dueAt", r."pausedSince", r."receivedAt",
      r."handedAt", r."answeredAt", r."closedAt", r.satisfied, r.followers, 'demonstration'
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, code text, kind text, "categoryCode" text, "unitId" uuid, language text,
      door text, state text, urgency text, privacy text, shown boolean, listening boolean, "sentAt" timestamptz, "organisationId" uuid,
      "assigneeId" uuid, returns integer, reopens integer, rounds integer, "masterId" uuid, revision integer, "dueAt" timestamptz,
      "pausedSince" timestamptz, "receivedAt" timestamptz, "handedAt" timestamptz, "answeredAt" timestamptz, "closedAt" timestamptz,
      satisfied boolean, followers integer)`.execute(tx.rows<unknown>());
}

async function insertPersonal(
  tx: Tx,
  { vault }: Pick<Context, 'vault'>,
  lived: readonly Lived[],
  ground: DemonstrationGround,
): Promise<void> {
  const db = tx.rows<unknown>();
  const rows = lived.map(({ told, report, summary, organisations }) => ({
    id: report.id,
    person: told.personId,
    unit: report.unitId,
    organisations: `{${organisations.join(',')}}`,
    words: told.words,
    summary,
    summary_by: summary === null ? null : ground.centre,
    place: told.placeWords,
    lat: told.lat,
    lon: told.lon,
    accuracy: told.accuracy,
    how: told.placeHow,
    home: told.atHome,
    contact: told.contact === null ? null : vault.seal(JSON.stringify(told.contact), `reports.reporter/${report.id}`),
    answer_by: told.answerBy,
    helper: told.helperId,
    search: fold(`${report.code} ${told.words} ${summary ?? ''} ${told.placeWords}`),
  }));
  const list = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, person uuid, unit uuid, organisations text, words text, summary text,
    summary_by uuid, place text, lat double precision, lon double precision, accuracy integer, how text, home boolean, contact text, answer_by text,
    helper uuid, search text)`;
  await sql`insert into reports.content (report_id, person_id, unit_id, organisations, words, place_words, lat, lon, accuracy_metres, place_how, at_home,
      summary, summary_by)
    select id, person, unit, organisations::uuid[], words, place, lat, lon, accuracy, how, home, summary, summary_by from ${list}`.execute(
    db,
  );
  await sql`insert into reports.reporter (report_id, person_id, sealed_contact, how_to_answer, helper_id, helper_consent, visit_back)
    select id, person, contact, answer_by, helper, case when helper is not null then 'spoken' end, answer_by = 'visit' from ${list}`.execute(
    db,
  );
  await sql`insert into reports.search (report_id, words) select id, search from ${list}`.execute(db);
  const tickets = lived.flatMap(({ told, report, sentAt }) => [
    ...(told.personId === null ? [{ report: report.id, relation: 'sender', at: sentAt.toString(), nth: 0 }] : []),
    ...Array.from({ length: told.followers }, (_, index) => ({
      report: report.id,
      relation: 'follower',
      at: sentAt.toString(),
      nth: index + 1,
    })),
  ]);
  const digests = tickets.map((one) => ({
    ...one,
    digest: createHash('sha256').update(`demonstration ${one.report} ${one.nth}`).digest('hex'),
  }));
  await sql`insert into reports.ticket (report_id, digest, relation, given_at) select report, decode(digest, 'hex'), relation, at
    from jsonb_to_recordset(${JSON.stringify(digests)}::jsonb) as r (report uuid, digest text, relation text, at timestamptz)`.execute(db);
}

async function insertLives(tx: Tx, lived: readonly Lived[]): Promise<void> {
  const db = tx.rows<unknown>();
  const events = lived.flatMap(({ report, events: list }) => list.map((event) => ({ ...event, report: report.id })));
  await sql`insert into reports.event (id, report_id, ordinal, at, step, from_state, to_state, actor_kind, actor_id, organisation_id, reason_code, facts)
    select e.id, e.report, e.ordinal, e.at, e.step, e."from", e."to", e."actorKind", e."actorId", e."organisationId", e.reason, e.facts
    from jsonb_to_recordset(${JSON.stringify(events)}::jsonb) as e (id uuid, report uuid, ordinal integer, at timestamptz, step text, "from" text,
      "to" text, "actorKind" text, "actorId" uuid, "organisationId" uuid, reason text, facts jsonb)`.execute(db);
  const words = lived.flatMap(({ told, report, events: list, organisations }) =>
    list.flatMap((event) =>
      Object.entries(event.words).map(([audience, text]) => ({
        event: event.id,
        audience,
        report: report.id,
        person: audience === 'officials' ? null : told.personId,
        unit: report.unitId,
        organisations: `{${organisations.join(',')}}`,
        text,
      })),
    ),
  );
  await sql`insert into reports.event_words (event_id, audience, report_id, person_id, unit_id, organisations, words)
    select event, audience, report, person, unit, organisations::uuid[], text
    from jsonb_to_recordset(${JSON.stringify(words)}::jsonb) as w (event uuid, audience text, report uuid, person uuid, unit uuid, organisations text,
      text text)`.execute(db);
  const parts = lived.flatMap(({ report, parts: list }) => list.map((part) => ({ ...part, report: report.id })));
  await sql`insert into reports.part (id, report_id, organisation_id, lead, state, assignee_id, asked_at, done_at)
    select p.id, p.report, p."organisationId", p.lead, p.state, p."assigneeId", p."askedAt", p."doneAt"
    from jsonb_to_recordset(${JSON.stringify(parts)}::jsonb) as p (id uuid, report uuid, "organisationId" uuid, lead boolean, state text,
      "assigneeId" uuid, "askedAt" timestamptz, "doneAt" timestamptz)`.execute(db);
  const deadlines = lived.flatMap(({ report, deadlines: list }) => list.map((deadline) => ({ ...deadline, report: report.id })));
  await sql`insert into reports.deadline (report_id, step, round, rule_id, began_at, amount, unit, due_at, paused_since, paused_minutes, extended, met_at,
      on_time)
    select d.report, d.step, d.round, d."ruleId", d."beganAt", d.amount, d.unit, d."dueAt", d."pausedSince", d."pausedMinutes", d.extended, d."metAt",
      d."onTime"
    from jsonb_to_recordset(${JSON.stringify(deadlines)}::jsonb) as d (report uuid, step text, round integer, "ruleId" text, "beganAt" timestamptz,
      amount integer, unit text, "dueAt" timestamptz, "pausedSince" timestamptz, "pausedMinutes" integer, extended integer, "metAt" timestamptz,
      "onTime" boolean)`.execute(db);
}

async function insertFaces(tx: Tx, lived: readonly Lived[], ground: DemonstrationGround): Promise<void> {
  const rows = lived.flatMap(({ told, report, face }) => {
    if (face === null) return [];
    const place = told.placeWords;
    return [{ id: report.id, ...face, place, by: ground.publisher, search: fold(`${report.code} ${face.words} ${place}`) }];
  });
  await sql`insert into reports.public_face (report_id, words, place_words, lat, lon, shown_at, shown_by, search)
    select f.id, f.words, f.place, f.lat, f.lon, f."shownAt", f.by, f.search
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as f (id uuid, words text, place text, lat double precision, lon double precision,
      "shownAt" timestamptz, by uuid, search text)`.execute(tx.rows<unknown>());
}
