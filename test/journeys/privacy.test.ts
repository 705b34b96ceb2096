/**
 * A citizen with data in every module takes it all along, and is then forgotten: nothing that names them is left in any table of the
 * database, the figures and the trail stand. Generic, so that a new module with personal data is caught by it.
 */
import { strFromU8, unzipSync } from 'fflate';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { auditLedger } from '../../src/audit/entry.ts';
import { auditVerify } from '../../src/audit/index.ts';
import { sealOnce } from '../../src/audit/seal/sealer.ts';
import { beginAttempt } from '../../src/people/attempts/attempts.ts';
import { rememberDevice } from '../../src/people/citizen-access/devices.ts';
import { setPin } from '../../src/people/citizen-access/pin.ts';
import { recordIdentifier } from '../../src/people/persons/identifiers.ts';
import { giveConsent } from '../../src/people/privacy/consents.ts';
import { carryOutDueDeletions } from '../../src/people/privacy/deletions.ts';
import { eraseEverywhere, privacySources } from '../../src/people/privacy/erasure.ts';
import { gatherPerson } from '../../src/people/privacy/export.ts';
import type { Tx } from '../../src/platform/db/index.ts';
import { dutyState, system } from '../../src/platform/session/index.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { demonstrationPeople } from '../support/people.ts';
import { withoutRosters } from '../support/rosters.ts';
import { addressOf } from '../support/server.ts';
import { visit } from '../support/visitor.ts';

const person = demonstrationPeople.get('citizen')?.id ?? '';
/** What names the citizen, in every form that could be left somewhere. */
const needles = ['Lò Thị Mai', 'lo thi mai', '900000001', 'mai.lo@example.vn', '015184000123'];

let app: TestApp;
let admin: pg.Client;

beforeAll(async () => {
  app = await startApp();
  // Among ten thousand invented members some have the citizen's name.
  await withoutRosters(app.database);
  const server = inject('server');
  admin = new pg.Client({ connectionString: addressOf(server, server.admin, app.database.name) });
  await admin.connect();
  await fill();
});
afterAll(async () => {
  await admin?.end();
  await app?.close();
});

const rows = async <T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> =>
  (await admin.query<T>(text, values)).rows;

/** Gives the citizen something of everything. */
async function fill(): Promise<void> {
  const { db, vault, ids } = app.context;
  await db.transaction(
    async (tx) => {
      const place = { personId: person, unitId: null, organisationId: null };
      await recordIdentifier(tx, vault, { ...place, kind: 'email', value: 'mai.lo@example.vn', verified: true });
      await recordIdentifier(tx, vault, { ...place, kind: 'citizen-id', value: '015184000123', verified: false });
      const device = await rememberDevice(tx, { personId: person, name: 'Điện thoại của Lò Thị Mai', kind: 'remembered' });
      expect((await setPin(tx, { personId: person, deviceId: device.id, pin: '739154' })).ok).toBe(true);
      await beginAttempt(tx, vault, { kind: 'sms-code', personId: person, data: { phone: '+84900000001' }, code: '123456', minutes: 5 });
      await giveConsent(tx, { ...system, kind: 'person', id: person }, { personId: person, purpose: 'sms-news', how: 'self' });
      // A role that is over, and a decision about the citizen, both with the name in their words.
      await sql`insert into people.role_grant (id, person_id, role, unit_id, valid, granted_at, basis) select ${ids.next()}::uuid, ${person}::uuid, 'team-member',
        unit_id, daterange('2025-07-01', '2026-01-01'), '2025-07-01', 'Quyết định công nhận bà Lò Thị Mai' from people.person where id = ${person}::uuid`.execute(
        tx.rows<unknown>(),
      );
      await sql`insert into people.decision (id, kind, subject_kind, subject_id, persons, proposed_by, proposed_role, proposed_at, reason, state,
          expires_at, decided_by, decided_at, decided_why) values (${ids.next()}::uuid, 'people.recovery', 'people.person', ${person}, array[${person}::uuid],
          ${demonstrationPeople.get('commune-officer')?.id}::uuid, 'commune-officer', '2026-10-01', 'Bà Lò Thị Mai mất máy', 'refused', '2026-10-02',
          ${demonstrationPeople.get('commune-leader')?.id}::uuid, '2026-10-01', 'Không phải bà Lò Thị Mai')`.execute(tx.rows<unknown>());
      await sql`insert into platform.push_subscription (id, person_id, sealed_subscription, endpoint_digest, created_at)
        values (${ids.next()}::uuid, ${person}::uuid, ${vault.seal('{"endpoint":"https://push.example"}', 'test')}, '\\x01', '2026-11-01')`.execute(
        tx.rows<unknown>(),
      );
      await fillTeams(tx);
      await fillReports(tx);
      await fillChannel(tx);
    },
    { state: dutyState('privacy') },
  );
  const citizen = visit(app, await app.signedIn('citizen'));
  await citizen.get('/account/privacy');
  const asked = await citizen.post('/account/privacy', { kind: 'correct', words: 'Tôi là Lò Thị Mai, số 0900000001' });
  expect(asked.status).toBe(303);
  const officer = visit(app, await app.signedIn('commune-officer'));
  await officer.get('/console/privacy');
  const [request] = await rows<{ id: string }>('select id from people.privacy_request where person_id = $1', [person]);
  await officer.get(`/console/privacy/${request?.id}`);
  await officer.post(`/console/privacy/${request?.id}/answer`, { answer: 'Chào bà Lò Thị Mai' });
}

