/** An office with one leader: rated bad, opened again, answered again; the receiving centre approves instead, and only then. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dutyState } from '../../platform/session/index.ts';
import { spokenCode } from '../code.ts';
import { noticesOf } from '../tell/index.ts';
import { answerWords, codeOf, openWorld, personOf, resultOf, type World } from './world.fixture.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const officials = { wordsToOfficials: 'Xem giúp.' };
const answer = async (id: string) => {
  resultOf(await world.step('commune-officer', id, 'take'));
  const photo = await world.upload(personOf('commune-officer'));
  resultOf(await world.step('commune-officer', id, 'answer', { words: answerWords, uploads: [{ id: photo, role: 'after' }] }));
};
/** Whom officials’ notices of the last step of this name go to, and their titles. */
async function told(reportId: string, step: string) {
  const [event] = await world.rows(
    sql<{ id: string }>`select id from reports.event where report_id = ${reportId}::uuid and step = ${step} order by ordinal desc limit 1`,
  );
  const outbox = {
    id: event?.id ?? '',
    name: 'reports.step-taken',
    version: 1,
    payload: { report: reportId, event: event?.id ?? '', step },
  };
  const notices = await world.app.context.db.transaction((tx) => noticesOf(tx, world.app.context, outbox), {
    state: dutyState('identity'),
  });
  return notices.filter(({ topic }) => topic === 'reports.work').map(({ to, title }) => ['personId' in to ? to.personId : '', title]);
}

describe('the centre approves instead of an office', () => {
  test('not while somebody there may, then from rated bad to answered again, and the leader again after that', async () => {
    const { id, code, who } = await world.handed();
    await answer(id);
    expect(await told(id, 'answer')).toEqual([]);
    for (const [step, over] of [
      ['approve', {}],
      ['send-back', officials],
    ] as const)
      expect(codeOf(await world.step('intake-officer', id, step, over))).toBe('reports.office-approves');
    resultOf(await world.step('commune-leader', id, 'approve'));

    resultOf(await world.step(who, id, 'rate', { revision: null, satisfied: false, reason: 't-not-done' }));
    resultOf(await world.step(who, id, 'reopen', { revision: null, reason: 't-not-done' }));
    await answer(id);
    expect(await told(id, 'answer')).toEqual([[personOf('intake-officer'), `Phản ánh ${spokenCode(code)}: chờ nơi tiếp nhận duyệt thay`]]);
    expect(codeOf(await world.step('commune-leader', id, 'approve'))).toBe('reports.same-approver');
    expect(codeOf(await world.step('agency-leader', id, 'approve'))).toBe('http.not-found');
    expect(codeOf(await world.step('publisher', id, 'approve'))).toBe('reports.step-not-yours');
    // Sent back once, then approved: by the centre, as the answer of the office.
    expect(codeOf(await world.step('intake-officer', id, 'send-back'))).toBe('reports.words-to-officials-missing');
    resultOf(await world.step('intake-officer', id, 'send-back', officials));
    const photo = await world.upload(personOf('commune-officer'));
    resultOf(await world.step('commune-officer', id, 'answer', { words: answerWords, uploads: [{ id: photo, role: 'after' }] }));
    const both = await Promise.all([world.step('intake-officer', id, 'approve'), world.step('intake-officer', id, 'approve')]);
    // The second one finds it decided: by its number where it was seen before, by its state where it was read after.
    expect(both.map(codeOf).sort()).toEqual(['ok', expect.stringMatching(/^reports\.(changed-meanwhile|step-not-now)$/)]);
    const view = await world.view(id);
    expect(view).toMatchObject({ state: 'answered', rounds: 2 });
    expect(view.events.at(-1)).toMatchObject({
      step: 'approve',
      actorId: personOf('intake-officer'),
      organisationId: view.organisationId,
      facts: { instead: true },
    });
    expect(view.events.at(-1)?.words.everybody).toBe(answerWords);

    // The last answer was the centre’s to approve: the next one is the leader’s.
    resultOf(await world.step(who, id, 'reopen', { revision: null, reason: 't-not-done' }));
    await answer(id);
    expect(codeOf(await world.step('intake-officer', id, 'approve'))).toBe('reports.office-approves');
    expect(await told(id, 'answer')).toEqual([[personOf('commune-leader'), `Phản ánh ${spokenCode(code)}: chờ bạn duyệt`]]);
    resultOf(await world.step('commune-leader', id, 'approve'));
  });

  test('an office without anybody who approves, and more time asked by the one who would grant it', async () => {
    const { id } = await world.handed();
    await answer(id);
    await world.rows(
      sql`update people.role_grant set valid = daterange('2025-07-01', '2026-12-01') where person_id = ${personOf('commune-leader')}::uuid`,
    );
    resultOf(await world.step('intake-officer', id, 'approve'));
    const other = await world.handed();
    resultOf(await world.step('commune-officer', other.id, 'take'));
    resultOf(await world.step('commune-officer', other.id, 'ask-extension', { reason: 't-rain', wordsToSender: 'Mưa to.', amount: 2 }));
    expect(codeOf(await world.step('intake-officer', other.id, 'deny-extension'))).toBe('reports.words-to-officials-missing');
    resultOf(await world.step('intake-officer', other.id, 'grant-extension'));
    expect((await world.view(other.id)).state).toBe('in-work');
  });
});
