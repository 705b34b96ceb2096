import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts';
import {
  alikeOf,
  ancestorsOf,
  childrenOf,
  countsOf,
  epochOf,
  findUnits,
  fullName,
  historyOf,
  peopleOf,
  predecessorsOf,
  readCursor,
  readEpochs,
  recordStarts,
  storyOf,
  successorsOf,
  type UnitItem,
  unitAt,
  writeCursor,
} from './index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ data: 'shipped' });
});
afterAll(() => database.drop());

const today = '2026-11-22';

async function byCode(code: string, on: string): Promise<UnitItem> {
  const { items } = await findUnits(database.db, { on, code, limit: 10 });
  const [unit] = items;
  if (!unit || items.length !== 1) throw new Error(`${items.length} units with the code ${code} on ${on}`);
  return unit;
}

async function names(q: string, on = today, anyTime = true): Promise<string[]> {
  const { items } = await findUnits(database.db, { on, anyTime, q, limit: 20 });
  return items.map((item) => `${fullName(item, 'vi')} ${item.code ?? ''}`.trim());
}

describe('golden cases', () => {
  test('the code 04606 is Pá Hu in 2022 and Trạm Tấu in 2025', async () => {
    const before = await byCode('04606', '2022-10-31');
    const after = await byCode('04606', '2025-07-01');
    expect([before.name, before.parentName, before.validTo]).toEqual(['Pá Hu', 'Trạm Tấu', '2025-06-30']);
    expect([after.name, after.parentName, after.validTo]).toEqual(['Trạm Tấu', 'Lào Cai', null]);
    expect(after.id).not.toBe(before.id);
    const { states } = await historyOf(database.db, before.id);
    expect((await alikeOf(database.db, states, today)).sameCode.map((unit) => unit.id)).toEqual([after.id]);
  });

  test('two communes are named Tân Thịnh, and each names the other', async () => {
    const { items } = await findUnits(database.db, { on: '2022-10-31', q: 'Tân Thịnh', level: 'commune', limit: 10 });
    const both = items.filter((item) => item.name === 'Tân Thịnh');
    expect(new Set(both.map((item) => item.parentName))).toEqual(new Set(['Văn Chấn', 'Yên Bái']));
    const [one, other] = both;
    const { states } = await historyOf(database.db, one?.id ?? '');
    expect((await alikeOf(database.db, states, today)).sameName.map((unit) => unit.id)).toContain(other?.id);
  });

  test.each([
    ['2020-01-31', { commune: 180, district: 9 }],
    ['2020-02-01', { commune: 173, district: 9 }],
    ['2024-12-31', { commune: 173, district: 9 }],
    ['2025-01-01', { commune: 168, district: 9 }],
    ['2025-06-30', { commune: 168, district: 9 }],
    ['2025-07-01', { commune: 99 }],
  ])('the counts of %s', async (on, expected) => {
    const counts = await countsOf(database.db, null, on);
    expect(
      Object.fromEntries(counts.filter((count) => count.demonstration === 0 && count.rank > 1).map((count) => [count.level, count.units])),
    ).toEqual(expected);
  });

  test('150 xã, 13 phường and 10 thị trấn in 2022', async () => {
    const communes = (await countsOf(database.db, null, '2022-10-31')).find((count) => count.level === 'commune');
    expect(communes?.types.map((one) => `${one.units} ${one.typeName.vi}`)).toEqual(['150 xã', '13 phường', '10 thị trấn']);
  });

  test('51 of the 99 communes of 01/07/2025 continue the record', async () => {
    const [chapter] = await storyOf(database.db, ['2025-07-01']);
    expect(chapter?.continued.get('commune')).toBe(51);
    expect(chapter?.counts.find((count) => count.level === 'commune')?.units).toBe(99);
  });

  test('Tú Lệ and Cao Phạ became Tú Lệ across a district line', async () => {
    const merged = await byCode('04630', '2025-07-01');
    const from = await predecessorsOf(database.db, merged.id, '2022-10-31', today);
    expect(new Set(from.map(({ unit }) => `${unit.name} ${unit.parentName}`))).toEqual(new Set(['Cao Phạ Mù Cang Chải', 'Tú Lệ Văn Chấn']));
    expect(from.map(({ share }) => share)).toEqual([
      { num: 1n, den: 1n },
      { num: 1n, den: 1n },
    ]);
  });

  test('an abolished district still answers for its years', async () => {
    const district = await byCode('139', '2025-06-30');
    expect((await childrenOf(database.db, district.id, '2022-10-31')).length).toBe(12);
    expect(await childrenOf(database.db, district.id, '2025-07-01')).toEqual([]);
    expect((await successorsOf(database.db, district.id, district.existsFrom, today)).map(({ unit }) => unit.name)).toEqual(['Lào Cai']);
  });

  test('what Văn Chấn had before 2020 lies in two districts, whole to the last share', async () => {
    const district = await byCode('140', '2019-06-01');
    const parts = await successorsOf(database.db, district.id, '2019-06-01', '2022-10-31');
    expect(parts.map(({ unit, itself }) => [unit.name, itself])).toEqual([
      ['Văn Chấn', true],
      ['Nghĩa Lộ', false],
    ]);
    const [a, b] = parts.map(({ share }) => share);
    expect((a?.num ?? 0n) * (b?.den ?? 1n) + (b?.num ?? 0n) * (a?.den ?? 1n)).toBe((a?.den ?? 1n) * (b?.den ?? 1n));
    // As it was after the event, nothing of it is elsewhere.
    expect((await successorsOf(database.db, district.id, '2020-02-01', '2022-10-31')).length).toBe(1);
  });
});

