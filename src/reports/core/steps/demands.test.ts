import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dutyState, ownState } from '../../../platform/session/index.ts';
import { citizenRefusalText } from '../../citizen/words.ts';
import { type StepInput, uploadPurposes } from '../../contract.ts';
import { type Demand, transition } from '../../model.ts';
import { coreRefusalText } from '../words.ts';
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
import { lettersOfSubstance } from './substance.ts';
import { takeStep } from './take-step.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const words = { wordsToOfficials: 'Xem giúp.', wordsToSender: 'Xin bà con chờ thêm.' };
const met = new Set<Demand>();

/** The refusal, which has words in both languages; the report is as it was. */
async function refusal(
  by: Parameters<World['step']>[0],
  id: string,
  step: StepInput['step'],
  over: Partial<StepInput> = {},
  demand?: Demand,
) {
  const before = await world.rows(sql<{ row: object }>`select to_jsonb(r) as row from reports.report r where id = ${id}::uuid`);
  const outcome = await world.step(by, id, step, over);
  const after = await world.rows(sql<{ row: object }>`select to_jsonb(r) as row from reports.report r where id = ${id}::uuid`);
  expect(after).toEqual(before);
  if (outcome.ok) throw new Error(`${step} was taken`);
  if (demand !== undefined) {
    expect(transition(step).demands).toContain(demand);
    met.add(demand);
  }
  for (const lang of ['vi', 'en'] as const)
    if (outcome.refusal.code.startsWith('reports.'))
      expect((coreRefusalText(outcome.refusal, lang) ?? citizenRefusalText(outcome.refusal, lang))?.advice, outcome.refusal.code).toMatch(
        /\p{L}/u,
      );
  return [outcome.refusal.code, outcome.refusal.field ?? null, outcome.refusal.status ?? 422];
}

