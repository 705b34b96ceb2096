import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts';
import { fold } from '../../platform/text/index.ts';
import { boxAround, metresBetween } from './distance.ts';
import { type NearAsk, nearAndAlike, nearStatement } from './near.ts';

let database: TestDatabase;
/** Two communes, and a village of the first. */
const unit: Record<'tramTau' | 'other' | 'village', string> = { tramTau: '', other: '', village: '' };
const on = '2026-11-23';
const here = { lat: 21.5, lon: 104.4 };

const rows = async <T>(query: ReturnType<typeof sql<T>>) => (await query.execute(database.db.rows<unknown>())).rows;

beforeAll(async () => {
  database = await testDatabase({ data: 'shipped' });
  const found = await rows(sql<{ code: string; unit_id: string }>`select code, unit_id from territory.unit_version
    where code in ('04606', '04465') and valid @> ${on}::date`);
  unit.tramTau = found.find((row) => row.code === '04606')?.unit_id ?? '';
  unit.other = found.find((row) => row.code === '04465')?.unit_id ?? '';
  const [village] = await rows(sql<{ unit_id: string }>`select unit_id from territory.unit_version
    where parent_id = ${unit.tramTau}::uuid and valid @> ${on}::date order by name limit 1`);
  unit.village = village?.unit_id ?? '';
  for (const [code, metres] of [
    ['near-road', 50],
    ['near-lamp', null],
  ] as const) {
    await rows(sql`insert into reports.category (code) values (${code})`);
    await rows(sql`insert into reports.category_version (code, valid, kind, rank, name_vi, name_en, place, privacy, intake, urgency, near_metres)
      values (${code}, '[2025-07-01,)', 'field', 1, ${code}, ${code}, 'required', 'public', 'centre', 'normal', ${metres})`);
  }
});
afterAll(() => database?.drop());

let n = 0;
interface Written {
  words: string;
  category?: string;
  unitId?: string;
  at?: { lat: number; lon: number } | null;
  state?: string;
  shown?: boolean;
  sentAt?: string;
  answeredAt?: string | null;
  closedAt?: string | null;
}

/** A report with what everybody sees of it; returns its code. */
async function write(given: Written): Promise<string> {
  n += 1;
  const id = `0190c000-0000-7000-8000-${String(n).padStart(12, '0')}`;
  const code = String(n).padStart(12, '0');
  const {
    category = 'near-road',
    unitId = unit.tramTau,
    at = here,
    state = 'handed',
    shown = true,
    sentAt = '2026-11-20T02:00:00Z',
  } = given;
  await rows(sql`insert into reports.report (id, code, kind, category_code, unit_id, door, state, urgency, privacy, shown, sent_at, answered_at, closed_at, followers)
    values (${id}::uuid, ${code}, 'field', ${category}, ${unitId}::uuid, 'web', ${state}, 'normal', 'public', ${shown}, ${sentAt}::timestamptz,
      ${given.answeredAt ?? null}::timestamptz, ${given.closedAt ?? null}::timestamptz, 2)`);
  await rows(sql`insert into reports.public_face (report_id, words, lat, lon, shown_at, search)
    values (${id}::uuid, ${given.words}, ${at?.lat ?? null}, ${at?.lon ?? null}, ${sentAt}::timestamptz, ${fold(given.words)})`);
  return code;
}

const ask = (more: Partial<NearAsk> = {}): NearAsk => ({
  categoryCode: 'near-road',
  unitId: unit.tramTau,
  ...here,
  words: '',
  on,
  ...more,
});
const codes = async (more: Partial<NearAsk> = {}) => (await nearAndAlike(database.db, ask(more))).map((one) => one.code);

describe('distances', () => {
  test('a box holds what is within the metres, and a degree north is longer than one east', () => {
    const box = boxAround(here, 300);
    expect(metresBetween(here, { lat: box.north, lon: here.lon })).toBeCloseTo(300, 6);
    expect(metresBetween(here, { lat: here.lat, lon: box.east })).toBeCloseTo(300, 0);
    expect(box.east - box.west).toBeGreaterThan(box.north - box.south);
  });
});