describe('finding by words', () => {
  test.each([
    ['Pá Hu', 'xã Pá Hu 04606'],
    ['pa hu', 'xã Pá Hu 04606'],
    ['PA HU', 'xã Pá Hu 04606'],
    ['Hat Liu', 'xã Hát Lừu 04618'],
    ['mu cang chai', 'xã Mù Cang Chải 04456'],
    ['mu cang trai', 'xã Mù Cang Chải 04456'],
    ['xã Khánh Hoà', 'xã Khánh Hòa'],
    ['tỉnh Yên Bái', 'tỉnh Yên Bái 15'],
  ])('%s finds %s first', async (q, first) => {
    expect((await names(q))[0]).toContain(first);
  });

  test('a former spelling says how the unit was found', async () => {
    const { items } = await findUnits(database.db, { on: '2022-10-31', q: 'Hát Lìu', limit: 1 });
    expect(items[0]?.foundBy).toEqual({ kind: 'other-spelling', name: 'Hát Lìu' });
  });

  test('a code finds everyone who carried it, the present bearer first', async () => {
    expect(await names('04606')).toEqual(['xã Trạm Tấu 04606', 'xã Pá Hu 04606']);
    expect(await names('04606', '2022-10-31', false)).toEqual(['xã Pá Hu 04606']);
  });

  test.each(['', '   ', '%', '_', '\\', "'; drop table territory.unit; --", '<script>', '%%%%', 'zzzzqqqq'])(
    '%j finds nothing and harms nothing',
    async (q) => {
      expect(await names(q)).toEqual([]);
    },
  );
});

