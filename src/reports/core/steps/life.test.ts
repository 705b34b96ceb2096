import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dutyState, ownState, rowState, system } from '../../../platform/session/index.ts';
import { reportsRights, uploadPurposes } from '../../contract.ts';
import { type StepName, stepNames } from '../../model.ts';
import { closeOld } from '../close.ts';
import { partiesOf } from '../parties.ts';
import { routeReport } from '../routing.ts';
import type { Who } from '../types.ts';
import {
  answerWords,
  browser,
  codeOf,
  communeOffice,
  moneyOffice,
  openWorld,
  personOf,
  resultOf,
  roadsOffice,
  type World,
} from '../world.fixture.ts';
import { takeStep } from './take-step.ts';

let world: World;
const taken = new Set<StepName>(['send']);
beforeAll(async () => {
  const opened = await openWorld();
  world = {
    ...opened,
    // Notes each step that was taken, so that the table is known to have been walked whole.
    step: async (by, id, step, over) => {
      const outcome = await opened.step(by, id, step, over);
      if (outcome.ok) taken.add(step);
      return outcome;
    },
  };
});
afterAll(() => world.close());

const words = { wordsToOfficials: 'Xem giúp.', wordsToSender: 'Xin bà con chờ thêm.' };
const at = (instant: string) => world.app.database.clock.set(instant);
const deputy = async (): Promise<Who> => ({
  actor: { ...(await world.actor('commune-leader')), id: personOf('second-operator') },
  ticket: null,
});
const state = async (id: string) => (await world.view(id)).state;

