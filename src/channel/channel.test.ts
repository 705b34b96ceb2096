import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../../test/support/database.ts';
import { demonstrationPeople, testDataKeys } from '../../test/support/people.ts';
import { type Config, readConfig } from '../platform/config/index.ts';
import { openVault, readDataKeys } from '../platform/crypto/index.ts';
import type { Db, Tx } from '../platform/db/index.ts';
import { openMessages, registerPush } from '../platform/messaging/index.ts';
import { anonymous, dutyState, ownState } from '../platform/session/index.ts';
import type { NoticeInput, Topic } from './contract.ts';
import { openNotice } from './notices.ts';
import { channelPrivacy, noticeRetention } from './privacy.ts';
import { resealNumbers } from './sending/jobs.ts';
import { sendDueNotices } from './sending/send.ts';
import { tell } from './tell.ts';
import { registerTopics } from './topics.ts';
import { chooseWishes } from './wishes.ts';

const topic = (name: string, over: Partial<Topic> = {}): Topic => ({
  name,
  label: () => name,
  hint: () => '',
  ways: ['push', 'sms'],
  grouped: true,
  ...over,
});
registerTopics([topic('test.grouped'), topic('test.single', { grouped: false }), topic('test.mail', { ways: ['email', 'sms'] })]);

const citizen = demonstrationPeople.get('citizen')?.id ?? '';
const member = demonstrationPeople.get('team-member')?.id ?? '';
const subject = '0190d000-0000-7000-8000-0000000000aa';
const phone = '+84912345678';
const duty = dutyState('messaging');
const asPerson = (id: string) => ({ ...anonymous, kind: 'person' as const, id });

let database: TestDatabase;
let config: Config;
const vault = openVault(readDataKeys(testDataKeys));
const logged: string[] = [];
let refused: readonly string[] = [];

beforeAll(async () => {
  database = await testDatabase({ data: 'shipped' });
  config = readConfig({ PORT: '0', SECRET_KEY: 'test'.repeat(10), DATA_KEYS: testDataKeys, PUBLIC_URL: 'https://yenbai-s.example.vn' });
});
afterAll(() => database.drop());
beforeEach(async () => {
  refused = [];
  // Ten in the morning of a Monday.
  at('2026-12-07T10:00:00');
  await run(sql`delete from channel.attempt`);
  await run(sql`delete from channel.notice`);
  await run(sql`delete from channel.choice`);
  await run(sql`delete from channel.setting`);
  await run(sql`delete from platform.message`);
  await run(sql`delete from platform.push_subscription`);
});

const at = (local: string) =>
  database.clock.set(Temporal.PlainDateTime.from(local).toZonedDateTime('Asia/Ho_Chi_Minh').toInstant().toString());
const run = <T>(query: ReturnType<typeof sql<T>>): Promise<readonly T[]> =>
  database.db.transaction(async (tx) => (await query.execute(tx.rows<unknown>())).rows, { state: duty });
const context = (db: Db = database.db) => {
  const messages = openMessages({ config, vault });
  return {
    config,
    db,
    vault,
    clock: database.clock,
    messages: { ...messages, offers: (way: 'sms' | 'email' | 'push') => !refused.includes(way) && messages.offers(way) },
    log: pino({}, { write: (line: string) => void logged.push(line) }),
  };
};
let keys = 0;
const notice = (over: Partial<NoticeInput> = {}): NoticeInput => ({
  key: `k${++keys}`,
  topic: 'test.grouped',
  subject: { kind: 'test.thing', id: subject },
  to: { personId: citizen },
  lang: 'vi',
  title: `Tin ${keys}`,
  words: 'Có tin mới.',
  href: '/reports/482913560027',
  urgent: false,
  ...over,
});
/** Told by a command that sees nothing of the channel, as reactions do. */
const say = (over: Partial<NoticeInput> = {}) => database.db.transaction((tx) => tell(tx, context(), notice(over)));
const work = (db?: Db) => sendDueNotices(context(db), new AbortController().signal);
const states = () =>
  run(sql<{ state: string }>`select state from channel.notice order by id`).then((rows) => rows.map(({ state }) => state));
