import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '../../platform/calendar/index.ts';
import type { Membership } from '../contract.ts';
import { changeOf, endOf, handOverOf, join } from './model/members.ts';
import { divided, merged } from './model/merge.ts';
import { outlived, reseated, takenBack } from './model/seats.ts';
import { applied, breachOf, type Ground, membersOn, type TeamState, type UnitFacts, versionOn } from './model/state.ts';
import { formed, stepOf, type TeamStep, unborn } from './model/teams.ts';

const today = '2026-11-22';
const village: UnitFacts = { id: 'village', level: 'village', from: '2022-01-01', to: null };
const other: UnitFacts = { id: 'other', level: 'village', from: '2022-01-01', to: null };
const none = new Set<string>();

function ground(): Ground {
  let made = 0;
  return { today, newId: () => `id-${++made}` };
}

function team(on = '2022-05-31', id = 'team', newId = ground().newId): TeamState {
  const born = formed(
    unborn(id, 'village'),
    { name: 'Tổ A', unit: village, on, eventId: 'formed' },
    { today, newId: () => `${id}-${newId()}` },
  );
  if (!born.ok) throw new Error(born.refusal.code);
  return born.value;
}

function member(state: TeamState, personId: string, over: Partial<Membership> = {}): Membership {
  return {
    id: `${state.id}/${personId}`,
    teamId: state.id,
    personId,
    role: 'member',
    coreForce: 'teacher',
    from: '2022-05-31',
    to: null,
    termUntil: null,
    endedWhy: null,
    succeeds: null,
    ...over,
  };
}

const withMembers = (state: TeamState, ...rows: Membership[]): TeamState => ({ ...state, memberships: rows });
const joining = { role: 'member', coreForce: 'teacher', from: '2023-01-01', until: null, termUntil: null } as const;

describe('joining', () => {
  test.each([
    ['no day', { from: '2023-02-30' }, { code: 'teams.day-strange', field: 'from' }],
    ['more than a year ahead', { from: '2028-01-01' }, { code: 'teams.day-too-far', field: 'from', params: { day: '2027-11-23' } }],
    ['before the team', { from: '2022-05-30' }, { code: 'teams.team-not-yet', field: 'from', params: { day: '2022-05-31' } }],
    ['end before begin', { until: '2022-12-31' }, { code: 'teams.end-before-begin', field: 'until', params: { day: '2023-01-01' } }],
    ['term before begin', { termUntil: '2022-12-31' }, { code: 'teams.term-before-begin', field: 'term', params: { day: '2023-01-01' } }],
  ])('refuses: %s', (_what, over, refusal) => {
    expect(join(team(), { ...joining, personId: 'a', ...over }, ground())).toMatchObject({ ok: false, refusal });
  });

  test('refuses somebody who serves already, from the day on which both would', () => {
    const state = withMembers(team(), member(team(), 'a', { from: '2023-06-01' }));
    expect(join(state, { ...joining, personId: 'a' }, ground())).toMatchObject({
      ok: false,
      refusal: { code: 'teams.member-overlap', field: 'person', status: 409, params: { day: '2023-06-01', person: 'a' } },
    });
    expect(join(state, { ...joining, personId: 'a', until: '2023-05-31' }, ground()).ok).toBe(true);
  });

  test('refuses a second leader and says who leads from which day', () => {
    const state = withMembers(team(), member(team(), 'a', { role: 'leader' }));
    expect(join(state, { ...joining, personId: 'b', role: 'leader' }, ground())).toMatchObject({
      ok: false,
      refusal: { code: 'teams.second-leader', params: { day: '2023-01-01', person: 'a', membership: 'team/a' } },
    });
  });

  test('refuses a team that ended or is suspended that day', () => {
    const ended = { ...team(), versions: team().versions.map((one) => ({ ...one, to: '2022-12-01' })) };
    expect(join(ended, { ...joining, personId: 'a' }, ground())).toMatchObject({
      ok: false,
      refusal: { code: 'teams.team-ended', params: { day: '2022-11-30' } },
    });
    const suspended = { ...team(), versions: team().versions.map((one) => ({ ...one, status: 'suspended' as const })) };
    expect(join(suspended, { ...joining, personId: 'a' }, ground())).toMatchObject({
      ok: false,
      refusal: { code: 'teams.team-suspended' },
    });
  });

  test('service without an end stops where the team does', () => {
    const ended = { ...team(), versions: team().versions.map((one) => ({ ...one, to: '2024-01-01' })) };
    const found = join(ended, { ...joining, personId: 'a' }, ground());
    expect(found).toMatchObject({ ok: true, value: { row: { to: '2024-01-01', endedWhy: 'team-ended' } } });
    expect(join(ended, { ...joining, personId: 'a', until: '2024-01-01' }, ground())).toMatchObject({
      ok: false,
      refusal: { code: 'teams.team-ended' },
    });
  });
});

