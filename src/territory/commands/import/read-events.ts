import { dayBefore } from '../../../platform/calendar/index.ts';
import {
  type EdgeInput,
  type EventInput,
  type EventKind,
  eventKinds,
  refusalCodes,
  type Share,
  shareBases,
  type UnitChange,
} from '../../contract.ts';
import type { TerritoryState } from '../../model/state.ts';
import { Cells, shorten } from './cells.ts';
import { CodeBook } from './resolve.ts';
import type { RowError, Table, TableRow } from './types.ts';
import { type Names, namesOf, readBasis, readKind } from './vocabulary.ts';

export interface EventRows {
  readonly inputs: readonly EventInput[];
  readonly errors: readonly RowError[];
  /** Row of each place in the input, as the model names it in its findings. */
  readonly rowOf: ReadonlyMap<string, number>;
  /** Events that are recorded already, by their fixed id. */
  readonly unchanged: number;
}

export interface EventReading {
  readonly makeId: () => string;
  /** Ids of the documents that the file names, by number. */
  readonly documents: ReadonlyMap<string, string>;
  /** Fixed ids of events by key and day, for files that the project ships. */
  readonly eventId?: (key: string, day: string) => string;
}

/** Columns that say something of the event, the same in all its rows. */
const eventColumns = ['kind', 'effective_on', 'title', 'document', 'clause', 'verified', 'verification_note', 'outside'] as const;
/** In these kinds a row describes one unit that goes on. */
const goesOn: ReadonlySet<EventKind> = new Set(['transfer', 'rename', 'retype']);

/** The rows of one event, as far as they can be read without the record. */
interface Group {
  readonly key: string;
  readonly kind: EventKind;
  readonly day: string;
  readonly first: Cells;
  readonly rows: readonly Cells[];
}

/**
 * Turns the rows of an events table into events. Rows with the same `event` belong together; units are found by code the day
 * before, new ones by what the file says of them on the same day. Everything that is wrong is listed with its row.
 */
export function readEvents(table: Table, state: TerritoryState, reading: EventReading): EventRows {
  const errors: RowError[] = [...table.errors];
  const names = namesOf([...state.levels.values()], [...state.types.values()]);
  const all = groupRows(table.rows, errors);
  const groups = all.filter(({ key, day }) => !reading.eventId || !state.events.has(reading.eventId(key, day)));
  const book = new CodeBook(state);
  const rowOf = new Map<string, number>();
  const inputs: EventInput[] = [];
  const days = [...new Set(groups.map((group) => group.day))].sort();
  for (const day of days) {
    const today = groups.filter((group) => group.day === day);
    const reader = new DayReader(day, book, names, reading, state);
    for (const group of today) reader.findNewUnits(group);
    for (const group of today) {
      const { input, rows } = reader.read(group);
      const place = `events.${inputs.length}`;
      inputs.push(input);
      rowOf.set(place, group.first.row);
      for (const [at, row] of rows.edges.entries()) rowOf.set(`${place}.edges.${at}`, row);
      for (const [at, row] of rows.changes.entries()) rowOf.set(`${place}.changes.${at}`, row);
    }
    reader.close();
  }
  return { inputs, errors, rowOf, unchanged: all.length - groups.length };
}

function groupRows(rows: readonly TableRow[], errors: RowError[]): Group[] {
  const groups = new Map<string, { group: Group; cells: Cells[]; readable: boolean }>();
  for (const row of rows) {
    const cells = new Cells(row, errors);
    const key = cells.required('event');
    if (key === null) continue;
    const known = groups.get(key);
    if (known) {
      const { first } = known.group;
      for (const column of eventColumns) {
        if (cells.text(column) !== null && cells.text(column) !== first.text(column)) {
          cells.refuse(column, 'territory.import-event-differs', { event: shorten(key), row: String(first.row) });
        }
      }
      known.cells.push(cells);
      continue;
    }
    cells.required('kind');
    const kind = cells.word('kind', readKind, eventKinds.join(', '));
    const day = cells.requiredDay('effective_on');
    cells.required('title');
    const list = [cells];
    groups.set(key, {
      group: { key, kind: kind ?? 'merge', day: day ?? '', first: cells, rows: list },
      cells: list,
      readable: kind !== null && day !== null,
    });
  }
  // Of an event without a readable kind or day nothing more can be judged.
  return [...groups.values()].filter(({ readable }) => readable).map(({ group }) => group);
}

