import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { demonstrationPeople } from '../../../test/support/people.ts';
import { messagesTo, type Visitor, visitor } from '../../../test/support/phone-visitor.ts';
import { dutyState } from '../../platform/session/index.ts';
import { recordIdentifier } from '../persons/identifiers.ts';
import { decisionOf, stopAddress } from './stop.ts';

let app: TestApp;
let address = 0;
const stranger = (): Visitor => {
  address += 1;
  return visitor(app, { ip: `198.51.101.${address}` });
};
/** Sessions of officials end by the settable clock, so each is signed in when it is needed. */
const as = async (key: string): Promise<Visitor> => visitor(app, { cookie: await app.signedIn(key), ip: '203.0.113.2' });
const idOf = (key: string): string => demonstrationPeople.get(key)?.id ?? '';

const rows = async <T>(query: ReturnType<typeof sql<T>>): Promise<readonly T[]> =>
  app.database.db.transaction(async (tx) => (await query.execute(tx.rows<unknown>())).rows, { state: dutyState('identity') });

const proposal = { checked: 'card', reason: 'Mất điện thoại, đến bộ phận một cửa' };

async function propose(by: string, forWhom: string, fields: Record<string, string> = {}): Promise<string> {
  const official = await as(by);
  await official.get(`/console/people/${idOf(forWhom)}/recover`);
  const answer = await official.post(`/console/people/${idOf(forWhom)}/recover`, { ...proposal, ...fields });
  if (answer.status !== 303) throw new Error(`Not proposed: ${answer.status}`);
  const [decision] = await rows(sql<{
    id: string;
  }>`select id from people.decision where kind = 'people.recovery' and subject_id = ${idOf(forWhom)}
    order by proposed_at desc, id desc limit 1`);
  return decision?.id ?? '';
}

async function confirm(by: string, id: string) {
  const official = await as(by);
  await official.get(`/console/decisions/${id}`);
  return official.post(`/console/decisions/${id}/confirm`, {});
}

async function fetchCode(by: string, forWhom: string): Promise<string | null> {
  const official = await as(by);
  await official.get(`/console/people/${idOf(forWhom)}/recover`);
  const answer = await official.post(`/console/people/${idOf(forWhom)}/recover/code`, {});
  const code = /\b(\d{4}) (\d{4})\b/.exec(/<main[\s\S]*/.exec(answer.text)?.[0] ?? '');
  return answer.status === 200 && code ? `${code[1]}${code[2]}` : null;
}

async function enter(browser: Visitor, code: string) {
  await browser.get('/sign-in/recover');
  const answer = await browser.post('/sign-in/recover', { code });
  await browser.get('/sign-in/recover/way');
  return answer;
}

async function stateOf(id: string): Promise<string | undefined> {
  return (await rows(sql<{ state: string }>`select state from people.decision where id = ${id}::uuid`))[0]?.state;
}

beforeAll(async () => {
  app = await startApp({ TRUST_PROXY: '1' });
});
afterAll(() => app?.close());

