/** A form for one event becomes an events table of a few rows: it is judged, previewed, written and undone like a file. */
import { dayBefore, parseDate } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { tidy } from '../../platform/text/index.ts';
import { writeCsv } from '../commands/import/csv.ts';
import { holds } from '../model/days.ts';
import type { TerritoryState } from '../model/state.ts';
import { texts } from './messages.gen.ts';

export const eventForms = ['rename', 'retype', 'transfer', 'merge', 'split', 'abolish'] as const;
export type EventForm = (typeof eventForms)[number];

export function asEventForm(value: unknown): EventForm | null {
  return eventForms.find((form) => form === value) ?? null;
}

export function eventName(form: EventForm, lang: Lang): string {
  const t = texts[lang];
  const names: Record<EventForm, string> = {
    rename: t.event_rename(),
    retype: t.event_retype(),
    transfer: t.event_transfer(),
    merge: t.event_merge(),
    split: t.event_split(),
    abolish: t.event_abolish(),
  };
  return names[form];
}

export const partNumbers = [1, 2, 3, 4] as const;

/** What was typed, by the name of the field; absent fields are empty. */
export type Typed = (field: string) => string;

/** A row of the table, and the field of the form that each of its columns was filled from. */
interface FormRow {
  readonly cells: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string>>;
}

export interface EventTable {
  readonly title: string;
  readonly csv: string;
  /** The field that a column of a row (2 is the first under the header) came from; null where there is none. */
  fieldOf(row: number, column: string | null): string | null;
}

const isId = (typed: string) => /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(typed);

/** A unit named by its code or, where it has none, by its id. */
function named(prefix: 'from' | 'to', typed: string, field: string): FormRow {
  const column = `${prefix}_${isId(typed) ? 'id' : 'code'}`;
  return { cells: { [column]: typed }, fields: { [`${prefix}_id`]: field, [`${prefix}_code`]: field } };
}

function joined(...rows: readonly FormRow[]): FormRow {
  return { cells: Object.assign({}, ...rows.map((row) => row.cells)), fields: Object.assign({}, ...rows.map((row) => row.fields)) };
}

function field(column: string, value: string, name: string): FormRow {
  return { cells: { [column]: value }, fields: { [column]: name } };
}

/** The unit that a merger or a part leads to: one that exists, or a new one with its name, type and parent. */
function receiver(typed: Typed, prefix: string, codeField: string): FormRow {
  if (typed(`${prefix}new`) === '') return named('to', typed(codeField), codeField);
  return joined(
    field('to_new', 'yes', `${prefix}new`),
    field('to_code', typed(codeField), codeField),
    field('to_name', typed(`${prefix}name`), `${prefix}name`),
    field('to_type', typed(`${prefix}type`), `${prefix}type`),
    field('to_parent_code', typed(`${prefix}parent`), `${prefix}parent`),
  );
}

/** The codes of a list, one a line; commas and semicolons part them too. */
function listed(text: string): string[] {
  return text
    .split(/[\n,;]+/)
    .map(tidy)
    .filter((code) => code !== '');
}

function rowsOf(form: EventForm, typed: Typed, state: TerritoryState): FormRow[] {
  const unit = named('from', typed('unit'), 'unit');
  switch (form) {
    case 'rename':
      return [joined(unit, field('to_name', typed('name'), 'name'))];
    case 'retype':
      return [joined(unit, field('to_type', typed('type'), 'type'), field('to_code', typed('code'), 'code'))];
    case 'transfer':
      return [joined(unit, field('to_parent_code', typed('parent'), 'parent'))];
    case 'merge': {
      const units = listed(typed('units'));
      return (units.length === 0 ? [''] : units).map((one) => joined(named('from', one, 'units'), receiver(typed, 'into_', 'into')));
    }
    case 'split':
      return partNumbers
        .filter((part) => ['code', 'name', 'num', 'den'].some((name) => typed(`part${part}_${name}`) !== ''))
        .map((part) =>
          joined(
            unit,
            receiver(typed, `part${part}_`, `part${part}_code`),
            field('share_num', typed(`part${part}_num`), `part${part}_num`),
            field('share_den', typed(`part${part}_den`), `part${part}_den`),
            field('basis', typed('basis'), 'basis'),
          ),
        );
    case 'abolish':
      return abolished(typed('level'), parseDate(typed('day')), state);
  }
}

/** Every unit of the level hands over to the unit directly above it. */
function abolished(level: string, day: string | null, state: TerritoryState): FormRow[] {
  if (day === null || day < '0002') return [];
  const before = dayBefore(day);
  const versions = [...state.versions.values()].flatMap((list) => list.filter((version) => holds(version, before)));
  const byUnit = new Map(versions.map((version) => [version.unitId, version]));
  return versions
    .filter((version) => version.level === level)
    .map((version) => {
      const above = byUnit.get(version.parent ?? '');
      return joined(
        field('from_id', version.unitId, 'level'),
        field('from_level', level, 'level'),
        field('to_code', above?.code ?? '', 'level'),
        field('to_level', above?.level ?? '', 'level'),
      );
    });
}

function titleOf(form: EventForm, typed: Typed, state: TerritoryState, lang: Lang): string {
  if (typed('title') !== '') return typed('title');
  const t = texts[lang];
  const unit = typed('unit');
  const level = state.levels.get(typed('level'));
  switch (form) {
    case 'rename':
      return t.title_rename({ unit, name: typed('name') });
    case 'retype':
      return t.title_retype({ unit });
    case 'transfer':
      return t.title_transfer({ unit, parent: typed('parent') });
    case 'merge':
      return t.title_merge({ units: listed(typed('units')).join(', ') });
    case 'split':
      return t.title_split({ unit });
    case 'abolish':
      return t.title_abolish({ level: (lang === 'vi' ? level?.nameVi : level?.nameEn) ?? '' });
  }
}

/** The fields of the form that must not stay empty, beside those that the table itself demands. */
export function missingFields(form: EventForm, typed: Typed): string[] {
  const needed: Record<EventForm, readonly string[]> = {
    rename: ['unit', 'name'],
    retype: ['unit', 'type'],
    transfer: ['unit', 'parent'],
    merge: ['units'],
    split: ['unit', 'part1_num', 'part1_den', 'part2_num', 'part2_den'],
    abolish: ['level'],
  };
  return ['day', ...needed[form]].filter((name) => typed(name) === '');
}

/** The form as an events table. */
export function eventTable(form: EventForm, typed: Typed, state: TerritoryState, lang: Lang): EventTable {
  const title = titleOf(form, typed, state, lang);
  const common = joined(
    field('event', '1', 'title'),
    field('kind', form === 'abolish' ? 'abolish-level' : form, 'day'),
    field('effective_on', typed('day'), 'day'),
    field('title', title, 'title'),
    field('document', typed('document'), 'document'),
    field('clause', typed('clause'), 'clause'),
    field('verified', typed('verified') === '' ? 'no' : 'yes', 'verified'),
    field('verification_note', typed('note'), 'note'),
  );
  const rows = rowsOf(form, typed, state).map((row) => joined(common, row));
  return {
    title,
    csv: writeCsv(rows.map((row) => row.cells)),
    fieldOf: (row, column) => (column === null ? null : (rows[row - 2]?.fields[column] ?? null)),
  };
}
