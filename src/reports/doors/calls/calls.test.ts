/** Missed calls: from the gateway to the desk, taken by one, ended, and their numbers gone. */
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../../test/support/app.ts';
import { type Visitor, visit } from '../../../../test/support/visitor.ts';
import { openActors } from '../../../people/index.ts';
import type { Outcome } from '../../../platform/outcome/index.ts';
import { type Actor, dutyState, rowState } from '../../../platform/session/index.ts';
import { reportsRights } from '../../contract.ts';
import { codeOf, personOf } from '../../core/world.fixture.ts';
import { callRetention } from './keeping.ts';
import { endCall, keepCall, openCall, takeCall } from './store.ts';

const token = 'c'.repeat(32);
let app: TestApp;
let desk: Visitor;
let officer: Actor;
/** Somebody else of the receiving centre: the same rights, another person. */
let colleague: Actor;
const state = () => rowState(officer, reportsRights.intake);

async function rows<T>(query: ReturnType<typeof sql<T>>): Promise<readonly T[]> {
  return app.context.db.transaction(async (tx) => (await query.execute(tx.rows<unknown>())).rows, { state: dutyState('identity') });
}
const calls = () =>
  rows(
    sql<{
      id: string;
      calls: number;
      state: string;
      sealed: string | null;
      taken: string | null;
      revision: number;
      tries: number;
      next: Temporal.Instant | null;
    }>`
      select id, calls, state, sealed_number as sealed, taken_by as taken, revision, tries, next_try_at as next from reports.call_back order by called_at, id`,
  );

beforeAll(async () => {
  app = await startApp({ SMS_INBOUND_TOKEN: token });
  app.database.clock.set('2026-12-07T02:00:00Z');
  desk = visit(app, await app.signedIn('intake-officer'));
  const { db, clock } = app.context;
  officer = await db.transaction((tx) => openActors(db, clock).byPerson(tx, personOf('intake-officer')), { state: dutyState('identity') });
  colleague = { ...officer, id: personOf('publisher') };
});
afterAll(() => app.close());
beforeEach(async () => {
  app.database.clock.set('2026-12-07T02:00:00Z');
  await rows(sql`delete from reports.call_back`);
  await rows(sql`delete from platform.rate_counter`);
});

const gateway = (body: unknown, secret = token) =>
  fetch(`${app.address}/api/v1/messages/inbound/calls`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

let rung = 0;
/** A call that waits, of this number. */
async function ring(number: string, id = `r-${++rung}`): Promise<string> {
  await app.context.db.transaction((tx) => keepCall(tx, app.context, { id, number, at: app.context.clock.now() }), {
    state: dutyState('identity'),
  });
  return (await calls()).at(-1)?.id ?? '';
}
const take = (id: string, revision: number, who = officer): Promise<Outcome<null>> =>
  app.context.db.transaction((tx) => takeCall(tx, app.context, who, { id, revision }), { state: state() });
const end = (id: string, revision: number, outcome: 'done' | 'not-reached' | 'wrong-number' | 'release', who = officer) =>
  app.context.db.transaction((tx) => endCall(tx, app.context, who, { id, revision, outcome }), { state: state() });

describe('the gateway', () => {
  test('a call is kept once, a number is one task, and rings are counted', async () => {
    expect((await gateway({ id: 'g1', from: '0900000301', at: '2026-12-07T01:59:00Z' })).status).toBe(202);
    await gateway({ id: 'g1', from: '0900000301', at: '2026-12-07T01:59:00Z' });
    expect(await calls()).toMatchObject([{ calls: 1, state: 'open' }]);
    await gateway({ id: 'g2', from: '+84900000301', at: '2026-12-07T02:00:00Z' });
    expect(await calls()).toMatchObject([{ calls: 2 }]);
    await gateway({ id: 'g3', from: '0900000302' });
    expect(await calls()).toHaveLength(2);
    const [first] = await calls();
    expect(first?.sealed).not.toContain('900000301');
  });

  test('ten calls of one number at once are one task', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, n) => gateway({ id: `t${n}`, from: '0900000303' })));
    expect(await calls()).toMatchObject([{ calls: 10 }]);
  });

  test.each([
    ['a hidden number', { id: 'x1', from: '' }],
    ['the word for it', { id: 'x2', from: 'anonymous' }],
    ['a short number', { id: 'x3', from: '113' }],
    ['a number of another country', { id: 'x4', from: '+33612345678' }],
    ['no id', { from: '0900000304' }],
    ['an id that is none', { id: 'a b', from: '0900000304' }],
    ['nothing', null],
    ['a list', [1]],
  ])('%s is left alone, politely', async (_what, body) => {
    expect((await gateway(body)).status).toBe(202);
    expect(await calls()).toEqual([]);
  });

  test('a time to come or none is now; without the secret nothing is taken', async () => {
    await gateway({ id: 'n1', from: '0900000305', at: '2030-01-01T00:00:00Z' });
    const [row] = await rows(sql<{ at: Temporal.Instant }>`select called_at as at from reports.call_back`);
    expect(row?.at.toString()).toBe('2026-12-07T02:00:00Z');
    expect((await gateway({ id: 'n2', from: '0900000306' }, 'wrong')).status).toBe(401);
    expect(await calls()).toHaveLength(1);
  });

  test('who rings without end is not counted for ever', async () => {
    for (let n = 0; n < 15; n += 1) await gateway({ id: `e${n}`, from: '0900000307' });
    expect((await calls())[0]?.calls).toBe(10);
  });
});

