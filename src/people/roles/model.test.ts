import { describe, expect, test } from 'vitest';
import { type GivenPerson, type GivenPlace, type GivenRole, type Giver, mayGiveAt, refusalOfTerms, refusalToGive } from './model.ts';

const officer: GivenRole = { code: 'commune-officer', holdsAt: 'unit', granters: new Set(['commune-leader', 'account-administrator']) };
const handler: GivenRole = { code: 'agency-handler', holdsAt: 'organisation', granters: new Set(['account-administrator']) };
const auditor: GivenRole = { code: 'auditor', holdsAt: 'everywhere', granters: new Set(['operator']) };

const leader: Giver = { role: 'commune-leader', units: ['u1', 'u1a'], organisations: [] };
const administrator: Giver = { role: 'account-administrator', units: ['u2'], organisations: ['o1'] };
const operator: Giver = { role: 'operator', units: 'everywhere', organisations: 'everywhere' };

const at = (id: string, root = false): GivenPlace => ({ unit: { id, root }, organisation: null });
const inOrganisation = (id: string): GivenPlace => ({ unit: null, organisation: { id } });
const nowhere: GivenPlace = { unit: null, organisation: null };
const person = (unitId: string | null, organisationId: string | null = null): GivenPerson => ({ id: 'p', unitId, organisationId });

const code = (givers: readonly Giver[], role: GivenRole, place: GivenPlace, who: GivenPerson, giver = 'g') =>
  refusalToGive(giver, givers, { role, place, person: who })?.code ?? null;

describe('giving roles', () => {
  test('a leader gives the roles of the place in the place to people of the place', () => {
    expect(code([leader], officer, at('u1'), person('u1'))).toBeNull();
    expect(code([leader], officer, at('u1a'), person('u1'))).toBeNull();
  });

  test('nobody gives outside their place, nor to people of elsewhere, nor to themselves', () => {
    expect(code([leader], officer, at('u2'), person('u1'))).toBe('people.grant-outside');
    expect(code([leader], officer, at('u1'), person('u2'))).toBe('people.person-unknown');
    expect(code([leader], officer, at('u1'), person('u1'), 'p')).toBe('people.grant-to-oneself');
  });

  test('nobody gives what is not theirs to give', () => {
    expect(code([leader], auditor, nowhere, person('u1'))).toBe('people.role-not-yours');
    expect(code([leader], handler, inOrganisation('o1'), person('u1'))).toBe('people.role-not-yours');
    expect(code([], officer, at('u1'), person('u1'))).toBe('people.role-not-yours');
  });

  test('what somebody may do in one place adds nothing to what they may do in another', () => {
    // The administrator of u2 may give officers there; as a leader of u1 the same person may too. Neither opens a third place,
    // and somebody of u1 is not given a role at u2.
    expect(code([leader, administrator], officer, at('u2'), person('u2'))).toBeNull();
    expect(code([leader, administrator], officer, at('u2'), person('u1'))).toBe('people.person-unknown');
    expect(code([leader, administrator], handler, inOrganisation('o2'), person('u1'))).toBe('people.grant-outside');
  });

  test('what holds everywhere is given only by who reaches everywhere', () => {
    expect(code([{ ...administrator, role: 'operator' }], auditor, nowhere, person(null, 'o1'))).toBe('people.role-not-yours');
    expect(code([operator], auditor, nowhere, person(null, 'o1'))).toBeNull();
  });

  test('a role names its kind of place and no other, and never a root unit', () => {
    expect(code([operator, leader], officer, nowhere, person('u1'))).toBe('people.grant-place');
    expect(code([operator], auditor, at('u1'), person('u1'))).toBe('people.grant-place');
    expect(code([{ ...leader, units: 'everywhere' }], officer, at('province', true), person('u1'))).toBe('people.grant-outside');
    expect(code([administrator], handler, { unit: { id: 'u2', root: false }, organisation: { id: 'o1' } }, person(null, 'o1'))).toBe(
      'people.grant-place',
    );
  });

  test('taking back needs the same', () => {
    expect(mayGiveAt([leader], officer, at('u1'))).toBe(true);
    expect(mayGiveAt([leader], officer, at('u2'))).toBe(false);
    expect(mayGiveAt([leader], auditor, nowhere)).toBe(false);
  });

  test('days and basis', () => {
    const terms = { today: '2026-11-22', from: '2026-11-22', until: null, basis: 'QĐ 1' };
    expect(refusalOfTerms(terms)).toBeNull();
    expect(refusalOfTerms({ ...terms, until: '2026-11-22' })).toBeNull();
    expect(refusalOfTerms({ ...terms, from: '2026-11-21' })?.code).toBe('people.grant-from-past');
    expect(refusalOfTerms({ ...terms, until: '2026-11-21' })?.code).toBe('people.grant-until-early');
    expect(refusalOfTerms({ ...terms, basis: '  ' })?.code).toBe('people.grant-basis-missing');
    expect(refusalOfTerms({ ...terms, basis: 'x'.repeat(301) })?.code).toBe('people.grant-basis-long');
  });
});
