import { strFromU8, unzipSync } from 'fflate';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { demonstrationPeople } from '../../../test/support/people.ts';
import { type Visitor, visit } from '../../../test/support/visitor.ts';
import { type Actor, dutyState, ownState } from '../../platform/session/index.ts';
import { openActors } from '../sessions/resolve.ts';
import { consentsOf, giveConsent, hasConsent, purposesOn } from './consents.ts';
import { carryOutDueDeletions } from './deletions.ts';
import { loadConsentPurposes } from './load.ts';
import { waitingRequests } from './queue.ts';
import { fileRequest } from './requests.ts';
import { applyRetention, loose, readRules, retentionSources } from './retention.ts';
import { shippedPurposes } from './shipped.fixture.ts';

let app: TestApp;
const id = (key: string): string => demonstrationPeople.get(key)?.id ?? '';
const as = async (key: string): Promise<Visitor> => visit(app, await app.signedIn(key));
const actorOf = (key: string): Promise<Actor> =>
  app.context.db.transaction((tx) => openActors(app.context.db, app.context.clock).byPerson(tx, id(key)), { state: dutyState('identity') });
const privacyRows = <T>(query: ReturnType<typeof sql<T>>) =>
  app.context.db.transaction(async (tx) => (await query.execute(tx.rows<unknown>())).rows, { state: dutyState('privacy') });
const now = '2026-11-22T03:00:00Z';

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

/** The newest request of a person. */
async function requestOf(key: string): Promise<{ id: string; state: string; due_at: Temporal.Instant; answer: string | null }> {
  const rows = await privacyRows(
    sql<{ id: string; state: string; due_at: Temporal.Instant; answer: string | null }>`select id, state, due_at, answer
      from people.privacy_request where person_id = ${id(key)}::uuid order by received_at desc, id desc limit 1`,
  );
  const [row] = rows;
  if (!row) throw new Error('no request');
  return row;
}

/** What the trail says about a person, newest last. */
async function trailOf(
  key: string,
): Promise<readonly { action: string; actor_id: string | null; fields: string[]; purpose: string | null }[]> {
  const found = await sql<{
    action: string;
    actor_id: string | null;
    fields: string[];
    purpose: string | null;
  }>`select action, actor_id, fields, purpose
    from audit.entry where persons @> array[${id(key)}::uuid] and persons <> '{}' order by position`.execute(
    app.context.db.rows<unknown>(),
  );
  return found.rows;
}

