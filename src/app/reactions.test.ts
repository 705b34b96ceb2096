import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../test/support/app.ts';
import { claimEvents, dispatchOnce, outboxJobs } from '../platform/outbox/index.ts';
import { system } from '../platform/session/index.ts';
import { applyEvent, mergeUnits, territoryEvents } from '../territory/index.ts';
import { reactionsOf } from './reactions.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

test('a recorded merger reaches the roles of the unit that ended, once', async () => {
  const { db, jobs } = app.context;
  const reactions = reactionsOf(app.context);
  const definitions = outboxJobs(app.context, reactions);
  await jobs.declare(definitions);
  const unit = async (code: string) =>
    (await sql<{ unit_id: string }>`select unit_id from territory.units_on('2026-11-22') where code = ${code}`.execute(db.rows<unknown>()))
      .rows[0]?.unit_id ?? '';
  const [ending, lasting] = [await unit('04606'), await unit('04465')];
  const basis = { effectiveOn: '2026-12-01', title: 'Nhập hai xã', verified: true } as const;
  const merged = await db.transaction((tx) => applyEvent(tx, system, mergeUnits(basis, [ending], { goesOn: lasting })));
  expect(merged.ok).toBe(true);
  while ((await claimEvents(db, reactions)).events > 0);
  const owed = await sql<{ event_id: string; name: string; reaction: string }>`select event_id, name, reaction from platform.outbox_reaction
    join platform.outbox on outbox.id = event_id where done_at is null and name = ${territoryEvents.structureChanged.name} order by event_id desc limit 1`.execute(
    db.rows<unknown>(),
  );
  expect(owed.rows.map(({ reaction }) => reaction)).toEqual(['people.follow-units']);
  const job = definitions.find(({ name }) => name === `reaction/${territoryEvents.structureChanged.name}/people.follow-units`);
  const payload = { event: owed.rows[0]?.event_id ?? '' };
  for (let times = 0; times < 2; times += 1)
    await job?.handle(payload, { id: payload.event, attempt: 1, signal: new AbortController().signal });
  await dispatchOnce({ db, jobs }, reactions);
  const proposed = await sql<{ count: number }>`select count(*)::int as count from people.succession where state = 'proposed'`.execute(
    db.rows<unknown>(),
  );
  expect(proposed.rows[0]?.count).toBe(4);
});
