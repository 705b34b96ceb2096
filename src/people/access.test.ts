import { describe, expect, test } from 'vitest';
import { type Actor, anonymous, type Grant, type Right, system } from '../platform/session/index.ts';
import { holdsAt, scopeOf } from './access.ts';

const grant = (right: Right, over: Partial<Grant>): Grant => ({
  id: 'g',
  role: 'r',
  rights: new Set([right]),
  units: [],
  organisations: [],
  actingFor: null,
  ...over,
});
const actor = (...grants: Grant[]): Actor => ({
  ...anonymous,
  kind: 'person',
  id: 'p',
  grants,
  rights: new Set(grants.flatMap((one) => [...one.rights])),
});
const condition = (who: Actor) => scopeOf(who, 'a.see', { unit: 't.unit_id', organisation: 't.organisation_id' }).toOperationNode();

describe('holding a right at a place', () => {
  test('in the units and organisations of the grants that have the right, and nowhere else', () => {
    const who = actor(grant('a.see', { units: ['u1'] }), grant('a.see', { organisations: ['o1'] }), grant('a.other', { units: ['u2'] }));
    expect(holdsAt(who, 'a.see', { unitId: 'u1' })).toBe(true);
    expect(holdsAt(who, 'a.see', { organisationId: 'o1' })).toBe(true);
    expect(holdsAt(who, 'a.see', { unitId: 'u2' })).toBe(false);
    expect(holdsAt(who, 'a.see', { unitId: 'u2', organisationId: 'o1' })).toBe(true);
    expect(holdsAt(who, 'a.see', {})).toBe(false);
    expect(holdsAt(anonymous, 'a.see', { unitId: 'u1' })).toBe(false);
  });

  test('everywhere for who holds it everywhere, and for the system', () => {
    const who = actor(grant('a.see', { units: 'everywhere', organisations: 'everywhere' }));
    expect(holdsAt(who, 'a.see', {})).toBe(true);
    expect(holdsAt(system, 'a.see', { unitId: 'u9' })).toBe(true);
  });

  test('the condition of a query is never empty: without a grant it matches nothing', () => {
    expect(JSON.stringify(condition(actor()))).toContain('any (');
    expect(JSON.stringify(condition(actor(grant('a.see', { units: 'everywhere', organisations: 'everywhere' }))))).toContain('true');
  });
});
