/** What an address under /reports asks for. */
import { addDays, isDay } from '../../platform/calendar/index.ts';
import { isId } from '../../territory/index.ts';
import { endStates, type ReportState, states } from '../model.ts';

/** How a reader groups states: what they want to know is whether somebody answered. */
export const stateGroups = ['open', 'late', 'answered', 'not-accepted'] as const;
export type StateGroup = (typeof stateGroups)[number];

/** States of a group. Whether an open one is late its deadline says. */
export const statesOf = (group: StateGroup): readonly ReportState[] => {
  if (group === 'answered') return ['answered', 'rated', 'closed'];
  if (group === 'not-accepted') return ['not-accepted', 'merged'];
  return states.filter((state) => !endStates.includes(state) && state !== 'answered' && state !== 'rated');
};

/** Periods that the page offers, in days up to today. */
export const periods = [30, 90, 365] as const;

/** South, west, north, east, WGS 84 degrees. */
export type Box = readonly [number, number, number, number];

export interface Asked {
  readonly category: string;
  readonly unit: string | null;
  readonly state: StateGroup | null;
  /** Days that `sentAt` lies on, both included. */
  readonly from: string | null;
  readonly to: string | null;
  /** The period as the page offers it: sets `from`. */
  readonly period: number | null;
  readonly text: string;
  readonly box: Box | null;
  readonly map: boolean;
  readonly after: string | null;
}

type Query = Readonly<Record<string, unknown>>;

/** The field of the address that can't be read. */
export class Unreadable extends Error {
  readonly field: string;
  readonly value: string;
  constructor(field: string, value: string) {
    super(field);
    this.field = field;
    this.value = value.slice(0, 40);
  }
}

const LONGEST = 200;

function one(query: Query, name: string): string {
  const value = query[name];
  return typeof value === 'string' ? value.trim().slice(0, LONGEST) : '';
}

function read<T>(field: string, value: string, reader: (value: string) => T | null | undefined): T | null {
  if (value === '') return null;
  const found = reader(value);
  if (found === null || found === undefined) throw new Unreadable(field, value);
  return found;
}

function boxOf(value: string): Box | null {
  const [south, west, north, east, ...more] = value
    .split(',')
    .map((part) => (/^-?\d{1,3}(\.\d{1,17})?$/.test(part) ? Number(part) : Number.NaN));
  if (south === undefined || west === undefined || north === undefined || east === undefined || more.length > 0) return null;
  const sensible = south >= -90 && north <= 90 && west >= -180 && east <= 180 && south <= north && west <= east;
  return sensible ? [south, west, north, east] : null;
}

/** Reads the address; throws `Unreadable` for what it doesn't understand. */
export function readAsked(query: Query, today: string): Asked {
  const day = (value: string) => (isDay(value) ? value : null);
  const period = read('period', one(query, 'period'), (value) => periods.find((days) => String(days) === value));
  const from = read('from', one(query, 'from'), day);
  return {
    category: read('category', one(query, 'category'), (value) => (/^[a-z0-9-]{1,40}$/.test(value) ? value : null)) ?? '',
    unit: read('unit', one(query, 'unit').toLowerCase(), (value) => (isId(value) ? value : null)),
    state: read('state', one(query, 'state'), (value) => stateGroups.find((group) => group === value)),
    from: from ?? (period === null ? null : addDays(today, 1 - period)),
    to: read('to', one(query, 'to'), day),
    period: from === null ? period : null,
    text: one(query, 'q'),
    box: read('box', one(query, 'box'), boxOf),
    map: read('view', one(query, 'view'), (value) => (value === 'map' || value === 'list' ? value : null)) === 'map',
    after: one(query, 'after') || null,
  };
}

/** Whether anything was chosen. */
export const isFiltered = ({ category, unit, state, from, to, text, box }: Asked): boolean =>
  category !== '' || unit !== null || state !== null || from !== null || to !== null || text !== '' || box !== null;

/** The choices as they stand in an address, without its page. */
export function parametersOf(asked: Asked): Record<string, string> {
  return {
    ...(asked.category === '' ? {} : { category: asked.category }),
    ...(asked.unit === null ? {} : { unit: asked.unit }),
    ...(asked.state === null ? {} : { state: asked.state }),
    ...(asked.period === null ? (asked.from === null ? {} : { from: asked.from }) : { period: String(asked.period) }),
    ...(asked.to === null ? {} : { to: asked.to }),
    ...(asked.text === '' ? {} : { q: asked.text }),
    ...(asked.box === null ? {} : { box: asked.box.join(',') }),
    ...(asked.map ? { view: 'map' } : {}),
  };
}

/** The address of a list (`/reports`, `/reports/feed.atom`) with these choices. */
export function addressOf(path: string, asked: Asked, more: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams({ ...parametersOf(asked), ...more }).toString();
  return query === '' ? path : `${path}?${query}`;
}

/** Where a page ended: the moment at which its last report was sent, and its id. */
export function readCursor(text: string | null): { readonly at: string; readonly id: string } | null {
  const [at = '', id = '', ...more] = (text ?? '').split('_');
  if (text === null) return null;
  if (more.length > 0 || !isId(id) || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/.test(at)) throw new Unreadable('after', text);
  return { at, id };
}
