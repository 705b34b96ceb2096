import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WorkingCalendar } from '../../platform/calendar/working-day.ts';
import { workingTimeBetween } from '../../platform/calendar/working-time.ts';
import type { Tx } from '../../platform/db/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import { reportsWaiting } from '../console/waiting.ts';
import { daysUntilReminded } from '../model.ts';
import { addWorkingMinutes, dueOf, momentOf } from './deadlines.ts';
import { begun, paused, running } from './deadlines-store.ts';
import { armDeadlines, escalateDue, officialsFor, remindDue } from './escalation.ts';
import { armed, dueLevel, type Level } from './levels.ts';
import { codeOf, openWorld, personOf, resultOf, type World } from './world.fixture.ts';

const office = [
  { from: '07:30', to: '11:30' },
  { from: '13:30', to: '17:00' },
];
const plain: WorkingCalendar = {
  timeZone: 'Asia/Ho_Chi_Minh',
  week: [office, office, office, office, office, [], []],
  days: { '2027-02-05': 'holiday', '2027-02-08': 'holiday', '2027-02-13': 'make-up', '2027-04-30': 'holiday' },
  years: { 2027: 'announced' },
};
const at = (text: string) => Temporal.Instant.from(`${text}+07:00`);
const compare = Temporal.Instant.compare;
const levels: readonly Level[] = [
  { step: 'answer', level: 1, percent: 75, tell: 'assignee', from: '2026-01-01', to: null },
  { step: 'answer', level: 2, percent: 100, tell: 'approver', from: '2026-01-01', to: null },
  { step: 'answer', level: 3, percent: 200, tell: 'province', from: '2026-01-01', to: null },
  { step: 'answer', level: 4, percent: 300, tell: 'province', from: '2030-01-01', to: null },
];
const start = at('2027-01-04T00:00').epochMilliseconds;
const instant = fc
  .integer({ min: 0, max: 150 * 24 * 60 })
  .map((minutes) => Temporal.Instant.fromEpochMilliseconds(start + minutes * 60_000));
const term = fc.record({
  beganAt: instant,
  amount: fc.integer({ min: 1, max: 40 }),
  unit: fc.constantFrom('working-hours' as const, 'working-days' as const),
  pausedMinutes: fc.integer({ min: 0, max: 3_000 }),
});
const seed = { seed: 75_2027, numRuns: 200 };

describe('the moment of a level', () => {
  test('by hand', () => {
    const moment = (percent: number, amount = 3, unit: 'working-days' | 'working-hours' = 'working-days') =>
      momentOf({ beganAt: at('2027-01-04T07:30'), amount, unit, pausedMinutes: 0 }, percent, plain)
        .toZonedDateTimeISO(plain.timeZone)
        .toPlainDateTime()
        .toString();
    // Four days of work from Monday morning to Thursday evening: three of them are three quarters.
    expect([moment(75), moment(100), moment(200)]).toEqual(['2027-01-06T17:00:00', '2027-01-07T17:00:00', '2027-01-13T17:00:00']);
    expect([moment(75, 4, 'working-hours'), moment(150, 4, 'working-hours')]).toEqual(['2027-01-04T10:30:00', '2027-01-04T15:30:00']);
  });

  test('so much of the working time given lies before it, pauses not counted; 100 is when it is due', () => {
    fc.assert(
      fc.property(term, fc.integer({ min: 1, max: 400 }), (one, percent) => {
        const given = workingTimeBetween(one.beganAt, dueOf({ ...one, pausedMinutes: 0 }, plain), plain);
        const moment = momentOf(one, percent, plain);
        expect(workingTimeBetween(one.beganAt, moment, plain)).toBe(Math.floor((given * percent) / 100) + one.pausedMinutes);
        expect(compare(momentOf(one, 100, plain), dueOf(one, plain))).toBe(0);
      }),
      seed,
    );
  });

  test('a higher level is never earlier', () => {
    fc.assert(
      fc.property(term, fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 100 }), (one, percent, more) => {
        expect(compare(momentOf(one, percent + more, plain), momentOf(one, percent, plain))).toBeGreaterThanOrEqual(0);
      }),
      seed,
    );
  });

  test('what remains until a level at the beginning of a pause remains at its end', () => {
    const minutes = fc.integer({ min: 0, max: 20_000 });
    const parts = fc.record({
      beganAt: instant,
      amount: fc.integer({ min: 1, max: 20 }),
      unit: term.map((one) => one.unit),
      run: fc.nat(99),
      still: minutes,
    });
    fc.assert(
      fc.property(parts, ({ beganAt, amount, unit, run, still }) => {
        const before = armed(begun('answer', 1, { id: 'x', amount, unit }, beganAt, plain), levels, beganAt, plain);
        const first = before.escalateAt ?? beganAt;
        const since = addWorkingMinutes(beganAt, Math.floor((workingTimeBetween(beganAt, first, plain) * run) / 100), plain);
        const until = since.add({ minutes: still });
        const after = armed(running(paused(before, since), until, plain), levels, until, plain);
        expect(after.level).toBe(0);
        expect(after.escalateAt && workingTimeBetween(until, after.escalateAt, plain)).toBe(workingTimeBetween(since, first, plain));
      }),
      seed,
    );
  });

  test('a level that was told stays told, is told again after more time, and only levels of the day count', () => {
    const one = begun('answer', 1, { id: 'x', amount: 3, unit: 'working-days' }, at('2027-01-04T07:30'), plain);
    const late = at('2027-01-07T17:01');
    const first = dueLevel([one], levels, late, plain);
    expect(first).toMatchObject({ rule: { level: 1 }, deadline: { level: 1 } });
    const second = dueLevel(first ? [first.deadline] : [], levels, late, plain);
    expect(second?.rule.tell).toBe('approver');
    expect(second?.deadline.escalateAt?.toString()).toBe(at('2027-01-13T17:00').toString());
    expect(dueLevel(second ? [second.deadline] : [], levels, late, plain)).toBeNull();
    const longer = armed({ ...one, amount: 10, dueAt: at('2027-01-18T17:00'), level: 2 }, levels, late, plain);
    expect(longer.level).toBe(0);
    expect(armed({ ...one, level: 3 }, levels, at('2027-02-01T09:00'), plain)).toMatchObject({ level: 3, escalateAt: null });
    expect(dueLevel([{ ...one, pausedSince: late }], levels, late, plain)).toBeNull();
    expect(dueLevel([{ ...one, metAt: late, onTime: false }], levels, late, plain)).toBeNull();
  });
});

