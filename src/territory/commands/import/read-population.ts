import type { PopulationInput } from '../../contract.ts';
import { type TerritoryState, versionOn } from '../../model/state.ts';
import { Cells, shorten } from './cells.ts';
import { CodeBook } from './resolve.ts';
import type { RowError, Table } from './types.ts';
import { namesOf } from './vocabulary.ts';

export interface PopulationRows {
  readonly inputs: readonly Required<PopulationInput>[];
  readonly errors: readonly RowError[];
  readonly unchanged: number;
}

/** A figure that is recorded already. */
export interface KnownFigure {
  readonly unitId: string;
  readonly day: string;
  readonly value: bigint;
  readonly basis: string;
}

/**
 * Turns the rows of a population table into figures. The unit is found by code on the day `on` (the figure's own day where it
 * is empty) and must exist on the day of the figure. A figure that is recorded already is unchanged, or an error when it differs.
 */
export function readPopulation(table: Table, state: TerritoryState, known: readonly KnownFigure[], makeId: () => string): PopulationRows {
  const errors: RowError[] = [...table.errors];
  const names = namesOf([...state.levels.values()], [...state.types.values()]);
  const book = new CodeBook(state);
  const recorded = new Map(known.map((figure) => [`${figure.unitId} ${figure.day}`, figure]));
  const seen = new Map<string, number>();
  const inputs: Required<PopulationInput>[] = [];
  let unchanged = 0;
  for (const row of table.rows) {
    const cells = new Cells(row, errors);
    const code = cells.required('code');
    const level = cells.level('level', names);
    const day = cells.requiredDay('day');
    const on = cells.day('on') ?? day;
    const value = cells.requiredInteger('value');
    const basis = cells.required('basis');
    const source = cells.required('source');
    if (code === null || day === null || on === null || value === null || basis === null || source === null || !cells.clean) continue;
    const found = book.find(code, level?.id ?? null, on);
    if (!found.ok) {
      cells.refuse('code', found.refusal.code as `territory.${string}`, found.refusal.params);
      continue;
    }
    const { unitId, name } = found.carrier;
    if (!versionOn(state.versions.get(unitId), day)) {
      cells.refuse('day', 'territory.import-unit-not-there', { unit: name, day });
      continue;
    }
    const key = `${unitId} ${day}`;
    const other = seen.get(key);
    const figure = recorded.get(key);
    if (other !== undefined) cells.refuse('day', 'territory.import-row-twice', { unit: name, row: String(other) });
    else if (figure && (figure.value !== value || figure.basis !== basis)) {
      cells.refuse('value', 'territory.import-figure-differs', {
        unit: name,
        day,
        value: String(figure.value),
        basis: shorten(figure.basis),
      });
    } else if (figure) unchanged += 1;
    else inputs.push({ id: makeId(), unitId, day, value, basis, source });
    seen.set(key, row.row);
  }
  return { inputs, errors, unchanged };
}