describe('consent', () => {
  test('consent unticked by default: nobody has agreed to anything, and no page comes with a choice made', async () => {
    const citizen = await as('citizen');
    const page = await citizen.get('/account/consents');
    expect(page.status).toBe(200);
    expect(page.text).toContain('Nhận tin của địa phương');
    expect(page.text).not.toContain(' checked');
    expect(page.text).not.toContain('value="withdraw"');
    expect(page.text.match(/value="give"/g)).toHaveLength(6);
    expect(await privacyRows(sql`select from people.consent`)).toEqual([]);
  });

  test('each purpose by itself; withdrawn consent effective at once; the words of the day stay', async () => {
    const citizen = await as('citizen');
    await citizen.get('/account/consents');
    const holds = (purpose: string) => app.context.db.transaction((tx) => hasConsent(tx, id('citizen'), purpose));
    expect((await citizen.post('/account/consents/sms-news', { do: 'give', version: '1' })).location).toBe('/account/consents?done=given');
    expect([await holds('sms-news'), await holds('on-behalf')]).toEqual([true, false]);
    await citizen.post('/account/consents/sms-news', { do: 'give', version: '1' });
    expect(await privacyRows(sql`select from people.consent`)).toHaveLength(1);
    expect((await citizen.get('/account/consents')).text).toContain('đang đồng ý');
    await citizen.post('/account/consents/sms-news', { do: 'withdraw' });
    expect(await holds('sms-news')).toBe(false);
    const page = await citizen.get('/account/consents');
    expect(page.text).toContain('Đã từng đồng ý');
    expect((await trailOf('citizen')).map(({ action, fields }) => `${action} ${fields.join()}`)).toEqual([
      'people.give-consent sms-news',
      'people.withdraw-consent sms-news',
    ]);
  });

  test('words that changed since the page was opened are not agreed to, and new words are a new version', async () => {
    const { db } = app.context;
    const next = shippedPurposes().replace(/^(on-behalf),1,2026-01-01,(.*)$/m, '$1,1,2026-01-01,$2\n$1,2,2026-11-01,$2');
    const citizen = await as('citizen');
    await citizen.get('/account/consents');
    await citizen.post('/account/consents/on-behalf', { do: 'give', version: '1' });
    await db.transaction((tx) => loadConsentPurposes(tx, next));
    expect((await db.transaction((tx) => purposesOn(tx, '2026-11-22'))).find(({ code }) => code === 'on-behalf')?.version).toBe(2);
    const [held] = await db.transaction((tx) => consentsOf(tx, id('citizen')), { state: ownState(await actorOf('citizen')) });
    expect([held?.code, held?.version]).toEqual(['on-behalf', 1]);
    const other = await as('team-member');
    await other.get('/account/consents');
    const stale = await other.post('/account/consents/on-behalf', { do: 'give', version: '1' });
    expect([stale.status, stale.text.includes('Lời hỏi vừa được viết lại')]).toEqual([409, true]);
    expect((await other.post('/account/consents/no-such', { do: 'give', version: '1' })).status).toBe(404);
  });

  test('the loader refuses to change words that somebody has agreed to', async () => {
    const load = (text: string) => app.context.db.transaction((tx) => loadConsentPurposes(tx, text));
    const changed = shippedPurposes().replace(
      'Tôi đồng ý để thành viên Tổ công nghệ số cộng đồng hoặc cán bộ ghi',
      'Tôi đồng ý để mọi người ghi',
    );
    await expect(load(changed)).rejects.toThrow('on-behalf, version 1, has been agreed to');
    // Words that nobody agreed to yet can still be put right.
    await load(shippedPurposes().replace('Ảnh trên thẻ thành viên Tổ', 'Ảnh trên thẻ của Tổ'));
    await load(shippedPurposes());
    expect(
      (await load(
        shippedPurposes()
          .split('\n')
          .filter((line) => !line.startsWith('team-photo'))
          .join('\n'),
      )) ?? 'retired',
    ).toBe('retired');
    expect((await purposesOn(app.context.db, '2026-11-22')).map(({ code }) => code)).not.toContain('team-photo');
    await load(shippedPurposes());
  });

  test('an agreement is not written down as the person’s own by somebody else', async () => {
    const officer = await actorOf('commune-officer');
    const give = (how: 'self' | 'spoken') =>
      app.context.db.transaction((tx) => giveConsent(tx, officer, { personId: id('citizen-without-phone'), purpose: 'on-behalf', how }));
    expect(await give('self')).toMatchObject({ ok: false, refusal: { code: 'people.consent-not-yours' } });
    expect((await give('spoken')).ok).toBe(true);
  });
});