describe('every demand is refused where it is not met', () => {
  test('at the centre', async () => {
    const { id } = await world.sent();
    expect(await refusal('intake-officer', id, 'not-accept', words, 'reason')).toEqual(['reports.reason-missing', 'reason', 422]);
    expect((await refusal('intake-officer', id, 'not-accept', { ...words, reason: 't-not-ours' }))[0]).toBe('reports.reason-unknown');
    expect(await refusal('intake-officer', id, 'not-accept', { reason: 't-not-here', wordsToOfficials: 'x' }, 'words-to-sender')).toEqual([
      'reports.words-to-sender-missing',
      'wordsToSender',
      422,
    ]);
    expect((await refusal('intake-officer', id, 'not-accept', { reason: 't-not-here', wordsToSender: 'a'.repeat(5001) }))[0]).toBe(
      'reports.words-long',
    );
    expect((await refusal('intake-officer', id, 'merge', {}, 'master'))[0]).toBe('reports.master-missing');
    expect((await refusal('intake-officer', id, 'merge', { masterId: id }))[0]).toBe('reports.master-itself');
    expect((await refusal('intake-officer', id, 'merge', { masterId: personOf('citizen') }))[0]).toBe('reports.master-unknown');
    const over = await world.sent();
    resultOf(await world.step(over.who, over.id, 'withdraw', { revision: null }));
    expect((await refusal('intake-officer', id, 'merge', { masterId: over.id }))[0]).toBe('reports.master-over');
    expect((await refusal('intake-officer', id, 'listen', { summary: ' ' }, 'summary'))[0]).toBe('reports.summary-missing');
    expect((await refusal('publisher', id, 'show', {}, 'face'))[0]).toBe('reports.face-missing');
    const face = { words: 'x', placeWords: '', place: 'none' as const, attachments: [personOf('citizen')] };
    expect((await refusal('publisher', id, 'show', { face }))[0]).toBe('reports.attachment-unknown');
    resultOf(await world.step('intake-officer', id, 'receive'));
    expect((await refusal('intake-officer', id, 'classify', {}, 'category'))[0]).toBe('reports.category-missing');
    expect((await refusal('intake-officer', id, 'classify', { category: 't-old' }))[0]).toBe('reports.category-unknown');
    expect((await refusal('intake-officer', id, 'classify', { category: 't-roads' }))[0]).toBe('reports.category-not-final');
    expect((await refusal('intake-officer', id, 'classify', { category: 't-lamp', unitId: personOf('citizen') }))[0]).toBe(
      'reports.unit-gone',
    );
    resultOf(await world.step('intake-officer', id, 'classify', { category: 't-lamp', unitId: world.elsewhere }));
    expect((await world.view(id, 'other-commune-officer')).content?.words).toContain('Ổ gà');
    expect((await refusal('intake-officer', id, 'hand', {}, 'organisation'))[0]).toBe('reports.office-missing');
    expect((await refusal('intake-officer', id, 'hand', { organisationId: '0190a000-0000-7000-8000-000000000001' }))[0]).toBe(
      'reports.office-receives-none',
    );
    expect((await refusal('intake-officer', id, 'hand', { organisationId: roadsOffice, parts: [personOf('citizen')] }))[0]).toBe(
      'reports.office-receives-none',
    );
    expect(
      (
        await refusal('intake-officer', id, 'hand', {
          organisationId: roadsOffice,
          parts: Array.from({ length: 7 }, () => world.app.context.ids.next()),
        })
      )[0],
    ).toBe('reports.parts-too-many');
    expect((await refusal('intake-officer', id, 'note', {}, 'words-to-officials'))[0]).toBe('reports.words-to-officials-missing');
    expect((await refusal('intake-officer', id, 'ask-more', { reason: 't-rain', ...words }))[0]).toBe('reports.reason-unknown');
    resultOf(await world.step('intake-officer', id, 'ask-more', { reason: 't-unclear', ...words }));
    expect((await refusal('intake-officer', id, 'give-more', {}, 'more'))[0]).toBe('reports.more-missing');
  });

  test('at the office', async () => {
    const { id } = await world.handed();
    expect((await refusal('commune-leader', id, 'assign', {}, 'assignee'))[0]).toBe('reports.assignee-missing');
    for (const person of ['agency-handler', 'citizen', 'other-commune-officer'])
      expect((await refusal('commune-leader', id, 'assign', { assigneeId: personOf(person) }))[0]).toBe('reports.assignee-unfit');
    expect((await refusal('commune-officer', id, 'answer', { words: answerWords }))[0]).toBe('reports.step-not-now');
    resultOf(await world.step('commune-officer', id, 'take'));
    for (const amount of [undefined, 0, 1.5, 61])
      expect(
        (
          await refusal(
            'commune-officer',
            id,
            'ask-extension',
            { reason: 't-rain', ...words, ...(amount === undefined ? {} : { amount }) },
            'amount',
          )
        )[0],
      ).toBe('reports.amount-strange');
    resultOf(await world.step('commune-officer', id, 'ask-extension', { reason: 't-rain', amount: 1, ...words }));
    const officer = await world.actor('commune-officer');
    const leader = await world.actor('commune-leader');
    const both = {
      actor: { ...officer, grants: [...officer.grants, ...leader.grants], rights: new Set([...officer.rights, ...leader.rights]) },
      ticket: null,
    };
    expect(await refusal(both, id, 'grant-extension', {}, 'other-person')).toEqual(['reports.same-person', null, 403]);
    resultOf(await world.step('commune-leader', id, 'grant-extension'));

    expect((await refusal('commune-officer', id, 'answer', {}, 'substance'))[0]).toBe('reports.answer-empty');
    const empty = 'Đã chuyển đơn vị chức năng xem xét, giải quyết. ĐÃ GHI NHẬN!';
    const photo = await world.upload(officer.id ?? '');
    const uploads = [{ id: photo, role: 'after' as const }];
    expect(await refusal('commune-officer', id, 'answer', { words: empty, uploads })).toEqual(['reports.answer-empty', 'words', 422]);
    expect(await refusal('commune-officer', id, 'answer', { words: answerWords })).toEqual(['reports.answer-evidence', 'uploads', 422]);
    expect((await refusal('commune-officer', id, 'answer', { words: answerWords, uploads: [{ id: photo, role: 'before' }] }))[0]).toBe(
      'reports.answer-evidence',
    );
    expect(
      (await refusal('commune-officer', id, 'answer', { words: answerWords, uploads: [{ id: photo, role: 'spoken-answer' }] }))[0],
    ).toBe('reports.spoken-not-sound');
    // Neither what a colleague showed of before, nor the answer as it is spoken, shows that something was done.
    for (const [role, kind] of [
      ['before', 'image'],
      ['spoken-answer', 'audio'],
    ] as const) {
      const file = await world.upload(officer.id ?? '', kind);
      resultOf(await world.step('commune-officer', id, 'note', { ...words, uploads: [{ id: file, role }] }));
      expect((await refusal('commune-officer', id, 'answer', { words: answerWords, evidence: [file] }))[0]).toBe('reports.answer-evidence');
    }
    const cannot = { reason: 't-money', whoDecides: 'HĐND tỉnh', byDay: '2027-03-31' };
    expect((await refusal('commune-officer', id, 'answer', { words: answerWords, cannot: { ...cannot, reason: 't-rain' } }))[1]).toBe(
      'cannot.reason',
    );
    expect((await refusal('commune-officer', id, 'answer', { words: answerWords, cannot: { ...cannot, whoDecides: ' ' } }))[1]).toBe(
      'cannot.whoDecides',
    );
    for (const byDay of ['', '2026-12-06', '31/03/2027'])
      expect((await refusal('commune-officer', id, 'answer', { words: answerWords, cannot: { ...cannot, byDay } }))[1]).toBe(
        'cannot.byDay',
      );
    expect((await refusal('commune-officer', id, 'answer', { words: answerWords, uploads, templateId: personOf('citizen') }))[0]).toBe(
      'reports.template-unknown',
    );
    expect(
      (
        await refusal('commune-officer', id, 'answer', {
          words: answerWords,
          uploads: Array.from({ length: 13 }, () => ({ id: world.app.context.ids.next(), role: 'after' as const })),
        })
      )[0],
    ).toBe('reports.files-too-many');
    resultOf(await world.step('commune-officer', id, 'ask-part', { organisationId: moneyOffice, ...words }));
    expect((await refusal('commune-officer', id, 'answer', { words: answerWords, uploads }, 'parts-done'))[0]).toBe('reports.parts-open');
    // The photo is still there after all that was refused.
    resultOf(await world.step('intake-officer', id, 'take-back', words));
    resultOf(await world.step('intake-officer', id, 'hand', { organisationId: communeOffice }));
    resultOf(await world.step('commune-officer', id, 'take'));
    resultOf(await world.step('commune-officer', id, 'answer', { words: answerWords, uploads, cannot }));
    const last = (await world.view(id, 'commune-leader')).events.at(-1);
    expect(last?.words.officials).toContain('HĐND tỉnh');
    expect(last?.facts).toMatchObject({ cannot: { reason: 't-money', byDay: '2027-03-31' } });
    expect(JSON.stringify(last?.facts)).not.toContain('HĐND');
    expect(await refusal(both, id, 'approve', {}, 'other-person')).toEqual(['reports.same-person', null, 403]);
  });

  test('at the sender: judged, opened again twice and no more, or too late', async () => {
    const { id, who } = await world.handed();
    await world.answered(id);
    expect((await refusal(who, id, 'rate', { revision: null }, 'verdict'))[0]).toBe('reports.verdict-missing');
    expect((await refusal(who, id, 'reopen', { revision: null }, 'reason'))[0]).toBe('reports.reason-missing');
    expect((await refusal('intake-officer', id, 'close', {}, 'time-over'))[0]).toBe('reports.close-too-early');
    const reopen = { reason: 't-not-done', revision: null };
    resultOf(await world.step(who, id, 'reopen', reopen));
    await expect(world.answered(id)).rejects.toThrow('reports.same-approver');
    expect((await refusal('commune-leader', id, 'approve', {}, 'other-approver'))[0]).toBe('reports.same-approver');
    const deputy = { actor: { ...(await world.actor('commune-leader')), id: personOf('second-operator') }, ticket: null };
    resultOf(await world.step(deputy, id, 'approve'));
    resultOf(await world.step(who, id, 'reopen', reopen));
    await world.answered(id);
    expect(await refusal(who, id, 'reopen', reopen, 'may-reopen')).toEqual(['reports.reopened-too-often', null, 409]);

    const late = await world.handed();
    await world.answered(late.id);
    world.app.database.clock.set('2027-01-07T02:00:00Z');
    expect((await refusal(late.who, late.id, 'reopen', reopen))[0]).toBe('reports.reopen-too-late');
    world.app.database.clock.set('2026-12-07T02:00:00Z');
  });

  test('at the sender: what is not shown is answered, each decision once, three times at most, by nobody else', async () => {
    const { id, who } = await world.handed();
    const said = { words: 'Tôi không nêu tên ai.', revision: null };
    const object = (by: Parameters<World['step']>[0] = who, over: Partial<StepInput> = {}) =>
      world.step(by, id, 'object', { ...said, ...over });
    const unshow = () => world.step('publisher', id, 'unshow', { reason: 't-name', ...words });
    const face = { words: 'Có ổ gà.', placeWords: '', place: 'none' as const, attachments: [] };
    expect(await refusal(who, id, 'object', said, 'not-public')).toEqual(['reports.nothing-to-object', null, 409]);
    resultOf(await world.step('publisher', id, 'show', { face }));
    expect((await refusal(who, id, 'object', said))[0]).toBe('reports.nothing-to-object');
    resultOf(await unshow());
    for (const empty of [undefined, '', ' \n'])
      expect(await refusal(who, id, 'object', { revision: null, ...(empty === undefined ? {} : { words: empty }) }, 'more')).toEqual([
        'reports.more-missing',
        'words',
        422,
      ]);
    expect(await refusal(who, id, 'object', { ...said, words: 'a'.repeat(5001) })).toEqual(['reports.words-long', 'words', 422]);
    expect(codeOf(await object(browser('a stranger to it')))).toBe('http.not-found');
    expect(codeOf(await object('citizen'))).toBe('http.not-found');
    for (const official of ['publisher', 'intake-officer', 'commune-officer', 'commune-leader', 'system'])
      expect([official, codeOf(await object(official))]).toEqual([official, 'reports.step-not-yours']);
    const both = await Promise.all([object(), object()]);
    expect(both.map(codeOf).toSorted()).toEqual(['ok', 'reports.objected-already']);
    expect(await refusal(who, id, 'object', said)).toEqual(['reports.objected-already', null, 409]);
    for (const _ of [2, 3]) {
      resultOf(await unshow());
      resultOf(await object());
    }
    resultOf(await unshow());
    expect(await refusal(who, id, 'object', said)).toEqual(['reports.objected-too-often', null, 409]);

    // What became private can be shown by nobody: there is nothing left to decide.
    const kept = await world.sent();
    resultOf(await world.step('publisher', kept.id, 'unshow', { reason: 't-name', ...words }));
    resultOf(await world.step('intake-officer', kept.id, 'receive'));
    resultOf(await world.step('intake-officer', kept.id, 'classify', { category: 't-secret' }));
    expect((await refusal(kept.who, kept.id, 'object', said))[0]).toBe('reports.nothing-to-object');
    const over = await world.sent();
    resultOf(await world.step('publisher', over.id, 'unshow', { reason: 't-name', ...words }));
    resultOf(await world.step('intake-officer', over.id, 'not-accept', { reason: 't-not-here', ...words }));
    expect((await refusal(over.who, over.id, 'object', said))[0]).toBe('reports.step-not-now');
  });

  test('all of them', () => {
    const named: readonly Demand[] = [
      'reason',
      'words-to-sender',
      'words-to-officials',
      'category',
      'organisation',
      'assignee',
      'master',
      'amount',
      'substance',
      'parts-done',
      'other-person',
      'other-approver',
      'verdict',
      'may-reopen',
      'time-over',
      'summary',
      'more',
      'face',
      'not-public',
    ];
    expect(named.filter((demand) => !met.has(demand))).toEqual([]);
  });
});