/** The citizen served in a team for a month, stood in a list, sent a photograph, and offers to come back. */
async function fillTeams(tx: Tx): Promise<void> {
  const { vault, ids } = app.context;
  const db = tx.rows<unknown>();
  const [team, event, member, batch, offer] = [ids.next(), ids.next(), ids.next(), ids.next(), ids.next()];
  await sql`insert into teams.team (id, level_id, recorded_at) values (${team}::uuid, 'commune', '2025-08-01')`.execute(db);
  await sql`insert into teams.team_event (id, kind, on_day, recorded_at) values (${event}::uuid, 'formed', '2025-08-01', '2025-08-01')`.execute(
    db,
  );
  await sql`insert into teams.team_version (id, team_id, valid, name, search, unit_id, status, event_id)
    select ${ids.next()}::uuid, ${team}::uuid, daterange('2025-08-01', null), 'Tổ thử', 'to thu', unit_id, 'active', ${event}::uuid
    from people.person where id = ${person}::uuid`.execute(db);
  await sql`insert into teams.membership (id, team_id, person_id, role, core_force, valid, ended_why, recorded_at)
    values (${member}::uuid, ${team}::uuid, ${person}::uuid, 'member', 'citizen', daterange('2025-08-01', '2025-09-01'), 'own-wish', '2025-08-01')`.execute(
    db,
  );
  await sql`insert into teams.import_batch (id, file_name, file_hash, as_of, columns, counts, checked_at)
    values (${batch}::uuid, 'to.xlsx', 'x', '2025-08-01', '{}', '{}', '2025-08-01')`.execute(db);
  await sql`insert into teams.import_row (batch_id, row_no, sheet, sheet_row, action, cells, reading, findings, team_id, membership_id)
    values (${batch}::uuid, 1, 'Tổ', 2, 'add', ${JSON.stringify({ name: 'Lò Thị Mai' })}::jsonb, ${JSON.stringify({ name: 'Lò Thị Mai' })}::jsonb, '[]',
      ${team}::uuid, ${member}::uuid)`.execute(db);
  const { hash } = await app.context.files.put(Buffer.from('a photograph'), { maxBytes: 100 });
  await sql`insert into teams.photo (person_id, file_hash, added_at) values (${person}::uuid, ${hash}, '2025-08-01')`.execute(db);
  const contact = vault.seal(JSON.stringify({ name: 'Lò Thị Mai', organisation: null, phone: '+84900000001' }), `teams.offer/${offer}`);
  await sql`insert into teams.offer (id, kind, person_id, unit_id, code, sealed_contact, what, offered_at)
    select ${offer}::uuid, 'join', ${person}::uuid, unit_id, '123412341234', ${contact}, 'Lò Thị Mai muốn tham gia lại', '2026-01-01'
    from people.person where id = ${person}::uuid`.execute(db);
}

