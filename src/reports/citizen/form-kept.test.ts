import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { forget, keep, readKept } from './form-kept.client.ts';

const held = new Map<string, string>();

beforeEach(() => {
  held.clear();
  vi.useFakeTimers({ now: 0 });
  vi.stubGlobal('sessionStorage', {
    getItem: (name: string) => held.get(name) ?? null,
    setItem: (name: string, value: string) => held.set(name, value),
    removeItem: (name: string) => held.delete(name),
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const begun = { id: '1', category: 'road-damage', language: 'vi', commune: 'c' };
const written = (fields: Record<string, string>, writer = '') => ({
  writer,
  at: 'say',
  fields: { ...begun, ...fields },
  title: 'Đường hỏng',
  communeName: '',
  villageName: '',
  state: 'written' as const,
});

test('what is written for somebody else, and a form in which nobody has said anything, leave nothing in the window', () => {
  keep(written({ words: 'Ổ gà', for: 'somebody' }));
  keep(written({}));
  expect([...held]).toEqual([]);
  keep(written({ words: 'Ổ gà' }));
  expect(readKept('')?.fields.words).toBe('Ổ gà');
  // Taken out again by hand: gone here too.
  keep(written({}));
  expect([...held]).toEqual([]);
});

test('an empty form of another report leaves what was begun', () => {
  keep(written({ words: 'Ổ gà' }));
  keep({ ...written({}), fields: { ...begun, id: '2' } });
  expect(readKept('')?.fields.id).toBe('1');
});

test('whoever else signs in on the phone, or has it hours later, finds nothing', () => {
  keep(written({ words: 'Ổ gà' }, 'person An'));
  expect(readKept('person An')).not.toBeNull();
  expect(readKept('person Bình')).toBeNull();
  expect([...held]).toEqual([]);
  keep(written({ uploads: 'x' }));
  vi.setSystemTime(6 * 3_600_000 + 1);
  expect(readKept('')).toBeNull();
  expect([...held]).toEqual([]);
});

test('what is sent is never kept again, and what is damaged or of another form is none', () => {
  keep(written({ words: 'Ổ gà' }));
  forget();
  keep(written({ words: 'Ổ gà' }));
  expect(readKept('')).toBeNull();
  for (const text of ['{', 'null', '7', '{"shape":2,"fields":{},"changedAt":0}']) {
    held.set('report-form', text);
    expect(readKept(''), text).toBeNull();
  }
});

test('where storage is forbidden nothing is kept and nothing breaks', () => {
  vi.stubGlobal('sessionStorage', undefined);
  keep(written({ words: 'Ổ gà' }));
  forget();
  expect(readKept('')).toBeNull();
});