describe('who and when', () => {
  test('two officers at once: one is done, the other is told who and when, and loses nothing', async () => {
    const { id } = await world.handed();
    const { revision } = await world.view(id);
    const both = await Promise.all([
      world.step('commune-officer', id, 'take', { revision }),
      world.step('commune-officer', id, 'assign', { revision, assigneeId: personOf('commune-officer') }),
    ]);
    expect(both.map((one) => one.ok).toSorted()).toEqual([false, true]);
    const lost = both.find((one) => !one.ok);
    if (!lost || lost.ok) throw new Error('both were taken');
    expect(lost.refusal).toMatchObject({
      code: 'reports.changed-meanwhile',
      status: 409,
      params: { who: 'Nguyễn Thị Hồng', when: '09:00 07/12/2026' },
    });
    expect(coreRefusalText(lost.refusal, 'vi')?.title).toBe('Nguyễn Thị Hồng vừa sửa hồ sơ này 09:00 07/12/2026');
    expect((await world.view(id)).events).toHaveLength(5);
    // Where the first gave it back, it is not in the hands of this office any more: the second is told who did that.
    const back = await world.handed();
    const seen = { revision: (await world.view(back.id)).revision };
    resultOf(await world.step('commune-officer', back.id, 'return', { ...seen, reason: 't-not-ours', ...words }));
    expect(codeOf(await world.step('commune-officer', back.id, 'take', seen))).toBe('reports.changed-meanwhile');
    const now = { revision: (await world.view(back.id)).revision };
    expect(codeOf(await world.step('commune-officer', back.id, 'take', now))).toBe('reports.step-not-yours');
    const [first, second] = await Promise.all([world.handed(), world.handed()]);
    const merged = await Promise.all([
      world.step('intake-officer', first.id, 'merge', { masterId: second.id }),
      world.step('intake-officer', second.id, 'merge', { masterId: first.id }),
    ]);
    expect(merged.map(codeOf).toSorted()).toEqual(['ok', 'reports.master-over']);
  });

  test('a browser of somebody else, and an official without a part in it, find nothing to do', async () => {
    const { id } = await world.handed();
    expect(codeOf(await world.step(browser('a stranger'), id, 'withdraw', { revision: null }))).toBe('http.not-found');
    expect(codeOf(await world.step('other-commune-officer', id, 'take'))).toBe('http.not-found');
    expect(codeOf(await world.step('citizen', id, 'withdraw', { revision: null }))).toBe('http.not-found');
    expect(codeOf(await world.step('province-supervisor', id, 'take'))).toBe('reports.step-not-yours');
    expect(codeOf(await world.step('commune-officer', id, 'approve'))).toBe('reports.step-not-yours');
    expect(codeOf(await world.step('intake-officer', personOf('citizen'), 'receive'))).toBe('http.not-found');
    expect(codeOf(await world.step('intake-officer', 'x', 'receive'))).toBe('http.not-found');
  });

  test('a person’s own report, seen and withdrawn by nobody else', async () => {
    const who = { actor: await world.actor('citizen'), ticket: null };
    const { id } = resultOf(await world.submit(who, world.input()));
    const own = await world.app.context.db.transaction(
      (tx) => takeStep(tx, world.app.context, who, { reportId: id, step: 'withdraw', revision: null }),
      { state: ownState(who.actor) },
    );
    expect(resultOf(own).state).toBe('closed');
    expect((await world.view(id)).events.at(-1)).toMatchObject({ actorKind: 'sender', actorId: null });
  });

  test('after two returns the centre’s hand is final', async () => {
    const { id } = await world.handed();
    for (const _ of [1, 2]) {
      resultOf(await world.step('commune-officer', id, 'return', { reason: 't-not-ours', ...words }));
      resultOf(await world.step('intake-officer', id, 'hand', { organisationId: communeOffice }));
    }
    expect(await refusal('commune-officer', id, 'return', { reason: 't-not-ours', ...words })).toEqual([
      'reports.centre-decided',
      null,
      409,
    ]);
  });

  test('a template that is sent unchanged is marked, a changed one is not', async () => {
    const template = world.app.context.ids.next();
    await world.rows(
      sql`insert into reports.reply_template (id, title, body, valid) values (${template}::uuid, 'Đã làm', ${`${answerWords}  `}, daterange('2026-01-01', null))`,
    );
    for (const [said, unchanged] of [
      [answerWords, true],
      [`${answerWords} Cảm ơn bà con.`, false],
    ] as const) {
      const { id } = await world.handed();
      resultOf(await world.step('commune-officer', id, 'take'));
      const photo = await world.upload(personOf('commune-officer'));
      resultOf(
        await world.step('commune-officer', id, 'answer', { words: said, templateId: template, uploads: [{ id: photo, role: 'after' }] }),
      );
      resultOf(await world.step('commune-leader', id, 'approve'));
      const view = await world.view(id);
      expect(view.events.at(-1)?.templateId).toBe(unchanged ? template : null);
      expect(view.events.at(-2)?.facts.template).toBe(unchanged);
    }
  });

  test('a category that was closed meanwhile holds its open reports', async () => {
    const { id } = await world.handed();
    await world.rows(sql`update reports.category_version set valid = daterange('2025-07-01', '2026-12-08') where code = 't-pothole'`);
    world.app.database.clock.set('2026-12-09T02:00:00Z');
    await world.answered(id);
    expect(codeOf(await world.submit(browser('too late'), world.input()))).toBe('reports.category-unknown');
    await world.rows(sql`update reports.category_version set valid = daterange('2025-07-01', null) where code = 't-pothole'`);
    world.app.database.clock.set('2026-12-07T02:00:00Z');
    expect(await world.view(id)).toMatchObject({ state: 'answered', categoryNames: { vi: 'Ổ gà' } });
  });

  test('the sender’s uploads are those of the sender', async () => {
    const { id, who } = await world.handed();
    await world.answered(id);
    const foreign = await world.upload(personOf('citizen'), 'audio', uploadPurposes.sent);
    expect((await refusal(who, id, 'rate', { satisfied: true, revision: null, uploads: [{ id: foreign, role: 'judgement' }] }))[0]).toBe(
      'files.gone',
    );
    const voice = await world.upload(who.ticket ?? '', 'audio', uploadPurposes.sent);
    resultOf(await world.step(who, id, 'rate', { satisfied: true, revision: null, uploads: [{ id: voice, role: 'after' }] }));
    const files = await world.app.context.db.transaction(
      async (tx) =>
        (await sql<{ role: string }>`select role from reports.attachment where id = ${voice}::uuid`.execute(tx.rows<unknown>())).rows,
      { state: dutyState('identity') },
    );
    expect(files).toEqual([{ role: 'judgement' }]);
  });
});

test('letters of substance: empty phrases don’t count, whatever their spelling', () => {
  const phrases = ['đã chuyển', 'da ghi nhan', 'đã chuyển đơn vị'];
  expect(lettersOfSubstance('Đã chuyển đơn vị!', phrases)).toBe(0);
  expect(lettersOfSubstance('đã GHI  nhận, đã ghi nhận. Đã chuyển', phrases)).toBe(0);
  expect(lettersOfSubstance('Đã chuyển cột điện', phrases)).toBe('cotdien'.length);
  expect(lettersOfSubstance('12/12/2026 – 100 %', phrases)).toBe(0);
});
