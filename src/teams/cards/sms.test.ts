/** The check by SMS, from the gateway's door to the answer. */
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { visit } from '../../../test/support/visitor.ts';
import { dutyState } from '../../platform/session/index.ts';
import { texts } from './messages.gen.ts';
import { type CardWorld, openCardWorld } from './world.fixture.ts';

const t = texts.vi;
const token = 'i'.repeat(32);
let world: CardWorld;
let leader: Awaited<ReturnType<CardWorld['issue']>>;
let sent = 0;

beforeAll(async () => {
  world = await openCardWorld({ SMS_INBOUND_TOKEN: token, SMS_INBOUND_NUMBER: '8079' });
  leader = await world.issue('team-leader');
});
afterAll(() => world.app.close());
beforeEach(() => world.run(sql`delete from people.throttle`));

/** The answers to this number so far, newest last. */
async function answers(to: string): Promise<string[]> {
  const page = await visit(world.app).get(`/demo/messages?to=${encodeURIComponent(to)}`);
  return [...page.text.matchAll(/data-message="([^"]+)"[^>]*>([^<]*)</g)].map((match) => `${match[1]}: ${match[2]}`).toReversed();
}

async function send(from: string, text: string, id = `gw-${++sent}`): Promise<number> {
  const response = await fetch(`${world.app.address}/api/v1/messages/inbound/sms`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ id, from, text }),
  });
  return response.status;
}

test('however the word is written, the answer is the page’s', async () => {
  const number = leader.number.replace(/(.{4})/g, '$1 ');
  for (const [index, text] of [`TO ${number}`, `tổ${leader.number}`, `Tô: ${number}`, `to ${world.minute(leader.card)}`].entries()) {
    const from = `+8490000010${index}`;
    expect(await send(from, text)).toBe(202);
    const [answer] = await answers(from);
    expect([text, answer]).toEqual([text, expect.stringContaining('CÒN GIÁ TRỊ')]);
    expect(answer).toContain('Giàng A Páo');
    expect(answer).toContain(t.sms_never());
    expect(answer).not.toContain(leader.number);
  }
});

test('a wrong number, the serial alone and a worthless card say no name', async () => {
  const from = '+84900000120';
  await send(from, `TO ${leader.card.serial}00000000`);
  await send(from, `TO ${leader.card.serial}`);
  await world.run(sql`update teams.team_version set status = 'suspended' where team_id = ${world.teamId}::uuid`);
  await send(from, `TO ${leader.number}`);
  await world.run(sql`update teams.team_version set status = 'active' where team_id = ${world.teamId}::uuid`);
  const said = await answers(from);
  expect(said.map((one) => one.includes('Páo'))).toEqual([false, false, false]);
  expect(said[0]).toContain(t.sms_unknown());
  expect(said[1]).toContain('Chưa đủ để biết là ai');
  expect(said[2]).toContain(t.sms_worthless());
});

test('a word that is none, or no digits, gets help: once in an hour', async () => {
  const from = '+84900000130';
  await send(from, 'xin chào');
  await send(from, 'alo alo');
  await send(from, '1234');
  const helped = await answers(from);
  expect(helped).toHaveLength(1);
  expect(helped[0]).toContain(`messaging.help: Tin nhắn này chưa đọc được. ${t.sms_help()}`);
  await send(from, 'TO ai đó');
  expect((await answers(from)).at(-1)).toBe(`teams.card-check: ${t.sms_help()}`);
});

test('one sender is answered five times in ten minutes, and a message once however often it comes', async () => {
  const from = '+84900000140';
  for (let n = 0; n < 8; n++) await send(from, `TO 1111222233334${String(n).padStart(3, '0')}`);
  expect(await answers(from)).toHaveLength(5);
  await send('+84900000141', `TO ${leader.number}`, 'same');
  await send('+84900000141', `TO ${leader.number}`, 'same');
  expect(await answers('+84900000141')).toHaveLength(1);
});

test('names and short numbers are not answered: two machines would write to each other for ever', async () => {
  const count = () =>
    world.app.context.db.transaction(
      async (tx) => (await sql<{ n: number }>`select count(*)::int as n from platform.message`.execute(tx.rows<unknown>())).rows[0]?.n,
      { state: dutyState('messaging') },
    );
  const before = await count();
  for (const from of ['VIETTEL', '113', '', '+1', '8079']) expect(await send(from, `TO ${leader.number}`)).toBe(202);
  expect(await count()).toBe(before);
});

test('the log has neither numbers nor words', () => {
  const log = world.app.logged.join('\n');
  expect(log).toContain('/api/v1/messages/inbound/sms');
  expect(log).not.toContain(leader.number);
  expect(log).not.toContain('900000120');
});

test('the page says where to write, and a demonstration has a form that stands for a telephone', async () => {
  const visitor = visit(world.app);
  expect((await visitor.get('/check')).text).toContain('gửi 8079');
  await visitor.get('/demo/messages');
  const { location } = await visitor.post('/demo/messages', { from: '0900000150', text: `TO ${leader.number}` });
  expect(location).toBe('/demo/messages?to=0900000150');
  expect((await answers('+84900000150'))[0]).toContain('Giàng A Páo');
});
