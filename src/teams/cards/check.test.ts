/** `/check`, unhappy paths first: a card that is worth nothing says nothing. */
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { visit } from '../../../test/support/visitor.ts';
import { system } from '../../platform/session/index.ts';
import { revokeCard } from './commands.ts';
import { texts } from './messages.gen.ts';
import { type CardWorld, hostileName, openCardWorld } from './world.fixture.ts';

const t = texts.vi;
let world: CardWorld;
let leader: Awaited<ReturnType<CardWorld['issue']>>;
const start = '2026-11-22T03:00:10Z';

beforeAll(async () => {
  world = await openCardWorld();
  leader = await world.issue('team-leader');
});
afterAll(() => world.app.close());

/** What was tried in one test does not count against the next. */
beforeEach(async () => {
  await world.run(sql`delete from people.throttle`);
  setNow(start);
});

const setNow = (instant: string) => world.app.database.clock.set(instant);

async function check(number: string) {
  const visitor = visit(world.app);
  await visitor.get('/check');
  return visitor.post('/check', { number });
}

/** What the answer says, without the number that was typed and the form's secret. */
const said = (text: string) =>
  (/<main[\s\S]*<\/main>/.exec(text)?.[0] ?? '').replace(/name="_csrf" value="[^"]+"/, '').replace(/Số [\d ]+ ·/, '');

const forged = (number: string) => number.slice(0, 15) + ((Number(number[15]) + 1) % 10);
const swap = (digits: string, from: number) =>
  digits.slice(0, from) + [...digits.slice(from)].map((digit) => (Number(digit) + 1) % 10).join('');

describe('what is worth nothing', () => {
  test('forged, made up, mistyped and over: the same words, and no name', async () => {
    const forgedAnswer = await check(forged(leader.number));
    const answers = [
      forgedAnswer,
      await check('9999 8888 7777 6666'),
      await check(swap(leader.number, 8)),
      await check('99998888'),
      await check('99998888123456'),
    ];
    const old = world.minute(leader.card);
    setNow('2026-11-22T03:02:10Z');
    answers.push(await check(old));
    for (const { status, text } of answers) {
      expect(status).toBe(200);
      expect(text).toContain(t.check_unknown_title());
      expect(text).not.toContain('Giàng A Páo');
      expect(text).not.toContain('Tổ &lt;script');
      expect(said(text)).toBe(said(forgedAnswer.text));
    }
  });

  const team = () => sql`team_id = ${world.teamId}::uuid`;
  const service = () => sql`id = ${world.membershipOf('team-leader')}::uuid`;
  const card = () => sql`id = ${leader.card.id}::uuid`;

  test.each([
    ['the team is suspended', 'team_version', team, sql`status = 'suspended'`, sql`status = 'active'`],
    [
      'the team has ended',
      'team_version',
      team,
      sql`valid = daterange('2026-01-01', '2026-11-22')`,
      sql`valid = daterange('2026-01-01', null)`,
    ],
    [
      'the member has left yesterday',
      'membership',
      service,
      sql`valid = daterange('2026-01-01', '2026-11-22')`,
      sql`valid = daterange('2026-01-01', null)`,
    ],
    [
      'the card ended yesterday',
      'card',
      card,
      sql`valid = daterange('2026-01-01', '2026-11-22')`,
      sql`valid = daterange('2026-11-22', '2028-11-23')`,
    ],
    ['the term ended yesterday', 'membership', service, sql`term_until = '2026-11-21'`, sql`term_until = null`],
  ])('%s: a whole right number hears that it is over, the serial alone nothing', async (_what, table, which, change, back) => {
    const set = (to: typeof change) => world.run(sql`update ${sql.table(`teams.${table}`)} set ${to} where ${which()}`);
    await set(change);
    try {
      for (const code of [leader.number, world.minute(leader.card)]) {
        const { text } = await check(code);
        expect(text).toContain(t.check_worthless_title());
        expect(text).not.toContain('Giàng A Páo');
      }
      expect((await check(forged(leader.number))).text).toContain(t.check_unknown_title());
      expect((await check(leader.card.serial)).text).toContain(t.check_unknown_title());
    } finally {
      await set(back);
    }
    expect((await check(leader.number)).text).toContain(t.check_valid_title());
  });

  test('a revoked card is worth nothing from that moment on', async () => {
    const member = await world.issue('team-member');
    const shown = world.minute(member.card);
    expect((await check(member.number)).text).toContain(t.check_valid_title());
    const input = { teamId: world.teamId, cardId: member.card.id, why: 'lost' } as const;
    expect(await world.inTx((tx) => revokeCard(tx, system, input))).toMatchObject({ ok: true });
    expect((await check(member.number)).text).toContain(t.check_worthless_title());
    expect((await check(shown)).text).toContain(t.check_worthless_title());
    expect((await check(member.card.serial)).text).toContain(t.check_unknown_title());
    expect(await world.inTx((tx) => revokeCard(tx, system, input))).toMatchObject({
      ok: false,
      refusal: { code: 'teams.card-revoked-already' },
    });
  });

  test.each(['', '123', '1234567', "' or 1=1 --", '1234567890123456789'])('%j is asked for again, kept within the page', async (number) => {
    const { status, text } = await check(number);
    expect(status).toBe(422);
    expect(text).toContain(t.check_wrong_length());
  });
});