const messages = () =>
  run(sql<{ id: string; channel: string; state: string }>`select id, channel, state from platform.message order by created_at, id`);
const waysOf = () => messages().then((rows) => rows.map(({ channel }) => channel));
/** What a gateway makes of everything that waits. */
const gateway = (state: string, attempts = 1) =>
  run(sql`update platform.message set state = ${state}, attempts = ${attempts},
    sent_at = case when ${state} in ('sent', 'delivered') then ${database.clock.now().toString()}::timestamptz end where state = 'queued'`);
const pass = (duration: Temporal.DurationLike) => database.clock.advance(duration);
/** As the worker does, every minute for so long. */
async function workFor(hours: number): Promise<void> {
  for (let minute = 0; minute < hours * 60; minute += 20) {
    pass({ minutes: 20 });
    await work();
  }
}
const browser = (name: string, personId = citizen) =>
  database.db.transaction(
    (tx) =>
      registerPush(tx, vault, personId, {
        endpoint: `https://fcm.googleapis.com/fcm/send/${name}`,
        keys: { p256dh: 'B'.repeat(87), auth: 'a'.repeat(22) },
      }),
    { state: ownState(asPerson(personId)) },
  );
const choose = (ways: Readonly<Record<string, readonly string[]>>, quiet = { from: '21:00', to: '06:30' }) =>
  database.db.transaction((tx) => chooseWishes(tx, asPerson(citizen), { ways: new Map(Object.entries(ways)), quiet }), {
    state: ownState(asPerson(citizen)),
  });

describe('telling', () => {
  it('tells once per key, however often the event comes', async () => {
    for (let n = 0; n < 3; n += 1) await say({ key: 'same' });
    pass({ minutes: 3 });
    await work();
    await work();
    expect(await states()).toEqual(['on-its-way']);
    expect(await waysOf()).toEqual(['sms']);
  });

  it('tells once where two workers bring the same event at the same time', async () => {
    const second = database.open('yenbai_app');
    const twice = notice({ key: 'at-once' });
    await Promise.all([database.db, second, second].map((db) => db.transaction((tx) => tell(tx, context(), twice))));
    expect(await states()).toEqual(['waiting']);
  });

  it('stands on the page at once, for that person only, and the number of others is sealed', async () => {
    await say();
    await say({ to: { phone } });
    const seen = (id: string) =>
      database.db.transaction(async (tx) => (await sql`select from channel.notice`.execute(tx.rows<unknown>())).rows.length, {
        state: ownState(asPerson(id)),
      });
    expect([await seen(citizen), await seen(member)]).toEqual([1, 0]);
    const [row] = await run(sql<{ sealed: string }>`select sealed_to as sealed from channel.notice where sealed_to is not null`);
    expect(row?.sealed).toMatch(/^v1\./);
    expect(row?.sealed).not.toContain('912345678');
  });

  it('throws for a topic that nobody registered, and for links that leave the site', async () => {
    await expect(say({ topic: 'test.unknown' })).rejects.toThrow('Nobody registered the topic test.unknown');
    for (const href of ['https://evil.example', '//evil.example', '/\\evil.example', ''])
      await expect(say({ href })).rejects.toThrow('leads out of the site');
    expect(() => registerTopics([topic('test.grouped')])).toThrow('registered twice');
  });

  it('groups what comes close together about one thing: one message with the newest words', async () => {
    await browser('one');
    await say({ title: 'Đã tiếp nhận' });
    pass({ seconds: 60 });
    await say({ title: 'Đã chuyển' });
    await say({ title: 'Đang giải quyết' });
    await say({ topic: 'test.single', title: 'Việc khác' });
    pass({ seconds: 61 });
    await work();
    const [grouped, ...more] = await run(
      sql<{ id: string; count: number }>`select message_id as id, count(*)::int as count from channel.attempt group by 1 order by 2 desc`,
    );
    expect([grouped?.count, ...more.map(({ count }) => count)]).toEqual([3, 1]);
    expect(await states()).toEqual(Array.from({ length: 4 }, () => 'on-its-way'));
  });

  it('sends to every browser, and counts as reached when one push was taken', async () => {
    await browser('one');
    await browser('two');
    await say();
    pass({ minutes: 3 });
    await work();
    expect(await waysOf()).toEqual(['push', 'push']);
    await run(
      sql`update platform.message set state = 'failed', attempts = 1 where id = (select min(id::text)::uuid from platform.message)`,
    );
    await gateway('sent');
    pass({ minutes: 1 });
    await work();
    expect(await states()).toEqual(['reached']);
    expect(await waysOf()).toHaveLength(2);
  });

  it('sends no message about what was read on the page meanwhile', async () => {
    await say();
    const [row] = await run(sql<{ id: string }>`select id from channel.notice`);
    const open = (tx: Tx) => openNotice(tx, citizen, row?.id ?? '');
    expect(await database.db.transaction(open, { state: ownState(asPerson(member)) })).toBeNull();
    expect(await database.db.transaction(open, { state: ownState(asPerson(citizen)) })).toBe('/reports/482913560027');
    pass({ minutes: 3 });
    await work();
    expect([await states(), await waysOf()]).toEqual([['reached'], []]);
  });
});

