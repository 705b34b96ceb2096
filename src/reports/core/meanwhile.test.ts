/** What the system does to a report while somebody else is just taking a step. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Tx } from '../../platform/db/index.ts';
import { meanwhile } from '../../platform/postgres/waiting.fixture.ts';
import { dutyState, type RowState, rowState } from '../../platform/session/index.ts';
import { reportsRights, type StepInput } from '../contract.ts';
import { recomputeDeadlines } from './deadlines-store.ts';
import { followOffices } from './follow-offices.ts';
import { takeStep } from './steps/take-step.ts';
import { answerWords, communeOffice, openWorld, personOf, resultOf, roadsOffice, type World } from './world.fixture.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

type Right = (typeof reportsRights)[keyof typeof reportsRights];

/** Somebody takes steps in a transaction that does not end yet; meanwhile the system begins its work, which is given. */
async function during<T>(
  by: string,
  right: Right,
  steps: readonly Omit<StepInput, 'revision'>[],
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const { context } = world.app;
  const who = { actor: await world.actor(by), ticket: null };
  const state: RowState = rowState(who.actor, right);
  return meanwhile(
    context.db,
    async (tx) => {
      for (const one of steps) {
        const found = await sql<{ revision: number }>`select revision from reports.report where id = ${one.reportId}::uuid`.execute(
          tx.rows<unknown>(),
        );
        resultOf(await takeStep(tx, context, who, { ...one, revision: found.rows[0]?.revision ?? null }));
      }
    },
    () => context.db.transaction(work, { state: dutyState('identity') }),
    state,
  );
}

const holiday = (on: boolean) =>
  world.rows(
    on
      ? sql`insert into platform.calendar_day (day, kind, name_vi, name_en, source) values ('2026-12-09', 'holiday', 'Thử', 'Test', 'thử')`
      : sql`delete from platform.calendar_day where day = '2026-12-09'`,
  );
const recompute = (tx: Tx) => recomputeDeadlines(tx, world.app.context);

test('deadlines are counted anew while an answer is approved: what is met stays', async () => {
  const { id } = await world.handed();
  resultOf(await world.step('commune-officer', id, 'take'));
  const photo = await world.upload(personOf('commune-officer'));
  resultOf(await world.step('commune-officer', id, 'answer', { words: answerWords, uploads: [{ id: photo, role: 'after' }] }));
  await holiday(true);
  expect(await during('commune-leader', reportsRights.approve, [{ reportId: id, step: 'approve' }], recompute)).toBe(0);
  await holiday(false);
  const { events, deadlines } = await world.view(id);
  expect(events.at(-1)?.step).toBe('approve');
  expect(deadlines.at(-1)).toMatchObject({ step: 'answer', onTime: true });
  expect(deadlines.at(-1)?.dueAt.toString()).toBe('2026-12-10T10:00:00Z');
});

test('deadlines are counted anew while a case is taken: one event follows the other', async () => {
  const { id } = await world.handed();
  await holiday(true);
  expect(await during('commune-officer', reportsRights.handle, [{ reportId: id, step: 'take' }], recompute)).toBe(1);
  const { events, dueAt } = await world.view(id);
  expect(events.map((event) => event.step).slice(-2)).toEqual(['take', 'move-deadline']);
  expect(dueAt?.toString()).toBe('2026-12-11T10:00:00Z');
  await holiday(false);
  expect(await world.app.context.db.transaction(recompute)).toBe(1);
});

const endRoads = (on: string | null) =>
  sql`update people.organisation_version set valid = daterange(lower(valid), ${on}::date) where organisation_id = ${roadsOffice}::uuid`;
const follow = (tx: Tx) => followOffices(tx, world.app.context);

test('an office has ended while the centre gives its case to another: it stays there', async () => {
  const { id } = await world.handed({}, roadsOffice);
  await world.rows(endRoads('2026-12-07'));
  const steps = [
    { reportId: id, step: 'take-back', wordsToOfficials: 'Giao nơi khác.' },
    { reportId: id, step: 'hand', organisationId: communeOffice },
  ] as const;
  expect(await during('intake-officer', reportsRights.intake, steps, follow)).toBe(0);
  const view = await world.view(id);
  expect(view).toMatchObject({ state: 'handed', organisationId: communeOffice });
  expect(view.events.at(-1)).toMatchObject({ step: 'hand', actorKind: 'official' });
  await world.rows(endRoads(null));
});

test('an office has ended while its last official finishes a part: the part is done, nobody is asked again', async () => {
  const { id } = await world.handed();
  resultOf(await world.step('commune-officer', id, 'ask-part', { organisationId: roadsOffice, wordsToOfficials: 'Kiểm tra giúp.' }));
  const { context } = world.app;
  const who = { actor: await world.actor('agency-handler'), ticket: null };
  const moved = await meanwhile(
    context.db,
    async (tx) => {
      resultOf(await takeStep(tx, context, who, { reportId: id, step: 'finish-part', revision: null, wordsToOfficials: 'Đã kiểm tra.' }));
      await world.rows(endRoads('2026-12-07'));
    },
    () => context.db.transaction(follow, { state: dutyState('identity') }),
    rowState(who.actor, reportsRights.handle),
  );
  expect(moved).toBe(0);
  const { parts, events } = await world.view(id);
  expect(parts.map((part) => [part.organisationId, part.state])).toEqual([
    [communeOffice, 'handed'],
    [roadsOffice, 'done'],
  ]);
  expect(events.at(-1)?.step).toBe('finish-part');
  await world.rows(endRoads(null));
});
