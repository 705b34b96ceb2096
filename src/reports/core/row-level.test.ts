/** What the database itself refuses: statements as somebody in a hurry might write them, without any condition. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anonymous, dutyState, ownState, rowState } from '../../platform/session/index.ts';
import { reportsRights, uploadPurposes } from '../contract.ts';
import { openWorld, personOf, resultOf, roadsOffice, type World } from './world.fixture.ts';

let world: World;
/** Sent by the citizen in the commune; by a browser in the commune and handed to the department of roads; by a browser in another commune. */
let [own, roads, other] = ['', '', ''];

beforeAll(async () => {
  world = await openWorld();
  const citizen = { actor: await world.actor('citizen'), ticket: null };
  const photo = await world.upload(personOf('citizen'), 'image', uploadPurposes.sent);
  const contact = { name: 'Lò Thị Mai', phone: '0912345678' };
  own = resultOf(await world.submit(citizen, world.input({ uploads: [photo], contact }))).id;
  roads = (await world.handed({}, roadsOffice)).id;
  const place = { ...world.input().place, unitId: world.elsewhere };
  other = (await world.sent({ place, contact, answerBy: 'call' })).id;
  for (const id of [own, roads, other]) resultOf(await world.step('intake-officer', id, 'note', { wordsToOfficials: 'Có người gọi hỏi.' }));
});
afterAll(() => world.close());

const tables = ['content', 'event_words', 'attachment', 'reporter'] as const;

/** For each table, the reports of which rows are seen. */
async function seen(state: ReturnType<typeof rowState>): Promise<readonly (readonly string[])[]> {
  const names = new Map([
    [own, 'own'],
    [roads, 'roads'],
    [other, 'other'],
  ]);
  return world.app.context.db.transaction(
    async (tx) => {
      const found: string[][] = [];
      for (const table of tables) {
        const { rows } = await sql<{ id: string }>`select distinct report_id as id from ${sql.table(`reports.${table}`)}`.execute(
          tx.rows<unknown>(),
        );
        found.push(rows.map(({ id }) => names.get(id) ?? id).toSorted());
      }
      return found;
    },
    { state, readOnly: true },
  );
}

test.each([
  // By the unit and all below it; who sent it stays with the receiving centre.
  ['commune-officer', reportsRights.handle, [['own', 'roads'], ['own', 'roads'], ['own'], []]],
  ['other-commune-officer', reportsRights.handle, [['other'], ['other'], [], []]],
  // By the office that has or had a part.
  ['agency-handler', reportsRights.handle, [['roads'], ['roads'], [], []]],
  // A right that the official does not hold opens nothing.
  ['agency-handler', reportsRights.intake, [[], [], [], []]],
  ['intake-officer', reportsRights.intake, [['other', 'own', 'roads'], ['other', 'own', 'roads'], ['own'], ['other', 'own', 'roads']]],
] as const)('%s by %s', async (key, right, expected) => {
  expect(await seen(rowState(await world.actor(key), right))).toEqual(expected);
});

test('a citizen sees their own, and nothing that officials say among themselves; nobody sees anything', async () => {
  const citizen = await world.actor('citizen');
  expect(await seen(ownState(citizen))).toEqual([['own'], [], ['own'], ['own']]);
  expect(await seen(rowState(anonymous, reportsRights.see))).toEqual([[], [], [], []]);
});

test('who follows, and what is told to whom, is seen by that person alone; a program by whom it belongs to', async () => {
  const { db } = world.app.context;
  const persons = ['citizen', 'team-member'].map(personOf);
  await db.transaction(
    async (tx) => {
      const now = tx.clock.now().toString();
      for (const person of persons) {
        await sql`insert into reports.follower (report_id, person_id, followed_at) values (${other}::uuid, ${person}::uuid, ${now}::timestamptz)`.execute(
          tx.rows<unknown>(),
        );
        await sql`insert into channel.choice (person_id, topic, ways, updated_at) values (${person}::uuid, 'x', '{}', ${now}::timestamptz)`.execute(
          tx.rows<unknown>(),
        );
        await sql`insert into developers.app (id, person_id, name, purpose, state, per_minute, created_at)
          values (${tx.ids.next()}::uuid, ${person}::uuid, 'x', 'x', 'sandbox', 60, ${now}::timestamptz)`.execute(tx.rows<unknown>());
      }
    },
    { state: dutyState('identity') },
  );
  const of = async (state: ReturnType<typeof rowState>) =>
    db.transaction(
      async (tx) => {
        const found: string[] = [];
        for (const table of ['reports.follower', 'channel.choice', 'developers.app'])
          found.push(
            ...(await sql<{ id: string }>`select person_id as id from ${sql.table(table)}`.execute(tx.rows<unknown>())).rows.map(
              ({ id }) => id,
            ),
          );
        return found;
      },
      { state, readOnly: true },
    );
  for (const key of ['citizen', 'team-member'] as const)
    expect(await of(ownState(await world.actor(key)))).toEqual([1, 2, 3].map(() => personOf(key)));
  expect(await of(rowState(await world.actor('commune-officer'), reportsRights.handle))).toEqual([]);
});
