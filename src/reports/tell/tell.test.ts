import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dutyState } from '../../platform/session/index.ts';
import { spokenCode } from '../code.ts';
import type { ReportInput } from '../contract.ts';
import { answerWords, communeOffice, openWorld, personOf, resultOf, type World } from '../core/world.fixture.ts';
import { stepNames, transition } from '../model.ts';
import { noticesOf, type ReportNotice, reportTopics } from './index.ts';
import { type Hearer, saidOf } from './words.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const number = '+84912345678';
const secret = 'Nhà ông Sùng đổ rác ra suối';
const person = async (key: string) => ({ actor: await world.actor(key), ticket: null });

/** What was told of the last step of this name. */
async function told(reportId: string, step: string): Promise<readonly ReportNotice[]> {
  const [event] = await world.rows(
    sql<{ id: string; from: string | null; to: string }>`select id, from_state as "from", to_state as "to" from reports.event
      where report_id = ${reportId}::uuid and step = ${step} order by ordinal desc limit 1`,
  );
  if (!event) throw new Error(`${step} was not taken`);
  const payload = { report: reportId, event: event.id, step, from: event.from, to: event.to };
  const outbox = { id: event.id, name: 'reports.step-taken', version: 1, payload };
  return world.app.context.db.transaction((tx) => noticesOf(tx, world.app.context, outbox), { state: dutyState('identity') });
}
const names = (notices: readonly ReportNotice[]) =>
  notices.map(({ to, topic }) => `${topic} ${'personId' in to ? (nameOf.get(to.personId) ?? to.personId) : to.phone}`);
const nameOf = new Map(
  ['citizen', 'team-member', 'commune-officer', 'commune-leader', 'intake-officer'].map((key) => [personOf(key), key]),
);

async function sentBy(key: string, over: Partial<ReportInput> = {}) {
  const who = await person(key);
  return { ...resultOf(await world.submit(who, world.input(over))), who };
}
async function byPhone(over: Partial<ReportInput> = {}) {
  return world.sent({ answerBy: 'sms', contact: { name: 'Bà Sùng', phone: number }, ...over });
}
/** Followed by a person with an account. */
const follow = (reportId: string, key: string) =>
  world.app.context.db.transaction(
    (tx) =>
      sql`insert into reports.follower (report_id, person_id, followed_at) values (${reportId}::uuid, ${personOf(key)}::uuid, now())`.execute(
        tx.rows<unknown>(),
      ),
    { state: dutyState('identity') },
  );
async function bringTo(id: string): Promise<void> {
  resultOf(await world.step('intake-officer', id, 'receive'));
  resultOf(await world.step('intake-officer', id, 'classify', { category: 't-pothole' }));
  resultOf(await world.step('intake-officer', id, 'hand', { organisationId: communeOffice }));
}