describe('changing and ending service', () => {
  const state = withMembers(team(), member(team(), 'a', { role: 'leader' }), member(team(), 'b', { to: '2024-01-01' }));
  const [leader, b] = state.memberships as [Membership, Membership];

  test('a role outside the service, and a second leader, are refused', () => {
    expect(changeOf(state, b, { from: '2024-01-01', role: 'deputy' }, ground())).toMatchObject({
      ok: false,
      refusal: { code: 'teams.day-outside-service', params: { from: '2022-05-31', until: '2023-12-31' } },
    });
    expect(changeOf(state, b, { from: '2023-01-01', role: 'leader' }, ground())).toMatchObject({
      ok: false,
      refusal: { code: 'teams.second-leader' },
    });
  });

  test('another role ends the row and begins the next; on the first day it is set right; a term stays one row', () => {
    const later = changeOf(state, b, { from: '2023-01-01', role: 'deputy' }, ground());
    expect(later).toMatchObject({
      ok: true,
      value: {
        change: {
          putMemberships: [
            { id: b.id, to: '2023-01-01', endedWhy: 'role-changed' },
            { role: 'deputy', from: '2023-01-01', to: '2024-01-01', succeeds: b.id },
          ],
        },
      },
    });
    expect(changeOf(state, b, { from: '2022-05-31', coreForce: 'police' }, ground())).toMatchObject({
      ok: true,
      value: { change: { putMemberships: [{ id: b.id, coreForce: 'police', from: '2022-05-31' }] } },
    });
    expect(changeOf(state, b, { from: '2023-01-01', termUntil: '2025-01-01' }, ground())).toMatchObject({
      ok: true,
      value: { row: { id: b.id, termUntil: '2025-01-01', role: 'member' } },
    });
  });

  test('an end before the beginning, a later end and an end without a day are refused; the same end twice changes nothing', () => {
    expect(endOf(b, { lastDay: '2022-05-30', why: 'own-wish' }, ground())).toMatchObject({
      ok: false,
      refusal: { code: 'teams.end-before-begin' },
    });
    expect(endOf(b, { lastDay: '2024-06-01', why: 'own-wish' }, ground())).toMatchObject({
      ok: false,
      refusal: { code: 'teams.service-over', params: { day: '2023-12-31' } },
    });
    expect(endOf(leader, { lastDay: null, why: 'own-wish' }, ground())).toMatchObject({
      ok: false,
      refusal: { code: 'teams.last-day-missing' },
    });
    const once = endOf(leader, { lastDay: '2024-06-01', why: 'own-wish' }, ground());
    if (!once.ok) throw new Error(once.refusal.code);
    const [ended] = once.value.putMemberships as [Membership];
    expect(ended.to).toBe('2024-06-02');
    expect(endOf(ended, { lastDay: '2024-06-01', why: 'own-wish' }, ground())).toMatchObject({ ok: true, value: { putMemberships: [] } });
    expect(endOf({ ...b, endedWhy: 'handed-over' }, { lastDay: '2023-01-01', why: 'own-wish' }, ground())).toMatchObject({
      ok: false,
      refusal: { code: 'teams.service-over' },
    });
  });

  test('handing over links both new rows to the leader’s', () => {
    expect(handOverOf(state, { on: '2024-06-01', to: b.id, leaderBecomes: null }, ground())).toMatchObject({
      ok: false,
      refusal: { code: 'teams.not-a-member' },
    });
    expect(handOverOf(state, { on: '2022-05-31', to: b.id, leaderBecomes: null }, ground())).toMatchObject({
      ok: false,
      refusal: { code: 'teams.leader-since-that-day' },
    });
    const done = handOverOf(state, { on: '2023-01-01', to: b.id, leaderBecomes: 'deputy' }, ground());
    if (!done.ok) throw new Error(done.refusal.code);
    const now = applied(state, done.value.change);
    expect(breachOf(now)).toBeNull();
    expect(membersOn(now, '2023-01-01').map((row) => [row.personId, row.role, row.succeeds])).toEqual(
      expect.arrayContaining([
        ['a', 'deputy', leader.id],
        ['b', 'leader', leader.id],
      ]),
    );
    expect(now.memberships.find((row) => row.id === leader.id)).toMatchObject({ to: '2023-01-01', endedWhy: 'handed-over' });
  });
});

