/** `/account/card`: one's own, and nobody else's. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { visit } from '../../../test/support/visitor.ts';
import { texts } from './messages.gen.ts';
import { type CardWorld, openCardWorld } from './world.fixture.ts';

const t = texts.vi;
let world: CardWorld;
beforeAll(async () => {
  world = await openCardWorld();
  // Only the team of this test: the demonstration has its own.
  await world.run(sql`delete from teams.membership m where team_id <> ${world.teamId}::uuid
    and person_id in (select person_id from teams.membership where team_id = ${world.teamId}::uuid)
    and not exists (select from teams.leave l where l.membership_id = m.id or l.stand_in_id = m.id)`);
});
afterAll(() => world.app.close());

const shownCode = (text: string) => /class="minute-code"[^>]*>([\d ]+)</.exec(text)?.[1]?.replaceAll(' ', '');

test('without a card it says whom to ask; in no team it says what cards are for', async () => {
  const member = visit(world.app, await world.app.signedIn('team-member'));
  const { text, status } = await member.get('/account/card');
  expect(status).toBe(200);
  expect(text).toContain('Bạn chưa có thẻ còn giá trị');
  const officer = visit(world.app, await world.app.signedIn('policy-officer'));
  expect((await officer.get('/account/card')).text).toContain(t.own_none_title());
  expect((await visit(world.app).get('/account/card')).location).toContain('/sign-in');
});

test('the code changes each minute, and is what the check takes', async () => {
  const { card, number } = await world.issue('team-member');
  const member = visit(world.app, await world.app.signedIn('team-member'));
  const first = await member.get('/account/card');
  expect(shownCode(first.text)).toBe(world.minute(card).slice(8));
  expect(first.text).toContain('<noscript><meta http-equiv="refresh" content="');
  expect((await member.get('/account/card?stop=yes')).text).not.toContain('http-equiv="refresh"');
  // Neither the number nor the key of the code leaves the vault.
  expect(first.text).not.toContain(number.slice(8));
  world.app.database.clock.advance({ minutes: 1 });
  const second = await member.get('/account/card');
  expect(shownCode(second.text)).not.toBe(shownCode(first.text));
  const codes = JSON.parse((await member.get('/account/card/codes')).text) as { cards: { digits: string; id: string }[] };
  expect(codes.cards).toEqual([expect.objectContaining({ id: card.id, digits: world.minute(card) })]);
  const stranger = visit(world.app, await world.app.signedIn('citizen'));
  expect(JSON.parse((await stranger.get('/account/card/codes')).text)).toEqual({ cards: [] });
});

test('a loss is reported by its owner alone, and holds at once', async () => {
  const membership = world.membershipOf('team-member');
  const stranger = visit(world.app, await world.app.signedIn('team-leader'));
  await stranger.get('/check');
  expect((await stranger.post('/account/card/lost', { membership })).status).toBe(404);
  expect((await stranger.post('/account/card/lost', { membership: 'x' })).status).toBe(404);
  const member = visit(world.app, await world.app.signedIn('team-member'));
  expect(shownCode((await member.get('/account/card')).text)).toHaveLength(6);
  expect((await member.post('/account/card/lost', { membership })).location).toBe('/account/card?done=lost');
  const after = await member.get('/account/card?done=lost');
  expect(shownCode(after.text)).toBeUndefined();
  expect(after.text).toContain(t.own_done_lost());
});