describe('the table', () => {
  const telling = stepNames.filter((step) => {
    const effects: readonly string[] = transition(step).effects;
    return effects.includes('tell-sender') || effects.includes('tell-followers');
  });

  test.each(telling)('%s has words in both languages, for everybody, short enough for a text message', (step) => {
    const hearers: readonly Hearer[] = ['sender', 'helper', 'follower', 'merged'];
    for (const who of hearers)
      for (const lang of ['vi', 'en'] as const) {
        const said = saidOf(step, {
          lang,
          who,
          code: '4829 1356 0027',
          master: '1111 2222 3333',
          office: 'O',
          reason: 'R',
          asked: false,
          due: null,
        });
        expect(said.title).toContain('4829 1356 0027');
        expect(said.title.length).toBeLessThanOrEqual(70);
        expect(said.words).not.toMatch(/undefined|null|\{/);
        expect(said.words.length).toBeGreaterThan(0);
      }
  });

  test('steps that tell nobody have no words', () => {
    expect(() =>
      saidOf('note', { lang: 'vi', who: 'sender', code: '', master: '', office: '', reason: '', asked: false, due: null }),
    ).toThrow('note');
  });

  test('every topic has words and ways', () => {
    for (const topic of reportTopics) expect([topic.label('vi'), topic.hint('en'), topic.ways[0]].every(Boolean)).toBe(true);
  });
});

describe('who is told', () => {
  test('the sender with an account, of each step but their own, once for an event', async () => {
    const { id, code } = await sentBy('citizen');
    expect(await told(id, 'send')).toEqual([]);
    await bringTo(id);
    const [notice, ...others] = await told(id, 'receive');
    expect(others).toEqual([]);
    expect(notice).toMatchObject({
      topic: 'reports.mine',
      to: { personId: personOf('citizen') },
      title: `Phản ánh ${spokenCode(code)}: đã tiếp nhận`,
      href: `/reports/${code}`,
      urgent: false,
    });
    expect(notice?.words).toMatch(/Hạn trả lời: \d\d\/12\/2026/);
    expect((await told(id, 'receive'))[0]?.key).toBe(notice?.key);
    expect(names(await told(id, 'hand'))).toEqual(['reports.mine citizen']);
    expect(await told(id, 'classify')).toEqual([]);
    await world.answered(id);
    expect((await told(id, 'approve'))[0]?.href).toBe(`/reports/${code}#rate`);
    const sender = await person('citizen');
    resultOf(await world.step(sender, id, 'rate', { revision: null, satisfied: false, reason: 't-not-done' }));
    resultOf(await world.step(sender, id, 'reopen', { revision: null, reason: 't-not-done' }));
    expect([await told(id, 'rate'), await told(id, 'reopen')]).toEqual([[], []]);
  });

  test('the number of somebody who wants the answer by SMS, and no number of anybody else', async () => {
    const { id, code } = await byPhone();
    const [sent] = await told(id, 'send');
    expect(sent).toMatchObject({ to: { phone: number }, title: `Phản ánh ${spokenCode(code)}: đã gửi`, urgent: true });
    expect(sent?.key).not.toContain('912345678');
    for (const answerBy of ['call', 'visit', 'page'] as const) {
      const other = await byPhone({ answerBy });
      resultOf(await world.step('intake-officer', other.id, 'receive'));
      expect([await told(other.id, 'send'), await told(other.id, 'receive')]).toEqual([[], []]);
    }
  });

  test('the sending itself, where the code was not seen: written down by somebody else, but not what an SMS was answered with', async () => {
    const [mine, theirs] = [await sentBy('citizen'), await byPhone()];
    const through = (door: string, id: string) => world.rows(sql`update reports.report set door = ${door} where id = ${id}::uuid`);
    await through('helper', mine.id);
    await through('sms', theirs.id);
    expect(names(await told(mine.id, 'send'))).toEqual(['reports.mine citizen']);
    expect(await told(theirs.id, 'send')).toEqual([]);
  });

  test('the reminder leads to the form of the judgement, and can be chosen by itself', async () => {
    const { id, code } = await sentBy('citizen');
    await bringTo(id);
    await world.answered(id);
    await world.rows(sql`insert into reports.event (id, report_id, ordinal, at, step, from_state, to_state, actor_kind, facts)
      values (${world.app.context.ids.next()}::uuid, ${id}::uuid, 99, now(), 'remind', 'answered', 'answered', 'system', '{"reminded":1}')`);
    const [notice] = await told(id, 'remind');
    expect(notice).toMatchObject({ topic: 'reports.judge', href: `/reports/${code}#rate`, urgent: false });
    expect(notice?.title).toContain('việc đã xong chưa?');
  });

  test('an answer that is spoken before it was approved is nobody’s news; one that is spoken after is the sender’s', async () => {
    const { id, code } = await sentBy('citizen');
    await follow(id, 'team-member');
    await bringTo(id);
    resultOf(await world.step('commune-officer', id, 'take'));
    const photo = await world.upload(personOf('commune-officer'));
    resultOf(await world.step('commune-officer', id, 'answer', { words: answerWords, uploads: [{ id: photo, role: 'after' }] }));
    const speak = async () => {
      const voice = await world.upload(personOf('commune-officer'), 'audio');
      resultOf(await world.step('commune-officer', id, 'speak', { uploads: [{ id: voice, role: 'spoken-answer' }] }));
      return told(id, 'speak');
    };
    expect(await speak()).toEqual([]);
    resultOf(await world.step('commune-leader', id, 'approve'));
    expect(names(await told(id, 'approve')).toSorted()).toEqual(['reports.followed team-member', 'reports.mine citizen']);
    const notices = await speak();
    expect(names(notices)).toEqual(['reports.mine citizen']);
    expect(notices[0]).toMatchObject({ title: `Phản ánh ${spokenCode(code)}: có trả lời bằng tiếng nói`, href: `/reports/${code}` });
  });

  test('that it is not shown, with the way to answer; what is answered tells nobody', async () => {
    const { id, who } = await sentBy('citizen');
    resultOf(await world.step('publisher', id, 'unshow', { reason: 't-name', wordsToSender: 'Bà Lan nói riêng.' }));
    const [notice, ...others] = await told(id, 'unshow');
    expect(others).toEqual([]);
    expect(notice?.words).toContain('Lý do: Có tên người.');
    expect(notice?.words).toContain('Người gửi trả lời lý do này được');
    resultOf(await world.step(who, id, 'object', { revision: null, words: 'Tên của tôi.' }));
    expect(await told(id, 'object')).toEqual([]);
  });

  test('whoever wrote it down for a neighbour, so that they can bring the answer', async () => {
    const { id } = await byPhone();
    await world.app.context.db.transaction(
      (tx) =>
        sql`update reports.reporter set helper_id = ${personOf('team-member')}::uuid where report_id = ${id}::uuid`.execute(
          tx.rows<unknown>(),
        ),
      { state: dutyState('identity') },
    );
    expect(names(await told(id, 'send'))).toEqual([`reports.mine ${number}`]);
    await bringTo(id);
    await world.answered(id);
    const notices = await told(id, 'approve');
    expect(names(notices)).toEqual([`reports.mine ${number}`, 'reports.mine team-member']);
    expect(notices[1]?.words).toContain('báo lại cho người gửi');
  });

  test('followers and senders of merged reports get the one answer, each once', async () => {
    const master = await sentBy('citizen');
    const merged = await sentBy('team-member');
    const other = await byPhone();
    await bringTo(master.id);
    await follow(merged.id, 'commune-leader');
    for (const { id } of [merged, other]) resultOf(await world.step('intake-officer', id, 'merge', { masterId: master.id }));
    const follows = await told(merged.id, 'merge');
    expect(names(follows)).toEqual(['reports.mine team-member']);
    expect(follows[0]?.title).toContain(spokenCode(master.code));
    // One who is asked about by two ways.
    await follow(master.id, 'intake-officer');
    await world.answered(master.id);
    const notices = await told(master.id, 'approve');
    expect(names(notices).toSorted()).toEqual(
      ['reports.mine citizen', 'reports.mine team-member', `reports.mine ${number}`, 'reports.followed intake-officer'].toSorted(),
    );
    expect(new Set(notices.map(({ key }) => key)).size).toBe(notices.length);
    const joined = notices.find(({ to }) => 'personId' in to && to.personId === personOf('team-member'));
    expect(joined).toMatchObject({ subject: { id: merged.id }, href: `/reports/${merged.code}` });
    expect(joined?.words).toContain(spokenCode(master.code));
  });

  test('the official to whom it is given, and nobody who gives it to themselves', async () => {
    const { id, code } = await world.handed();
    resultOf(await world.step('commune-leader', id, 'assign', { assigneeId: personOf('commune-officer') }));
    const notices = await told(id, 'assign');
    expect(names(notices)).toEqual(['reports.work commune-officer']);
    expect(notices[0]?.href).toBe(`/console/reports/${code}`);
    resultOf(await world.step('commune-officer', id, 'assign', { assigneeId: personOf('commune-officer') }));
    expect(await told(id, 'assign')).toEqual([]);
  });

  test('those whom the level names when time runs out', async () => {
    const { id } = await world.handed();
    const [report] = await world.rows(sql<{ state: string }>`select state from reports.report where id = ${id}::uuid`);
    const escalated = async (facts: object) => {
      await world.rows(sql`delete from reports.event where report_id = ${id}::uuid and step = 'escalate'`);
      await world.rows(sql`insert into reports.event (id, report_id, ordinal, at, step, from_state, to_state, actor_kind, facts)
        values (${world.app.context.ids.next()}::uuid, ${id}::uuid, 99, now(), 'escalate', ${report?.state}, ${report?.state}, 'system', ${JSON.stringify(facts)}::jsonb)`);
      return told(id, 'escalate');
    };
    const before = await escalated({ step: 'answer', level: 1, tell: 'office', percent: 75 });
    expect(names(before)).toContain('reports.work commune-officer');
    expect(before[0]?.title).toContain('sắp đến hạn');
    const after = await escalated({ step: 'answer', level: 3, tell: 'approver', percent: 100 });
    expect(names(after)).toContain('reports.work commune-leader');
    expect(after[0]?.title).toContain('quá hạn');
    expect(await escalated({ tell: 'somebody' })).toEqual([]);
  });
});

describe('what is told', () => {
  test('the reason of the list, and never words of others nor what a private report is about', async () => {
    const { id } = await sentBy('citizen', {
      categoryCode: 't-secret',
      words: secret,
      place: { ...world.input().place, how: 'none', words: '' },
    });
    resultOf(await world.step('intake-officer', id, 'ask-more', { reason: 't-unclear', wordsToSender: 'Bà Lan hỏi riêng.' }));
    resultOf(await world.step('intake-officer', id, 'not-accept', { reason: 't-not-here', wordsToSender: 'Bà Lan nói riêng.' }));
    const notices = [...(await told(id, 'ask-more')), ...(await told(id, 'not-accept'))];
    expect(notices.map(({ words }) => words)).toEqual([
      expect.stringContaining('Lý do: Chưa rõ.'),
      expect.stringContaining('Lý do: Không ở đây.'),
    ]);
    expect(JSON.stringify(notices)).not.toMatch(/Bà Lan|Sùng|Kín/);
  });

  test('more time, with its reason and the new day', async () => {
    const { id } = await sentBy('citizen');
    await bringTo(id);
    resultOf(await world.step('commune-officer', id, 'take'));
    const before = (await told(id, 'take'))[0]?.words ?? '';
    resultOf(await world.step('commune-officer', id, 'ask-extension', { reason: 't-rain', wordsToSender: 'Nước còn lớn.', amount: 2 }));
    expect(await told(id, 'ask-extension')).toEqual([]);
    resultOf(await world.step('commune-leader', id, 'grant-extension'));
    const after = (await told(id, 'grant-extension'))[0]?.words ?? '';
    expect(after).toContain('Lý do: Mưa lũ.');
    const day = (words: string) => /Hạn trả lời: (\S+)\./.exec(words)?.[1];
    expect(day(after)).toBeDefined();
    expect(day(after)).not.toBe(day(before));
  });

  test('nothing for an event that is not of a report', async () => {
    const none = (payload: object) =>
      world.app.context.db.transaction((tx) =>
        noticesOf(tx, world.app.context, { id: 'x', name: 'reports.step-taken', version: 1, payload: { ...payload } }),
      );
    expect(await none({})).toEqual([]);
    expect(await none({ report: personOf('citizen'), event: personOf('citizen'), step: 'dance' })).toEqual([]);
    expect(await none({ report: personOf('citizen'), event: personOf('citizen'), step: 'approve' })).toEqual([]);
  });
});