describe('near and alike reports', () => {
  test('nothing where nothing is', async () => {
    expect(await codes()).toEqual([]);
  });

  test('by place: within the distance of the category, of the same category', async () => {
    const close = await write({ words: 'Ổ gà to giữa đường', at: { lat: here.lat + 0.0003, lon: here.lon } });
    await write({ words: 'Cầu treo lung lay', at: { lat: here.lat + 0.0009, lon: here.lon }, unitId: unit.other });
    await write({ words: 'Đèn tắt', category: 'near-lamp', unitId: unit.other });
    const found = await nearAndAlike(database.db, ask());
    expect(found.map((one) => one.code)).toEqual([close]);
    expect(found[0]).toMatchObject({ metres: 33, followers: 2, state: 'handed', words: 'Ổ gà to giữa đường' });
  });

  test('300 m where the category says none', async () => {
    const lamp = await write({
      words: 'Bóng đèn cháy',
      category: 'near-lamp',
      at: { lat: here.lat + 0.002, lon: here.lon },
      unitId: unit.other,
    });
    expect(await codes({ categoryCode: 'near-lamp' })).toContain(lamp);
    expect(await codes({ categoryCode: 'near-lamp', lat: here.lat - 0.001 })).not.toContain(lamp);
  });

  test('by words in the same commune, however they are written, whatever category was chosen', async () => {
    const alike = await write({ words: 'Bãi rác bốc mùi cạnh trường mầm non Hoa Ban', category: 'near-lamp', at: null });
    expect(await codes({ words: 'bai rac boc mui canh truong mam non hoa ban', lat: 21.9, lon: 104.9 })).toEqual([alike]);
    expect(await codes({ words: 'bãi rác bốc mùi cạnh trường mầm non', lat: null, lon: null, unitId: unit.other })).not.toContain(alike);
  });

  test('a village and its commune are the same place; without a point the same category is enough', async () => {
    const there = await write({ words: 'Sụt nửa mặt đường', unitId: unit.village, at: null });
    expect(await codes({ lat: null, lon: null })).toContain(there);
    expect(await codes({ lat: null, lon: null, unitId: unit.village })).toContain(there);
  });

  test('not what nobody may see, is answered, is over, was merged or is old', async () => {
    const at = { lat: 21.7, lon: 104.6 };
    const road = { words: 'Đường sạt lở taluy', at };
    await write({ ...road, shown: false });
    await write({ ...road, state: 'not-accepted', closedAt: '2026-11-21T00:00:00Z' });
    await write({ ...road, sentAt: '2026-08-01T00:00:00Z' });
    await write({ ...road, state: 'closed', closedAt: '2026-11-21T00:00:00Z' });
    expect(await codes(at)).toEqual([]);
    await write({ ...road, state: 'closed', answeredAt: '2026-11-10T00:00:00Z', closedAt: '2026-11-21T00:00:00Z' });
    for (const state of ['answered', 'rated']) await write({ ...road, state, answeredAt: '2026-11-21T00:00:00Z' });
    expect(await codes(at)).toEqual([]);
    const reopened = await write({ ...road, state: 'reopened', answeredAt: '2026-11-21T00:00:00Z' });
    expect(await codes(at)).toEqual([reopened]);
  });

  test('at most five, the nearest and most alike first', async () => {
    const at = { lat: 21.6, lon: 104.7 };
    for (let i = 0; i < 7; i += 1) await write({ words: `Hố ga mất nắp số ${i}`, at: { lat: at.lat + i * 0.00005, lon: at.lon } });
    const found = await nearAndAlike(database.db, ask({ ...at, words: 'hố ga mất nắp' }));
    expect(found).toHaveLength(5);
    expect(found[0]?.metres).toBe(0);
    expect(found.every((one, index) => index === 0 || (found[index - 1]?.metres ?? 0) <= (one.metres ?? 0))).toBe(true);
  });

  test('words that would mean something to the database are words', async () => {
    expect(await codes({ lat: 20, lon: 103, words: "'; drop table reports.report; -- %_\\ 😀" })).toEqual([]);
  });

  test('among many reports it asks the indexes', async () => {
    await rows(sql`insert into reports.report (id, code, kind, category_code, unit_id, door, state, urgency, privacy, shown, sent_at)
      select gen_random_uuid(), lpad((500000 + i)::text, 12, '0'), 'field', 'near-road', u.id, 'web', 'handed', 'normal', 'public', true, '2026-11-01'
      from generate_series(1, 20000) i join lateral (select id from territory.unit offset i % 500 limit 1) u on true`);
    // Sessions that checked references to a handful of rows would go on reading all of them.
    await sql`analyze reports.report`.execute(database.open('yenbai_owner').rows<unknown>());
    await rows(sql`insert into reports.public_face (report_id, words, lat, lon, shown_at, search)
      select id, 'x', 21 + random(), 104 + random(), '2026-11-01', 'x' from reports.report where code >= '000000500000'`);
    await sql`analyze reports.report, reports.public_face`.execute(database.open('yenbai_owner').rows<unknown>());
    // Of so few narrow rows reading all is cheap: what counts is that nothing has to be read whole.
    const { rows: plan } = await database.db.transaction(async (tx) => {
      await sql`select set_config('enable_seqscan', 'off', true)`.execute(tx.rows<unknown>());
      return sql<{ 'QUERY PLAN': string }>`explain ${nearStatement(ask(), 50, [unit.tramTau, unit.village])}`.execute(tx.rows<unknown>());
    });
    const text = plan.map((line) => line['QUERY PLAN']).join('\n');
    expect(text).toContain('public_face_by_place');
    expect(text).toContain('report_by_unit');
    expect(text).not.toMatch(/Seq Scan on (report|public_face)/);
  });
});
