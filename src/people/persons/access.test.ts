import { describe, expect, it } from 'vitest';
import type { Actor, Grant, Right } from '../../platform/session/index.ts';
import { anonymous } from '../../platform/session/index.ts';
import { type Held, mayOpenWayIn, mayRecordAt } from './access.ts';

const right: Right = 'people.recover';
const grant = (
  role: string,
  units: Grant['units'],
  organisations: Grant['organisations'] = [],
  rights: Right[] = [right, 'people.see', 'people.enrol'],
): Grant => ({
  id: role,
  role,
  rights: new Set(rights),
  units,
  organisations,
  actingFor: null,
});
const actor = (...grants: Grant[]): Actor => ({
  ...anonymous,
  kind: 'person',
  id: 'me',
  grants,
  rights: new Set(grants.flatMap((one) => [...one.rights])),
});
const held = (role: string, unitId: string | null = 'here', rest: Partial<Held> = {}): Held => ({
  role,
  unitId,
  organisationIds: [],
  everywhere: false,
  ...rest,
});
const person = (id: string, ...roles: Held[]) => ({ id, unitId: 'here', organisationId: null, held: roles });
const givers = new Set([
  'commune-leader commune-officer',
  'commune-leader team-member',
  'account-administrator commune-leader',
  'operator auditor',
]);
const opens = (who: Actor, whom: ReturnType<typeof person>) => mayOpenWayIn(who, right, whom, givers);

describe('who may open a way in for whom', () => {
  const officer = actor(grant('commune-officer', ['here']));
  const leader = actor(grant('commune-leader', ['here']));

  it('helps citizens and those below, in the place', () => {
    expect(opens(officer, person('p'))).toBe(true);
    expect(opens(officer, person('p', held('team-leader')))).toBe(true);
    expect(opens(leader, person('p', held('commune-officer')))).toBe(true);
  });

  it('never oneself, nobody elsewhere, nobody as strong or stronger', () => {
    expect(opens(officer, person('me'))).toBe(false);
    expect(opens(actor(grant('commune-officer', ['there'])), person('p'))).toBe(false);
    expect(opens(officer, person('p', held('commune-officer')))).toBe(false);
    expect(opens(officer, person('p', held('commune-leader')))).toBe(false);
    expect(opens(anonymous, person('p'))).toBe(false);
  });

  it('one weak role does not hide a strong one, and a role elsewhere counts', () => {
    expect(opens(officer, person('p', held('team-member'), held('commune-leader')))).toBe(false);
    expect(opens(officer, person('p', held('team-member', 'there')))).toBe(false);
    expect(opens(leader, person('p', held('auditor', null, { everywhere: true })))).toBe(false);
  });

  it('a team leader helps members only, no citizens', () => {
    const team = actor(grant('team-leader', ['here'], [], [right, 'people.enrol']));
    expect(opens(team, person('p', held('team-member')))).toBe(true);
    expect(opens(team, person('p'))).toBe(false);
  });

  it('what the right is held by counts, not another role of the actor', () => {
    const mixed = actor(grant('commune-officer', ['here']), grant('account-administrator', [], ['office'], ['people.see']));
    expect(opens(mixed, person('p', held('commune-leader', 'here', { organisationIds: ['office'] })))).toBe(false);
    const administrator = actor(grant('account-administrator', [], ['office']));
    expect(
      mayOpenWayIn(
        administrator,
        right,
        { ...person('p', held('commune-leader', 'here', { organisationIds: ['office'] })), organisationId: 'office' },
        givers,
      ),
    ).toBe(true);
  });
});

describe('where a person may be recorded', () => {
  const officer = actor(grant('commune-officer', ['here', 'village']));
  it.each([
    [{ unitId: 'here', organisationId: null }, true],
    [{ unitId: 'there', organisationId: null }, false],
    [{ unitId: 'here', organisationId: 'office' }, false],
    [{ unitId: null, organisationId: null }, false],
  ])('%j: %s', (place, allowed) => expect(mayRecordAt(officer, place)).toBe(allowed));

  it('what was there before may stay', () => {
    const before = { unitId: 'here', organisationId: 'office' };
    expect(mayRecordAt(officer, { unitId: 'village', organisationId: 'office' }, { before })).toBe(true);
  });
});