/** The citizen sent a report with a recording, follows another one, was asked something, and listens for others. */
async function fillReports(tx: Tx): Promise<void> {
  const { vault, ids } = app.context;
  const db = tx.rows<unknown>();
  const [own, others, event] = [ids.next(), ids.next(), ids.next()];
  for (const [id, code] of [
    [own, '482913560029'],
    [others, '482913560030'],
  ]) {
    await sql`insert into reports.report (id, code, kind, category_code, unit_id, door, state, urgency, privacy, sent_at)
      select ${id}::uuid, ${code}, 'field', (select code from reports.category order by code limit 1), unit_id, 'web', 'needs-more', 'normal', 'public', '2026-11-01'
      from people.person where id = ${person}::uuid`.execute(db);
  }
  const unit = sql`(select unit_id from reports.report where id = ${own}::uuid)`;
  await sql`insert into reports.content (report_id, person_id, unit_id, words, place_words, at_home)
    values (${own}::uuid, ${person}::uuid, ${unit}, 'Nhà Lò Thị Mai mất điện', 'Nhà bà Lò Thị Mai', true)`.execute(db);
  await sql`insert into reports.search (report_id, words) values (${own}::uuid, 'nha lo thi mai')`.execute(db);
  const contact = vault.seal(JSON.stringify({ name: 'Lò Thị Mai', phone: '+84900000001' }), `reports.reporter/${own}`);
  const digest = vault.digest('+84900000001', 'reports.contact');
  await sql`insert into reports.reporter (report_id, person_id, sealed_contact, how_to_answer, contact_digests)
    values (${own}::uuid, ${person}::uuid, ${contact}, 'sms', array[${digest}::bytea])`.execute(db);
  const call = ids.next();
  await sql`insert into reports.call_back (id, gateway_id, sealed_number, number_digest, called_at)
    values (${call}::uuid, 'call-1', ${vault.seal('+84900000001', `reports.call_back/${call}`)}, ${digest}::bytea, '2026-11-03')`.execute(
    db,
  );
  await sql`insert into reports.event (id, report_id, ordinal, at, step, to_state, actor_kind)
    values (${event}::uuid, ${own}::uuid, 1, '2026-11-01', 'ask-more', 'needs-more', 'official')`.execute(db);
  await sql`insert into reports.event_words (event_id, audience, report_id, person_id, unit_id, words)
    values (${event}::uuid, 'sender', ${own}::uuid, ${person}::uuid, ${unit}, 'Bà Lò Thị Mai cho biết thêm')`.execute(db);
  const { hash } = await app.context.files.put(Buffer.from('a recording'), { maxBytes: 100 });
  await sql`insert into reports.attachment (id, report_id, rank, role, kind, file_hash, sent_hash, bytes, person_id, unit_id)
    values (${ids.next()}::uuid, ${own}::uuid, 1, 'sent', 'audio', ${hash}, ${hash}, 11, ${person}::uuid, ${unit})`.execute(db);
  await sql`insert into reports.follower (report_id, person_id, followed_at) values (${others}::uuid, ${person}::uuid, '2026-11-02')`.execute(
    db,
  );
  await sql`insert into reports.listener (id, language, person_id, valid, added_at)
    values (${ids.next()}::uuid, 'thai', ${person}::uuid, daterange('2026-01-01', null), '2026-01-01')`.execute(db);
}