/** Reads the events of one day, so that a code may pass from an old unit to a new one. */
class DayReader {
  private readonly day: string;
  private readonly book: CodeBook;
  private readonly names: Names;
  private readonly reading: EventReading;
  private readonly state: TerritoryState;
  /** New units of the day by level and code (or name, where there is none). */
  private readonly news = new Map<string, { unitId: string; name: string; level: string; code: string | null }>();
  private readonly ended = new Set<string>();
  /** The highest level: only its units have nothing above them. */
  private readonly top: string | undefined;

  constructor(day: string, book: CodeBook, names: Names, reading: EventReading, state: TerritoryState) {
    this.day = day;
    this.state = state;
    this.top = [...state.levels.values()].sort((a, b) => a.rank - b.rank)[0]?.id;
    this.book = book;
    this.names = names;
    this.reading = reading;
  }

  findNewUnits(group: Group): void {
    for (const cells of group.rows) {
      if (!this.isNew(group, cells)) continue;
      const level = this.newLevel(cells);
      const code = cells.text('to_code');
      const key = newKey(level, code, cells.text('to_name'));
      const unitId = cells.uuid('to_id') ?? this.news.get(key)?.unitId ?? this.reading.makeId();
      if (!this.news.has(key)) this.news.set(key, { unitId, name: cells.text('to_name') ?? code ?? '', level, code });
    }
  }

  read(group: Group): { input: EventInput; rows: { edges: number[]; changes: number[] } } {
    const edges: EdgeInput[] = [];
    const changes: UnitChange[] = [];
    const rows = { edges: [] as number[], changes: [] as number[] };
    const { first, kind, day } = group;
    for (const cells of group.rows) {
      const share = readShare(cells, 'share');
      const back = readShare(cells, 'back');
      const basis = cells.word('basis', readBasis, shareBases.join(', '));
      const from = kind === 'establish' && cells.text('from_code') === null && cells.text('from_id') === null ? null : this.findFrom(cells);
      const to = this.findTo(group, cells, from);
      const change = to === null ? null : this.readChange(group, cells, to, from);
      if (change !== null && (change.isNew || Object.keys(change).length > 1)) {
        changes.push(change);
        rows.changes.push(cells.row);
      }
      if (from === null || to === null) continue;
      const whole = share === null || share.num === share.den;
      // A unit that keeps everything needs no edge: the row only describes it.
      if (from === to && whole && back === null) continue;
      edges.push({ from, to, ...(share ? { share } : {}), ...(back ? { back } : {}), ...(basis ? { basis } : {}) });
      rows.edges.push(cells.row);
    }
    for (const { from } of edges) if (!edges.some((edge) => edge.from === from && edge.to === from)) this.ended.add(from);
    const level = kind === 'abolish-level' ? (first.level('from_level', this.names)?.id ?? null) : null;
    const input: EventInput = {
      ...(this.reading.eventId ? { id: this.reading.eventId(group.key, day) } : {}),
      kind,
      effectiveOn: day,
      title: first.text('title') ?? '',
      documentId: this.findDocument(first),
      clause: first.text('clause'),
      verified: first.yes('verified'),
      verificationNote: first.text('verification_note'),
      outside: first.text('outside'),
      edges,
      changes,
      ...(level === null ? {} : { level }),
    };
    return { input, rows };
  }

  /** What happened today is the past for the days that follow. */
  close(): void {
    for (const unit of this.ended) this.book.end(unit, this.day);
    for (const { unitId, name, level, code } of this.news.values()) {
      if (code !== null) this.book.add({ unitId, name, level, code, from: this.day, to: null });
    }
  }

  private isNew(group: Group, cells: Cells): boolean {
    return group.kind === 'establish' || cells.yes('to_new');
  }

  private newLevel(cells: Cells): string {
    return cells.level('to_level', this.names)?.id ?? this.names.type(cells.text('to_type') ?? '')?.level ?? '';
  }

  private findFrom(cells: Cells): string | null {
    const id = cells.uuid('from_id');
    if (id !== null) return this.known(cells, 'from_id', id);
    const code = cells.required('from_code');
    if (code === null) return null;
    const found = this.book.find(code, cells.level('from_level', this.names)?.id ?? null, dayBefore(this.day));
    if (found.ok) return found.carrier.unitId;
    return cells.refuse('from_code', found.refusal.code as `territory.${string}`, found.refusal.params);
  }

