import { describe, expect, test } from 'vitest';
import type { ReportEvent, ReportView } from '../core/index.ts';
import type { StepName } from '../model.ts';
import { fileFor, seenBy } from './seen.ts';

const at = Temporal.Instant.from('2026-11-20T02:00:00Z');

const event = (step: StepName, more: Partial<ReportEvent> = {}): ReportEvent => ({
  id: `e-${step}`,
  ordinal: 1,
  at,
  step,
  from: null,
  to: 'in-work',
  actorKind: 'official',
  actorId: 'p1',
  organisationId: null,
  organisationName: 'UBND xã',
  reasonCode: null,
  reason: null,
  facts: {},
  words: {},
  templateId: null,
  ...more,
});

const file = (id: string, more: Partial<ReportView['attachments'][number]> = {}): ReportView['attachments'][number] => ({
  id,
  eventId: 'e-send',
  rank: 1,
  role: 'sent',
  kind: 'image',
  fileHash: `kept-${id}`,
  sentHash: `sent-${id}`,
  bytes: 1,
  media: {},
  shownHash: null,
  ...more,
});

const view: ReportView = {
  id: 'r1',
  code: '482913560027',
  kind: 'field',
  categoryCode: 'road-damage',
  categoryNames: { vi: 'Đường hỏng', en: 'Damaged road' },
  unitId: 'u1',
  unitName: 'Trạm Tấu',
  unitTypeId: 'xa',
  unitLevelId: 'commune',
  language: 'vi',
  door: 'web',
  state: 'in-work',
  urgency: 'normal',
  privacy: 'public',
  shown: false,
  listening: false,
  sentAt: at,
  capturedAt: null,
  organisationId: null,
  organisationName: null,
  assigneeId: null,
  returns: 0,
  reopens: 0,
  rounds: 0,
  masterId: null,
  masterCode: null,
  revision: 1,
  dueAt: null,
  pausedSince: null,
  receivedAt: null,
  handedAt: null,
  answeredAt: null,
  closedAt: null,
  satisfied: null,
  followers: 0,
  origin: 'entered',
  content: {
    personId: 'p9',
    words: 'riêng',
    answers: {},
    placeWords: 'nhà tôi',
    lat: 21,
    lon: 104,
    accuracyMetres: 5,
    placeHow: 'gps',
    atHome: true,
    summary: null,
    summaryBy: null,
  },
  face: { words: 'chung', placeWords: '', lat: null, lon: null, shownAt: at },
  attachments: [],
  events: [event('send')],
  deadlines: [],
  parts: [],
};

