import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { demonstrationPeople } from '../../../test/support/people.ts';
import { type Visitor, visit } from '../../../test/support/visitor.ts';
import { dutyState } from '../../platform/session/index.ts';
import { tell } from '../tell.ts';
import { registerTopics } from '../topics.ts';

registerTopics([
  { name: 'account-test.page', label: () => 'Việc của tôi', hint: () => 'Khi có tin.', ways: ['push', 'sms'], grouped: true },
  {
    name: 'account-test.work',
    label: () => 'Việc cơ quan',
    hint: () => 'Khi đến hạn.',
    ways: ['email'],
    grouped: true,
    right: 'reports.see',
  },
]);

let app: TestApp;
let citizen: Visitor;
let stranger: Visitor;
const personOf = (key: string) => demonstrationPeople.get(key)?.id ?? '';
beforeAll(async () => {
  app = await startApp();
  citizen = visit(app, await app.signedIn('citizen'));
  stranger = visit(app, await app.signedIn('team-member'));
});
afterAll(() => app.close());

let made = 0;
const say = (title: string, key = 'citizen') =>
  app.context.db.transaction((tx) =>
    tell(tx, app.context, {
      key: `page-${++made}`,
      topic: 'account-test.page',
      subject: { kind: 'test.thing', id: app.context.ids.next() },
      to: { personId: personOf(key) },
      lang: 'vi',
      title,
      words: 'Mời bạn xem.',
      href: '/account?from=notice',
      urgent: false,
    }),
  );
const rows = <T>(query: ReturnType<typeof sql<T>>) =>
  app.context.db.transaction(async (tx) => (await query.execute(tx.rows<unknown>())).rows, { state: dutyState('messaging') });

describe('/account/notices', () => {
  it('is for whoever is signed in, and private', async () => {
    expect((await visit(app).get('/account/notices')).status).toBe(303);
    const cookie = await app.signedIn('citizen');
    const { headers } = await fetch(`${app.address}/account/notices`, { headers: { cookie } });
    expect(headers.get('cache-control')).toContain('no-store');
    const { status, text } = await citizen.get('/account/notices');
    expect(status).toBe(200);
    expect(text).toContain('Chưa có thông báo');
    expect(text.match(/<h1/g)).toHaveLength(1);
  });

  it('shows the newest first with what was not read; opening one marks it and leads to its page', async () => {
    await say('Tin thứ nhất');
    await say('Tin thứ hai <b>');
    await say('Tin của người khác', 'team-member');
    const { text } = await citizen.get('/account/notices');
    expect(text).toContain('2 thông báo chưa đọc');
    expect(text.indexOf('Tin thứ hai &lt;b>')).toBeLessThan(text.indexOf('Tin thứ nhất'));
    expect(text).not.toContain('Tin của người khác');
    const [first] = [...text.matchAll(/href="(\/account\/notices\/[0-9a-f-]{36})"/g)].map((found) => found[1] ?? '');
    const opened = await citizen.get(first ?? '');
    expect([opened.status, opened.location]).toEqual([303, '/account?from=notice']);
    expect((await citizen.get('/account/notices')).text).toContain('1 thông báo chưa đọc');
    // Nothing of others is opened, nor told to be there.
    expect((await stranger.get(first ?? '')).status).toBe(404);
    expect((await citizen.get('/account/notices/0190d000-0000-7000-8000-0000000000ff')).status).toBe(404);
    expect((await citizen.get('/account/notices/x')).status).toBe(404);
  });

  it('marks all as read', async () => {
    const { status } = await citizen.post('/account/notices/read', {});
    expect(status).toBe(303);
    expect((await citizen.get('/account/notices')).text).not.toContain('chưa đọc');
    expect((await stranger.get('/account/notices')).text).toContain('1 thông báo chưa đọc');
  });

  it('goes on page by page', async () => {
    for (let n = 1; n <= 31; n += 1) await say(`Tin số ${n}.`);
    const first = await citizen.get('/account/notices');
    expect(first.text).not.toContain('Tin số 1.');
    const older = /href="(\/account\/notices\?before=[^"]+)"/.exec(first.text)?.[1] ?? '';
    expect((await citizen.get(older)).text).toContain('Tin số 1.');
    expect((await citizen.get('/account/notices?before=nonsense')).status).toBe(200);
  });
});