describe('requests', () => {
  test('request made on Friday evening before Tết is due on the right day', async () => {
    app.database.clock.set('2026-02-13T13:00:00Z');
    const citizen = await as('citizen');
    await citizen.get('/account/privacy');
    const sent = await citizen.post('/account/privacy', { kind: 'restrict', words: '' });
    expect(sent.location).toBe('/account/privacy?done=asked');
    const request = await requestOf('citizen');
    expect(request.due_at.toString()).toBe('2026-02-24T10:00:00Z');
    expect((await citizen.get('/account/privacy')).text).toContain('17:00 24/02/2026');
    // The same again is the same; overdue on the Wednesday morning.
    await citizen.post('/account/privacy', { kind: 'restrict', words: '' });
    expect((await requestOf('citizen')).id).toBe(request.id);
    app.database.clock.set('2026-02-24T13:00:00Z');
    expect((await (await as('commune-officer')).get('/console/privacy')).text).toContain('vừa quá hạn');
    app.database.clock.set('2026-02-25T03:00:00Z');
    const officer = await as('commune-officer');
    const queue = await officer.get('/console/privacy');
    expect(queue.text).toContain('quá hạn 2 giờ làm việc');
    const load = waitingRequests(app.context).load;
    expect(await load(await actorOf('commune-officer'), { lang: 'vi', limit: 10, scope: 'mine' })).toMatchObject({ count: 1, overdue: 1 });
    expect(await load(await actorOf('other-commune-officer'), { lang: 'vi', limit: 10, scope: 'mine' })).toMatchObject({ count: 0 });
    await citizen.post(`/account/privacy/${request.id}/withdraw`);
    expect((await requestOf('citizen')).state).toBe('withdrawn');
    app.database.clock.set(now);
  });

  test('what is missing is said at its field, and what was typed is kept', async () => {
    const citizen = await as('citizen');
    await citizen.get('/account/privacy');
    const nothing = await citizen.post('/account/privacy', { kind: '', words: 'còn đây' });
    expect([nothing.status, nothing.text.includes('Chưa chọn muốn làm gì'), nothing.text.includes('còn đây')]).toEqual([422, true, true]);
    const wordless = await citizen.post('/account/privacy', { kind: 'correct', words: '  ' });
    expect([wordless.status, wordless.text.includes('Chưa viết muốn sửa')]).toEqual([422, true]);
    const long = await citizen.post('/account/privacy', { kind: 'correct', words: 'ă'.repeat(2001) });
    expect([long.status, long.text.includes('dài hơn 2.000 ký tự')]).toEqual([422, true]);
  });

  test('told, set right, restricted, objected: each step in place, with the person, without values in the trail', async () => {
    const citizen = await as('citizen');
    const officer = await as('commune-officer');
    await citizen.get('/account/privacy');
    await citizen.post('/account/privacy', { kind: 'correct', words: 'Năm sinh đúng là 1985' });
    const { id: request } = await requestOf('citizen');
    const address = `/console/privacy/${request}`;
    const page = await officer.get(address);
    expect(page.text).toContain('Năm sinh đúng là 1985');
    expect(page.text).toContain('•••• 001');
    expect(page.text).not.toContain('900000001');
    const empty = await officer.post(`${address}/answer`, { answer: '' });
    expect([empty.status, empty.text.includes('Chưa viết lời cho người dân')]).toEqual([422, true]);
    expect((await officer.post(`${address}/answer`, { answer: 'Mời bà mang giấy khai sinh.' })).status).toBe(303);
    expect(await requestOf('citizen')).toMatchObject({ state: 'answered', answer: 'Mời bà mang giấy khai sinh.' });
    const strange = await officer.post(`${address}/carry-out`, { name: 'Lò Thị Mai', birth_year: '1685' });
    expect([strange.status, strange.text.includes('1685')]).toEqual([422, true]);
    expect((await officer.post(`${address}/carry-out`, { name: 'Lò Thị Mai', birth_year: '1985' })).status).toBe(303);
    const trail = await trailOf('citizen');
    expect(trail.at(-1)).toMatchObject({
      action: 'people.carry-out-privacy-request',
      fields: ['correct', 'birth_year'],
      purpose: 'data-request',
    });
    expect(trail.some(({ action, purpose }) => action === 'people.see-privacy-request' && purpose === 'data-request')).toBe(true);
    expect(JSON.stringify(trail)).not.toContain('1985');
    const over = await officer.post(`${address}/refuse`, { why: 'muộn' });
    expect(over.status).toBe(409);

    await citizen.post('/account/privacy', { kind: 'restrict', words: '' });
    await officer.post(`/console/privacy/${(await requestOf('citizen')).id}/carry-out`);
    expect((await citizen.get('/account/privacy')).text).toContain('đang tạm thôi dùng');
    expect((await citizen.post('/account/privacy/lift')).status).toBe(303);
    expect((await citizen.get('/account/privacy')).text).not.toContain('đang tạm thôi dùng');

    await citizen.post('/account/privacy', { kind: 'object', words: 'Không dùng cho việc khác' });
    await officer.post(`/console/privacy/${(await requestOf('citizen')).id}/carry-out`);
    expect(await app.context.db.transaction((tx) => hasConsent(tx, id('citizen'), 'on-behalf'))).toBe(false);

    const told = await privacyRows(sql<{ purpose: string }>`select purpose from platform.message where person_id = ${id('citizen')}::uuid`);
    for (const step of ['received', 'answered', 'carried-out'])
      expect(told.map(({ purpose }) => purpose)).toContain(`people.privacy-request-${step}`);
  });

  test('an official of another place sees neither the request nor that it is there', async () => {
    const { id: request } = await requestOf('citizen');
    const neighbour = await as('other-commune-officer');
    expect((await neighbour.get('/console/privacy')).text).not.toContain('Lò Thị Mai');
    const looked = await neighbour.get(`/console/privacy/${request}`);
    const invented = await neighbour.get('/console/privacy/0190d000-0000-7000-8000-0000000000ff');
    expect([looked.status, invented.status]).toEqual([404, 404]);
    expect((await neighbour.get('/console/privacy/1 or 1=1')).status).toBe(404);
    await neighbour.get('/account/privacy');
    for (const step of ['answer', 'refuse', 'carry-out'])
      expect((await neighbour.post(`/console/privacy/${request}/${step}`, { answer: 'x', why: 'x' })).status).toBe(404);
  });

  test('somebody else’s request is not withdrawn, nor one’s own answered for the office', async () => {
    const officer = await as('commune-officer');
    await officer.get('/account/privacy');
    await officer.post('/account/privacy', { kind: 'correct', words: 'Tên đệm' });
    const { id: own } = await requestOf('commune-officer');
    expect((await officer.post(`/console/privacy/${own}/refuse`, { why: 'tự trả lời' })).status).toBe(403);
    const citizen = await as('citizen');
    await citizen.get('/account/privacy');
    expect((await citizen.post(`/account/privacy/${own}/withdraw`)).status).toBe(404);
    expect((await officer.post(`/account/privacy/${own}/withdraw`)).status).toBe(303);
  });

  test('a request is not filed for somebody by who has nothing to do with them', async () => {
    const input = { personId: id('citizen-without-phone'), kind: 'see', words: 'xin xem' } as const;
    const file = (actor: Actor, how: 'self' | 'spoken') =>
      app.context.db.transaction((tx) => fileRequest(tx, app.context, actor, { ...input, how }), { state: ownState(actor) });
    expect(await file(await actorOf('citizen'), 'spoken')).toMatchObject({ refusal: { code: 'people.request-not-yours' } });
    expect(await file(await actorOf('citizen'), 'self')).toMatchObject({ refusal: { code: 'people.request-not-yours' } });
    expect(await file(await actorOf('other-commune-officer'), 'spoken')).toMatchObject({ refusal: { code: 'people.request-not-yours' } });
    expect((await file(await actorOf('team-member'), 'spoken')).ok).toBe(true);
  });
});