describe('giving somebody a way back', () => {
  it('ends old sessions, devices and what was asked, tells on all channels, and the code opens one new way', async () => {
    const citizen = idOf('citizen');
    const lost = visitor(app, { cookie: await app.signedIn('citizen'), ip: '203.0.113.9' });
    await rows(sql`insert into people.device (id, person_id, name, kind, token_digest, enrolled_at, last_seen_at)
      values (${app.context.ids.next()}::uuid, ${citizen}::uuid, 'Android', 'enrolled', '\\x01', now(), now())`);
    await app.database.db.transaction(
      (tx) =>
        recordIdentifier(tx, app.context.vault, {
          personId: citizen,
          unitId: null,
          organisationId: null,
          kind: 'email',
          value: 'mai@example.vn',
          verified: true,
        }),
      { state: dutyState('identity') },
    );
    expect((await lost.get('/account')).status).toBe(200);

    const id = await propose('commune-officer', 'citizen', { ends: 'phone' });
    expect((await lost.get('/account')).status).toBe(200);
    expect(await fetchCode('commune-officer', 'citizen')).toBeNull();
    expect((await confirm('commune-leader', id)).status).toBe(303);

    expect((await lost.get('/account')).status).toBe(303);
    const left = await rows(sql<{ devices: number; phones: number; sessions: number }>`select
      (select count(*)::int from people.device where person_id = ${citizen}::uuid and ended_at is null) as devices,
      (select count(*)::int from people.identifier where person_id = ${citizen}::uuid and kind = 'phone' and ended_at is null) as phones,
      (select count(*)::int from people.session where person_id = ${citizen}::uuid and ended_at is null) as sessions`);
    expect(left[0]).toEqual({ devices: 0, phones: 0, sessions: 0 });
    // The old number and the e-mail address both, though the number has ended.
    expect((await messagesTo(app, '+84900000001')).map((message) => message.purpose)).toContain('people.recovery');
    expect((await messagesTo(app, 'mai@example.vn')).map((message) => message.purpose)).toContain('people.recovery');

    // Who confirmed never sees a code; who proposed sees it once.
    expect(await fetchCode('commune-leader', 'citizen')).toBeNull();
    const code = (await fetchCode('commune-officer', 'citizen')) ?? '';
    expect(code).toMatch(/^\d{8}$/);
    expect(await fetchCode('commune-officer', 'citizen')).toBeNull();

    const phone = stranger();
    expect((await enter(phone, code)).location).toBe('/sign-in/recover/way');
    const back = await phone.post('/sign-in/recover/pin', { pin: '8351', again: '8351' });
    expect(back.location).toBe('/join/done');
    expect((await phone.get('/account')).status).toBe(200);
    expect((await messagesTo(app, 'mai@example.vn')).map((message) => message.purpose)).toContain('people.recovery-done');

    const replay = stranger();
    expect((await enter(replay, code)).status).toBe(422);
    const seen = await sql<{ action: string; persons: string[] }>`select action, persons from audit.entry
      where action in ('people.propose-decision', 'people.confirm-decision', 'people.recover', 'people.issue-recovery-code') order by position`.execute(
      app.database.db.rows<unknown>(),
    );
    expect(seen.rows.map((row) => row.action)).toEqual([
      'people.propose-decision',
      'people.confirm-decision',
      'people.recover',
      'people.issue-recovery-code',
    ]);
    expect(seen.rows.every((row) => row.persons.includes(citizen))).toBe(true);
  });

  it('leads to a new number too, with one factor', async () => {
    const id = await propose('commune-officer', 'citizen-without-phone');
    await confirm('commune-leader', id);
    const code = (await fetchCode('commune-officer', 'citizen-without-phone')) ?? '';
    const phone = stranger();
    await enter(phone, code);
    expect((await phone.post('/sign-in/recover/go-on', {})).location).toBe('/account/phone');
    const [session] = await rows(sql<{ strength: string; methods: string[] }>`select strength, methods from people.session
      where person_id = ${idOf('citizen-without-phone')}::uuid and ended_at is null`);
    expect(session).toEqual({ strength: 'one', methods: ['handed-code'] });
  });

  it('leads an official to a new password, and never to a PIN', async () => {
    const id = await propose('commune-leader', 'commune-officer', { ends: 'second-factor' });
    // The only other officer of the commune is the one concerned: it goes on to who gives roles.
    app.database.clock.advance({ hours: 5 });
    expect((await confirm('operator', id)).status).toBe(303);
    const code = (await fetchCode('commune-leader', 'commune-officer')) ?? '';
    const browser = stranger();
    await enter(browser, code);
    expect((await browser.post('/sign-in/recover/pin', { pin: '8351', again: '8351' })).status).toBe(422);
    expect((await browser.post('/sign-in/recover/go-on', {})).location).toBe('/account/password');
  });

  it('the code expires after half an hour, and can be fetched for a day', async () => {
    const id = await propose('commune-officer', 'team-member');
    await confirm('commune-leader', id);
    const code = (await fetchCode('commune-officer', 'team-member')) ?? '';
    app.database.clock.advance({ minutes: 31 });
    expect((await enter(stranger(), code)).status).toBe(422);
    const again = await propose('commune-officer', 'team-member');
    await confirm('commune-leader', again);
    app.database.clock.advance({ hours: 25 });
    expect(await fetchCode('commune-officer', 'team-member')).toBeNull();
  });

  it('the person can stop it by the address in the message, without signing in', async () => {
    const id = await propose('commune-officer', 'team-leader');
    await confirm('commune-leader', id);
    const code = (await fetchCode('commune-officer', 'team-leader')) ?? '';
    const thief = stranger();
    await enter(thief, code);
    await thief.post('/sign-in/recover/pin', { pin: '8351', again: '8351' });
    expect((await thief.get('/account')).status).toBe(200);
    const [told] = (await messagesTo(app, '+84900000003')).filter((message) => message.purpose === 'people.recovery');
    const path = /\/sign-in\/recover\/stop\/[\w-]+/.exec(told?.text ?? '')?.[0] ?? '';
    const owner = stranger();
    expect((await owner.get(path)).status).toBe(200);
    expect((await owner.post(path, {})).text).toContain('Đã dừng');
    expect((await thief.get('/account')).status).toBe(303);
    expect(decisionOf(app.context, stopAddress(app.context, id).split('/').at(-1) ?? '')).toBe(id);
    expect((await owner.get(`${path.slice(0, -1)}${path.endsWith('A') ? 'Q' : 'A'}`)).status).toBe(404);
  });
});