describe('in the program', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());
  const clock = (text: string) => world.app.database.clock.set(at(text).toString());
  const read = <T>(fn: (tx: Tx) => Promise<T>) => world.app.context.db.transaction(fn, { state: dutyState('identity') });
  const facts = async (id: string, step: string) =>
    (await world.view(id)).events.filter((one) => one.step === step).map((one) => one.facts);

  test('officials are told level by level, once, however many workers look; pauses hold it back', async () => {
    clock('2026-12-07T09:00');
    const { id, who } = await world.handed();
    const revision = (await world.view(id)).revision;
    expect(await escalateDue(world.app.context)).toBe(0);
    clock('2026-12-10T09:00');
    const both = await Promise.all([escalateDue(world.app.context), escalateDue(world.app.context)]);
    expect(both[0] + both[1]).toBe(1);
    expect(await facts(id, 'escalate')).toEqual([{ step: 'answer', level: 1, tell: 'assignee', percent: 75 }]);
    // Nobody who is deciding right now is told that somebody else has changed it.
    expect((await world.view(id)).revision).toBe(revision);
    resultOf(await world.step('commune-officer', id, 'take'));
    resultOf(await world.step('commune-officer', id, 'ask-more', { reason: 't-unclear', wordsToSender: 'Ở đoạn nào?' }));
    clock('2026-12-14T09:00');
    expect(await escalateDue(world.app.context)).toBe(0);
    resultOf(await world.step(who, id, 'give-more', { words: 'Trước cổng.', revision: null }));
    expect(await escalateDue(world.app.context)).toBe(0);
    clock('2026-12-25T16:00');
    expect(await escalateDue(world.app.context)).toBe(3);
    expect((await facts(id, 'escalate')).map((one) => one.tell)).toEqual(['assignee', 'approver', 'centre', 'province']);
    expect(await escalateDue(world.app.context)).toBe(0);
    expect(codeOf(await world.step('system', id, 'escalate'))).toBe('reports.step-not-now');
    expect(codeOf(await world.step('intake-officer', id, 'escalate'))).toBe('reports.step-not-yours');
    expect((await world.view(id)).deadlines.at(-1)).toMatchObject({ level: 4 });
    await world.answered(id);
    clock('2027-03-01T09:00');
    expect(await escalateDue(world.app.context)).toBe(0);
  });

  test('what nobody has taken in is told to the centre, also where it was sent before there were rules', async () => {
    clock('2026-12-07T09:00');
    const { id } = await world.sent();
    await world.rows(sql`update reports.deadline set escalate_at = null where report_id = ${id}::uuid`);
    expect(await armDeadlines(world.app.context)).toBe(1);
    expect(await armDeadlines(world.app.context)).toBe(0);
    clock('2026-12-08T09:00');
    await escalateDue(world.app.context);
    expect(await facts(id, 'escalate')).toEqual([
      { step: 'receive', level: 1, tell: 'centre', percent: 75 },
      { step: 'receive', level: 2, tell: 'centre', percent: 100 },
    ]);
    resultOf(await world.step('intake-officer', id, 'not-accept', { reason: 't-not-here', wordsToSender: 'Xin gửi nơi kia.' }));
  });

  test('who is told: the one who works on it, the office, its leaders, the centre, the province', async () => {
    clock('2026-12-07T09:00');
    const { id } = await world.handed();
    const told = (tell: Parameters<typeof officialsFor>[1]['tell']) => read((tx) => officialsFor(tx, { reportId: id, tell }));
    expect(await told('assignee')).toContain(personOf('commune-officer'));
    expect(await told('assignee')).not.toContain(personOf('other-commune-officer'));
    resultOf(await world.step('commune-officer', id, 'take'));
    expect(await told('assignee')).toEqual([personOf('commune-officer')]);
    expect(await told('approver')).toContain(personOf('commune-leader'));
    expect(await told('approver')).not.toContain(personOf('agency-leader'));
    expect(await told('centre')).toContain(personOf('intake-officer'));
    expect(await told('province')).toContain(personOf('province-supervisor'));
    expect(await told('province')).not.toContain(personOf('commune-leader'));
    expect(await read((tx) => officialsFor(tx, { reportId: personOf('citizen'), tell: 'centre' }))).toEqual([]);
  });

  test('leaders see on their front page what is late in their place, and nobody else’s', async () => {
    clock('2026-12-07T09:00');
    const { id, code } = await world.handed();
    clock('2026-12-20T09:00');
    const source = reportsWaiting(world.app.context).find(({ kind }) => kind === 'reports.late');
    if (!source) throw new Error('nothing lists what is late');
    const load = async (key: string, scope: 'mine' | 'place') => source.load(await world.actor(key), { lang: 'vi', limit: 50, scope });
    const mine = await load('commune-leader', 'place');
    expect(mine.items.map((item) => item.id)).toContain(id);
    expect(mine.items.find((item) => item.id === id)?.href).toBe(`/console/reports/${code}`);
    expect(mine.overdue).toBe(mine.count);
    expect((await load('province-supervisor', 'place')).items.map((item) => item.id)).toContain(id);
    expect((await load('agency-leader', 'place')).items.map((item) => item.id)).not.toContain(id);
    expect((await load('citizen', 'place')).items).toEqual([]);
    expect((await load('commune-leader', 'mine')).count).toBe(0);
    await world.answered(id);
    expect((await load('commune-leader', 'place')).items.map((item) => item.id)).not.toContain(id);
  });

  test('a sender who has not judged an answer is reminded twice at nine o’clock, once however many workers look, and then left in peace', async () => {
    clock('2026-12-07T15:30');
    const { id, who } = await world.handed();
    await world.answered(id);
    const next = async () =>
      (
        await world.rows(
          sql<{ at: Temporal.Instant | null; n: number }>`select remind_at as at, reminded as n from reports.report where id = ${id}::uuid`,
        )
      )[0];
    expect((await next())?.at?.toString()).toBe(at('2026-12-10T09:00').toString());
    clock('2026-12-10T08:59');
    expect(await remindDue(world.app.context)).toBe(0);
    clock('2026-12-10T09:00');
    const both = await Promise.all([remindDue(world.app.context), remindDue(world.app.context)]);
    expect(both[0] + both[1]).toBe(1);
    expect(await next()).toMatchObject({ n: 1, at: at('2026-12-17T09:00') });
    clock('2026-12-30T09:00');
    expect(await remindDue(world.app.context)).toBeGreaterThan(0);
    expect(await next()).toEqual({ n: daysUntilReminded.length, at: null });
    expect(await remindDue(world.app.context)).toBe(0);
    resultOf(await world.step(who, id, 'rate', { satisfied: true, revision: null }));
    expect(await next()).toEqual({ n: 0, at: null });
    const judged = await world.handed();
    await world.answered(judged.id);
    resultOf(await world.step(judged.who, judged.id, 'rate', { satisfied: true, revision: null }));
    clock('2027-01-20T09:00');
    await remindDue(world.app.context);
    expect(await facts(judged.id, 'remind')).toEqual([]);
  });
});
