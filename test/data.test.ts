/**
 * The shipped facts, checked by a small fold of their own that shares no code with the territory module: it walks events.csv
 * day by day and counts what is left.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';

type Row = Readonly<Record<string, string | undefined>>;
const data = join(import.meta.dirname, '../data');
const read = (name: string): Row[] => parse(readFileSync(join(data, name), 'utf8'), { columns: true, skip_empty_lines: true });

const baseUnits = read('territory/units-2019.csv');
const events = read('territory/events.csv');
const villages = read('demonstration/villages.csv');
const population = read('territory/population.csv');
const types = new Map(read('territory/unit-types.csv').map((row) => [row.id, row.level]));
const documents = new Set(read('legal/documents.csv').map((row) => row.number));

interface Unit {
  id: string;
  code: string;
  level: string;
  name: string;
  type: string;
  parent: string;
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const key = (level = '', code = ''): string => `${level}:${code}`;

/** Units by level and code on a day: the base, then every event up to that day; all events of one day act on the day before. */
function unitsOn(day: string): Map<string, Unit> {
  let units = new Map<string, Unit>();
  for (const row of baseUnits) {
    if ((row.valid_from ?? '') > day) continue;
    const parent = row.parent_code ? key(row.parent_level, row.parent_code) : '';
    units.set(key(row.level, row.code), {
      id: row.id ?? '',
      code: row.code ?? '',
      level: row.level ?? '',
      name: row.name ?? '',
      type: row.type ?? '',
      parent,
    });
  }
  const days = [...new Set(events.map((row) => row.effective_on ?? ''))].filter((eventDay) => eventDay <= day).sort(byText);
  for (const eventDay of days) units = after(units, eventDay);
  return units;
}

function after(before: Map<string, Unit>, day: string): Map<string, Unit> {
  const rows = events.filter((row) => row.effective_on === day);
  const next = new Map(before);
  const created = new Map<string, Unit>();
  for (const row of rows) {
    const from = key(row.from_level, row.from_code);
    const to = key(row.to_level, row.to_code);
    if (row.from_code) expect(before.has(from), `${row.event}: ${from} exists on the day before`).toBe(true);
    const sources = rows.filter((other) => key(other.from_level, other.from_code) === from);
    const goesOn = sources.some((other) => other.to_new !== 'yes' && key(other.to_level, other.to_code) === from);
    if (row.from_code && !goesOn) next.delete(from);
    if (row.to_new === 'yes') {
      created.set(to, {
        id: row.to_id ?? '',
        code: row.to_code ?? '',
        level: row.to_level ?? '',
        name: row.to_name ?? '',
        type: row.to_type ?? '',
        parent: row.to_parent_code ? key(row.to_parent_level, row.to_parent_code) : '',
      });
    }
    const unit = before.get(from);
    if (unit && goesOn && from === to) {
      next.set(from, {
        ...unit,
        name: row.to_name || unit.name,
        type: row.to_type || unit.type,
        parent: row.to_parent_code ? key(row.to_parent_level, row.to_parent_code) : unit.parent,
      });
    }
  }
  for (const [place, unit] of created) {
    expect(next.has(place), `${place} is free on ${day}`).toBe(false);
    next.set(place, unit);
  }
  return next;
}

const communes = (day: string): Unit[] => [...unitsOn(day).values()].filter((unit) => unit.level === 'commune');
const commune = (day: string, code: string): Unit | undefined => unitsOn(day).get(key('commune', code));