describe('who may decide', () => {
  it('the proposer confirming their own recovery is refused', async () => {
    const id = await propose('commune-officer', 'citizen');
    const answer = await confirm('commune-officer', id);
    expect(answer.status).toBe(403);
    expect(await stateOf(id)).toBe('proposed');
    await rows(sql`update people.decision set state = 'withdrawn', decided_at = now() where id = ${id}::uuid`);
  });

  it('a second official of the same role is refused', async () => {
    const second = app.context.ids.next();
    await rows(sql`insert into people.role_grant (id, person_id, role, unit_id, valid, granted_at, basis)
      select ${second}::uuid, ${idOf('publisher')}::uuid, 'commune-officer', unit_id, daterange('2026-01-01', null), now(), 'test'
      from people.person where id = ${idOf('citizen')}::uuid`);
    const id = await propose('commune-officer', 'citizen');
    expect((await confirm('publisher', id)).status).toBe(403);
    expect(await stateOf(id)).toBe('proposed');
    await rows(sql`update people.decision set state = 'withdrawn', decided_at = now() where id = ${id}::uuid`);
    await rows(sql`update people.role_grant set ended_at = now() where id = ${second}::uuid`);
  });

  it('both approvers absent: it goes on to the next, then expires with a page that says what to do', async () => {
    const id = await propose('commune-officer', 'citizen');
    expect((await confirm('operator', id)).status).toBeGreaterThanOrEqual(403);
    expect(await stateOf(id)).toBe('proposed');
    app.database.clock.advance({ hours: 4, minutes: 1 });
    const operator = await as('operator');
    expect((await operator.get(`/console/decisions/${id}`)).status).toBe(200);
    app.database.clock.advance({ hours: 68 });
    expect((await confirm('operator', id)).status).toBe(409);
    const { moveOn } = await import('../decisions/commands.ts');
    await app.database.db.transaction((tx) => moveOn(tx, 10));
    expect(await stateOf(id)).toBe('expired');
    const page = await (await as('commune-officer')).get(`/console/people/${idOf('citizen')}/recover`);
    expect(page.text).toContain('đã hết hạn');
    expect(page.text).toContain('gọi điện cho lãnh đạo xã');
    expect(page.text).toContain('name="reason"');
  });

  it.each([
    ['commune-officer', 'commune-leader', 403],
    ['commune-officer', 'commune-officer', 403],
    ['commune-officer', 'other-commune-officer', 404],
    ['account-administrator', 'operator', 403],
    ['account-administrator', 'auditor', 404],
    ['team-leader', 'team-member', 403],
  ])('%s can’t propose for %s, who holds as much or more, or is elsewhere', async (by, forWhom, status) => {
    const official = await as(by);
    await official.get('/console');
    const answer = await official.get(`/console/people/${idOf(forWhom)}/recover`);
    expect(answer.status).toBe(status);
    expect((await official.post(`/console/people/${idOf(forWhom)}/recover`, proposal)).status).toBe(status);
  });

  it('an account administrator proposes for an official of the organisation', async () => {
    const id = app.context.ids.next();
    await rows(sql`insert into people.role_grant (id, person_id, role, organisation_id, valid, granted_at, basis)
      values (${id}::uuid, ${idOf('citizen-without-phone')}::uuid, 'agency-handler', '0190a000-0000-7000-8000-000000000002', daterange('2026-01-01', null), now(), 'test')`);
    await rows(
      sql`update people.person set organisation_id = '0190a000-0000-7000-8000-000000000002', unit_id = null where id = ${idOf('citizen-without-phone')}::uuid`,
    );
    await rows(sql`update people.person_details set organisation_id = '0190a000-0000-7000-8000-000000000002', unit_id = null
      where person_id = ${idOf('citizen-without-phone')}::uuid`);
    const decision = await propose('account-administrator', 'citizen-without-phone');
    app.database.clock.advance({ hours: 5 });
    expect((await confirm('operator', decision)).status).toBe(303);
    expect(await fetchCode('account-administrator', 'citizen-without-phone')).toMatch(/^\d{8}$/);
  });

  it('a proposal without a check of the person, or without a reason, is refused', async () => {
    const official = await as('commune-officer');
    const path = `/console/people/${idOf('citizen')}/recover`;
    await official.get(path);
    expect((await official.post(path, { reason: 'x' })).status).toBe(422);
    expect((await official.post(path, { checked: 'card', reason: '' })).status).toBe(422);
    expect((await official.post(path, { checked: 'wishful', reason: 'x' })).status).toBe(422);
  });
});

describe('codes of recovery', () => {
  it('code guessing is limited as for enrolment', async () => {
    const guesser = stranger();
    await guesser.get('/sign-in/recover');
    const statuses = [];
    for (let guess = 0; guess < 11; guess += 1)
      statuses.push((await guesser.post('/sign-in/recover', { code: String(20_000_000 + guess) })).status);
    expect(new Set(statuses.slice(0, 10))).toEqual(new Set([422]));
    expect(statuses[10]).toBe(429);
  });

  it('the page says what to bring and which other ways there are', async () => {
    const page = await stranger().get('/sign-in/recover');
    expect(page.status).toBe(200);
    expect(page.text).toContain('không sao, không chụp');
    expect(page.text).toContain('/sign-in/phone');
    expect((await stranger().get('/mat-quyen-vao')).location).toBe('/sign-in/recover');
  });
});
