import { describe, expect, test } from 'vitest';
import { type OrganisationVersion, refusalOfClosing, refusalOfDay, refusalOfParent, refusalOfState } from './model.ts';

const version = (organisationId: string, from: string, over: Partial<OrganisationVersion> = {}): OrganisationVersion => ({
  organisationId,
  from,
  to: null,
  name: organisationId,
  shortName: organisationId,
  parentId: null,
  unitId: null,
  receives: [],
  ...over,
});

const record = [
  version('a', '2025-07-01'),
  version('b', '2025-07-01', { parentId: 'a', to: '2026-01-01' }),
  version('b', '2026-01-01', { parentId: 'a', name: 'b later' }),
  version('c', '2025-07-01', { parentId: 'b' }),
  version('gone', '2025-07-01', { to: '2026-01-01' }),
];

describe('organisations over time', () => {
  test('nothing changes before what was recorded last; its first day corrects it', () => {
    const own = record.filter((one) => one.organisationId === 'b');
    expect(refusalOfDay(own, '2025-12-31')?.code).toBe('people.organisation-day');
    expect(refusalOfDay(own, '2026-01-01')).toBeNull();
    expect(refusalOfDay(own, '2026-05-01')).toBeNull();
    expect(refusalOfDay([version('gone', '2025-07-01', { to: '2026-01-01' })], '2026-05-01')?.code).toBe('people.organisation-ended');
  });

  test('a parent exists, goes on, and never lies below', () => {
    const under = (organisationId: string, parentId: string, from = '2026-02-01') =>
      refusalOfParent(record, { organisationId, parentId, from })?.code ?? null;
    expect(under('c', 'a')).toBeNull();
    expect(under('a', 'c')).toBe('people.organisation-circle');
    expect(under('a', 'a')).toBe('people.organisation-circle');
    expect(under('c', 'gone')).toBe('people.organisation-parent-gone');
    expect(under('c', 'nobody')).toBe('people.organisation-parent-gone');
    expect(under('c', 'a', '2020-01-01')).toBe('people.organisation-parent-gone');
  });

  test('nothing closes over the heads of those below', () => {
    expect(refusalOfClosing(record, 'b', '2026-06-01')).toMatchObject({ code: 'people.organisation-has-below', params: { count: 1 } });
    expect(refusalOfClosing(record, 'c', '2026-06-01')).toBeNull();
    expect(refusalOfClosing(record, 'c', '2025-07-01')?.code).toBe('people.organisation-day');
    expect(refusalOfClosing(record, 'gone', '2026-06-01')?.code).toBe('people.organisation-ended');
  });

  test('names are there and short enough; a People’s Committee has its unit, an office its organisation', () => {
    const state = { name: 'n', shortName: 's', parentId: null, unitId: null, receives: [] };
    expect(refusalOfState('agency', state)).toBeNull();
    expect(refusalOfState('agency', { ...state, name: '' })?.field).toBe('name');
    expect(refusalOfState('agency', { ...state, shortName: 'x'.repeat(61) })?.field).toBe('short-name');
    expect(refusalOfState('peoples-committee', state)?.field).toBe('unit');
    expect(refusalOfState('office', state)?.field).toBe('parent');
  });
});