  private findTo(group: Group, cells: Cells, from: string | null): string | null {
    const level = cells.level('to_level', this.names)?.id ?? null;
    const code = cells.text('to_code');
    if (this.isNew(group, cells)) return this.news.get(newKey(this.newLevel(cells), code, cells.text('to_name')))?.unitId ?? null;
    if (goesOn.has(group.kind)) return from;
    const id = cells.uuid('to_id');
    if (id !== null) return this.known(cells, 'to_id', id);
    if (code === null) return cells.refuse('to_code', 'territory.import-cell-missing');
    const fresh = [...this.news.values()].filter((unit) => unit.code === code && (level === null || unit.level === level));
    if (fresh.length === 1) return fresh[0]?.unitId ?? null;
    return this.findExisting(cells, 'to_code', code, level);
  }

  private known(cells: Cells, column: string, id: string): string | null {
    const made = [...this.news.values()].some((unit) => unit.unitId === id);
    return made || this.state.units.has(id) ? id : cells.refuse(column, refusalCodes.unknown_unit, { id });
  }

  /** A unit that exists on the day: by its code of the day before, or by one that it carries from that day. */
  private findExisting(cells: Cells, column: string, code: string, level: string | null): string | null {
    const before = this.book.find(code, level, dayBefore(this.day));
    if (before.ok) return before.carrier.unitId;
    const found = this.book.find(code, level, this.day);
    if (found.ok) return found.carrier.unitId;
    return cells.refuse(column, found.refusal.code as `territory.${string}`, found.refusal.params);
  }

  private readChange(group: Group, cells: Cells, unitId: string, from: string | null): UnitChange {
    const isNew = this.isNew(group, cells);
    const name = cells.text('to_name');
    const type = cells.type('to_type', this.names);
    const code = cells.text('to_code');
    const lat = cells.decimal('to_lat');
    const lon = cells.decimal('to_lon');
    const coordBasis = cells.text('to_coord_basis');
    const parent = this.findParent(cells, isNew);
    const recoded = code !== null && (isNew || (from === unitId && code !== cells.text('from_code')));
    return {
      unitId,
      ...(isNew ? { isNew: true } : {}),
      ...(recoded ? { code } : {}),
      ...(name === null ? {} : { name }),
      ...(type === null ? {} : { type: type.id }),
      ...(parent === undefined ? {} : { parent }),
      ...(lat === null && lon === null ? {} : { lat, lon }),
      ...(coordBasis === null ? {} : { coordBasis }),
    };
  }

  /** Undefined where the row says nothing; null for a new unit at the top. */
  private findParent(cells: Cells, isNew: boolean): string | null | undefined {
    const code = cells.text('to_parent_code');
    if (code === null) {
      if (isNew && this.newLevel(cells) !== this.top)
        cells.refuse('to_parent_code', refusalCodes.parent_missing, { unit: cells.text('to_name') ?? '' });
      return isNew ? null : undefined;
    }
    const level = cells.level('to_parent_level', this.names)?.id ?? null;
    const fresh = [...this.news.values()].filter((unit) => unit.code === code && (level === null || unit.level === level));
    if (fresh.length === 1) return fresh[0]?.unitId;
    const found = this.book.find(code, level, this.day);
    if (found.ok) return found.carrier.unitId;
    cells.refuse('to_parent_code', found.refusal.code as `territory.${string}`, found.refusal.params);
    return undefined;
  }

  private findDocument(cells: Cells): string | null {
    const number = cells.text('document');
    if (number === null) return null;
    return this.reading.documents.get(number) ?? cells.refuse('document', 'territory.import-document-unknown', { number: shorten(number) });
  }
}

function newKey(level: string, code: string | null, name: string | null): string {
  return `${level} ${code ?? `?${name ?? ''}`}`;
}

function readShare(cells: Cells, name: 'share' | 'back'): Share | null {
  const num = cells.integer(`${name}_num`);
  const den = cells.integer(`${name}_den`);
  const one = cells.text(`${name}_num`) === null;
  if (one !== (cells.text(`${name}_den`) === null)) {
    return cells.refuse(one ? `${name}_num` : `${name}_den`, 'territory.import-cell-missing');
  }
  return num === null || den === null ? null : { num, den };
}