describe('lists', () => {
  test('pages join without gap or repetition, in Vietnamese order', async () => {
    const seen: UnitItem[] = [];
    let after: ReturnType<typeof readCursor> = null;
    do {
      const page = await findUnits(database.db, { on: '2022-10-31', level: 'commune', limit: 40, after: after ?? undefined });
      seen.push(...page.items);
      after = page.next && readCursor(writeCursor(page.next));
    } while (after);
    expect(seen.length).toBe(173);
    expect(new Set(seen.map((unit) => unit.id)).size).toBe(173);
    const order = new Intl.Collator('vi');
    const listed = seen.map((unit) => unit.name);
    expect(listed).toEqual(listed.toSorted(order.compare));
  });

  test('pages of a search join as well', async () => {
    const whole = await findUnits(database.db, { on: today, anyTime: true, q: 'yên', limit: 500 });
    const half = await findUnits(database.db, { on: today, anyTime: true, q: 'yên', limit: 5 });
    const rest = await findUnits(database.db, { on: today, anyTime: true, q: 'yên', limit: 500, after: half.next ?? undefined });
    expect([...half.items, ...rest.items].map((unit) => unit.id)).toEqual(whole.items.map((unit) => unit.id));
  });

  test('a level within a parent reaches through the levels between', async () => {
    const [province] = await childrenOf(database.db, null, '2022-10-31');
    const { items } = await findUnits(database.db, { on: '2022-10-31', parent: province?.id, level: 'commune', limit: 500 });
    expect(items.length).toBe(173);
  });

  test('a foreign cursor is not a cursor', () => {
    for (const text of ['', 'x', 'e30', Buffer.from('[1,"a"]').toString('base64url'), Buffer.from('["1","a","b"]').toString('base64url')]) {
      expect(readCursor(text)).toBeNull();
    }
  });
});

test('the way up from a commune follows the day', async () => {
  const unit = await byCode('04603', '2022-10-31');
  expect(unit.name).toBe('Tà Xi Láng');
  expect((await ancestorsOf(database.db, unit.id, '2022-10-31')).map((one) => one.name)).toEqual(['Yên Bái', 'Trạm Tấu']);
  expect((await ancestorsOf(database.db, unit.id, '2025-07-01')).map((one) => one.name)).toEqual(['Lào Cai']);
});

test('a point is found by the nearest centre where no boundary is imported', async () => {
  const found = await unitAt(database.db, { lat: 21.4831, lon: 104.4572 }, '2022-10-31');
  expect([found?.unit.name, found?.by, found?.distanceMetres]).toEqual(['Pá Hu', 'nearest-centre', 0]);
  expect((await unitAt(database.db, { lat: 21.4831, lon: 104.4572 }, '2022-10-31', 'district'))?.unit.name).toBe('Trạm Tấu');
  expect(await unitAt(database.db, { lat: 21.03, lon: 105.85 }, '2022-10-31')).toBeNull();
});

test('a history tells each change with its document', async () => {
  const unit = await byCode('04606', '2022-10-31');
  const { moments } = await historyOf(database.db, unit.id);
  expect(moments.map((moment) => moment.day)).toEqual(['2019-01-01', '2025-07-01']);
  const end = moments[1];
  expect(end?.after).toBeNull();
  expect(end?.events.map((event) => [event.document?.number, event.verified])).toEqual([['1673/NQ-UBTVQH15', true]]);
  expect(end?.became.map((part) => part.unit.name)).toEqual(['Trạm Tấu']);
});

test('the figures of a district are read on three maps, equal to the last person', async () => {
  const district = await byCode('140', '2019-06-01');
  const { readings } = await peopleOf(database.db, district, '2022-10-31', today);
  const census = readings.find(({ figure }) => figure.unit === district.id && figure.day === '2009-04-01');
  expect(census?.figure.value).toBe(144_152n);
  expect(census?.onDay.map((part) => part.unit.name)).toEqual(['Văn Chấn', 'Nghĩa Lộ']);
  expect(census?.onDay.reduce((sum, part) => sum + part.value, 0n)).toBe(144_152n);
  expect(census?.onToday.map((part) => [part.unit.name, part.value])).toEqual([['Lào Cai', 144_152n]]);
});

test('epochs hold every day of change and each level begins where its units do', async () => {
  const epochs = await readEpochs(database.db);
  expect(epochs.mapDays).toEqual(expect.arrayContaining(['2020-02-01', '2025-01-01', '2025-07-01']));
  expect(epochOf(epochs.days, '2022-10-31')).toBe(epochOf(epochs.days, '2022-11-01'));
  expect(epochOf(epochs.days, '2025-06-30')).not.toBe(epochOf(epochs.days, '2025-07-01'));
  expect(epochOf(epochs.days, '0001-01-01')).toBe('');
  expect((await recordStarts(database.db)).get('commune')).toBe('2019-01-01');
});
