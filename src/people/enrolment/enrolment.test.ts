import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { demonstrationPeople } from '../../../test/support/people.ts';
import { messagesTo, type Visitor, visitor } from '../../../test/support/phone-visitor.ts';
import { dutyState } from '../../platform/session/index.ts';
import { codeIn, waitBeforeCode } from './handed-code.ts';

let app: TestApp;
let address = 0;
/** A browser at an address of its own, so that limits for one address don't meet. */
const stranger = (): Visitor => {
  address += 1;
  return visitor(app, { ip: `198.51.100.${address}` });
};
const as = async (key: string): Promise<Visitor> => visitor(app, { cookie: await app.signedIn(key), ip: '203.0.113.1' });
const idOf = (key: string): string => demonstrationPeople.get(key)?.id ?? '';

const rows = async <T>(query: ReturnType<typeof sql<T>>): Promise<readonly T[]> =>
  app.database.db.transaction(async (tx) => (await query.execute(tx.rows<unknown>())).rows, { state: dutyState('identity') });

async function issue(by: string, forWhom: string): Promise<string> {
  const official = await as(by);
  await official.get(`/console/people/${idOf(forWhom)}/enrol`);
  const answer = await official.post(`/console/people/${idOf(forWhom)}/enrol`, {});
  const code = /\b(\d{4}) (\d{4})\b/.exec(answer.text);
  if (!code) throw new Error(`No code: ${answer.status}`);
  return `${code[1]}${code[2]}`;
}

async function joinWith(browser: Visitor, code: string, pin = '8351', again = pin) {
  await browser.get('/join');
  const first = await browser.post('/join', { code });
  if (first.status !== 303) return first;
  await browser.get('/join/pin');
  return browser.post('/join/pin', { pin, again });
}

beforeAll(async () => {
  app = await startApp({ TRUST_PROXY: '1' });
});
afterAll(() => app?.close());

describe('a code that is handed over', () => {
  it.each([
    ['4718 2063', '47182063'],
    ['47182063', '47182063'],
    ['4718-2063', '47182063'],
    ['４７１８ ２０６３', '47182063'],
    ['4718 206', null],
    ['4718 20634', null],
    ['people.recovery x', null],
    ['', null],
  ])('reads %s', (typed, code) => expect(codeIn(typed)).toBe(code));
});