describe('the desk', () => {
  test('hides the number until somebody takes the call; the sight is in the trail', async () => {
    const id = await ring('+84900000310');
    expect((await desk.get('/console/reports/calls')).text).not.toContain('900000310');
    expect((await desk.get(`/console/reports/calls/${id}`)).status).toBe(404);
    const [open] = await calls();
    expect((await desk.post(`/console/reports/calls/${id}/take`, { revision: String(open?.revision) })).location).toBe(
      `/console/reports/calls/${id}`,
    );
    expect((await desk.get(`/console/reports/calls/${id}`)).text).toContain('0900 000 310');
    expect((await desk.get('/console/reports/calls')).text).not.toContain('900000310');
    const seen = await rows(
      sql`select from audit.entry where action = 'reports.see-caller' and subject_id = ${id} and actor_id = ${officer.id}::uuid`,
    );
    expect(seen).toHaveLength(1);
    const commune = visit(app, await app.signedIn('commune-officer'));
    expect((await commune.get('/console/reports/calls')).status).toBe(403);
  });

  test('of two who take one call the second is told who has it, and sees no number', async () => {
    const id = await ring('+84900000311');
    const revision = (await calls())[0]?.revision ?? 0;
    const both = await Promise.all([take(id, revision), take(id, revision, colleague)]);
    expect(both.map(codeOf).sort()).toEqual(['ok', 'reports.call-changed']);
    const holder = (await calls())[0]?.taken;
    const [other, mine] = holder === officer.id ? [colleague, officer] : [officer, colleague];
    expect(await app.context.db.transaction((tx) => openCall(tx, app.context, other, id), { state: state() })).toBeNull();
    expect(await app.context.db.transaction((tx) => openCall(tx, app.context, mine, id), { state: state() })).toMatchObject({
      number: '+84900000311',
    });
    expect(codeOf(await end(id, revision + 1, 'done', other))).toBe('reports.call-changed');
    // A colleague who went home leaves nothing lying: with what is known now it can be taken over.
    expect(codeOf(await take(id, revision + 1, other))).toBe('ok');
    expect(codeOf(await end(id, revision + 1, 'done', mine))).toBe('reports.call-changed');
    const page = await desk.post(`/console/reports/calls/${id}/take`, { revision: '1' });
    expect([200, 303, 409]).toContain(page.status);
  });

  test('not reached: after an hour, after four, the next morning, then no more, and the number is gone', async () => {
    const id = await ring('+84900000312');
    const tries: (string | undefined)[] = [];
    for (let n = 0; n < 4; n += 1) {
      const [call] = await calls();
      expect(codeOf(await take(id, call?.revision ?? 0))).toBe('ok');
      await end(id, (call?.revision ?? 0) + 1, 'not-reached');
      tries.push((await calls())[0]?.next?.toString());
    }
    expect(tries).toEqual(['2026-12-07T03:00:00Z', '2026-12-07T06:00:00Z', '2026-12-08T01:00:00Z', undefined]);
    expect(await calls()).toMatchObject([{ state: 'not-reached', tries: 4, sealed: null, next: null }]);
    await ring('+84900000312');
    expect(await calls()).toHaveLength(2);
  });

  test('who rings again while a later try is planned can be called now', async () => {
    const id = await ring('+84900000313');
    await take(id, 1);
    await end(id, 2, 'not-reached');
    await ring('+84900000313');
    expect(await calls()).toMatchObject([{ calls: 2, next: null, tries: 1, taken: null }]);
  });

  test.each(['done', 'wrong-number'] as const)('%s removes the number, and can’t be ended twice', async (outcome) => {
    const id = await ring('+84900000314');
    await take(id, 1);
    expect(codeOf(await end(id, 2, outcome))).toBe('ok');
    expect(await calls()).toMatchObject([{ state: outcome, sealed: null }]);
    expect(codeOf(await end(id, 3, outcome))).toBe('reports.call-gone');
    expect(codeOf(await take(id, 3))).toBe('reports.call-gone');
  });

  test('no outcome, and writing down without consent: the page again with what is missing', async () => {
    const id = await ring('+84900000315');
    await take(id, 1);
    await desk.get(`/console/reports/calls/${id}`);
    const none = await desk.post(`/console/reports/calls/${id}/end`, { revision: '2' });
    expect([none.status, none.text.includes('Hãy chọn một kết quả')]).toEqual([422, true]);
    const unasked = await desk.post(`/console/reports/calls/${id}/write`, { name: 'Bà Mỷ' });
    expect(unasked.status).toBe(422);
    expect(unasked.text).toContain('value="Bà Mỷ"');
    expect((await desk.post(`/console/reports/calls/${id}/write`, { agreed: 'yes' })).status).toBe(307);
  });

  test('a search by a number that is none says so; by a number it shows codes, and is in the trail', async () => {
    await desk.get('/console/reports/calls');
    expect((await desk.post('/console/reports/calls', { phone: 'abc' })).status).toBe(422);
    expect((await desk.post('/console/reports/calls', { phone: '0900000399' })).text).toContain('Chưa có phản ánh nào từ số này');
    expect(await rows(sql`select from audit.entry where action = 'reports.find-by-number'`)).toHaveLength(1);
  });
});

test('after its time the row goes, with what is left of the number', async () => {
  const id = await ring('+84900000320');
  await take(id, 1);
  await end(id, 2, 'done');
  await ring('+84900000321');
  const { db } = app.context;
  const later = Temporal.Instant.from('2026-12-07T03:00:00Z');
  expect(await db.transaction((tx) => callRetention.count(tx, later), { state: dutyState('privacy') })).toBe(2);
  expect(await db.transaction((tx) => callRetention.apply(tx, later, 1), { state: dutyState('privacy') })).toBe(1);
  expect(await db.transaction((tx) => callRetention.apply(tx, later, 10), { state: dutyState('privacy') })).toBe(1);
  expect(await calls()).toEqual([]);
});

test('in a demonstration a page stands for the telephone', async () => {
  const anybody = visit(app);
  await anybody.get('/demo/calls');
  expect((await anybody.post('/demo/calls', { from: '0900000330' })).location).toContain('rang=yes');
  expect((await anybody.post('/demo/calls', { from: 'riêng tư' })).location).toContain('rang=no');
  expect(await calls()).toHaveLength(1);
});