describe('what becomes of a team', () => {
  const step = (state: TeamState, on: string, what: TeamStep, automatic: ReadonlySet<string> = none) =>
    stepOf(state, on, what, { ...ground(), eventId: 'event', automatic });

  test('formation refuses no name, unknown and wrong units, units that had ended', () => {
    const form = (over: object) =>
      formed(unborn('t', 'village'), { name: 'Tổ', unit: village, on: '2023-01-01', eventId: 'e', ...over }, ground());
    expect(form({ name: '' })).toMatchObject({ ok: false, refusal: { code: 'teams.name-missing' } });
    expect(form({ name: '12' })).toMatchObject({ ok: false, refusal: { code: 'teams.name-missing' } });
    expect(form({ unit: null })).toMatchObject({ ok: false, refusal: { code: 'teams.unit-unknown' } });
    expect(form({ unit: { ...village, level: 'commune' } })).toMatchObject({ ok: false, refusal: { code: 'teams.unit-level' } });
    expect(form({ on: '2021-12-31' })).toMatchObject({ ok: false, refusal: { code: 'teams.unit-not-yet', params: { day: '2022-01-01' } } });
    expect(form({ unit: { ...village, to: '2023-01-01' } })).toMatchObject({
      ok: false,
      refusal: { code: 'teams.unit-ended', params: { day: '2022-12-31' } },
    });
    expect(form({ on: 'tomorrow' })).toMatchObject({ ok: false, refusal: { code: 'teams.day-strange' } });
  });

  test('a name told late also goes into states that only kept the old one', () => {
    const first = team();
    const suspended = step(first, '2024-01-01', { kind: 'suspend' });
    if (!suspended.ok) throw new Error(suspended.refusal.code);
    const two = applied(first, suspended.value);
    const renamed = step(two, '2023-01-01', { kind: 'rename', name: 'Tổ B' });
    if (!renamed.ok) throw new Error(renamed.refusal.code);
    expect(applied(two, renamed.value).versions.map((one) => [one.from, one.to, one.name, one.status])).toEqual([
      ['2022-05-31', '2023-01-01', 'Tổ A', 'active'],
      ['2023-01-01', '2024-01-01', 'Tổ B', 'active'],
      ['2024-01-01', null, 'Tổ B', 'suspended'],
    ]);
    expect(step(two, '2024-02-01', { kind: 'suspend' })).toMatchObject({ ok: false, refusal: { code: 'teams.team-suspended' } });
    expect(step(two, '2023-02-01', { kind: 'revive' })).toMatchObject({ ok: false, refusal: { code: 'teams.team-active' } });
  });

  test('dissolving ends the service; what stands later is in the way, what nobody made is not; reviving opens a second stretch', () => {
    const state = withMembers(team(), member(team(), 'a'), member(team(), 'b', { from: '2024-06-01' }));
    expect(step(state, '2024-01-01', { kind: 'dissolve' })).toMatchObject({
      ok: false,
      refusal: { code: 'teams.something-later', params: { day: '2024-06-01' } },
    });
    expect(step(withMembers(team()), '2022-05-31', { kind: 'dissolve' })).toMatchObject({
      ok: false,
      refusal: { code: 'teams.team-not-yet' },
    });
    const done = step(state, '2025-01-01', { kind: 'dissolve' });
    if (!done.ok) throw new Error(done.refusal.code);
    const ended = applied(state, done.value);
    expect(ended.memberships.map((row) => [row.to, row.endedWhy])).toEqual([
      ['2025-01-01', 'team-ended'],
      ['2025-01-01', 'team-ended'],
    ]);
    expect(versionOn(ended, '2025-01-01')).toBeNull();
    expect(join(ended, { ...joining, from: '2025-01-01', personId: 'c' }, ground())).toMatchObject({
      ok: false,
      refusal: { code: 'teams.team-ended' },
    });
    const again = step(ended, '2026-01-01', { kind: 'revive' });
    if (!again.ok) throw new Error(again.refusal.code);
    const alive = applied(ended, again.value);
    expect(breachOf(alive)).toBeNull();
    expect(alive.versions.map((one) => [one.from, one.to])).toEqual([
      ['2022-05-31', '2025-01-01'],
      ['2026-01-01', null],
    ]);
  });

  test('correcting sets right the name, the seat or the first day, not past somebody’s service', () => {
    const state = withMembers(team(), member(team(), 'a', { from: '2022-06-15' }));
    expect(step(state, '2023-01-01', { kind: 'correct', begins: '2022-06-16' })).toMatchObject({
      ok: false,
      refusal: { code: 'teams.served-before' },
    });
    const done = step(state, '2023-01-01', { kind: 'correct', begins: '2022-06-15', name: 'Tổ Á', unit: other });
    if (!done.ok) throw new Error(done.refusal.code);
    expect(applied(state, done.value).versions).toMatchObject([{ from: '2022-06-15', name: 'Tổ Á', unitId: 'other', eventId: 'formed' }]);
  });
});