describe('the files', () => {
  test('are NFC, without byte order mark, with one line end', () => {
    const files = globSync('**/*.{csv,md}', { cwd: data });
    expect(files.length).toBeGreaterThan(8);
    for (const file of files) {
      const text = readFileSync(join(data, file), 'utf8');
      expect(text, file).toBe(text.normalize('NFC'));
      expect(text, file).not.toMatch(/\uFEFF|\r/);
      expect(text.endsWith('\n'), file).toBe(true);
    }
  });

  test('give each unit and each version of the data one identity', () => {
    const made = new Map(
      events.filter((row) => row.to_new === 'yes').map((row) => [`${row.effective_on}:${row.to_level}:${row.to_code}`, row.to_id ?? '']),
    );
    const ids = [...baseUnits.map((row) => row.id), ...villages.map((row) => row.id), ...made.values()];
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('use types of the level that the row names', () => {
    for (const row of [...baseUnits, ...villages]) expect(types.get(row.type), `${row.code} ${row.name}`).toBe(row.level);
    for (const row of events) if (row.to_type) expect(types.get(row.to_type), row.event).toBe(row.to_level);
  });
});

describe('the history', () => {
  test.each([
    ['2020-01-31', 180],
    ['2020-02-01', 173],
    ['2024-12-31', 173],
    ['2025-01-01', 168],
    ['2025-06-30', 168],
    ['2025-07-01', 99],
  ])('on %s there are %i communes', (day, count) => {
    expect(communes(day)).toHaveLength(count);
  });

  test('has nine districts to 30/06/2025 and none after, one province throughout', () => {
    const count = (day: string, level: string) => [...unitsOn(day).values()].filter((unit) => unit.level === level).length;
    expect(count('2010-01-01', 'district')).toBe(9);
    expect(count('2025-06-30', 'district')).toBe(9);
    expect(count('2025-07-01', 'district')).toBe(0);
    expect([count('2025-06-30', 'province'), count('2025-07-01', 'province')]).toEqual([1, 1]);
    expect(unitsOn('2025-07-01').get('province:15')?.name).toBe('Lào Cai');
  });

  test('leaves no unit without a parent that exists on that day', () => {
    for (const day of ['2019-06-01', '2020-02-01', '2025-01-01', '2025-07-01']) {
      const units = unitsOn(day);
      for (const unit of units.values()) {
        if (unit.level !== 'province') expect(units.has(unit.parent), `${unit.code} ${unit.name} on ${day}`).toBe(true);
      }
    }
  });

  test('gives 51 of the 99 communes predecessors, 45 of them by merger', () => {
    const merged = new Set(
      events
        .filter((row) => row.effective_on === '2025-07-01' && row.kind === 'merge' && row.to_level === 'commune')
        .map((row) => row.to_code),
    );
    const moved = events.filter((row) => row.effective_on === '2025-07-01' && row.kind === 'transfer');
    const established = events.filter((row) => row.kind === 'establish');
    expect([merged.size, moved.length, established.length]).toEqual([45, 6, 48]);
    for (const row of established) expect(row.outside, row.event).toContain('cũ');
    const predecessors = events
      .filter((row) => row.effective_on === '2025-07-01' && row.from_level === 'commune')
      .map((row) => row.from_code);
    expect(new Set(predecessors)).toEqual(new Set(communes('2025-06-30').map((unit) => unit.code)));
    expect(predecessors).toHaveLength(168);
  });

  test('counts the communes of each district in 2022', () => {
    const counts = new Map<string, number>();
    for (const unit of communes('2022-06-30')) counts.set(unit.parent, (counts.get(unit.parent) ?? 0) + 1);
    expect(Object.fromEntries([...counts].map(([parent, count]) => [parent.slice(-3), count]))).toEqual({
      '132': 15,
      '133': 14,
      '135': 24,
      '136': 25,
      '137': 14,
      '138': 21,
      '139': 12,
      '140': 24,
      '141': 24,
    });
  });

  test('counts the types of 2022 and of 2025', () => {
    const of = (day: string, type: string) => communes(day).filter((unit) => unit.type === type).length;
    expect(['xa', 'phuong', 'thi-tran'].map((type) => of('2022-06-30', type))).toEqual([150, 13, 10]);
    expect(['xa', 'phuong', 'thi-tran'].map((type) => of('2025-06-30', type))).toEqual([146, 12, 10]);
    expect(['xa', 'phuong', 'thi-tran'].map((type) => of('2025-07-01', type))).toEqual([89, 10, 0]);
  });

  test('hands everything on: outgoing shares of a unit in one event sum to one', () => {
    const sums = new Map<string, { den: bigint; num: bigint }>();
    for (const row of events.filter((candidate) => candidate.from_code)) {
      const place = `${row.event} ${key(row.from_level, row.from_code)}`;
      const sum = sums.get(place) ?? { num: 0n, den: BigInt(row.share_den ?? '') };
      expect(BigInt(row.share_den ?? ''), place).toBe(sum.den);
      sums.set(place, { den: sum.den, num: sum.num + BigInt(row.share_num ?? '') });
    }
    for (const [place, sum] of sums) expect(sum.num, place).toBe(sum.den);
  });

  test('cites documents that are in the list, and explains every doubt', () => {
    for (const row of events) {
      expect(documents.has(row.document), `${row.event}: ${row.document}`).toBe(true);
      expect(row.verification_note, row.event).not.toBe('');
    }
  });
});

describe('golden cases', () => {
  test('04606 is Pá Hu, then Trạm Tấu, and not the same unit', () => {
    expect(commune('2022-10-31', '04606')?.name).toBe('Pá Hu');
    expect(commune('2025-07-01', '04606')?.name).toBe('Trạm Tấu');
    expect(commune('2022-10-31', '04606')?.id).not.toBe(commune('2025-07-01', '04606')?.id);
  });

  test('two communes are named Tân Thịnh in 2022', () => {
    expect(
      communes('2022-10-31')
        .filter((unit) => unit.name === 'Tân Thịnh')
        .map((unit) => unit.parent),
    ).toEqual(['district:132', 'district:140']);
  });

  test('Tú Lệ and Cao Phạ become Tú Lệ across a district line', () => {
    const from = events.filter((row) => row.event === '2025-07-01-04630').map((row) => commune('2025-06-30', row.from_code ?? ''));
    expect(from.map((unit) => `${unit?.name} ${unit?.parent}`).sort(byText)).toEqual(['Cao Phạ district:137', 'Tú Lệ district:140']);
    expect(commune('2025-07-01', '04630')?.name).toBe('Tú Lệ');
  });

  test('04624 is a township of Văn Chấn, then a commune of Nghĩa Lộ, and the same unit', () => {
    const [before, later] = [commune('2020-01-31', '04624'), commune('2020-02-01', '04624')];
    expect([before?.name, before?.type, before?.parent]).toEqual(['Nông trường Nghĩa Lộ', 'thi-tran', 'district:140']);
    expect([later?.name, later?.type, later?.parent]).toEqual(['Nghĩa Lộ', 'xa', 'district:133']);
    expect(later?.id).toBe(before?.id);
  });

  test('Hồng Hà of 2025 carries the code of Nguyễn Phúc as a new unit', () => {
    expect(commune('2024-12-31', '04264')?.name).toBe('Nguyễn Phúc');
    expect(commune('2025-01-01', '04264')?.name).toBe('Hồng Hà');
    expect(commune('2025-01-01', '04267')).toBeUndefined();
  });
});

describe('villages of the demonstration', () => {
  const perCommune = new Map<string, Row[]>();
  for (const row of villages) perCommune.set(row.parent_code ?? '', [...(perCommune.get(row.parent_code ?? '') ?? []), row]);

  test('are 1,356, at least two in each of the 173 communes, marked as demonstration', () => {
    expect(villages).toHaveLength(1356);
    expect([...perCommune.keys()].sort(byText)).toEqual(
      communes('2020-02-01')
        .map((unit) => unit.code)
        .sort(byText),
    );
    for (const rows of perCommune.values()) expect(rows.length).toBeGreaterThanOrEqual(2);
    for (const row of villages) {
      expect([row.origin, row.coord_basis, row.code, row.valid_from]).toEqual(['demonstration', 'generated', '', '2020-02-01']);
      expect(row.note).toMatch(/^tên (thật: .+|sinh tự động)$/);
    }
  });

  test('have the counts by district that sources give', () => {
    const units = unitsOn('2020-02-01');
    const counts = new Map<string, number>();
    for (const [code, rows] of perCommune) {
      const district = (units.get(key('commune', code))?.parent ?? '').slice(-3);
      counts.set(district, (counts.get(district) ?? 0) + rows.length);
    }
    expect(['139', '137', '136', '141', '138', '133'].map((code) => counts.get(code))).toEqual([57, 98, 172, 177, 188, 129]);
    const moved = events.filter((row) => row.event === '2020-02-01-chuyen-huyen').map((row) => row.from_code ?? '');
    const movedVillages = moved.reduce((sum, code) => sum + (perCommune.get(code)?.length ?? 0), 0);
    expect((counts.get('140') ?? 0) + movedVillages).toBe(277);
  });

  test('have names that are one in their commune, 70 of them real', () => {
    for (const [code, rows] of perCommune) expect(new Set(rows.map((row) => `${row.type} ${row.name}`)).size, code).toBe(rows.length);
    expect(villages.filter((row) => row.note?.startsWith('tên thật')).length).toBe(70);
  });

  test('lie within two kilometres or so of their commune', () => {
    const centres = new Map(baseUnits.filter((row) => row.level === 'commune').map((row) => [row.code, row]));
    for (const row of villages) {
      const centre = centres.get(row.parent_code);
      expect(Math.hypot(Number(row.lat) - Number(centre?.lat), Number(row.lon) - Number(centre?.lon)), row.id).toBeLessThan(0.02);
    }
  });
});

describe('population', () => {
  test('names a unit that exists on the day of the figure, once', () => {
    const seen = new Set<string>();
    const onDay = new Map<string, Map<string, Unit>>();
    for (const row of population) {
      const day = row.on ?? '';
      const units = onDay.get(day) ?? unitsOn(day);
      onDay.set(day, units);
      expect(units.has(key(row.level, row.code)), `${row.level} ${row.code} on ${row.on}`).toBe(true);
      expect(Number(row.value)).toBeGreaterThan(0);
      seen.add(`${row.level} ${row.code} ${row.day}`);
    }
    expect(seen.size).toBe(population.length);
  });

  test('has the figures that we know', () => {
    const value = (level: string, code: string, day: string) =>
      population.find((row) => row.level === level && row.code === code && row.day === day)?.value;
    expect(value('province', '15', '2022-07-01')).toBe('847245');
    expect(value('province', '15', '2019-07-01')).toBe('823034');
    expect(value('province', '15', '2025-07-01')).toBe('1778785');
    const districts = population.filter((row) => row.level === 'district' && row.day === '2009-04-01');
    expect(districts).toHaveLength(9);
    expect(districts.reduce((sum, row) => sum + Number(row.value), 0)).toBe(740_397);
  });
});