describe('taking along', () => {
  const download = async (path: string, cookie: string) => {
    const response = await fetch(`${app.address}${path}`, { headers: { cookie, accept: 'text/html' }, redirect: 'manual' });
    return { status: response.status, headers: response.headers, bytes: new Uint8Array(await response.arrayBuffer()) };
  };

  test('one’s own export opens without our programs, and is kept nowhere', async () => {
    const { status, headers, bytes } = await download('/account/export', await app.signedIn('citizen'));
    expect([status, headers.get('cache-control'), headers.get('content-type')]).toEqual([200, 'no-store', 'application/zip']);
    const archive = unzipSync(bytes);
    const data = JSON.parse(strFromU8(archive['data.json'] as Uint8Array));
    expect(data.tables['people.person_details'][0].full_name).toBe('Lò Thị Mai');
    expect(data.tables['people.identifier'][0].value).toBe('+84900000001');
    expect(JSON.stringify(data)).not.toMatch(/token_digest|"secret"|"sealed"|code_digest/);
    const page = strFromU8(archive['index.html'] as Uint8Array);
    expect(page).toContain('Lò Thị Mai');
    expect(page).not.toMatch(/<script|src=|href=/);
    expect((await trailOf('citizen')).at(-1)?.action).toBe('people.export-person');
  });

  test('export of somebody else refused: by address, and for an official without the person’s request', async () => {
    const cookie = await app.signedIn('commune-officer');
    expect((await download(`/account/export/${id('citizen')}`, cookie)).status).toBe(404);
    const own = await download(`/account/export?person=${id('citizen')}`, cookie);
    expect(strFromU8(unzipSync(own.bytes)['data.json'] as Uint8Array)).not.toContain('Lò Thị Mai');
    // A finished request, and one of another kind, open nothing.
    expect((await download(`/console/privacy/${(await requestOf('citizen')).id}/export`, cookie)).status).toBe(404);
    expect((await download('/account/export', '')).status).toBe(303);
    // Asked for in person: handed over by the official of the place, and traced with its purpose; not by the neighbour's.
    const { id: asked } = await requestOf('citizen-without-phone');
    expect((await download(`/console/privacy/${asked}/export`, await app.signedIn('other-commune-officer'))).status).toBe(404);
    expect((await download(`/console/privacy/${asked}/export`, cookie)).status).toBe(200);
    expect((await trailOf('citizen-without-phone')).at(-1)).toMatchObject({ action: 'people.export-person', purpose: 'data-request' });
  });
});