describe('guessing', () => {
  test('from one address: told clearly when to go on, also with the right number', async () => {
    let last = await check('1000000000000000');
    for (let n = 1; n <= 20; n++) last = await check(`${10_000_000 + n}00000000`);
    expect(last.status).toBe(429);
    expect(last.text).toContain(t.check_wait_title());
    expect((await check(leader.number)).status).toBe(429);
    setNow('2026-11-22T03:01:11Z');
    expect((await check(leader.number)).text).toContain(t.check_valid_title());
  });

  test('of one card, from wherever it comes', async () => {
    let limited = 0;
    for (let minute = 0; minute < 4; minute++) {
      setNow(`2026-11-22T03:0${minute * 2}:00Z`);
      for (let n = 0; n < 20; n++)
        if ((await check(leader.card.serial + String(10_000_000 + minute * 20 + n))).status === 429) limited += 1;
    }
    expect(limited).toBe(20);
    // Others are not slowed down by it.
    expect((await check('7777666655554444')).status).toBe(429);
    setNow('2026-11-22T03:10:00Z');
    expect((await check('7777666655554444')).status).toBe(200);
    expect((await check(leader.number)).status).toBe(429);
  });
});

describe('a good card', () => {
  test('says who, from which team, until when; what is dangerous in a name is only text', async () => {
    const { text } = await check(leader.number);
    expect(text).toContain('Giàng A Páo');
    expect(text).toContain('22/11/2028');
    expect(text).toContain(t.role_leader());
    expect(text).not.toContain(hostileName);
    expect(text).toContain('&lt;script>alert(1)');
    expect((await check(world.minute(leader.card))).text).toContain('Giàng A Páo');
    // The neighbouring minute is good too.
    const shown = world.minute(leader.card);
    setNow('2026-11-22T03:01:50Z');
    expect((await check(shown)).text).toContain('Giàng A Páo');
  });

  test('its serial alone says the team and no name', async () => {
    const { text } = await check(leader.card.serial);
    expect(text).toContain(t.check_serial_title());
    expect(text).toContain('&lt;script>');
    expect(text).not.toContain('Giàng A Páo');
  });

  test('of somebody who is away says so', async () => {
    const id = world.membershipOf('team-leader');
    await world.run(sql`insert into teams.leave (id, membership_id, valid, recorded_at)
      values (${world.app.context.ids.next()}::uuid, ${id}::uuid, daterange('2026-11-20', '2026-12-01'), now())`);
    const { text } = await check(leader.number);
    expect(text).toContain(t.check_away_title({ day: '30/11/2026' }));
    await world.run(sql`delete from teams.leave where membership_id = ${id}::uuid`);
  });

  test('of somebody whose data may only be kept has no name', async () => {
    const restrict = (at: string | null) =>
      world.run(
        sql`update people.person set restricted_at = ${at}::timestamptz where id = (select person_id from teams.membership where id = ${world.membershipOf('team-leader')}::uuid)`,
      );
    await restrict('2026-11-01T00:00:00Z');
    const { text } = await check(leader.number);
    expect(text).toContain(t.name_withheld());
    expect(text).not.toContain('Giàng A Páo');
    await restrict(null);
  });

  test('opened by its QR picture: no cookie is needed, nothing is kept, and the number is neither in the page nor in the log', async () => {
    const response = await fetch(`${world.app.address}/check?c=${leader.number}`);
    const text = await response.text();
    expect(text).toContain('Giàng A Páo');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(text).not.toContain(leader.number);
    expect(text).toContain('noindex');
    expect(text).not.toContain('og:image');
    await check(leader.number);
    await check(world.minute(leader.card));
    const log = world.app.logged.join('\n');
    expect(log).toContain('"path":"/check"');
    expect(log).not.toContain(leader.number);
    expect(log).not.toContain(leader.number.slice(8));
    expect(log).not.toContain(world.minute(leader.card));
  });

  test('the short address leads here', async () => {
    const { status, location } = await visit(world.app).get('/kiem-tra-the');
    expect([status, location]).toEqual([302, '/check']);
  });
});