/** The citizen is told of things, chose how, and made a program. */
async function fillChannel(tx: Tx): Promise<void> {
  const { ids } = app.context;
  const db = tx.rows<unknown>();
  const notice = ids.next();
  await sql`insert into channel.setting (person_id, quiet_from, quiet_to, updated_at) values (${person}::uuid, '20:00', '07:00', '2026-11-01')`.execute(
    db,
  );
  await sql`insert into channel.choice (person_id, topic, ways, updated_at) values (${person}::uuid, 'reports.mine', '{sms}', '2026-11-01')`.execute(
    db,
  );
  await sql`insert into channel.notice (id, key, topic, subject_kind, subject_id, person_id, lang, title, words, href, state, at)
    values (${notice}::uuid, 'privacy-journey', 'reports.mine', 'reports.report', ${ids.next()}::uuid, ${person}::uuid, 'vi', 'Đã trả lời', 'Chào Lò Thị Mai',
      '/reports/mine', 'reached', '2026-11-02')`.execute(db);
  await sql`insert into channel.attempt (notice_id, message_id, way, person_id, at, outcome)
    values (${notice}::uuid, ${ids.next()}::uuid, 'sms', ${person}::uuid, '2026-11-02', 'reached')`.execute(db);
  await sql`insert into developers.app (id, person_id, name, purpose, organisation, state, per_minute, created_at)
    values (${ids.next()}::uuid, ${person}::uuid, 'Ứng dụng của Lò Thị Mai', 'Thử', 'Nhà Lò Thị Mai', 'sandbox', 60, '2026-11-01')`.execute(
    db,
  );
}

/** Every table of ours, and the queue's. */
const tables = (): Promise<{ name: string }[]> =>
  rows(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
  );

/** Tables in which a row, written as text, contains what names the citizen. */
async function tablesNaming(): Promise<string[]> {
  const found: string[] = [];
  for (const { name } of await tables()) {
    const hit = await rows(`select 1 from ${name} as t where t::text ilike any ($1) limit 1`, [needles.map((needle) => `%${needle}%`)]);
    if (hit.length > 0) found.push(name);
  }
  return found;
}

/** Rows in which something sealed still opens to what names the citizen. */
async function sealedNaming(): Promise<string[]> {
  const { vault } = app.context;
  const sealed: [table: string, column: string, place: (id: string) => string, id?: string][] = [
    ['reports.reporter', 'sealed_contact', (id) => `reports.reporter/${id}`, 'report_id'],
    ['reports.call_back', 'sealed_number', (id) => `reports.call_back/${id}`],
    ['people.identifier', 'sealed', (id) => `people.identifier/${id}`],
    ['people.attempt', 'sealed_data', (id) => `people.attempt/${id}`],
    ['teams.offer', 'sealed_contact', (id) => `teams.offer/${id}`],
    ['platform.message', 'sealed_to', (id) => `platform.message/${id}/to`],
    ['platform.message', 'sealed_text', (id) => `platform.message/${id}/text`],
  ];
  const found: string[] = [];
  for (const [table, column, place, id = 'id'] of sealed) {
    for (const row of await rows<{ id: string; text: string }>(
      `select ${id} as id, ${column} as text from ${table} where ${column} is not null`,
    )) {
      const plain = vault.open(row.text, place(row.id));
      if (needles.some((needle) => plain.toLowerCase().includes(needle.toLowerCase()))) found.push(`${table}.${column}`);
    }
  }
  return [...new Set(found)];
}

/** Figures that must not change when somebody is forgotten. */
async function statistics(): Promise<unknown> {
  const [counts] = await rows(`select (select count(*) from people.person) as persons, (select count(*) from people.consent) as consents,
      (select count(*) from people.role_grant) as grants, (select count(*) from people.decision) as decisions,
      (select count(*) from people.privacy_request) as requests, (select count(*) from teams.membership) as memberships, (select count(*) from teams.offer) as offers, (select count(*) from reports.report) as reports, (select count(*) from reports.event) as events, (select count(*) from platform.message) as messages`);
  const units = await rows('select unit_id, count(*)::integer from people.person group by 1 order by 1');
  const kept = await rows('select kind, received_how, count(*)::integer from people.privacy_request group by 1, 2 order by 1, 2');
  return { counts, units, kept };
}