describe('choices', () => {
  it('an opt-out is honoured: it stands on the page and goes nowhere', async () => {
    expect((await choose({ 'test.grouped': [] })).ok).toBe(true);
    await say();
    await say({ topic: 'test.single' });
    pass({ minutes: 3 });
    await work();
    expect([await states(), await waysOf()]).toEqual([['page-only', 'on-its-way'], ['sms']]);
  });

  it('an opt-out after it was told is honoured too', async () => {
    await say();
    await choose({ 'test.grouped': [] });
    pass({ minutes: 3 });
    await work();
    expect([await states(), await waysOf()]).toEqual([['page-only'], []]);
  });

  it('refuses ways and times that there are not, and keeps what was chosen before', async () => {
    await choose({ 'test.grouped': ['sms'] });
    expect(await choose({ 'test.grouped': ['fax'] })).toMatchObject({ ok: false, refusal: { code: 'channel.way-unknown' } });
    expect(await choose({}, { from: '25:00', to: '06:30' })).toMatchObject({ ok: false, refusal: { field: 'quiet_from' } });
    expect(await choose({}, { from: '21:00', to: 'mai' })).toMatchObject({ ok: false, refusal: { field: 'quiet_to' } });
    expect(await run(sql`select ways from channel.choice`)).toEqual([{ ways: ['sms'] }]);
  });
});

describe('quiet hours', () => {
  it('what came up in the night leaves in the morning, in one message', async () => {
    at('2026-12-07T22:00:00');
    await say();
    await say();
    await workFor(8);
    expect(await waysOf()).toEqual([]);
    await workFor(1);
    expect(await waysOf()).toEqual(['sms']);
    expect(Temporal.Instant.compare(database.clock.now(), Temporal.Instant.from('2026-12-07T23:30:00Z'))).toBe(1);
  });

  it('what is urgent goes at once, and takes along what waits', async () => {
    at('2026-12-07T22:00:00');
    await say();
    await say({ urgent: true });
    await work();
    expect([await waysOf(), await states()]).toEqual([['sms'], ['on-its-way', 'on-its-way']]);
  });

  it('are the person’s own', async () => {
    await choose({}, { from: '09:00', to: '11:00' });
    await say();
    pass({ minutes: 30 });
    await work();
    expect(await waysOf()).toEqual([]);
    pass({ minutes: 31 });
    await work();
    expect(await waysOf()).toEqual(['sms']);
  });

  it('take back what still waits for its gateway when they begin', async () => {
    at('2026-12-07T20:50:00');
    await say();
    pass({ minutes: 3 });
    await work();
    expect((await messages()).map(({ state }) => state)).toEqual(['queued']);
    at('2026-12-07T21:00:05');
    await work();
    expect((await messages()).map(({ state }) => state)).toEqual(['expired']);
    expect(await states()).toEqual(['waiting']);
    at('2026-12-08T06:31:00');
    await work();
    expect((await messages()).map(({ state }) => state)).toEqual(['expired', 'queued']);
  });
});

