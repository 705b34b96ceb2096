import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDataKeys } from '../../../test/support/people.ts';
import { openActors } from '../../people/index.ts';
import { openVault, readDataKeys } from '../../platform/crypto/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import { checkCode } from './check.ts';
import { cardsPrivacy } from './privacy.ts';
import { cardRetention, revokeOfThoseWhoLeft, rotateCardKeys } from './upkeep.ts';
import { endingCards } from './waiting.ts';
import { type CardWorld, openCardWorld, person } from './world.fixture.ts';

let world: CardWorld;
beforeAll(async () => {
  world = await openCardWorld();
});
afterAll(() => world.app.close());

const cards = () =>
  world.inTx(
    async (tx) =>
      (
        await sql<{
          why: string | null;
          by: string | null;
          key: string;
        }>`select c.revoked_why as why, c.revoked_by as by, c.digest_key as key
          from teams.card c join teams.membership m on m.id = c.membership_id where m.team_id = ${world.teamId}::uuid order by c.id`.execute(
          tx.rows<unknown>(),
        )
      ).rows,
  );

test('a new key in front: the same number is good before, during and after, and then without the old key', async () => {
  const { number } = await world.issue('team-leader');
  const fresh = `new:${Buffer.alloc(32, 9).toString('base64')}`;
  const both = openVault(readDataKeys(`${fresh},${testDataKeys}`));
  const onlyNew = openVault(readDataKeys(fresh));
  const kind = async (vault: typeof both) =>
    (await world.inTx((tx) => checkCode(tx, { vault }, { kind: 'full', digits: number }, 'vi'))).answer.kind;
  const { db } = world.app.context;
  expect(await kind(both)).toBe('valid');
  expect(await rotateCardKeys({ db, vault: both })).toBeGreaterThan(0);
  expect(await rotateCardKeys({ db, vault: both })).toBe(0);
  expect([await kind(both), await kind(onlyNew)]).toEqual(['valid', 'valid']);
  expect(await rotateCardKeys({ db, vault: openVault(readDataKeys(`${testDataKeys},${fresh}`)) })).toBeGreaterThan(0);
});

test('cards that end soon wait for whoever issues cards there', async () => {
  await world.run(sql`update teams.card set valid = daterange('2026-11-01', '2026-12-10')`);
  const { db, clock } = world.app.context;
  const ask = { lang: 'vi', limit: 10, scope: 'mine' } as const;
  const source = endingCards(world.app.context);
  const waitingFor = async (key: string) => {
    const actor = await db.transaction((tx) => openActors(db, clock).byPerson(tx, person(key)));
    return source.load(actor, ask);
  };
  expect(await waitingFor('commune-officer')).toMatchObject({
    count: 1,
    items: [
      { href: `/console/teams/${world.teamId}/cards`, detail: '1 thẻ hết hạn, sớm nhất ngày 09/12/2026', due: '2026-12-09T17:00:00Z' },
    ],
  });
  expect((await waitingFor('other-commune-officer')).count).toBe(0);
  expect((await waitingFor('citizen')).count).toBe(0);
});

test('by night the cards of those who left are revoked for the record, once', async () => {
  await world.issue('team-member');
  expect(await revokeOfThoseWhoLeft(world.app.context)).toBe(0);
  await world.run(
    sql`update teams.membership set valid = daterange('2026-01-01', '2026-11-20') where id = ${world.membershipOf('team-leader')}::uuid`,
  );
  expect(await revokeOfThoseWhoLeft(world.app.context)).toBe(1);
  expect(await revokeOfThoseWhoLeft(world.app.context)).toBe(0);
  expect((await cards()).map(({ why, by }) => [why, by])).toEqual([
    ['left', null],
    [null, null],
  ]);
});

test('what is kept about somebody goes out without secrets, and goes away with them', async () => {
  const source = cardsPrivacy(world.app.context);
  const underPrivacy = <T>(work: Parameters<typeof world.app.context.db.transaction<T>>[0]) =>
    world.app.context.db.transaction(work, { state: dutyState('privacy') });
  const id = person('team-member');
  const held = await underPrivacy((tx) => source.exportPerson(tx, id));
  expect(held['teams.card']).toHaveLength(1);
  expect(Object.keys(held['teams.card']?.[0] ?? {})).not.toEqual(expect.arrayContaining(['sealed_number']));
  expect(JSON.stringify(held)).not.toMatch(/sealed|digest/);
  expect(await underPrivacy((tx) => source.erasePerson(tx, id))).toEqual({ 'teams.photo': 0, 'teams.card': 1 });
  expect(await underPrivacy((tx) => source.erasePerson(tx, id))).toEqual({ 'teams.photo': 0, 'teams.card': 0 });
});

test('cards that have been over for long are removed; those in force stay', async () => {
  const { clock } = world.app.context;
  await world.issue('citizen');
  const soon = clock.now().add({ hours: 24 });
  const count = async (before: Temporal.Instant) => cardRetention.count(world.app.context.db, before);
  const over = await count(soon);
  expect(over).toBeGreaterThan(0);
  expect(await count(clock.now().subtract({ hours: 24 * 365 }))).toBe(0);
  expect(await world.inTx((tx) => cardRetention.apply(tx, soon, 100))).toBe(over);
  expect(await count(soon)).toBe(0);
  expect((await cards()).map(({ why }) => why)).toEqual([null]);
});
