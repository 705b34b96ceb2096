/** What lies on the heaps of those who decide what is public, and of those who answer for the work of others. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Visitor, visit } from '../../../../test/support/visitor.ts';
import { dutyState } from '../../../platform/session/index.ts';
import { escalateDue } from '../../core/escalation.ts';
import { centre, inWork, openTestDesk, peoplesCommitteeOf, type Sent, type TestDesk } from '../desk.fixture.ts';

const own = peoplesCommitteeOf('04606');

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk?.close());

/** Signed in now: hours that pass end what was begun before. */
const anew = async (key: string): Promise<Visitor> => visit(desk.app, await desk.app.signedIn(key));

/** The list on a heap as somebody sees it: whether it has the report, and how much its chip counts; null where they have no such heap. */
async function heap(
  key: string,
  view: string,
  sent: Sent,
  as = desk.as,
): Promise<{ readonly there: boolean; readonly count: number } | null> {
  const who = await as(key);
  const { text } = await who.get(`/console/reports?view=${view}`);
  const label = [...text.matchAll(/<a class="chip" href="([^"]+)"[^>]*>(.*?)<\/a>/gs)].find(
    ([, href]) => href === `/console/reports?view=${view}`,
  )?.[2];
  const chip = /\((\d+)\)$/.exec(label ?? '');
  return chip === null ? null : { there: text.includes(`desk-main" href="/console/reports/${sent.code}"`), count: Number(chip[1]) };
}

const why = 'Trong lời có tên ông Sùng.';

describe('to be made public', () => {
  const unshow = async (sent: Sent) =>
    expect((await desk.step('publisher', sent, 'unshow', { reason: 'names-person', wordsToSender: why })).status).toBe(303);
  const object = async (sent: Sent, words: string) => {
    const citizen = await desk.as('citizen');
    await citizen.get(`/reports/${sent.code}`);
    expect((await citizen.post(`/reports/${sent.code}/object`, { objection: words })).status).toBe(303);
  };
  const page = async (key: string, sent: Sent) => (await (await desk.as(key)).get(`/console/reports/${sent.code}`)).text;
  const notice = 'Xem lại và quyết định lần nữa';
  const show = { 'face.words': 'Đường sạt lở ở bản Mù.', 'face.place': 'none' };

  test('an answer of the sender brings it back, each time, until somebody decides again', async () => {
    const sent = await inWork(desk, 'commune-officer', own);
    const before = await heap('publisher', 'publish', sent);
    expect(before?.there).toBe(true);
    const [on, off] = [before, { there: false, count: (before?.count ?? 0) - 1 }];
    for (const words of ['Đó là tên tôi.', 'Tôi cho phép nêu tên tôi.']) {
      await unshow(sent);
      expect(await heap('publisher', 'publish', sent)).toEqual(off);
      expect(await page('publisher', sent)).not.toContain(notice);
      await object(sent, words);
      expect(await heap('publisher', 'publish', sent)).toEqual(on);
      expect(
        (await (await desk.as('publisher')).get('/console/reports?view=publish')).text.match(/Người gửi đề nghị xem lại/g),
      ).toHaveLength(1);
      const text = await page('publisher', sent);
      expect(text).toContain(notice);
      expect(text).toContain('Lý do đã nêu: Nêu tên hoặc lộ thông tin của một người.');
      expect(text).toContain(words);
    }
    expect((await (await desk.as('publisher')).get('/console')).text).toContain(`/console/reports/${sent.code}`);
    // Whoever works on it reads it in the course of things, and is not asked to decide.
    const office = await page('commune-officer', sent);
    expect(office).toContain('Tôi cho phép nêu tên tôi.');
    expect(office).not.toContain(notice);
    expect(await heap('commune-officer', 'publish', sent)).toBeNull();
    expect((await desk.step('publisher', sent, 'show', { ...show })).status).toBe(303);
    expect(await heap('publisher', 'publish', sent)).toEqual(off);
    expect(await page('publisher', sent)).not.toContain(notice);
  });

  test('what is shown comes back with the pictures of its answer, until somebody decided about them', async () => {
    const sent = await inWork(desk, 'commune-officer', own);
    expect((await desk.step('publisher', sent, 'show', { ...show })).status).toBe(303);
    const there = async () => (await heap('publisher', 'publish', sent))?.there;
    expect(await there()).toBe(false);
    // The answer of an approved step brings a picture, as `answer` with `approve` leaves it.
    await desk.app.context.db.transaction(
      async (tx) => {
        const db = tx.rows<unknown>();
        const now = tx.clock.now().toString();
        const event = tx.ids.next();
        await sql`insert into reports.event (id, report_id, ordinal, at, step, from_state, to_state, actor_kind, facts)
          select ${event}::uuid, ${sent.id}::uuid, max(ordinal) + 1, ${now}::timestamptz, 'approve', 'awaiting-approval', 'answered', 'official', '{}'
          from reports.event where report_id = ${sent.id}::uuid`.execute(db);
        await sql`update reports.report set state = 'answered', rounds = 1, answered_at = ${now}::timestamptz where id = ${sent.id}::uuid`.execute(
          db,
        );
        await sql`insert into reports.attachment (id, report_id, event_id, rank, role, kind, file_hash, sent_hash, bytes, media, unit_id, organisations)
          select ${tx.ids.next()}::uuid, id, ${event}::uuid, 1, 'after', 'image', 'x', 'x', 1, '{}', unit_id, '{}' from reports.report where id = ${sent.id}::uuid`.execute(
          db,
        );
      },
      { state: dutyState('identity') },
    );
    expect(await there()).toBe(true);
    expect((await desk.step('publisher', sent, 'show', { ...show })).status).toBe(303);
    expect(await there()).toBe(false);
  });

  test('also before somebody received it, while more is asked for, and after it was closed', async () => {
    const [fresh, asked, closed, silent] = [await desk.send(), await desk.send(), await desk.send(), await desk.send()];
    expect((await heap('publisher', 'publish', fresh))?.there).toBe(false);
    for (const sent of [fresh, asked, closed, silent]) await unshow(sent);
    expect((await desk.step(centre, asked, 'ask-more', { reason: 'place-unclear', wordsToSender: 'Ở đâu?' })).status).toBe(303);
    const citizen = await desk.as('citizen');
    for (const sent of [closed, silent]) {
      await citizen.get(`/reports/${sent.code}`);
      expect((await citizen.post(`/reports/${sent.code}/withdraw`)).status).toBe(303);
    }
    const before = (await heap('publisher', 'publish', fresh))?.count ?? Number.NaN;
    for (const [index, sent] of [fresh, asked, closed].entries()) {
      expect((await heap('publisher', 'publish', sent))?.there).toBe(false);
      await object(sent, 'Vì sao?');
      expect(await heap('publisher', 'publish', sent)).toEqual({ there: true, count: before + index + 1 });
    }
    expect((await heap('publisher', 'publish', silent))?.there).toBe(false);
    await unshow(closed);
    expect(await heap('publisher', 'publish', closed)).toEqual({ there: false, count: before + 2 });
  });
});