describe('who looked', () => {
  test('office, name and purpose of who looked; one’s own doings in one line; no ids', async () => {
    const citizen = await as('citizen');
    const page = await citizen.get('/account/who-looked');
    expect(page.status).toBe(200);
    expect(page.text).toContain('Nguyễn Thị Hồng (Công chức cấp xã');
    expect(page.text).toContain('trả lời yêu cầu về dữ liệu');
    expect(page.text).toContain('Chính bà con');
    expect(page.text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect((await citizen.get('/account/who-looked?before=abc')).status).toBe(200);
  });
});

describe('deletion', () => {
  test('deletion of an official with grants refused with reason', async () => {
    const officer = await as('commune-officer');
    await officer.get('/account/privacy');
    const refused = await officer.post('/account/privacy', { kind: 'delete', words: '' });
    expect([refused.status, refused.text.includes('đang giữ nhiệm vụ'), refused.text.includes('Chưa có gì bị xóa')]).toEqual([
      409,
      true,
      true,
    ]);
  });

  test('a deletion asked for in one’s own account waits three days, in which it can be taken back', async () => {
    const citizen = await as('citizen');
    await citizen.get('/account/privacy');
    await citizen.post('/account/privacy', { kind: 'delete', words: '' });
    const first = await requestOf('citizen');
    expect((await citizen.get('/account/privacy')).text).toContain('10:00 25/11/2026');
    app.database.clock.set('2026-11-25T02:59:00Z');
    expect(await carryOutDueDeletions(app.context)).toBe(0);
    await (await as('citizen')).get('/account/privacy');
    const again = await as('citizen');
    await again.get('/account/privacy');
    await again.post(`/account/privacy/${first.id}/withdraw`);
    app.database.clock.set('2026-11-26T03:00:00Z');
    expect(await carryOutDueDeletions(app.context)).toBe(0);
    expect(
      (
        await sql<{ state: string }>`select state from people.person where id = ${id('citizen')}::uuid`.execute(
          app.context.db.rows<unknown>(),
        )
      ).rows[0]?.state,
    ).toBe('active');
    app.database.clock.set(now);
  });

  test('a person who was given an office meanwhile is not deleted, and is told why', async () => {
    const member = 'citizen';
    const visitor = await as(member);
    await visitor.get('/account/privacy');
    await visitor.post('/account/privacy', { kind: 'delete', words: '' });
    await sql`insert into people.role_grant (id, person_id, role, valid, granted_at, basis)
      values (${app.context.ids.next()}::uuid, ${id(member)}::uuid, 'publisher', daterange('2026-11-23', '2026-11-30'), ${now}::timestamptz, 'thử')`.execute(
      app.context.db.rows<unknown>(),
    );
    app.database.clock.set('2026-11-25T04:00:00Z');
    expect(await carryOutDueDeletions(app.context)).toBe(0);
    const request = await requestOf(member);
    expect([request.state, request.answer?.includes('đang giữ nhiệm vụ')]).toEqual(['refused', true]);
    app.database.clock.set(now);
  });

  test('the office’s deletion takes two officials', async () => {
    const person = id('citizen-without-phone');
    const leader = await actorOf('commune-leader');
    await app.context.db.transaction((tx) =>
      fileRequest(tx, app.context, leader, { personId: person, kind: 'delete', words: null, how: 'paper' }),
    );
    const { id: request } = await requestOf('citizen-without-phone');
    const officer = await as('commune-officer');
    await officer.get(`/console/privacy/${request}`);
    const reasonless = await officer.post(`/console/privacy/${request}/carry-out`, { reason: '' });
    expect(reasonless.status).toBe(422);
    expect((await officer.post(`/console/privacy/${request}/carry-out`, { reason: 'Đến trực tiếp, ông Giàng A Sử yêu cầu' })).status).toBe(
      303,
    );
    expect((await requestOf('citizen-without-phone')).state).toBe('received');
    const decision = /\/console\/decisions\/([0-9a-f-]{36})/.exec((await officer.get(`/console/privacy/${request}`)).text)?.[1] ?? '';
    await officer.get(`/console/decisions/${decision}`);
    expect((await officer.post(`/console/decisions/${decision}/confirm`)).status).not.toBe(303);
    const second = await as('commune-leader');
    await second.get(`/console/decisions/${decision}`);
    expect((await second.post(`/console/decisions/${decision}/confirm`)).status).toBe(303);
    expect((await requestOf('citizen-without-phone')).state).toBe('carried-out');
    const left = await privacyRows(sql<{ state: string; details: boolean; reason: string }>`select person.state,
      exists (select from people.person_details where person_id = person.id) as details,
      (select reason from people.decision where id = ${decision}::uuid) as reason from people.person where id = ${person}::uuid`);
    expect(left).toEqual([{ state: 'erased', details: false, reason: '…' }]);
    expect((await second.get(`/console/privacy/${request}`)).text).toContain('(đã xóa tên)');
  });
});

describe('retention', () => {
  test('every rule has a source and every source a rule', async () => {
    expect(loose(await readRules(app.context.db), retentionSources(app.context))).toEqual({ rules: [], sources: [] });
  });

  test('what is past its time ends at night, in the console with its reason; the rest stays', async () => {
    const words = () =>
      privacyRows(sql<{
        words: number;
        all: number;
      }>`select (count(*) filter (where words is not null or answer is not null))::integer as words,
        count(*)::integer as all from people.privacy_request where ended_at is not null`);
    const [before] = await words();
    expect(before?.words).toBeGreaterThan(0);
    await applyRetention(app.context);
    expect((await words())[0]).toEqual(before);
    app.database.clock.set('2028-11-26T03:00:00Z');
    const ended = await applyRetention(app.context);
    expect(ended['people.privacy-requests']).toBe(before?.words);
    expect((await words())[0]).toEqual({ words: 0, all: before?.all });
    app.database.clock.set(now);
    const page = await (await as('operator')).get('/console/retention');
    expect([page.status, page.text.includes('730 ngày'), page.text.includes('chưa có phần nào')]).toEqual([200, true, false]);
    expect((await (await as('commune-officer')).get('/console/retention')).status).toBe(403);
  });
});