describe('when a way fails', () => {
  it('goes by the next one: the browser is gone', async () => {
    await browser('one');
    await say();
    pass({ minutes: 3 });
    await work();
    await gateway('failed');
    pass({ minutes: 1 });
    await work();
    expect(await waysOf()).toEqual(['push', 'sms']);
    await gateway('delivered');
    pass({ minutes: 1 });
    await work();
    expect(await states()).toEqual(['reached']);
  });

  it('a text message without a receipt is believed after a day', async () => {
    await say();
    pass({ minutes: 3 });
    await work();
    await gateway('sent');
    await workFor(23);
    expect(await states()).toEqual(['on-its-way']);
    await workFor(2);
    expect(await states()).toEqual(['reached']);
  });

  it('not reached: no way was left, the page has it', async () => {
    await say();
    pass({ minutes: 3 });
    await work();
    await gateway('failed');
    pass({ minutes: 1 });
    await work();
    expect(await states()).toEqual(['not-reached']);
    await work();
    expect(await waysOf()).toEqual(['sms']);
  });

  it('a way that the installation does not offer is passed over', async () => {
    await browser('one');
    refused = ['push'];
    await say();
    pass({ minutes: 3 });
    await work();
    expect(await waysOf()).toEqual(['sms']);
  });

  it('one provider is down: after an hour the next way, and the first message is taken back', async () => {
    await browser('one');
    await say();
    pass({ minutes: 3 });
    await work();
    await workFor(0.7);
    expect(await waysOf()).toEqual(['push']);
    await workFor(1);
    expect((await messages()).map(({ channel, state }) => `${channel} ${state}`)).toEqual(['push expired', 'sms queued']);
  });

  it('every provider is down for a day: nothing is lost, and nothing arrives twice', async () => {
    await say();
    await say({ to: { phone } });
    // The gateway gives up each message after its last attempt, the channel tries again.
    for (let hour = 0; hour < 24; hour += 1) {
      await workFor(1);
      if (hour % 9 === 8) await gateway('failed', 8);
    }
    expect(await states()).not.toContain('not-reached');
    await workFor(7);
    await gateway('delivered');
    await workFor(2);
    expect(await states()).toEqual(['reached', 'reached']);
    expect((await messages()).filter(({ state }) => state === 'delivered')).toHaveLength(2);
    expect(await run(sql`select sealed_to from channel.notice where sealed_to is not null`)).toEqual([]);
  });

  it('ends after three days', async () => {
    await say();
    for (let round = 0; round < 12; round += 1) {
      await workFor(7);
      await gateway('failed', 8);
    }
    await workFor(7);
    expect(await states()).toEqual(['not-reached']);
    expect((await waysOf()).length).toBeLessThan(12);
  });

  it('killed in the middle has sent nothing, and sends all of it later', async () => {
    await browser('one');
    await browser('two');
    await say();
    pass({ minutes: 3 });
    const dying = context();
    let sent = 0;
    const send: typeof dying.messages.send = async (tx, message) => {
      sent += 1;
      if (sent === 2) throw new Error('killed');
      return dying.messages.send(tx, message);
    };
    await sendDueNotices({ ...dying, messages: { ...dying.messages, send } }, new AbortController().signal);
    expect([sent, await waysOf(), await states()]).toEqual([2, [], ['waiting']]);
    pass({ minutes: 11 });
    await work();
    expect([await waysOf(), await states()]).toEqual([['push', 'push'], ['on-its-way']]);
  });

  it('puts off what can’t be dealt with, says so without its words, and goes on with the others', async () => {
    await say({ to: { phone }, subject: { kind: 'test.thing', id: citizen } });
    await run(sql`update channel.notice set sealed_to = 'v1.gone.x.y'`);
    await say();
    pass({ minutes: 3 });
    await work();
    expect(await states()).toEqual(['waiting', 'on-its-way']);
    expect(logged.join('')).toContain('notices put off');
    expect(logged.join('')).not.toContain('912345678');
    expect(await work()).toBe(0);
  });
});