describe('told by level, not late yet', () => {
  const clock = () => desk.app.database.clock;
  const escalated = (key: string, sent: Sent, view = 'escalated') => heap(key, view, sent, anew);
  const due = async (sent: Sent): Promise<Temporal.Instant> => {
    const [row] = await desk.rows(sql<{ due: Temporal.Instant }>`select due_at as due from reports.report where id = ${sent.id}::uuid`);
    if (!row) throw new Error('there is no such report');
    return row.due;
  };

  test('for those who answer for the work of others: from the first level until it is late, not while it waits', async () => {
    const now = clock().now();
    const sent = await inWork(desk, 'commune-officer', own);
    const supervising = [centre, 'commune-leader', 'province-supervisor'];
    for (const key of supervising) expect([key, (await escalated(key, sent))?.there]).toEqual([key, false]);
    const end = await due(sent);
    clock().set(end.subtract({ minutes: 10 }).toString());
    expect((await escalated(centre, sent))?.there).toBe(false);
    expect(await escalateDue(desk.app.context)).toBeGreaterThan(0);
    for (const key of supervising) expect([key, (await escalated(key, sent))?.there]).toEqual([key, true]);
    for (const key of ['commune-officer', 'publisher']) expect([key, await escalated(key, sent)]).toEqual([key, null]);
    expect((await escalated(centre, sent, 'overdue'))?.there).toBe(false);
    const count = (await escalated(centre, sent))?.count ?? Number.NaN;

    const officer = await anew('commune-officer');
    const revision = /name="revision" value="(\d+)"/.exec((await officer.get(`/console/reports/${sent.code}`)).text)?.[1] ?? '';
    const asked = { revision, 'ask-more.reason': 'place-unclear', 'ask-more.wordsToSender': 'Ở đâu?' };
    expect((await officer.post(`/console/reports/${sent.code}/steps/ask-more`, asked)).status).toBe(303);
    expect(await escalated(centre, sent)).toEqual({ there: false, count: count - 1 });
    const citizen = await anew('citizen');
    await citizen.get(`/reports/${sent.code}`);
    expect((await citizen.post(`/reports/${sent.code}/more`, { words: 'Ở bản Mù.', go: 'send' })).status).toBe(303);
    expect((await escalated(centre, sent))?.there).toBe(true);
    clock().set((await due(sent)).add({ minutes: 1 }).toString());
    expect((await escalated(centre, sent))?.there).toBe(false);
    expect((await escalated(centre, sent, 'overdue'))?.there).toBe(true);
    clock().set(now.toString());
  });
});