describe('what leaves of a report', () => {
  test('to a stranger nothing of the content, and the face only once it is shown', () => {
    const hidden = seenBy(view, false);
    expect([hidden.content, hidden.face]).toEqual([null, null]);
    expect(seenBy({ ...view, shown: true }, false).face?.words).toBe('chung');
    expect(seenBy({ ...view, shown: true }, false).content).toBeNull();
    expect(seenBy(view, true).content?.words).toBe('riêng');
  });

  test('steps of the desk alone are told to nobody, their words neither', () => {
    const events = (['note', 'assign', 'classify', 'answer', 'send-back', 'ask-extension', 'deny-extension'] as const).map((step) =>
      event(step, { words: { officials: 'nội bộ', sender: 'chưa duyệt', everybody: 'nháp' } }),
    );
    for (const mine of [true, false]) expect(seenBy({ ...view, shown: true, events }, mine).steps).toEqual([]);
  });

  test('what the system did by its rules is told apart from what somebody looked at', () => {
    const events = [event('receive', { actorKind: 'system', actorId: null }), event('hand')];
    expect(seenBy({ ...view, events }, true).steps.map((step) => step.automatic)).toEqual([true, false]);
  });

  test('what it was merged into is named to strangers only while everybody sees that one', () => {
    const merged = { ...view, state: 'merged', shown: true, masterId: 'r2', masterCode: '111122223330' } as const;
    const named = [seenBy(merged, false), seenBy(merged, false, null, true), seenBy(merged, true)].map((seen) => seen.view.masterCode);
    expect(named).toEqual([null, '111122223330', '111122223330']);
  });

  test('words among officials stay among them in every step', () => {
    const events = [event('hand', { words: { officials: 'nội bộ' } }), event('approve', { words: { officials: 'nội bộ' } })];
    const seen = seenBy({ ...view, shown: true, events }, true);
    expect(JSON.stringify(seen.steps)).not.toContain('nội bộ');
  });

  test('what the sender said is not for strangers, even on a shown report', () => {
    const events = [
      event('give-more', { words: { sender: 'gần nhà ông Sùng', everybody: 'gần nhà ông Sùng' } }),
      event('reopen', { words: { sender: 'vẫn hỏng' } }),
    ];
    expect(seenBy({ ...view, shown: true, events }, false).steps.map((step) => step.words)).toEqual([null, null]);
    expect(seenBy({ ...view, shown: true, events }, true).steps.map((step) => step.words)).toEqual(['gần nhà ông Sùng', 'vẫn hỏng']);
  });

  test('a file: the kept one for the sender, the covered one for others, none where none is shown', () => {
    const attachments = [file('a'), file('b', { shownHash: 'covered-b' })];
    expect(fileFor({ ...view, attachments }, true, 'a')?.hash).toBe('kept-a');
    expect(fileFor({ ...view, attachments }, false, 'b')).toBeNull();
    expect(fileFor({ ...view, shown: true, attachments }, false, 'b')?.hash).toBe('covered-b');
    expect(fileFor({ ...view, shown: true, attachments }, false, 'a')).toBeNull();
  });

  test('what a sender recorded about an answer is for the sender alone, whatever is shown', () => {
    const attachments = [file('voice', { eventId: 'e-rate', role: 'judgement', kind: 'audio', shownHash: 'covered-voice' })];
    const judged = { ...view, shown: true, attachments, events: [event('send'), event('rate', { facts: { satisfied: false } })] };
    expect([fileFor(judged, true, 'voice')?.hash, fileFor(judged, false, 'voice')]).toEqual(['kept-voice', null]);
    expect(seenBy(judged, false).steps.flatMap((step) => step.files)).toEqual([]);
  });

  test('evidence of an answer that is not approved is nobody’s', () => {
    const attachments = [file('after', { eventId: 'e-answer', role: 'after', shownHash: 'x' })];
    const drafted = { ...view, shown: true, attachments, events: [event('send'), event('answer')] };
    for (const mine of [true, false]) expect(fileFor(drafted, mine, 'after')).toBeNull();
    const approved = { ...drafted, events: [...drafted.events, event('approve', { words: { everybody: 'xong' } })] };
    expect(fileFor(approved, true, 'after')?.hash).toBe('kept-after');
    expect(seenBy(approved, true).answer?.words).toBe('xong');
  });

  const names = { vi: 'Có tên người', en: 'A name' };
  const reason = { code: 't-name', names, doors: { vi: '', en: '' }, doorHref: '' };
  const unshow = (words: string) => event('unshow', { reason, words: { sender: words, officials: 'nội bộ' } });
  const object = (words: string) => event('object', { actorKind: 'sender', words: { sender: words } });

  test('why it is not shown: the last decision, to the sender alone, while nobody decided otherwise', () => {
    const decided = (events: readonly ReportEvent[], more: Partial<ReportView> = {}) =>
      seenBy({ ...view, events: [event('send'), ...events], ...more }, true).notShown;
    expect(decided([])).toBeNull();
    expect(decided([event('show')], { shown: true })).toBeNull();
    expect(decided([unshow('a'), event('show')], { shown: true })).toBeNull();
    expect(decided([unshow('a')], { privacy: 'private' })).toBeNull();
    expect(decided([event('show'), unshow('có tên')])).toMatchObject({ answer: 'open', decision: { words: 'có tên', reason } });
    expect(decided([unshow('a'), object('x')])).toMatchObject({ answer: 'given', decision: { words: 'a' } });
    expect(decided([unshow('a'), object('x'), unshow('b')])).toMatchObject({ answer: 'open', decision: { words: 'b' } });
    const thrice = [1, 2, 3].flatMap((n) => [unshow(`${n}`), object(`${n}`)]);
    expect(decided(thrice)?.answer).toBe('given');
    expect(decided([...thrice, unshow('c')])).toMatchObject({ answer: 'over', decision: { words: 'c' } });
    expect([decided([unshow('a')], { state: 'closed' })?.answer, decided([unshow('a')], { state: 'merged' })?.answer]).toEqual([
      'open',
      'over',
    ]);
    expect(JSON.stringify(decided([unshow('a')]))).not.toContain('nội bộ');
  });

  test('what the sender says to it stays between them, whoever has the code and whatever is shown later', () => {
    const events = [event('send'), unshow('có tên'), object('tên của tôi'), event('show')];
    for (const shown of [false, true]) {
      const stranger = seenBy({ ...view, shown, events: shown ? events : events.slice(0, 3) }, false);
      expect(stranger.notShown).toBeNull();
      expect(JSON.stringify(stranger)).not.toMatch(/có tên|tên của tôi|Có tên người/);
    }
    expect(seenBy({ ...view, events }, true).steps.map((step) => step.words)).toContain('tên của tôi');
  });

  describe('of the report into which it was merged', () => {
    const evidence = [
      file('plate', { eventId: 'e-approve', role: 'after' }),
      file('road', { eventId: 'e-approve', role: 'after', shownHash: 'covered-road' }),
      file('voice', { eventId: 'e-approve', role: 'spoken-answer', kind: 'audio', shownHash: 'covered-voice' }),
      file('sent', { shownHash: 'covered-sent' }),
    ];
    const said = { sender: 'riêng người kia', officials: 'nội bộ', everybody: 'Đã vá xong.' };
    const master: ReportView = {
      ...view,
      id: 'r2',
      code: '111122223330',
      unitName: 'Nơi kia',
      attachments: evidence,
      face: { words: 'mặt kia', placeWords: 'ngõ kia', lat: 1, lon: 2, shownAt: at },
      events: [
        event('send', { words: { sender: 'lời kia' } }),
        event('give-more', { words: { sender: 'thêm kia' } }),
        event('answer', { words: { officials: 'nháp kia', everybody: 'nháp kia' } }),
        event('approve', { words: said }),
        event('rate', { words: { sender: 'chê kia' }, facts: { satisfied: false } }),
      ],
    };
    const merged: ReportView = { ...view, state: 'merged', masterId: 'r2', masterCode: master.code };

    test('the sender gets its answer, whether it is shown or not, and nothing else of it', () => {
      for (const [privacy, shown] of [
        ['private', false],
        ['public', false],
        ['public', true],
      ] as const) {
        const seen = seenBy(merged, true, { ...master, privacy, shown });
        expect(seen.joint).toMatchObject({ code: master.code, at, officeName: 'UBND xã', words: 'Đã vá xong.' });
        expect(seen.joint?.files.map((one) => one.id)).toEqual(shown ? ['road'] : []);
        expect(JSON.stringify(seen)).not.toMatch(/kia|nội bộ/);
        expect(seen.answer).toBeNull();
        // Files of the other one are asked for at its own address, as everybody asks for them.
        for (const one of evidence) expect(fileFor(merged, true, one.id)).toBeNull();
      }
    });

    test('nobody else gets it, nor of a report that is not the one', () => {
      expect(seenBy(merged, false, { ...master, shown: true }).joint).toBeNull();
      expect(seenBy({ ...merged, masterId: 'r3' }, true, master).joint).toBeNull();
      expect(seenBy(merged, true).joint).toBeNull();
    });

    test('no answer before it was approved', () => {
      const drafted = { ...master, events: master.events.slice(0, 3) };
      expect(seenBy(merged, true, drafted).joint).toBeNull();
    });

    test('of several the last that was approved', () => {
      const again = event('approve', { id: 'e-again', words: { everybody: 'Lần hai.' } });
      expect(seenBy(merged, true, { ...master, shown: true, events: [...master.events, again] }).joint).toMatchObject({
        words: 'Lần hai.',
        files: [],
      });
    });
  });

  test('the deadline that runs now, and none once it is over', () => {
    const deadline = {
      step: 'receive',
      round: 1,
      ruleId: 'x',
      beganAt: at,
      amount: 8,
      unit: 'working-hours',
      dueAt: at,
      pausedSince: null,
      pausedMinutes: 0,
      extended: 0,
      metAt: null,
      onTime: null,
      level: 0,
    } as const;
    const deadlines = [{ ...deadline, metAt: at, onTime: true }, { ...deadline, step: 'answer', round: 1 } as const];
    expect(seenBy({ ...view, deadlines }, false).deadline?.step).toBe('answer');
    expect(seenBy({ ...view, state: 'closed', deadlines }, true).deadline).toBeNull();
  });
});
