/** A sender who was asked and says nothing: reminded twice, and after a time an official may close it, with a reason and words. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dutyState } from '../../platform/session/index.ts';
import { spokenCode } from '../code.ts';
import { noticesOf } from '../tell/index.ts';
import { remindDue } from './escalation.ts';
import { codeOf, openWorld, personOf, resultOf, type World } from './world.fixture.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const at = (text: string) => Temporal.Instant.from(`${text}+07:00`);
const clock = (text: string) => world.app.database.clock.set(at(text).toString());
const asking = { reason: 't-unclear', wordsToSender: 'Ở đoạn nào?' };
const ending = { reason: 't-unclear', wordsToSender: 'Chưa rõ chỗ nào nên chưa làm được.' };
const next = async (id: string) =>
  (
    await world.rows(
      sql<{ at: Temporal.Instant | null; n: number }>`select remind_at as at, reminded as n from reports.report where id = ${id}::uuid`,
    )
  )[0];
async function notice(reportId: string, step: string) {
  const [event] = await world.rows(
    sql<{ id: string }>`select id from reports.event where report_id = ${reportId}::uuid and step = ${step} order by ordinal desc limit 1`,
  );
  const outbox = {
    id: event?.id ?? '',
    name: 'reports.step-taken',
    version: 1,
    payload: { report: reportId, event: event?.id ?? '', step },
  };
  return (await world.app.context.db.transaction((tx) => noticesOf(tx, world.app.context, outbox), { state: dutyState('identity') }))[0];
}

test('reminded 3 and 10 days after the question, once however many look, and of the question, not of an answer', async () => {
  clock('2026-12-07T15:30');
  const citizen = { actor: await world.actor('citizen'), ticket: null };
  const { id, code } = resultOf(await world.submit(citizen, world.input()));
  resultOf(await world.step('intake-officer', id, 'ask-more', asking));
  expect(await next(id)).toEqual({ n: 0, at: at('2026-12-10T09:00') });
  clock('2026-12-10T08:59');
  expect(await remindDue(world.app.context)).toBe(0);
  clock('2026-12-10T09:00');
  const both = await Promise.all([remindDue(world.app.context), remindDue(world.app.context)]);
  expect(both[0] + both[1]).toBe(1);
  expect(await next(id)).toEqual({ n: 1, at: at('2026-12-17T09:00') });
  expect(await notice(id, 'remind')).toMatchObject({
    topic: 'reports.mine',
    to: { personId: personOf('citizen') },
    title: `Phản ánh ${spokenCode(code)}: cần bạn nói thêm`,
    href: `/reports/${code}#more`,
  });
  clock('2026-12-30T09:00');
  expect(await remindDue(world.app.context)).toBe(1);
  expect(await next(id)).toEqual({ n: 2, at: null });
  expect(await remindDue(world.app.context)).toBe(0);
});

test('an answer, a withdrawal and a report taken back end the reminders; one asked before there were any is reminded', async () => {
  clock('2026-12-07T15:30');
  const [told, gone, old] = [await world.sent(), await world.sent(), await world.sent()];
  const back = await world.handed();
  resultOf(await world.step('commune-officer', back.id, 'take'));
  for (const { id } of [told, gone, old]) resultOf(await world.step('intake-officer', id, 'ask-more', asking));
  resultOf(await world.step('commune-officer', back.id, 'ask-more', asking));
  resultOf(await world.step(told.who, told.id, 'give-more', { words: 'Trước cổng.', revision: null }));
  resultOf(await world.step(gone.who, gone.id, 'withdraw', { revision: null }));
  resultOf(await world.step('intake-officer', back.id, 'take-back', { wordsToOfficials: 'Nhầm cơ quan.' }));
  for (const { id } of [told, gone, back]) expect(await next(id)).toEqual({ n: 0, at: null });
  await world.rows(sql`update reports.report set remind_at = null where id = ${old.id}::uuid`);
  clock('2026-12-08T09:00');
  expect(await remindDue(world.app.context)).toBe(0);
  expect((await next(old.id))?.at).toEqual(at('2026-12-10T09:00'));
  clock('2026-12-10T10:00');
  expect(await remindDue(world.app.context)).toBe(1);
});

test('closed by the office or the centre after thirty days, never by itself and not by others; the sender is told why', async () => {
  clock('2026-12-07T15:30');
  const citizen = { actor: await world.actor('citizen'), ticket: null };
  const { id, code } = resultOf(await world.submit(citizen, world.input()));
  resultOf(await world.step('intake-officer', id, 'receive'));
  resultOf(await world.step('intake-officer', id, 'classify', { category: 't-pothole' }));
  resultOf(await world.step('intake-officer', id, 'hand', { organisationId: '0190a000-0000-7000-8001-000000004606' }));
  resultOf(await world.step('commune-officer', id, 'take'));
  expect(codeOf(await world.step('commune-officer', id, 'stop-waiting', ending))).toBe('reports.step-not-now');
  resultOf(await world.step('commune-officer', id, 'ask-more', asking));
  clock('2027-01-06T15:29');
  expect(codeOf(await world.step('commune-officer', id, 'stop-waiting', ending))).toBe('reports.still-asked');
  clock('2027-01-06T15:30');
  for (const [over, code] of [
    [{ wordsToSender: ending.wordsToSender }, 'reports.reason-missing'],
    [{ reason: ending.reason }, 'reports.words-to-sender-missing'],
    [{ ...ending, reason: 't-rain' }, 'reports.reason-unknown'],
  ] as const)
    expect(codeOf(await world.step('commune-officer', id, 'stop-waiting', over))).toBe(code);
  expect(codeOf(await world.step('system', id, 'stop-waiting', ending))).toBe('reports.step-not-yours');
  expect(codeOf(await world.step('publisher', id, 'stop-waiting', ending))).toBe('reports.step-not-yours');
  // Whoever answers at the same moment is not closed over.
  const [report] = await world.rows(sql<{ revision: number }>`select revision from reports.report where id = ${id}::uuid`);
  const other = await world.sent();
  resultOf(await world.step('commune-officer', id, 'stop-waiting', { ...ending, revision: report?.revision ?? 0 }));
  expect(await world.view(id)).toMatchObject({ state: 'closed', pausedSince: null, dueAt: null, rounds: 0 });
  expect(await next(id)).toEqual({ n: 0, at: null });
  expect(await notice(id, 'stop-waiting')).toMatchObject({
    title: `Phản ánh ${spokenCode(code)}: kết thúc vì chưa có phần bổ sung`,
    href: `/reports/${code}`,
  });
  expect((await notice(id, 'stop-waiting'))?.words).toContain('Chưa rõ');
  expect(codeOf(await world.step(citizen, id, 'give-more', { words: 'Trước cổng.', revision: null }))).toBe('reports.step-not-now');

  resultOf(await world.step('intake-officer', other.id, 'ask-more', asking));
  clock('2027-02-10T09:00');
  const seen = (await world.view(other.id)).revision;
  resultOf(await world.step(other.who, other.id, 'give-more', { words: 'Trước cổng.', revision: null }));
  expect(codeOf(await world.step('intake-officer', other.id, 'stop-waiting', { ...ending, revision: seen }))).toBe(
    'reports.changed-meanwhile',
  );
  expect((await world.view(other.id)).state).toBe('sent');
});