describe('mergers and splits', () => {
  const plain = { ...ground(), automatic: none };

  test('somebody in both serves once with the weightier role; the leader who doesn’t lead is a deputy', () => {
    const one = withMembers(
      team(undefined, 'one'),
      member(team(undefined, 'one'), 'a', { role: 'leader' }),
      member(team(undefined, 'one'), 'b'),
    );
    const two = withMembers(
      team(undefined, 'two'),
      member(team(undefined, 'two'), 'c', { role: 'leader' }),
      member(team(undefined, 'two'), 'b', { role: 'deputy' }),
    );
    const target = team('2023-01-01', 'new');
    expect(merged([one, two], target, { on: '2023-01-01', leaderId: 'z' }, plain)).toMatchObject({
      ok: false,
      refusal: { code: 'teams.leader-not-among' },
    });
    const done = merged([one, two], target, { on: '2023-01-01', leaderId: 'c' }, plain);
    if (!done.ok) throw new Error(done.refusal.code);
    const of = (state: TeamState) =>
      applied(
        state,
        done.value.find((change) => change.teamId === state.id)?.change ?? {
          putVersions: [],
          dropVersions: [],
          putMemberships: [],
          dropMemberships: [],
        },
      );
    expect(
      of(target)
        .memberships.map((row) => [row.personId, row.role, row.succeeds])
        .toSorted(),
    ).toEqual([
      ['a', 'deputy', 'one/a'],
      ['b', 'deputy', 'two/b'],
      ['c', 'leader', 'two/c'],
    ]);
    expect(of(one).memberships.every((row) => row.to === '2023-01-01' && row.endedWhy === 'team-changed')).toBe(true);
    expect([of(one), of(two), of(target)].map(breachOf)).toEqual([null, null, null]);
  });

  test('two leaders and no choice leave the new team without one', () => {
    const one = withMembers(team(undefined, 'one'), member(team(undefined, 'one'), 'a', { role: 'leader' }));
    const two = withMembers(team(undefined, 'two'), member(team(undefined, 'two'), 'c', { role: 'leader' }));
    const done = merged([one, two], team('2023-01-01', 'new'), { on: '2023-01-01', leaderId: null }, plain);
    expect(done.ok && done.value.at(-1)?.change.putMemberships.map((row) => row.role)).toEqual(['deputy', 'deputy']);
  });

  test('a split leaves nobody over where the team ends, and puts nobody in two parts', () => {
    const state = withMembers(team(), member(team(), 'a', { role: 'leader' }), member(team(), 'b'));
    const part = (membershipIds: readonly string[], leader: string | null = null) => ({
      state: team('2023-01-01', `part-${membershipIds.join()}`),
      wish: { unitId: 'village', name: 'Tổ', membershipIds, leader },
    });
    const split = (parts: ReturnType<typeof part>[], goesOn = false) => divided(state, parts, { on: '2023-01-01', goesOn }, plain);
    expect(split([])).toMatchObject({ ok: false, refusal: { code: 'teams.parts-missing' } });
    expect(split([part(['team/a'])])).toMatchObject({ ok: false, refusal: { code: 'teams.members-left-over', params: { count: 1 } } });
    expect(split([part(['team/a']), part(['team/a', 'team/b'])])).toMatchObject({
      ok: false,
      refusal: { code: 'teams.member-in-two-parts' },
    });
    expect(split([part(['team/x'])], true)).toMatchObject({ ok: false, refusal: { code: 'teams.not-a-member' } });
    expect(split([part(['team/a'], 'team/b')], true)).toMatchObject({ ok: false, refusal: { code: 'teams.leader-not-among' } });
    const done = split([part(['team/b'], 'team/b')], true);
    if (!done.ok) throw new Error(done.refusal.code);
    expect(done.value.rows[0]).toMatchObject([{ personId: 'b', role: 'leader', succeeds: 'team/b' }]);
    expect(membersOn(applied(state, done.value.change), '2023-01-01').map((row) => row.personId)).toEqual(['a']);
  });
});

