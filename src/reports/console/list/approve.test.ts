/** For whom an answer waits after one that did not satisfy: not for whoever approved that one, and where nobody is left at the office, for the centre. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openActors } from '../../../people/index.ts';
import { dutyState } from '../../../platform/session/index.ts';
import { approvalOf } from '../../core/approvers.ts';
import { officialsFor } from '../../core/escalation.ts';
import { centre, inWork, openTestDesk, peoplesCommitteeOf, type Sent, type TestDesk } from '../desk.fixture.ts';
import { reportsWaiting } from '../waiting.ts';

const own = peoplesCommitteeOf('04606');
const leader = 'commune-leader';
const officer = 'commune-officer';
/** Who is made a second leader: of the commune, or of the province above it. */
const second = 'operator';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(async () => {
  vi.restoreAllMocks();
  await desk?.close();
});

const substance = 'Ngày 08/12 tổ quản lý đường đã san gạt, dọn sạch đất đá trên mặt đường.';
const cannot = { 'cannot.reason': 'no-money', 'cannot.whoDecides': 'UBND tỉnh', 'cannot.byDay': '31/12/2026' };
const step = async (key: string, sent: Sent, name: string, fields: Readonly<Record<string, string>> = {}) =>
  expect([name, (await desk.step(key, sent, name, fields)).status]).toEqual([name, 303]);

/** Written by the officer, waiting for approval; `again` after an answer of the leader's that did not satisfy. */
async function waiting({ again }: { readonly again: boolean }): Promise<Sent> {
  const sent = await inWork(desk, officer, own);
  await step(officer, sent, 'answer', { words: substance, ...cannot });
  if (!again) return sent;
  await step(leader, sent, 'approve');
  const citizen = await desk.as('citizen');
  await citizen.get(`/reports/${sent.code}`);
  expect((await citizen.post(`/reports/${sent.code}/rate`, { satisfied: 'no', reopen: 'yes', reason: 'not-done' })).status).toBe(303);
  await step(officer, sent, 'take');
  await step(officer, sent, 'answer', { words: `${substance} Đã làm lại rãnh nước.`, ...cannot });
  return sent;
}

/** On a heap: whether it is there, and the number on the chip; null for no such heap. */
async function heap(key: string, view: string, sent: Sent) {
  const { text } = await (await desk.as(key)).get(`/console/reports?view=${view}`);
  const label = [...text.matchAll(/<a class="chip" href="([^"]+)"[^>]*>(.*?)<\/a>/gs)].find(
    ([, href]) => href === `/console/reports?view=${view}`,
  )?.[2];
  if (label === undefined) return null;
  return { there: text.includes(`desk-main" href="/console/reports/${sent.code}"`), count: Number(/\((\d+)\)$/.exec(label)?.[1]) };
}
const there = async (key: string, view: string, sent: Sent) => (await heap(key, view, sent))?.there ?? null;
const page = async (key: string, sent: Sent) => (await (await desk.as(key)).get(`/console/reports/${sent.code}`)).text;
/** Whether it is among the waiting work of this kind on somebody's front page. */
async function front(key: string, kind: string, sent: Sent): Promise<boolean> {
  const { context } = desk.app;
  const actor = await context.db.transaction((tx) => openActors(context.db, context.clock).byPerson(tx, desk.person(key)), {
    state: dutyState('identity'),
  });
  const source = reportsWaiting(context).find((one) => one.kind === kind);
  const found = await source?.load(actor, { lang: 'vi', limit: 50, scope: 'mine' });
  return found?.items.some((item) => item.id === sent.id) ?? false;
}
const approves = (text: string) => text.includes('/steps/approve"');
const day = () => desk.app.context.clock.today().toString();
const waitsFor = (sent: Sent) => approvalOf(desk.app.context.db, sent.id, day());
const levelTold = (sent: Sent) => desk.app.context.db.transaction((tx) => officialsFor(tx, { reportId: sent.id, tell: 'approver' }));

const real = performance.now.bind(performance);
let passed = 0;
/** What was read some seconds ago is read anew from now on. */
function later(): void {
  passed += 60_000;
  vi.spyOn(performance, 'now').mockImplementation(() => real() + passed);
}
const grant = (role: string, at: { readonly unit?: string; readonly organisation?: string }) =>
  desk.rows(sql<{ id: string }>`insert into people.role_grant (id, person_id, role, unit_id, organisation_id, valid, granted_at, basis)
    values (${desk.app.context.ids.next()}::uuid, ${desk.person(second)}::uuid, ${role}, ${at.unit ?? null}::uuid, ${at.organisation ?? null}::uuid,
      daterange('2025-07-01', null), now(), 'Quyết định thử') returning id`);
const endGrant = (id: string | undefined) =>
  desk.rows(
    sql`update people.role_grant set ended_at = now(), ended_by = person_id, ended_why = 'revoked', valid = daterange(lower(valid), current_date) where id = ${id ?? ''}::uuid`,
  );