describe('a citizen takes everything along and is forgotten', () => {
  test('export contains every table that row-level security protects', async () => {
    const policies = await rows<{ name: string }>(`select distinct schemaname || '.' || tablename as name from pg_policies order by 1`);
    expect(policies.length).toBeGreaterThan(8);
    const exported = await app.context.db.transaction((tx) => gatherPerson(tx, app.context, person));
    const missing = policies.map(({ name }) => name).filter((name) => !(name in exported));
    expect(missing, 'personal tables that no module exports: add them to the PrivacySource of their module').toEqual([]);
    // The citizen of this test has something in each of them, so that the erasure below is put to the test too.
    const empty = policies.map(({ name }) => name).filter((name) => exported[name]?.length === 0);
    expect(empty, 'fill() gives the citizen nothing in these').toEqual([]);
  });

  test('every table with a column for persons is exported', async () => {
    const found = await rows<{ name: string }>(`select distinct table_schema || '.' || table_name as name from information_schema.columns
      join pg_tables on schemaname = table_schema and tablename = table_name where column_name in ('person_id', 'persons') and data_type in ('uuid', 'ARRAY') order by 1`);
    expect(found.length).toBeGreaterThan(10);
    const exported = await app.context.db.transaction((tx) => gatherPerson(tx, app.context, person));
    expect(found.map(({ name }) => name).filter((name) => !(name in exported))).toEqual([]);
  });

  test('the citizen finds all of it in the archive', async () => {
    const response = await fetch(`${app.address}/account/export`, { headers: { cookie: await app.signedIn('citizen') } });
    const archive = unzipSync(new Uint8Array(await response.arrayBuffer()));
    for (const name of ['data.json', 'index.html']) {
      const text = strFromU8(archive[name] as Uint8Array);
      for (const part of ['Lò Thị Mai', '+84900000001', 'mai.lo@example.vn', 'Chào bà Lò Thị Mai']) expect(text).toContain(part);
    }
  });

  test('after the deletion no table names the citizen; figures unchanged; the trail still verifies', async () => {
    expect((await tablesNaming()).length).toBeGreaterThan(4);
    expect((await sealedNaming()).length).toBeGreaterThan(2);
    const citizen = visit(app, await app.signedIn('citizen'));
    await citizen.get('/account/privacy');
    expect((await citizen.post('/account/privacy', { kind: 'delete', words: 'Lò Thị Mai xin xóa' })).location).toBe(
      '/account/privacy?done=asked',
    );
    const before = await statistics();
    const [trail] = await rows<{ count: string }>('select count(*) from audit.entry');

    app.database.clock.advance({ hours: 72 });
    expect(await carryOutDueDeletions(app.context)).toBe(1);

    expect(await tablesNaming()).toEqual([]);
    expect(await sealedNaming()).toEqual([]);
    expect(await statistics()).toEqual(before);
    for (const table of [
      'people.session',
      'people.device',
      'people.credential',
      'people.identifier',
      'people.attempt',
      'platform.push_subscription',
    ]) {
      expect(await rows(`select 1 from ${table} where person_id = $1`, [person]), table).toEqual([]);
    }
    const [after] = await rows<{ count: string }>('select count(*) from audit.entry');
    expect(Number(after?.count)).toBeGreaterThan(Number(trail?.count));
    await sealOnce(app.context.db, auditLedger);
    const said: string[] = [];
    expect(await auditVerify(app.context.db, (line) => said.push(line)), said.join('\n')).toBe(0);
    // Whoever was signed in is a stranger now.
    expect((await citizen.get('/account/privacy')).location).toContain('/sign-in');
  });

  test('erasing again changes nothing, in any module', async () => {
    const before = await statistics();
    await app.context.db.transaction(
      async (tx) => {
        for (const { module, source } of privacySources(app.context)) {
          const removed = Object.values(await source.erasePerson(tx, person)).reduce((sum, count) => sum + count, 0);
          expect(removed, module).toBe(0);
        }
        expect(await eraseEverywhere(tx, app.context, system, person)).toEqual({ ok: true, value: {} });
      },
      { state: dutyState('privacy') },
    );
    expect(await statistics()).toEqual(before);
  });
});