describe('seats', () => {
  const [version] = team().versions as [ReturnType<typeof team>['versions'][number]];

  test('a state goes on at the new seat from the day on which its unit ended, and back again', () => {
    expect(outlived(version, null)).toBeNull();
    expect(outlived({ ...version, to: '2025-01-01' }, '2025-01-01')).toBeNull();
    expect(outlived(version, '2025-01-01')).toBe('2025-01-01');
    expect(outlived(version, '2022-01-01')).toBe(version.from);
    const two = reseated(version, '2025-01-01', { unitId: 'next', divided: true }, { id: 'v2', eventId: 'follow' });
    expect(two).toMatchObject([
      { to: '2025-01-01', unitId: 'village' },
      { from: '2025-01-01', to: null, unitId: 'next', toConfirm: true, eventId: 'follow' },
    ]);
    const renamed = [
      two[0],
      { ...two[1], to: '2026-01-01' },
      { ...two[1], id: 'v3', from: '2026-01-01', name: 'Tổ B', eventId: 'renamed' },
    ] as typeof two;
    expect(takenBack(renamed, (one) => one.eventId === 'follow')).toMatchObject([
      { from: '2022-05-31', to: '2026-01-01', unitId: 'village', name: 'Tổ A' },
      { from: '2026-01-01', to: null, unitId: 'village', name: 'Tổ B', toConfirm: false },
    ]);
    expect(takenBack(two, () => false)).toEqual(two);
  });
});

const days = fc.integer({ min: 0, max: 40 }).map((n) => addDays('2022-05-25', n));
const roles = fc.constantFrom('leader', 'deputy', 'member' as const);
const persons = fc.constantFrom('a', 'b', 'c', 'd');
const command = fc.oneof(
  fc.record({ kind: fc.constant('join' as const), person: persons, role: roles, from: days, until: fc.option(days) }),
  fc.record({ kind: fc.constant('change' as const), at: fc.nat(8), role: roles, from: days }),
  fc.record({ kind: fc.constant('end' as const), at: fc.nat(8), last: fc.option(days) }),
  fc.record({ kind: fc.constant('hand-over' as const), at: fc.nat(8), on: days, becomes: fc.constantFrom('deputy', 'member', null) }),
  fc.record({
    kind: fc.constant('step' as const),
    on: days,
    step: fc.constantFrom('suspend', 'revive', 'dissolve', 'rename', 'move', 'correct'),
    begins: days,
  }),
);

test('no order of accepted changes leaves an overlap, two leaders on a day, or service outside the team’s life', () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(command, { minLength: 10, maxLength: 25, size: 'max' }), (commands) => {
      const here = ground();
      let state = team('2022-05-31', 'team', here.newId);
      let events = 0;
      for (const one of commands) {
        const row = 'at' in one ? state.memberships[one.at] : undefined;
        const decided = (() => {
          if (one.kind === 'join')
            return join(
              state,
              { personId: one.person, role: one.role, coreForce: 'teacher', from: one.from, until: one.until, termUntil: null },
              here,
            );
          if (one.kind === 'step') {
            const step: TeamStep =
              one.step === 'rename'
                ? { kind: 'rename', name: `Tổ ${one.on}` }
                : one.step === 'move'
                  ? { kind: 'move', unit: other }
                  : one.step === 'correct'
                    ? { kind: 'correct', begins: one.begins }
                    : { kind: one.step };
            const found = stepOf(state, one.on, step, { ...here, eventId: `event-${++events}`, automatic: none });
            return found.ok ? { ok: true as const, value: { change: found.value } } : found;
          }
          if (!row) return null;
          if (one.kind === 'change') return changeOf(state, row, { from: one.from, role: one.role }, here);
          if (one.kind === 'hand-over') return handOverOf(state, { on: one.on, to: row.id, leaderBecomes: one.becomes }, here);
          const found = endOf(row, { lastDay: one.last, why: 'mistake' }, here);
          return found.ok ? { ok: true as const, value: { change: found.value } } : found;
        })();
        if (!decided?.ok) continue;
        accepted += 1;
        state = applied(state, decided.value.change);
        expect(breachOf(state)).toBeNull();
      }
      for (let day = '2022-05-25'; day < '2022-07-10'; day = addDays(day, 1)) {
        const there = membersOn(state, day);
        expect(there.filter((one) => one.role === 'leader').length).toBeLessThanOrEqual(1);
        expect(new Set(there.map((one) => one.personId)).size).toBe(there.length);
        if (there.length > 0) expect(versionOn(state, day)).not.toBeNull();
      }
    }),
    { seed: 20261122, numRuns: 300 },
  );
  expect(accepted).toBeGreaterThan(600);
});
