/** What the address of the list says. Pure. */
import { isId } from '../../../territory/index.ts';
import { type Urgency, urgencies } from '../../model.ts';
import type { Desk } from '../access.ts';

/** The heaps of work, in the order of their chips. */
export const views = [
  'mine',
  'office',
  'intake',
  'returned',
  'approve',
  'instead',
  'listen',
  'publish',
  'overdue',
  'escalated',
  'waits',
  'all',
] as const;
export type ViewName = (typeof views)[number];

/** Days that a period looks back. */
export const periods = [7, 30, 90, 365] as const;

/** Empty texts stand for no choice. */
export interface Choice {
  readonly view: ViewName;
  readonly q: string;
  readonly category: string;
  readonly unit: string;
  readonly office: string;
  readonly urgency: Urgency | '';
  readonly days: (typeof periods)[number] | 0;
}

/** Where the next page begins: phase of the order, instant and id of the last row. */
export interface Cursor {
  readonly phase: Phase;
  readonly at: string;
  readonly id: string;
}

/** Overdue; open with a due time; open without; closed. */
export const phases = ['late', 'due', 'open', 'closed'] as const;
export type Phase = (typeof phases)[number];

export const listAddress = '/console/reports';

/**
 * The heaps that the official has; those who only see have three. What was told by level and is not late yet is for those who answer for the work of
 * others: whoever does the work has it on their own heap, whoever decides what is public has no part in it.
 */
export function viewsOf(desk: Pick<Desk, 'handles' | 'approves' | 'centre' | 'publisher'>, listens: boolean): readonly ViewName[] {
  const shown: Readonly<Record<ViewName, boolean>> = {
    mine: desk.handles.length > 0,
    office: desk.handles.length > 0 || desk.approves.length > 0,
    intake: desk.centre,
    returned: desk.centre,
    approve: desk.approves.length > 0,
    // What an office has put up for approval, and nobody there may approve.
    instead: desk.centre,
    listen: listens || desk.centre,
    publish: desk.publisher,
    overdue: true,
    escalated: desk.centre || desk.approves.length > 0 || (desk.handles.length === 0 && !desk.publisher),
    // Time stands still for them: nobody would see them late.
    waits: desk.centre || desk.handles.length > 0 || desk.approves.length > 0,
    all: true,
  };
  return views.filter((view) => shown[view]);
}

/** The choice in an address; what is unknown is no choice. A search looks everywhere unless a heap is named. */
export function readChoice(query: Readonly<Record<string, unknown>>, available: readonly ViewName[]): Choice {
  const text = (name: string) => {
    const value = query[name];
    return typeof value === 'string' ? value.normalize('NFC').trim().slice(0, 200) : '';
  };
  const q = text('q');
  const code = (name: string) => (/^[a-z0-9-]{1,80}$/.test(text(name)) ? text(name) : '');
  const id = (name: string) => (isId(text(name)) ? text(name) : '');
  return {
    view: available.find((view) => view === text('view')) ?? (q === '' ? (available[0] ?? 'all') : 'all'),
    q,
    category: code('category'),
    unit: id('unit'),
    office: id('office'),
    urgency: urgencies.find((one) => one === text('urgency')) ?? '',
    days: periods.find((one) => String(one) === text('days')) ?? 0,
  };
}

/** The address with these choices. */
export function addressOf(choice: Partial<Choice>, after = ''): string {
  const values = Object.entries({ ...choice, after }).map(([name, value]): [string, string] => [name, value === 0 ? '' : String(value)]);
  const query = new URLSearchParams(values.filter(([, value]) => value !== '')).toString();
  return query === '' ? listAddress : `${listAddress}?${query}`;
}

export const cursorText = ({ phase, at, id }: Cursor): string => `${phase}~${at}~${id}`;

/** Null for what is no cursor: the list begins at its head then. */
export function readCursor(text: unknown): Cursor | null {
  const [phase = '', at = '', id = ''] = typeof text === 'string' ? text.split('~') : [];
  const known = phases.find((one) => one === phase);
  if (known === undefined || !isId(id)) return null;
  try {
    return { phase: known, at: Temporal.Instant.from(at).toString(), id };
  } catch {
    return null;
  }
}
