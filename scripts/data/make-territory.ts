/**
 * Makes data/territory/, data/legal/excerpts.csv and data/demonstration/villages.csv from a folder of facts:
 *   node scripts/data/make-territory.ts <folder with units-2022.csv, units-2025.csv, changes-2025.csv, village-names.txt>
 * Its output is committed; it runs when a fact changes, never at install or start.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fixedId } from '../../src/platform/ids/index.ts';
import { type Row, readCsv, writeCsv } from './csv.ts';
import { makeClauses, makeEvents } from './events.ts';
import * as facts from './facts.ts';
import { coordinateBasis, typeId } from './names.ts';
import { makePopulation } from './population.ts';
import { makeVillages } from './villages.ts';

/** The statistics office's spelling, without the type in front, where it differs. */
function alias(row: Row): string {
  return (row.gso_name ?? '').replace(/^(Thị trấn|Thị xã|Thành phố|Huyện|Xã|Phường) /, '');
}

const UNIT_COLUMNS = [
  'id',
  'code',
  'name',
  'type',
  'level',
  'parent_code',
  'parent_level',
  'valid_from',
  'valid_to',
  'lat',
  'lon',
  'coord_basis',
  'aliases',
  'origin',
  'note',
];

/** Province and districts from the start of the record, the 180 communes as they were before 01/02/2020. */
function makeUnits(units2022: readonly Row[]): Row[] {
  const before = new Map(facts.BEFORE_2020.map(([code, name, type]) => [code, { name, type }]));
  const moved = new Set(facts.MOVED_2020.map(([code]) => code));
  const rows = units2022.map((row): Row => {
    const code = row.code ?? '';
    const level = row.level ?? '';
    const commune = level === 'commune';
    const was = before.get(code);
    const aliases = [alias(row), was !== undefined && was.name !== row.name ? `NT ${row.name}` : ''].filter((text) => text !== '');
    return {
      id: fixedId(`unit:${level}:${code}`),
      code,
      name: was?.name ?? row.name ?? '',
      type: was?.type ?? typeId(row.type),
      level,
      parent_code: moved.has(code) ? facts.MOVED_FROM : (row.parent_code ?? ''),
      parent_level: commune ? 'district' : level === 'district' ? 'province' : '',
      valid_from: commune ? facts.COMMUNES_START : facts.RECORD_START,
      lat: row.lat ?? '',
      lon: row.lon ?? '',
      coord_basis: coordinateBasis(row.coord_basis),
      aliases: aliases.join('|'),
      origin: 'official',
      note: '',
    };
  });
  const parentOf = new Map(units2022.map((row) => [row.code ?? '', row.parent_code ?? '']));
  const absorbed = facts.ABSORBED_2020.map(
    ([code, name, into]): Row => ({
      id: fixedId(`unit:commune:${code}`),
      code,
      name,
      type: 'xa',
      level: 'commune',
      parent_code: parentOf.get(into) ?? '',
      parent_level: 'district',
      valid_from: facts.COMMUNES_START,
      origin: 'official',
      note: 'Không rõ vị trí; huyện theo xã nhận về sau',
    }),
  );
  const communes = [...rows.filter((row) => row.level === 'commune'), ...absorbed];
  communes.sort((a, b) => ((a.code ?? '') < (b.code ?? '') ? -1 : 1));
  return [...rows.filter((row) => row.level !== 'commune'), ...communes];
}

function main(): void {
  const folder = process.argv[2];
  if (folder === undefined) throw new Error('usage: make-territory.ts <folder of facts>');
  const read = (name: string): Row[] => readCsv(join(folder, name));
  const units2022 = read('units-2022.csv');
  const units2025 = read('units-2025.csv');
  const changes = read('changes-2025.csv');
  const villageNames = readFileSync(join(folder, 'village-names.txt'), 'utf8');
  const data = resolve(import.meta.dirname, '../../data');
  writeCsv(join(data, 'territory/units-2019.csv'), UNIT_COLUMNS, makeUnits(units2022));
  const events = makeEvents(units2022, units2025, changes);
  writeCsv(join(data, 'territory/events.csv'), events.columns, events.rows);
  const clauses = makeClauses(units2022, units2025, changes);
  writeCsv(join(data, 'legal/excerpts.csv'), clauses.columns, clauses.rows);
  const population = makePopulation(units2022, units2025);
  writeCsv(join(data, 'territory/population.csv'), population.columns, population.rows);
  writeCsv(join(data, 'demonstration/villages.csv'), UNIT_COLUMNS, makeVillages(units2022, villageNames));
}

main();