describe('somebody without an account', () => {
  it('is told by SMS in one message, and the number is gone when it has served', async () => {
    await say({ to: { phone } });
    await say({ to: { phone } });
    await say({ to: { phone: '+84912345679' } });
    pass({ minutes: 3 });
    await work();
    expect(await waysOf()).toEqual(['sms', 'sms']);
    await gateway('delivered');
    pass({ minutes: 1 });
    await work();
    expect(await states()).toEqual(['reached', 'reached', 'reached']);
    expect(await run(sql`select from channel.notice where sealed_to is not null`)).toEqual([]);
  });

  it('the number is sealed anew under a new key', async () => {
    await say({ to: { phone } });
    const next = openVault(readDataKeys(`k2:${Buffer.alloc(32, 9).toString('base64')},${testDataKeys}`));
    expect(await resealNumbers({ db: database.db, vault: next })).toBe(1);
    expect(await resealNumbers({ db: database.db, vault: next })).toBe(0);
    const [row] = await run(sql<{ sealed: string }>`select sealed_to as sealed from channel.notice`);
    expect(next.keyOf(row?.sealed ?? '')).toBe(next.currentKey);
  });
});

describe('several workers', () => {
  it('send each notice once', async () => {
    const people = [citizen, member];
    for (let n = 0; n < 20; n += 1)
      await say({
        to: { personId: people[n % 2] ?? '' },
        subject: { kind: 'test.thing', id: `0190d000-0000-7000-8000-0000000001${10 + (n % 5)}` },
      });
    pass({ minutes: 3 });
    const second = database.open('yenbai_app');
    await Promise.all([work(), work(second), work(second)]);
    while ((await work()) > 0);
    expect(await waysOf()).toHaveLength(10);
    const [counted] = await run(sql<{ notices: number }>`select count(distinct notice_id)::int as notices from channel.attempt`);
    expect(counted?.notices).toBe(20);
  });
});

describe('personal data', () => {
  const inPrivacy = <T>(fn: (tx: Tx) => Promise<T>) => database.db.transaction(fn, { state: dutyState('privacy') });

  it('is exported and erased, twice the same', async () => {
    await choose({ 'test.grouped': ['sms'] });
    await say();
    await say({ to: { personId: member } });
    pass({ minutes: 3 });
    await work();
    const exported = await inPrivacy((tx) => channelPrivacy.exportPerson(tx, citizen));
    expect(Object.fromEntries(Object.entries(exported).map(([table, rows]) => [table, rows.length]))).toEqual({
      'channel.notice': 1,
      'channel.attempt': 1,
      'channel.choice': 1,
      'channel.setting': 1,
    });
    const once = await inPrivacy((tx) => channelPrivacy.erasePerson(tx, citizen));
    expect(Object.values(once)).toEqual([1, 1, 1, 1]);
    expect(Object.values(await inPrivacy((tx) => channelPrivacy.erasePerson(tx, citizen)))).toEqual([0, 0, 0, 0]);
    expect(await states()).toHaveLength(1);
  });

  it('is kept a year once it is over', async () => {
    await choose({ 'test.grouped': [] });
    await say();
    await say({ topic: 'test.single' });
    const before = database.clock.now().add({ hours: 1 });
    expect(await inPrivacy((tx) => noticeRetention.count(tx, before))).toBe(1);
    expect(await inPrivacy((tx) => noticeRetention.apply(tx, before, 10))).toBe(1);
    expect(await states()).toEqual(['waiting']);
  });
});