describe('enrolling a phone', () => {
  it('takes three screens: code, PIN, done; with two factors, and the person is told', async () => {
    const code = await issue('team-leader', 'team-member');
    const phone = stranger();
    await phone.get(`/join?code=${code}`);
    const first = await phone.post('/join', { code });
    expect(first.location).toBe('/join/pin');
    const second = await phone.get('/join/pin');
    expect(second.text).toContain('Thắng');
    expect(second.text).not.toContain('Hoàng Văn Thắng');
    expect(second.headers.get('cache-control')).toBe('no-store');
    const third = await phone.post('/join/pin', { pin: '8351', again: '8351' });
    expect(third.location).toBe('/join/done');
    expect((await phone.get('/join/done')).text).toContain('Xong rồi');
    const [session] = await rows(sql<{
      strength: string;
      methods: string[];
      kind: string;
    }>`select session.strength, session.methods, device.kind
      from people.session join people.device on device.id = session.device_id where session.person_id = ${idOf('team-member')}::uuid and session.ended_at is null`);
    expect(session).toEqual({ strength: 'two', methods: ['handed-code', 'pin'], kind: 'enrolled' });
    expect((await phone.get('/console/people')).status).toBe(403);
    expect((await messagesTo(app, '+84900000002')).map((message) => message.purpose)).toContain('people.device-enrolled');
  });

  it('a code that was used is refused (replay), and so is the browser step behind it', async () => {
    const code = await issue('team-leader', 'team-member');
    const thief = stranger();
    await thief.get('/join');
    expect((await thief.post('/join', { code })).status).toBe(303);
    expect((await joinWith(stranger(), code)).location).toBe('/join/done');
    const late = await thief.post('/join/pin', { pin: '8351', again: '8351' });
    expect(late.status).toBe(422);
    expect((await joinWith(stranger(), code)).status).toBe(422);
  });

  it('a newer code ends the one before', async () => {
    const old = await issue('team-leader', 'team-member');
    const fresh = await issue('team-leader', 'team-member');
    expect((await joinWith(stranger(), old)).status).toBe(422);
    expect((await joinWith(stranger(), fresh)).location).toBe('/join/done');
  });

  it('a weak PIN or two different ones keep the code open and leave no device', async () => {
    const code = await issue('team-leader', 'team-member');
    const count = async () => (await rows(sql<{ n: number }>`select count(*)::int as n from people.device`))[0]?.n;
    const before = await count();
    const phone = stranger();
    expect((await joinWith(phone, code, '1234')).status).toBe(422);
    expect((await phone.post('/join/pin', { pin: '8351', again: '8352' })).status).toBe(422);
    expect(await count()).toBe(before);
    expect((await phone.post('/join/pin', { pin: '8351', again: '8351' })).location).toBe('/join/done');
  });

  it('an expired code is refused', async () => {
    const code = await issue('team-leader', 'team-member');
    app.database.clock.advance({ hours: 24, minutes: 1 });
    expect((await joinWith(stranger(), code)).status).toBe(422);
  });

  it('a code made before a stronger role was given does not open that role', async () => {
    const code = await issue('commune-officer', 'citizen');
    await rows(sql`insert into people.role_grant (id, person_id, role, unit_id, valid, granted_at, basis)
      select ${app.context.ids.next()}::uuid, ${idOf('citizen')}::uuid, 'team-leader', unit_id, daterange('2026-01-01', null), now(), 'test'
      from people.person where id = ${idOf('citizen')}::uuid`);
    expect((await joinWith(stranger(), code)).status).toBe(422);
    await rows(sql`update people.role_grant set ended_at = now() where person_id = ${idOf('citizen')}::uuid`);
  });

  it('code guessing: one address is stopped after ten in a minute, all addresses together by a count in the database', async () => {
    const guesser = stranger();
    await guesser.get('/join');
    const statuses = [];
    for (let guess = 0; guess < 12; guess += 1) statuses.push((await guesser.post('/join', { code: String(10_000_000 + guess) })).status);
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(422));
    expect(statuses.slice(10)).toEqual([429, 429]);
    let waits = 0;
    for (let from = 0; from < 200; from += 1) waits = await waitBeforeCode(app.context, `10.1.${from}.1`);
    expect(waits).toBeGreaterThan(0);
    const blocked = stranger();
    await blocked.get('/join');
    expect((await blocked.post('/join', { code: '12345678' })).status).toBe(429);
    app.database.clock.advance({ minutes: 11 });
    expect(await waitBeforeCode(app.context, '10.2.0.1')).toBe(0);
  });

  it('a wrong code says the same as one that is over, and nothing of anybody', async () => {
    const phone = stranger();
    const wrong = await joinWith(phone, '00000000');
    expect(wrong.status).toBe(422);
    expect(wrong.text).not.toContain('00000000');
    expect((await phone.get('/join/pin')).status).toBe(422);
  });
});

describe('escalation by enrolling a stronger person', () => {
  it.each([
    ['team-leader', 'team-leader', 403],
    ['team-leader', 'commune-officer', 403],
    ['team-leader', 'citizen', 403],
    ['commune-officer', 'commune-leader', 403],
    ['commune-officer', 'commune-officer', 403],
    ['commune-officer', 'other-commune-officer', 404],
    ['commune-leader', 'commune-officer', 403],
    ['other-commune-officer', 'team-member', 404],
  ])('%s can’t enrol %s', async (by, forWhom, status) => {
    const official = await as(by);
    await official.get('/console/enrolment');
    expect((await official.get(`/console/people/${idOf(forWhom)}/enrol`)).status).toBe(status);
    expect((await official.post(`/console/people/${idOf(forWhom)}/enrol`, {})).status).toBe(status);
  });

  it.each([
    ['commune-officer', 'team-leader'],
    ['commune-officer', 'citizen'],
    ['commune-leader', 'team-member'],
  ])('%s enrols %s', async (by, forWhom) => {
    expect(await issue(by, forWhom)).toMatch(/^\d{8}$/);
  });

  it('a team leader sees whom to enrol, and no other page of persons', async () => {
    const leader = await as('team-leader');
    const list = await leader.get('/console/enrolment');
    expect(list.text).toContain('Hoàng Văn Thắng');
    expect(list.text).not.toContain('Nguyễn Thị Hồng');
    expect((await leader.get(`/console/people/${idOf('team-member')}`)).status).toBe(403);
  });
});
