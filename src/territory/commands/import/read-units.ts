import { dayAfter } from '../../../platform/calendar/index.ts';
import { fold } from '../../../platform/text/index.ts';
import { refusalCodes, type UnitInput, type UnitType, type UnitVersion } from '../../contract.ts';
import type { TerritoryState } from '../../model/state.ts';
import { versionOn } from '../../model/state.ts';
import { Cells } from './cells.ts';
import { CodeBook } from './resolve.ts';
import type { RowError, Table } from './types.ts';
import { type Names, namesOf, readOrigin } from './vocabulary.ts';

export interface UnitRows {
  readonly inputs: readonly UnitInput[];
  readonly errors: readonly RowError[];
  readonly rowOf: ReadonlyMap<string, number>;
  /** Rows that say what is recorded already. */
  readonly unchanged: number;
}

/** A row whose own cells could be read, before its parent is looked for. */
interface Draft {
  readonly cells: Cells;
  readonly id: string;
  readonly given: boolean;
  readonly type: UnitType;
  readonly name: string;
  readonly code: string | null;
  readonly from: string;
  readonly to: string | null;
}

/**
 * Turns the rows of a units table into units. Parents are found by code on the first day of the unit, in the record or in the
 * file itself. A row that repeats what is recorded is counted as unchanged; one that says otherwise is an error, because
 * facts are changed by events only.
 */
export function readUnits(table: Table, state: TerritoryState, makeId: () => string): UnitRows {
  const errors: RowError[] = [...table.errors];
  const names = namesOf([...state.levels.values()], [...state.types.values()]);
  const drafts = table.rows.flatMap((row) => readRow(new Cells(row, errors), names, makeId) ?? []);
  const top = [...state.levels.values()].sort((a, b) => a.rank - b.rank)[0]?.id;
  const recorded = new CodeBook(state);
  const book = new CodeBook(state);
  const twins = twinIndex(state);
  const seen = new Map<string, number>();
  for (const { code, from, to, id, name, type } of drafts) {
    const known = code !== null && recorded.find(code, type.level, from).ok;
    if (code !== null && !known) book.add({ unitId: id, name, level: type.level, code, from, to });
  }

  const inputs: UnitInput[] = [];
  const rowOf = new Map<string, number>();
  let unchanged = 0;
  for (const draft of drafts) {
    const { cells, code, type, from, to, name } = draft;
    const parent = findParent(cells, book, names, from);
    if (parent === null && type.level !== top) cells.refuse('parent_code', refusalCodes.parent_missing, { unit: name });
    if (parent === undefined || (parent === null && type.level !== top)) continue;
    const lat = cells.decimal('lat');
    const lon = cells.decimal('lon');
    const origin = cells.word('origin', readOrigin, 'official, demonstration') ?? 'official';
    const aliases = (cells.text('aliases') ?? '')
      .split('|')
      .map((one) => one.trim())
      .filter((one) => one !== '');
    const input: UnitInput = {
      id: draft.id,
      origin,
      from,
      to,
      code,
      name,
      type: type.id,
      parent,
      aliases,
      lat,
      lon,
      coordBasis: cells.text('coord_basis'),
    };
    const byCode = code === null ? null : recorded.find(code, type.level, from);
    const twin = twinKey(parent, type.level, name);
    const existing =
      draft.given && state.units.has(draft.id)
        ? draft.id
        : byCode?.ok
          ? byCode.carrier.unitId
          : code === null && !draft.given
            ? twins(twin, from)
            : null;
    if (existing !== null) {
      const different = differences(state, existing, input, draft.given);
      if (different.length === 0) unchanged += 1;
      else cells.refuse(different[0] ?? null, 'territory.import-unit-differs', { unit: name, columns: different.join(', ') });
      continue;
    }
    // Without a code, two units of one name under one parent could not be told apart by anybody.
    const key = code === null ? twin : null;
    const other = key === null ? undefined : seen.get(`${key} ${from}`);
    if (other !== undefined) {
      cells.refuse('name', 'territory.import-row-twice', { unit: name, row: String(other) });
      continue;
    }
    if (key !== null) seen.set(`${key} ${from}`, cells.row);
    rowOf.set(`units.${inputs.length}`, cells.row);
    inputs.push(input);
  }
  return { inputs, errors, rowOf, unchanged };
}

function readRow(cells: Cells, names: Names, makeId: () => string): Draft | null {
  const given = cells.uuid('id');
  const name = cells.required('name');
  cells.required('type');
  const type = cells.type('type', names);
  const level = cells.level('level', names);
  const from = cells.requiredDay('valid_from');
  const last = cells.day('valid_to');
  if (level && type && level.id !== type.level)
    cells.refuse('level', 'territory.import-level-type', { level: level.nameVi, type: type.nameVi });
  if (from !== null && last !== null && last < from) cells.refuse('valid_to', 'territory.import-days-turned', { from, to: last });
  if (name === null || type === null || from === null || !cells.clean) return null;
  const to = last === null ? null : dayAfter(last);
  return { cells, id: given ?? makeId(), given: given !== null, type, name, code: cells.text('code'), from, to };
}

/** Null for a unit at the top, undefined where the parent was not found. */
function findParent(cells: Cells, book: CodeBook, names: Names, day: string): string | null | undefined {
  const code = cells.text('parent_code');
  if (code === null) return null;
  const found = book.find(code, cells.level('parent_level', names)?.id ?? null, day);
  if (found.ok) return found.carrier.unitId;
  cells.refuse('parent_code', found.refusal.code as `territory.${string}`, found.refusal.params);
  return undefined;
}

/** What the row says otherwise than the record; empty cells say nothing. */
function differences(state: TerritoryState, unitId: string, input: UnitInput, byId: boolean): string[] {
  const versions = state.versions.get(unitId);
  const version = byId ? versions?.[0] : versionOn(versions, input.from);
  if (!version) return ['id'];
  const found: string[] = [];
  const say = (column: string, same: boolean) => {
    if (!same) found.push(column);
  };
  say('valid_from', byId ? version.from === input.from : true);
  say('name', version.name === input.name);
  say('type', version.type === input.type);
  say('code', input.code === null || version.code === input.code);
  say('parent_code', input.parent === null || version.parent === input.parent);
  say('lat', input.lat === null || version.lat === input.lat);
  say('lon', input.lon === null || version.lon === input.lon);
  say(
    'aliases',
    (input.aliases ?? []).every((alias) => version.aliases.includes(alias)),
  );
  say('valid_to', input.to === null || versions?.at(-1)?.to === input.to);
  return found;
}

function twinKey(parent: string | null, level: string, name: string): string {
  return `${parent ?? ''} ${level} ${fold(name)}`;
}

/** Units without a code by parent, level and folded name on a day. */
function twinIndex(state: TerritoryState): (key: string, day: string) => string | null {
  let index: Map<string, UnitVersion[]> | null = null;
  return (key, day) => {
    if (index === null) {
      index = new Map();
      for (const version of [...state.versions.values()].flat()) {
        if (version.code !== null) continue;
        const twin = twinKey(version.parent, version.level, version.name);
        const list = index.get(twin);
        if (list) list.push(version);
        else index.set(twin, [version]);
      }
    }
    return versionOn(index.get(key), day)?.unitId ?? null;
  };
}