describe('the whole way', () => {
  test('received, handed, returned, handed with a part, worked on, answered, approved, judged, opened again, answered, closed', async () => {
    at('2026-12-07T02:00:00Z');
    const { id, who } = await world.sent();
    resultOf(await world.step('intake-officer', id, 'receive'));
    expect(await world.view(id)).toMatchObject({
      state: 'received',
      deadlines: [
        { step: 'receive', onTime: true },
        { step: 'answer', round: 1, amount: 3, metAt: null },
      ],
    });
    resultOf(await world.step('intake-officer', id, 'classify', { category: 't-pothole', urgency: 'urgent' }));
    const urgent = await world.view(id);
    expect(urgent.deadlines[1]).toMatchObject({
      ruleId: 't-roads-answer-urgent',
      unit: 'working-hours',
      beganAt: urgent.deadlines[1]?.beganAt,
    });
    expect(urgent.dueAt?.toString()).toBe('2026-12-07T08:00:00Z');
    resultOf(await world.step('intake-officer', id, 'classify', { category: 't-pothole', urgency: 'normal' }));
    expect((await world.view(id)).dueAt?.toString()).toBe('2026-12-10T10:00:00Z');

    resultOf(await world.step('intake-officer', id, 'hand', { organisationId: roadsOffice }));
    resultOf(await world.step('agency-handler', id, 'return', { reason: 't-not-ours', ...words }));
    expect(await world.view(id)).toMatchObject({
      state: 'returned',
      returns: 1,
      organisationId: null,
      parts: [{ organisationId: roadsOffice, state: 'returned' }],
    });
    resultOf(
      await world.step('intake-officer', id, 'hand', { organisationId: communeOffice, parts: [roadsOffice, roadsOffice, communeOffice] }),
    );
    const handed = await world.view(id, 'agency-handler');
    expect(handed.parts.map((part) => [part.organisationId, part.lead, part.state])).toEqual([
      [roadsOffice, true, 'returned'],
      [communeOffice, true, 'handed'],
      [roadsOffice, false, 'handed'],
    ]);
    expect(handed.content?.words).toContain('Ổ gà');

    resultOf(await world.step('commune-leader', id, 'assign', { assigneeId: personOf('commune-officer') }));
    resultOf(await world.step('commune-officer', id, 'take'));
    expect(await world.view(id)).toMatchObject({ state: 'in-work', assigneeId: personOf('commune-officer') });
    resultOf(await world.step('commune-officer', id, 'ask-part', { organisationId: moneyOffice, ...words }));
    expect(codeOf(await world.step('commune-officer', id, 'ask-part', { organisationId: moneyOffice, ...words }))).toBe(
      'reports.part-there',
    );

    const first = await world.upload(personOf('commune-officer'));
    const draft = { words: answerWords, uploads: [{ id: first, role: 'after' as const }] };
    expect(codeOf(await world.step('commune-officer', id, 'answer', draft))).toBe('reports.parts-open');
    const proof = await world.upload(personOf('agency-handler'), 'document');
    resultOf(
      await world.step('agency-handler', id, 'finish-part', {
        wordsToOfficials: 'Đã kiểm tra nền đường.',
        uploads: [{ id: proof, role: 'document' }],
      }),
    );
    expect(codeOf(await world.step('agency-handler', id, 'finish-part', { wordsToOfficials: 'Lần nữa.' }))).toBe('reports.part-over');
    const money = {
      actor: {
        ...(await world.actor('agency-handler')),
        grants: (await world.actor('agency-handler')).grants.map((one) => ({ ...one, organisations: [moneyOffice] })),
      },
      ticket: null,
    };
    resultOf(await world.step(money, id, 'return-part', { reason: 't-not-ours', wordsToOfficials: 'Không có phần chi.' }));

    resultOf(await world.step('commune-officer', id, 'ask-extension', { reason: 't-rain', amount: 2, ...words }));
    resultOf(await world.step('commune-leader', id, 'deny-extension', words));
    resultOf(await world.step('commune-officer', id, 'ask-extension', { reason: 't-rain', amount: 2, ...words }));
    resultOf(await world.step('commune-leader', id, 'grant-extension'));
    expect((await world.view(id)).deadlines[1]).toMatchObject({ amount: 5, extended: 1 });
    expect((await world.view(id)).dueAt?.toString()).toBe('2026-12-14T10:00:00Z');

    resultOf(await world.step('commune-officer', id, 'ask-more', { reason: 't-unclear', ...words }));
    const paused = await world.view(id);
    expect(paused).toMatchObject({ state: 'needs-more', pausedSince: paused.events.at(-1)?.at });
    at('2026-12-08T02:00:00Z');
    const more = await world.upload(who.ticket ?? '', 'image', uploadPurposes.sent);
    resultOf(
      await world.step(who, id, 'give-more', { words: 'Ngay cổng phía đông.', uploads: [{ id: more, role: 'judgement' }], revision: null }),
    );
    const resumed = await world.view(id);
    expect(resumed).toMatchObject({ state: 'in-work', pausedSince: null });
    // It stood still for a whole working day of 7 hours and a half.
    expect(resumed.deadlines[1]).toMatchObject({ pausedMinutes: 450 });
    expect(resumed.dueAt?.toString()).toBe('2026-12-15T10:00:00Z');
    expect(resumed.attachments.find((file) => file.id === more)?.role).toBe('sent');
    expect(await world.rows(sql`select from reports.search where report_id = ${id}::uuid and words like '%cong phia dong%'`)).toHaveLength(
      1,
    );

    resultOf(await world.step('commune-officer', id, 'answer', { ...draft, evidence: [proof] }));
    const pending = await world.view(id);
    expect(pending.events.at(-1)).toMatchObject({ step: 'answer', words: {}, facts: { template: false, evidence: 2 } });
    expect(pending.attachments.map((file) => file.id)).toEqual([more]);
    expect((await world.view(id, 'commune-leader')).events.at(-1)?.words.officials).toBe(answerWords);
    resultOf(await world.step('commune-leader', id, 'send-back', words));
    const second = await world.upload(personOf('commune-officer'));
    resultOf(
      await world.step('commune-officer', id, 'answer', {
        words: answerWords,
        uploads: [{ id: second, role: 'after' }],
        evidence: [first],
      }),
    );
    resultOf(await world.step('commune-leader', id, 'approve'));
    const answered = await world.view(id);
    expect(answered).toMatchObject({ state: 'answered', rounds: 1, dueAt: null, satisfied: null });
    expect(answered.deadlines[1]).toMatchObject({ onTime: true });
    expect(answered.events.at(-1)?.words).toEqual({ everybody: answerWords });
    expect(new Set(answered.attachments.map((file) => file.id))).toEqual(new Set([more, second, first]));

    resultOf(await world.step(who, id, 'rate', { satisfied: true, revision: null }));
    resultOf(await world.step(who, id, 'rate', { satisfied: false, reason: 't-not-done', words: 'Vẫn còn lún.', revision: null }));
    expect(await world.view(id)).toMatchObject({ state: 'rated', satisfied: false });
    resultOf(await world.step(who, id, 'reopen', { reason: 't-not-done', revision: null }));
    expect(await world.view(id)).toMatchObject({
      state: 'reopened',
      reopens: 1,
      deadlines: [{}, {}, { step: 'answer', round: 2, metAt: null }],
    });
    resultOf(await world.step('commune-officer', id, 'take'));
    resultOf(
      await world.step('commune-officer', id, 'answer', {
        words: answerWords,
        evidence: [],
        uploads: [{ id: await world.upload(personOf('commune-officer')), role: 'after' }],
      }),
    );
    expect(codeOf(await world.step('commune-leader', id, 'approve'))).toBe('reports.same-approver');
    resultOf(await world.step(await deputy(), id, 'approve'));
    expect(await world.view(id)).toMatchObject({ state: 'answered', rounds: 2, satisfied: null });
    expect(codeOf(await world.step('intake-officer', id, 'close'))).toBe('reports.close-too-early');
    at('2027-01-08T02:00:00Z');
    expect(await closeOld(world.app.context)).toBe(1);
    taken.add('close');
    expect(await world.view(id)).toMatchObject({ state: 'closed', closedAt: world.app.database.clock.now() });
    expect(await closeOld(world.app.context)).toBe(0);
    at('2026-12-07T02:00:00Z');
    const trail = await world.rows(sql<{ action: string }>`select action from audit.entry where subject_id = ${id} order by id`);
    expect(trail.length).toBe((await world.view(id)).events.length);
  });

  test('heard by a listener, who writes what they understood', async () => {
    const who = browser('mong speaker');
    const recording = await world.upload(who.ticket ?? '', 'audio', uploadPurposes.sent);
    const { id } = resultOf(await world.submit(who, world.input({ words: '', language: 'mong', uploads: [recording] })));
    const leader = await world.actor('team-leader');
    await world.app.context.db.transaction(
      (tx) =>
        sql`insert into reports.listener (id, language, person_id, unit_id, valid, added_at) values (${tx.ids.next()}::uuid, 'mong', ${leader.id}::uuid,
        ${world.commune}::uuid, daterange('2026-01-01', null), ${tx.clock.now().toString()}::timestamptz)`.execute(tx.rows<unknown>()),
      { state: dutyState('identity') },
    );
    const report = await world.view(id);
    const parties = await world.app.context.db.transaction(
      (tx) => partiesOf(tx, world.app.context, { actor: leader, ticket: null }, report),
      {
        state: dutyState('identity'),
      },
    );
    expect(parties).toEqual(['listener']);
    const listen = { summary: 'Đường vào bản bị sạt, người già không đi được.', revision: null };
    const heard = await world.app.context.db.transaction(
      async (tx) => {
        return takeStep(tx, world.app.context, { actor: leader, ticket: null }, { reportId: id, step: 'listen', ...listen });
      },
      { state: dutyState('identity') },
    );
    resultOf(heard);
    taken.add('listen');
    expect(await world.view(id)).toMatchObject({
      listening: false,
      state: 'sent',
      content: { summary: listen.summary, summaryBy: leader.id, words: '' },
    });
    expect((await world.view(id)).events.at(-1)).toMatchObject({ actorKind: 'listener', actorId: leader.id });
  });

  test('ends without an answer: not accepted, withdrawn, merged', async () => {
    const refused = await world.sent();
    resultOf(await world.step('intake-officer', refused.id, 'not-accept', { reason: 't-not-here', ...words }));
    expect(await world.view(refused.id)).toMatchObject({ state: 'not-accepted', closedAt: world.app.database.clock.now(), dueAt: null });
    expect((await world.view(refused.id)).events.at(-1)).toMatchObject({
      reason: { code: 't-not-here', doors: { vi: 'Nơi kia' } },
      words: { sender: words.wordsToSender },
    });

    const withdrawn = await world.handed();
    resultOf(await world.step(withdrawn.who, withdrawn.id, 'withdraw', { revision: null }));
    const gone = await world.view(withdrawn.id);
    expect(gone).toMatchObject({ state: 'closed', parts: [{ state: 'withdrawn' }] });
    // Neither in time nor late: the time to answer stands still for good.
    expect(gone.deadlines.find((one) => one.step === 'answer')).toMatchObject({ onTime: null, metAt: null, pausedSince: gone.closedAt });

    const master = await world.handed();
    const child = await world.sent();
    const citizen = await world.actor('citizen');
    const own = resultOf(await world.submit({ actor: citizen, ticket: null }, world.input()));
    resultOf(await world.step('intake-officer', child.id, 'merge', { masterId: own.id }));
    resultOf(await world.step('intake-officer', own.id, 'merge', { masterId: master.id }));
    expect(await world.view(own.id)).toMatchObject({ state: 'merged', masterId: master.id, masterCode: master.code });
    expect((await world.view(child.id)).masterId).toBe(master.id);
    expect((await world.view(master.id)).followers).toBe(2);
    const [tickets, persons] = await world.app.context.db.transaction(
      async (tx) => [
        (await sql`select from reports.ticket where report_id = ${master.id}::uuid and relation = 'follower'`.execute(tx.rows<unknown>()))
          .rows.length,
        (
          await sql<{ person_id: string }>`select person_id from reports.follower where report_id = ${master.id}::uuid`.execute(
            tx.rows<unknown>(),
          )
        ).rows,
      ],
      { state: dutyState('identity') },
    );
    expect([tickets, persons]).toEqual([1, [{ person_id: citizen.id }]]);
  });

  test('taken back by the centre, noted on, shown and taken from view', async () => {
    const { id, who } = await world.handed({
      place: { how: 'gps', unitId: world.commune, lat: 21.48316, lon: 104.45724, accuracyMetres: 9, words: 'Nhà ông A', atHome: true },
    });
    resultOf(await world.step('intake-officer', id, 'take-back', words));
    expect(await world.view(id)).toMatchObject({ state: 'classified', organisationId: null, parts: [{ state: 'withdrawn' }] });
    const { revision } = await world.view(id);
    resultOf(await world.step('intake-officer', id, 'note', { wordsToOfficials: 'Gọi lại chiều nay.', revision: revision - 1 }));
    expect((await world.view(id)).revision).toBe(revision);
    const photo = await world.upload(personOf('intake-officer'));
    resultOf(await world.step('intake-officer', id, 'note', { wordsToOfficials: 'Kèm ảnh.', uploads: [{ id: photo, role: 'before' }] }));
    const face = { words: 'Có ổ gà lớn.', placeWords: 'Gần trường', place: 'exact' as const, attachments: [photo] };
    resultOf(await world.step('publisher', id, 'show', { face }));
    const shown = await world.view(id, 'intake-officer');
    expect(shown).toMatchObject({ shown: true, face: { words: 'Có ổ gà lớn.', lat: 21.483, lon: 104.457 } });
    expect(shown.attachments[0]?.shownHash).toBe(shown.attachments[0]?.fileHash);
    resultOf(await world.step('publisher', id, 'unshow', { reason: 't-name', ...words }));
    const hidden = await world.view(id, 'intake-officer');
    expect([hidden.shown, hidden.face, hidden.attachments[0]?.shownHash]).toEqual([false, null, null]);
    expect((await world.view(id)).events.at(-1)?.words).toEqual({ sender: words.wordsToSender });
    expect(codeOf(await world.step(who, id, 'show', { face }))).toBe('reports.step-not-yours');
  });

  test('not shown, answered by the sender, decided again: the words are between them, and nothing else of the report changes', async () => {
    const { id, who } = await world.handed();
    resultOf(await world.step('commune-officer', id, 'take'));
    resultOf(await world.step('publisher', id, 'unshow', { reason: 't-name', ...words }));
    const before = await world.view(id);
    resultOf(await world.step(who, id, 'object', { words: ' Không có tên ai trong đó. ', revision: null }));
    const answered = await world.view(id);
    // Whoever works on it goes on with what they have seen.
    expect(answered).toEqual({ ...before, events: answered.events });
    expect(answered.events.at(-1)).toMatchObject({
      step: 'object',
      from: 'in-work',
      to: 'in-work',
      actorKind: 'sender',
      actorId: null,
      organisationId: null,
      reason: null,
      words: { sender: 'Không có tên ai trong đó.' },
    });
    expect((await world.view(id, 'publisher')).events.at(-1)?.words).toEqual({ sender: 'Không có tên ai trong đó.' });
    const trail = await world.rows(
      sql<{
        actor_id: string | null;
        fields: unknown;
      }>`select actor_id, fields from audit.entry where subject_id = ${id} and action = 'reports.object'`,
    );
    expect(trail).toEqual([{ actor_id: null, fields: ['words'] }]);
    const answer = { words: answerWords, uploads: [{ id: await world.upload(personOf('commune-officer')), role: 'after' as const }] };
    resultOf(await world.step('commune-officer', id, 'answer', { ...answer, revision: before.revision }));
    resultOf(await world.step('publisher', id, 'unshow', { reason: 't-name', wordsToSender: 'Có tên ông Páo.' }));
    resultOf(await world.step(who, id, 'object', { words: 'Ông Páo đồng ý.', revision: null }));
    resultOf(await world.step('publisher', id, 'show', { face: { words: 'Ổ gà.', placeWords: '', place: 'none', attachments: [] } }));
    expect(await world.view(id)).toMatchObject({ shown: true, state: 'awaiting-approval' });
    // Closed is not forgotten: what was decided then is answered then.
    resultOf(await world.step('commune-leader', id, 'approve'));
    resultOf(await world.step(who, id, 'rate', { satisfied: true, revision: null }));
    resultOf(await world.step('intake-officer', id, 'close'));
    resultOf(await world.step('publisher', id, 'unshow', { reason: 't-name', ...words }));
    resultOf(await world.step(who, id, 'object', { words: 'Vì sao bây giờ?', revision: null }));
    expect((await world.view(id)).state).toBe('closed');
  });

  test('of a home everybody is told the commune alone, also after somebody corrected the place', async () => {
    const [village] = await world.rows(
      sql<{ id: string; name: string }>`select unit_id as id, name from territory.units_on('2026-12-07')
        where parent_id = ${world.commune}::uuid and level_id = 'village' limit 1`,
    );
    const place = {
      how: 'unit' as const,
      unitId: village?.id ?? '',
      lat: null,
      lon: null,
      accuracyMetres: null,
      words: 'Nhà sàn cuối dốc',
    };
    const home = await world.sent({ place: { ...place, atHome: true } });
    const view = await world.view(home.id);
    expect(view.unitId).toBe(world.commune);
    expect(view.content?.placeWords).toContain(village?.name);
    expect(view.content?.placeWords).toContain('Nhà sàn cuối dốc');
    resultOf(await world.step('intake-officer', home.id, 'receive'));
    resultOf(await world.step('intake-officer', home.id, 'classify', { category: 't-pothole', unitId: place.unitId }));
    expect((await world.view(home.id)).unitId).toBe(world.commune);
    const road = await world.sent({ place: { ...place, atHome: false } });
    expect((await world.view(road.id)).unitId).toBe(place.unitId);
  });

  test('a private category takes what was shown from view', async () => {
    const { id } = await world.sent();
    resultOf(await world.step('intake-officer', id, 'receive'));
    resultOf(await world.step('publisher', id, 'show', { face: { words: 'Ổ gà.', placeWords: '', place: 'none', attachments: [] } }));
    resultOf(await world.step('intake-officer', id, 'classify', { category: 't-secret' }));
    expect(await world.view(id)).toMatchObject({ privacy: 'private', shown: false, face: null, kind: 'proposal', urgency: 'complex' });
    expect((await world.view(id)).deadlines[1]).toMatchObject({ ruleId: 't-secret-answer-complex', amount: 10 });
    expect(
      codeOf(await world.step('publisher', id, 'show', { face: { words: 'x', placeWords: '', place: 'none', attachments: [] } })),
    ).toBe('reports.private-stays');
  });

  test('of a category that needs no look, by itself: once, however often the event comes', async () => {
    const direct = await world.sent({ categoryCode: 't-lamp' });
    const waits = await world.sent({ categoryCode: 't-pothole' });
    for (const report of [direct, direct, waits])
      await world.app.context.db.transaction((tx) => routeReport(tx, world.app.context, { payload: { report: report.id, step: 'send' } }));
    const routed = await world.view(direct.id);
    expect(routed).toMatchObject({ state: 'handed', organisationId: communeOffice });
    expect(routed.events.map((event) => [event.step, event.actorKind])).toEqual([
      ['send', 'sender'],
      ['receive', 'system'],
      ['classify', 'system'],
      ['hand', 'system'],
    ]);
    expect(routed.deadlines[1]).toMatchObject({ ruleId: 't-lamp-answer-normal', amount: 5 });
    expect(await state(waits.id)).toBe('sent');
  });

  test('the system’s own steps', async () => {
    const { id } = await world.handed();
    resultOf(await world.step('system', id, 'follow-office', { organisationId: roadsOffice }));
    expect(await world.view(id)).toMatchObject({ state: 'handed', organisationId: roadsOffice });
    expect((await world.view(id, 'agency-handler')).content?.words).toContain('Ổ gà');
    resultOf(await world.step('system', id, 'move-deadline'));
    await expect(
      world.app.context.db.transaction((tx) => routeReport(tx, world.app.context, { payload: {} }), {
        state: rowState(system, reportsRights.intake),
      }),
    ).resolves.toBeUndefined();
    await expect(
      world.app.context.db.transaction(
        (tx) =>
          partiesOf(
            tx,
            world.app.context,
            { actor: system, ticket: null },
            { id, unitId: world.commune, language: 'vi', organisationId: null },
          ),
        { state: ownState(system) },
      ),
    ).resolves.toEqual(['system']);
  });

  test('an angry reporter reopening for ever: twice, each time another person approves, and what they said stays on record', async () => {
    at('2026-12-07T02:00:00Z');
    const { id, who } = await world.handed();
    const second = await deputy();
    for (const [round, approver] of [
      [1, 'commune-leader'],
      [2, second],
      [3, 'commune-leader'],
    ] as const) {
      await world.answered(id, approver);
      const again = await world.step(who, id, 'reopen', { reason: 't-not-done', words: `Lần ${round}: vẫn hỏng!`, revision: null });
      expect([round, codeOf(again)]).toEqual([round, round <= 2 ? 'ok' : 'reports.reopened-too-often']);
    }
    for (let shout = 0; shout < 20; shout += 1)
      expect(codeOf(await world.step(who, id, 'reopen', { reason: 't-not-done', words: 'Vẫn hỏng!', revision: null }))).toBe(
        'reports.reopened-too-often',
      );
    resultOf(await world.step(who, id, 'rate', { satisfied: false, reason: 't-not-done', words: 'Vẫn hỏng!', revision: null }));
    const view = await world.view(id);
    expect(view).toMatchObject({ state: 'rated', reopens: 2, rounds: 3, satisfied: false });
    const said = view.events.filter((one) => one.step === 'reopen').map((one) => one.words.sender);
    expect(said).toEqual(['Lần 1: vẫn hỏng!', 'Lần 2: vẫn hỏng!']);
    expect(view.deadlines.filter((one) => one.step === 'answer')).toHaveLength(3);
  });

  test('a category closed with open reports: they go on to the end under its last name and rules; no new one is taken', async () => {
    at('2026-12-07T02:00:00Z');
    const { id } = await world.handed({ categoryCode: 't-lamp' });
    await world.rows(sql`update reports.category_version set valid = daterange(lower(valid), '2026-12-08') where code = 't-lamp'`);
    at('2026-12-09T02:00:00Z');
    expect(codeOf(await world.submit(browser('late'), world.input({ categoryCode: 't-lamp' })))).toMatch(/^reports\.category/);
    resultOf(await world.step('commune-officer', id, 'return', { reason: 't-not-ours', ...words }));
    expect(codeOf(await world.step('intake-officer', id, 'classify', { category: 't-lamp' }))).toBe('reports.category-unknown');
    resultOf(await world.step('intake-officer', id, 'hand', { organisationId: communeOffice }));
    await world.answered(id);
    const view = await world.view(id);
    expect(view).toMatchObject({ state: 'answered', categoryNames: { vi: 'Đèn đường' } });
    // Five days of its own rule from Monday: the next Monday.
    expect(view.deadlines.find((one) => one.step === 'answer')?.dueAt.toString()).toBe('2026-12-14T10:00:00Z');
    await world.rows(sql`update reports.category_version set valid = daterange(lower(valid), null) where code = 't-lamp'`);
  });

  test('a clock change: what is done after the clock was put back is kept in its order, in time, and nothing counts backwards', async () => {
    at('2026-12-07T03:00:00Z');
    const { id, who } = await world.handed();
    resultOf(await world.step('commune-officer', id, 'take'));
    resultOf(await world.step('commune-officer', id, 'ask-more', { reason: 't-unclear', ...words }));
    at('2026-12-07T01:00:00Z');
    resultOf(await world.step(who, id, 'give-more', { words: 'Trước cổng trường.', revision: null }));
    await world.answered(id);
    const view = await world.view(id);
    expect(view.events.map((one) => one.step).slice(-4)).toEqual(['ask-more', 'give-more', 'answer', 'approve']);
    expect(view.events.map((one) => one.ordinal)).toEqual(view.events.map((_, index) => index + 1));
    expect(view.deadlines.at(-1)).toMatchObject({ onTime: true, pausedMinutes: 0, pausedSince: null });
  });

  test('an answer is spoken: heard by nobody before it is approved, by the sender after, with the answer that it belongs to', async () => {
    at('2026-12-07T02:00:00Z');
    const { id, who } = await world.handed();
    expect(codeOf(await world.step('commune-officer', id, 'speak'))).toBe('reports.step-not-now');
    resultOf(await world.step('commune-officer', id, 'take'));
    const photo = await world.upload(personOf('commune-officer'));
    resultOf(await world.step('commune-officer', id, 'answer', { words: answerWords, uploads: [{ id: photo, role: 'after' }] }));
    const voice = (kind: 'audio' | 'image' = 'audio') => world.upload(personOf('commune-officer'), kind);
    const speak = async (upload: string) =>
      world.step('commune-officer', id, 'speak', { uploads: [{ id: upload, role: 'spoken-answer' }] });
    expect(codeOf(await world.step('commune-officer', id, 'speak'))).toBe('reports.recording-missing');
    expect(codeOf(await speak(await voice('image')))).toBe('reports.spoken-not-sound');
    expect(codeOf(await world.step(who, id, 'speak', { revision: null }))).toBe('reports.step-not-yours');
    const early = await voice();
    resultOf(await speak(early));
    expect((await world.view(id)).attachments.map((one) => one.id)).toEqual([]);
    resultOf(await world.step('commune-leader', id, 'approve'));
    const late = await voice();
    resultOf(await speak(late));
    const view = await world.view(id);
    const approved = view.events.find((one) => one.step === 'approve')?.id;
    const heard = view.attachments.filter((one) => one.role === 'spoken-answer').map((one) => [one.id, one.eventId] as const);
    expect(new Map(heard)).toEqual(new Map([early, late].map((one) => [one, approved])));
  });

  test('an answer is brought to whoever wanted a visit, by the centre or by who helped; nobody else, and not twice', async () => {
    at('2026-12-07T02:00:00Z');
    const wanted = async () =>
      (
        await world.rows(
          sql<{ report: string }>`select payload->>'report' as report from platform.outbox where name = 'reports.visit-back-wanted'`,
        )
      ).map((one) => one.report);
    const helper: Who = { actor: await world.actor('team-member'), ticket: null };
    const { id } = await world.sent();
    const none = await world.handed();
    const merged = await world.sent();
    await world.app.context.db.transaction(
      (tx) =>
        sql`update reports.reporter set how_to_answer = 'visit', helper_id = case when report_id = ${id}::uuid then ${personOf('team-member')}::uuid end
          where report_id in (${id}::uuid, ${merged.id}::uuid)`.execute(tx.rows<unknown>()),
      { state: dutyState('identity') },
    );
    const said = { wordsToOfficials: 'Đã đọc cho bà nghe.' };
    const bring = (by: string | Who, one: string, over = {}) => world.step(by, one, 'bring', { ...said, ...over });
    resultOf(await world.step('intake-officer', id, 'receive'));
    resultOf(await world.step('intake-officer', id, 'classify', { category: 't-pothole' }));
    resultOf(await world.step('intake-officer', id, 'hand', { organisationId: communeOffice }));
    resultOf(await world.step('intake-officer', merged.id, 'merge', { masterId: id }));
    await world.answered(id);
    await world.answered(none.id);
    expect((await wanted()).toSorted()).toEqual([id, merged.id].toSorted());
    expect(codeOf(await bring('intake-officer', none.id))).toBe('reports.no-visit-wanted');
    expect(codeOf(await bring('other-commune-officer', id))).toMatch(/not-found|not-yours/);
    expect(codeOf(await bring('intake-officer', id, { wordsToOfficials: '' }))).toBe('reports.words-to-officials-missing');
    const state = ownState(helper.actor);
    const parties = await world.app.context.db.transaction(
      (tx) => partiesOf(tx, world.app.context, helper, { id, unitId: world.commune, language: 'vi', organisationId: communeOffice }),
      { state },
    );
    expect(parties).toContain('helper');
    const input = { reportId: id, step: 'bring', revision: null, ...said } as const;
    resultOf(await world.app.context.db.transaction((tx) => takeStep(tx, world.app.context, helper, input), { state }));
    expect(codeOf(await bring('intake-officer', id))).toBe('reports.no-visit-wanted');
    resultOf(await bring('intake-officer', merged.id));
    const view = await world.view(id, 'commune-officer');
    expect(view.events.at(-1)).toMatchObject({
      step: 'bring',
      actorKind: 'sender',
      actorId: null,
      words: { officials: said.wordsToOfficials },
    });
  });

  test('time passes: a deadline comes near, an answer is not judged', async () => {
    at('2026-12-07T02:00:00Z');
    const { id } = await world.handed();
    at('2026-12-10T09:00:00Z');
    resultOf(await world.step('system', id, 'escalate'));
    await world.answered(id);
    expect(codeOf(await world.step('system', id, 'remind'))).toBe('reports.step-not-now');
    at('2026-12-20T02:00:00Z');
    resultOf(await world.step('system', id, 'remind'));
    expect((await world.view(id)).state).toBe('answered');
    const silent = await world.sent();
    resultOf(await world.step('intake-officer', silent.id, 'ask-more', { reason: 't-unclear', ...words }));
    at('2027-01-20T02:00:00Z');
    resultOf(await world.step('intake-officer', silent.id, 'stop-waiting', { reason: 't-unclear', ...words }));
    expect((await world.view(silent.id)).state).toBe('closed');
    at('2026-12-07T02:00:00Z');
  });

  test('every step of the table was taken', () => {
    expect(stepNames.filter((step) => !taken.has(step))).toEqual([]);
  });
});