describe('/account/notices/choices', () => {
  it('keeps what was chosen, and shows it again', async () => {
    const before = await citizen.get('/account/notices/choices');
    expect(before.text).toContain('Việc của tôi');
    expect(before.text).not.toContain('Việc cơ quan');
    expect(before.text).toContain('Hiện chưa gửi được thông báo trên máy');
    const { status, location } = await citizen.post('/account/notices/choices', {
      'ways.account-test.page': 'email',
      'ways.account-test.work': 'sms',
      quiet_from: '20:00',
      quiet_to: '07:00',
    });
    expect([status, location]).toEqual([303, '/account/notices/choices?done=chosen']);
    expect(
      await rows(
        sql`select topic, ways from channel.choice where person_id = ${personOf('citizen')}::uuid and topic like 'account-test.%'`,
      ),
    ).toEqual([{ topic: 'account-test.page', ways: ['email'] }]);
    const { text } = await citizen.get('/account/notices/choices');
    expect(text).toMatch(/<option value="20:00" selected/);
    expect(text).toMatch(/name="ways.account-test.page" value="email" checked/);
    expect(text).not.toMatch(/name="ways.account-test.page" value="sms" checked/);
  });

  it('several ways, none, and the trail of it', async () => {
    const body = new URLSearchParams([
      ['ways.account-test.page', 'sms'],
      ['ways.account-test.page', 'push'],
      ['quiet_from', '21:00'],
      ['quiet_to', '21:00'],
    ]);
    expect((await citizen.post('/account/notices/choices', body)).status).toBe(303);
    const ways = () => rows(sql<{ ways: string[] }>`select ways from channel.choice where topic = 'account-test.page'`);
    expect(await ways()).toEqual([{ ways: ['push', 'sms'] }]);
    await citizen.post('/account/notices/choices', { quiet_from: '21:00', quiet_to: '06:30' });
    expect(await ways()).toEqual([{ ways: [] }]);
    const [trail] = await rows(sql<{ count: number }>`select count(*)::int as count from audit.entry where action = 'channel.choose'`);
    expect(trail?.count).toBeGreaterThanOrEqual(3);
  });

  it('says what is wrong with times and keeps everything typed; nothing has changed', async () => {
    const { status, text } = await citizen.post('/account/notices/choices', {
      'ways.account-test.page': 'email',
      quiet_from: '99:99',
      quiet_to: '07:30',
    });
    expect(status).toBe(422);
    expect(text).toContain('Hãy chọn giờ trong danh sách');
    expect(text).toMatch(/<option value="07:30" selected/);
    expect(text).toMatch(/name="ways.account-test.page" value="email" checked/);
    const strange = await citizen.post('/account/notices/choices', {
      'ways.account-test.page': 'fax',
      quiet_from: '21:00',
      quiet_to: '06:30',
    });
    expect([strange.status, strange.text]).toEqual([422, expect.stringContaining('Lựa chọn trước vẫn giữ nguyên')]);
    expect(await rows(sql`select ways from channel.choice where topic = 'account-test.page'`)).toEqual([{ ways: [] }]);
  });

  it('shows officials what concerns them', async () => {
    const officer = visit(app, await app.signedIn('commune-officer'));
    expect((await officer.get('/account/notices/choices')).text).toContain('Việc cơ quan');
  });
});

describe('browsers that are told', () => {
  const endpoint = 'https://fcm.googleapis.com/fcm/send/this-browser';
  const subscription = { endpoint, p256dh: 'B'.repeat(87), auth: 'a'.repeat(22) };
  const mine = async (visitor: Visitor, at = endpoint) => (await visitor.post('/account/notices/devices/check', { endpoint: at })).text;

  it('are registered, known to their person only, and ended', async () => {
    expect((await citizen.post('/account/notices/devices', subscription)).status).toBe(303);
    expect([await mine(citizen), await mine(stranger), await mine(citizen, `${endpoint}2`)]).toEqual([
      '{"mine":true}',
      '{"mine":false}',
      '{"mine":false}',
    ]);
    expect((await citizen.get('/account/notices/choices')).text).toContain('1 máy đang nhận thông báo');
    await stranger.post('/account/notices/devices/end', { endpoint });
    expect(await mine(citizen)).toBe('{"mine":true}');
    await citizen.post('/account/notices/devices/end', { endpoint });
    expect(await mine(citizen)).toBe('{"mine":false}');
  });

  it('go over to whoever uses the browser now, and all end at once', async () => {
    await citizen.post('/account/notices/devices', subscription);
    await stranger.post('/account/notices/devices', subscription);
    expect([await mine(citizen), await mine(stranger)]).toEqual(['{"mine":false}', '{"mine":true}']);
    await stranger.post('/account/notices/devices/end', {});
    expect(await mine(stranger)).toBe('{"mine":false}');
  });

  it('are no address of our own network', async () => {
    for (const strange of ['http://localhost:1/x', 'https://169.254.169.254/x', ''])
      expect((await citizen.post('/account/notices/devices', { ...subscription, endpoint: strange })).status).toBe(422);
  });
});