describe('an answer that waits for approval', () => {
  test('the first time: for the one leader, and nobody else is asked', async () => {
    const sent = await waiting({ again: false });
    expect(await waitsFor(sent)).toEqual({ writer: desk.person(officer), before: null, persons: [desk.person(leader)] });
    expect([await there(leader, 'approve', sent), await there(centre, 'instead', sent), await there(centre, 'approve', sent)]).toEqual([
      true,
      false,
      null,
    ]);
    expect(await front(leader, 'reports.approve', sent)).toBe(true);
    expect(await front(centre, 'reports.instead', sent)).toBe(false);
    const text = await page(leader, sent);
    expect(approves(text)).toBe(true);
    expect(text).not.toContain('Lần này cần người khác duyệt');
    expect(approves(await page(centre, sent))).toBe(false);
    expect(await levelTold(sent)).toEqual([desk.person(leader)]);
  });

  test('opened again where the office has one leader: not the leader’s any more, but the centre’s, with the reason', async () => {
    const before = await waiting({ again: false });
    const [mine, theirs] = [await heap(leader, 'approve', before), await heap(centre, 'instead', before)];
    const sent = await waiting({ again: true });
    expect(await waitsFor(sent)).toEqual({ writer: desk.person(officer), before: desk.person(leader), persons: [] });
    expect(await heap(leader, 'approve', sent)).toEqual({ there: false, count: mine?.count });
    expect(await heap(centre, 'instead', sent)).toEqual({ there: true, count: (theirs?.count ?? 0) + 1 });
    expect(await front(leader, 'reports.approve', sent)).toBe(false);
    expect(await front(centre, 'reports.instead', sent)).toBe(true);
    const [told, asked] = [await page(leader, sent), await page(centre, sent)];
    expect(approves(told)).toBe(false);
    expect(told).toContain('Người gửi chưa hài lòng với lần bạn duyệt trước');
    expect(told).toContain('nơi tiếp nhận duyệt thay');
    expect(asked).toContain('Chờ nơi tiếp nhận duyệt thay');
    expect(asked).toContain('Ủy ban nhân dân xã Trạm Tấu không còn ai duyệt được');
    expect(await levelTold(sent)).toEqual([desk.person(centre)]);
    // Somebody of another office and whoever only writes have nothing to do with it.
    expect(await there('agency-leader', 'approve', sent)).toBe(false);
    expect(await heap(officer, 'instead', sent)).toBeNull();
    expect(await page(officer, sent)).not.toContain('Chờ nơi tiếp nhận duyệt thay');
  });

  test('opened again where somebody else approves for the office, there or above it: theirs, and not the centre’s', async () => {
    const sent = await waiting({ again: true });
    const places = [
      ['commune-leader', { unit: await desk.unit('04606') }],
      ['agency-leader', { organisation: '0190a000-0000-7000-8000-000000000005' }],
    ] as const;
    expect(await there(centre, 'instead', sent)).toBe(true);
    for (const [role, place] of places) {
      const [granted] = await grant(role, place);
      later();
      expect((await waitsFor(sent))?.persons, role).toEqual([desk.person(second)]);
      expect([role, await there(second, 'approve', sent), await there(leader, 'approve', sent)]).toEqual([role, true, false]);
      expect([role, await there(centre, 'instead', sent)]).toEqual([role, false]);
      expect(await page(leader, sent)).toContain('Người duyệt được: Mai Văn Hưng.');
      expect(approves(await page(second, sent))).toBe(true);
      expect(await page(centre, sent)).not.toContain('Chờ nơi tiếp nhận duyệt thay');
      await endGrant(granted?.id);
    }
    later();
    expect(await there(centre, 'instead', sent)).toBe(true);
  });

  test('one who writes and approves alone for the office does not approve what they wrote', async () => {
    const [granted] = await desk.rows(sql<{
      id: string;
    }>`insert into people.role_grant (id, person_id, role, unit_id, valid, granted_at, basis)
      values (${desk.app.context.ids.next()}::uuid, ${desk.person(leader)}::uuid, 'commune-officer', ${await desk.unit('04606')}::uuid,
        daterange('2025-07-01', null), now(), 'Quyết định thử') returning id`);
    later();
    const sent = await desk.send();
    await step(centre, sent, 'hand', { organisationId: own, category: 'road-damage' });
    await step(leader, sent, 'take');
    await step(leader, sent, 'ask-extension', { reason: 'weather', amount: '3', wordsToSender: 'Mưa to, xe không vào được.' });
    const waits = async () => [await there(leader, 'approve', sent), await there(centre, 'instead', sent)];
    expect(await waits()).toEqual([false, true]);
    const text = await page(leader, sent);
    expect(text).toContain('Bạn đã soạn phần này nên người khác duyệt');
    expect(text).not.toContain('/steps/grant-extension"');
    await endGrant(granted?.id);
  });
});

describe('what waits for the sender', () => {
  test('has a heap with since when, for those who asked', async () => {
    const sent = await inWork(desk, officer, own);
    const before = await heap(officer, 'waits', sent);
    expect(before?.there).toBe(false);
    await step(officer, sent, 'ask-more', { reason: 'place-unclear', wordsToSender: 'Ở đoạn nào?' });
    expect(await heap(officer, 'waits', sent)).toEqual({ there: true, count: (before?.count ?? 0) + 1 });
    for (const key of [leader, centre]) expect([key, await there(key, 'waits', sent)]).toEqual([key, true]);
    for (const key of ['publisher', 'province-supervisor']) expect([key, await there(key, 'waits', sent)]).toEqual([key, null]);
    expect(await there('agency-handler', 'waits', sent)).toBe(false);
    const since = `Chờ người gửi từ ${day().split('-').reverse().join('/')}`;
    expect((await (await desk.as(officer)).get('/console/reports?view=waits')).text).toContain(since);
    const text = await page(officer, sent);
    expect(text).toContain('Chờ người gửi bổ sung');
    expect(text).not.toContain('/steps/stop-waiting"');
    const citizen = await desk.as('citizen');
    await citizen.get(`/reports/${sent.code}`);
    expect((await citizen.post(`/reports/${sent.code}/more`, { words: 'Ở bản Mù.', go: 'send' })).status).toBe(303);
    expect(await there(officer, 'waits', sent)).toBe(false);
  });
});
