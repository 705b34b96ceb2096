/** Places all rows of a list on the map of its day: communes first, then their villages, spellings on record for what is left. */
import { sql } from 'kysely';
import { dayBefore } from '../../../platform/calendar/index.ts';
import type { Db, Reader, Tx } from '../../../platform/db/index.ts';
import { type Actor, reach as reachOf } from '../../../platform/session/index.ts';
import { ensureClosure, findUnits, reexpressRows } from '../../../territory/index.ts';

import { teamsRights } from '../../contract.ts';
import type { Finding, RawRow } from '../model.ts';
import { keyOf, shownName } from './names.ts';
import { Units, upperStates, villageStates } from './register.ts';
import {
  type CommuneWords,
  communeWordsOf,
  type Ground,
  type Placed,
  place,
  resolveCommune,
  type Spelling,
  spellingKey,
  withLine,
} from './resolve.ts';

export interface PlacedRow {
  readonly placed: Placed | null;
  readonly findings: readonly Finding[];
}

export interface PlacedRows {
  readonly units: Units;
  readonly rows: ReadonlyMap<number, PlacedRow>;
}

/** The units above villages, and the villages of these communes. */
export async function loadUnits(reader: Reader, communeIds: readonly string[]): Promise<Units> {
  const units = new Units(await upperStates(reader));
  units.add(await villageStates(reader, communeIds));
  return units;
}

export async function placeRows(reader: Db | Tx, actor: Actor, raw: readonly RawRow[], asOf: string): Promise<PlacedRows> {
  const units = new Units(await upperStates(reader));
  const reach = reachOf(actor, teamsRights.import);
  const ground: Ground = {
    units,
    asOf,
    reach: reach === 'everywhere' ? reach : new Set(reach),
    home: homeOf(units, reach, asOf),
    spellings: new Map(),
  };
  // Rows of one text are understood once.
  const words = new Map<string, CommuneWords>();
  const keyOfRow = new Map<number, string>();
  for (const row of raw) {
    const asked = communeWordsOf(row);
    const key = JSON.stringify([asked.text, asked.district, asked.field]);
    words.set(key, asked);
    keyOfRow.set(row.rowNo, key);
  }
  const unknown = [...words.values()].filter((asked) =>
    resolveCommune(ground, asked).findings.some(({ code }) => code === 'E-UNIT-UNKNOWN'),
  );
  const spellings = await lookUp(
    reader,
    unknown.flatMap(({ text }) => text ?? []),
    asOf,
  );
  const known: Ground = { ...ground, spellings };
  const communes = new Map([...words].map(([key, asked]) => [key, resolveCommune(known, asked)] as const));
  units.add(await villageStates(reader, [...new Set([...communes.values()].flatMap(({ id }) => id ?? []))]));
  const places = new Map<string, PlacedRow>();
  const rows = new Map<number, PlacedRow>();
  for (const row of raw) {
    const commune = keyOfRow.get(row.rowNo) ?? '';
    const key = `${commune} ${placeWordsOf(row)}`;
    const found = places.get(key) ?? place(known, row, communes.get(commune) ?? { id: null, findings: [] });
    places.set(key, found);
    rows.set(row.rowNo, found);
  }
  return { units, rows: await withSuccessors(reader, known, rows) };
}

/** Everything in a row, besides its commune, that says where it belongs. */
function placeWordsOf({ cells, context, has }: RawRow): string {
  const texts = (['village', 'team', 'level'] as const).map((field) => cells.get(field)?.text ?? null);
  return JSON.stringify([...texts, context.village, context.level, has.has('village')]);
}

/** The commune of the day in which the uploader may send lists in, where there is one only. */
function homeOf(units: Units, reach: 'everywhere' | readonly string[], asOf: string): string | null {
  if (reach === 'everywhere') return null;
  const communes = reach.filter((id) => units.on(id, asOf)?.level === 'commune');
  return communes.length === 1 ? (communes[0] ?? null) : null;
}

/** Different texts looked up at most: a list with more unknown communes than this has its columns wrong. */
const MOST_LOOKED_UP = 100;
const MOST_ALIKE = 4;

async function lookUp(reader: Reader, texts: readonly string[], asOf: string): Promise<ReadonlyMap<string, Spelling>> {
  const found = new Map<string, Spelling>();
  for (const text of [...new Set(texts)].slice(0, MOST_LOOKED_UP)) {
    const page = await findUnits(reader, { on: asOf, q: text, level: 'commune', limit: MOST_ALIKE });
    const exact = page.items.filter(
      ({ foundBy }) => foundBy !== null && keyOf(foundBy.name) === keyOf(text.replace(/^\s*(?:xã|phường|thị trấn|tt\.?)\s+/iu, '')),
    );
    found.set(spellingKey(text), {
      unitId: exact.length === 1 ? (exact[0]?.id ?? null) : null,
      alike: page.items.map((item) => item.id),
    });
  }
  return found;
}

/** Says of units that had ended what followed them: on the map of the day after the list's. */
async function withSuccessors(
  reader: Db | Tx,
  ground: Ground,
  rows: ReadonlyMap<number, PlacedRow>,
): Promise<ReadonlyMap<number, PlacedRow>> {
  const ended = new Set(
    [...rows.values()].flatMap(({ findings }) =>
      findings.flatMap(({ code, params }) => (code === 'E-UNIT-ENDED' ? [params.unitId ?? ''] : [])),
    ),
  );
  if (ended.size === 0) return rows;
  const map = await ensureClosure(reader, ground.asOf);
  const names = new Map<string, string>();
  for (const id of ended) {
    const last = ground.units.lastDay(id);
    if (last === null) continue;
    const fact = sql`select * from (values ('1'::text, ${id}::uuid, ${dayBefore(last)}::date, 1::bigint)) as fact (fact_id, unit_id, day, value)`;
    const parts = await sql<{ unit_id: string; num: bigint; den: bigint }>`select unit_id, num, den from ${reexpressRows(fact, map)} parts
      where placed order by num desc`.execute(reader.rows<unknown>());
    const successors = parts.rows.flatMap(({ unit_id }) => ground.units.near(unit_id, ground.asOf) ?? []);
    names.set(id, successors.map((state) => (state.id === id ? shownName(state) : withLine(ground, state))).join('; '));
  }
  return new Map(
    [...rows].map(([rowNo, row]) => [
      rowNo,
      {
        ...row,
        findings: row.findings.map((one) =>
          one.code === 'E-UNIT-ENDED' ? { ...one, params: { ...one.params, successor: names.get(one.params.unitId ?? '') ?? '' } } : one,
        ),
      },
    ]),
  );
}
