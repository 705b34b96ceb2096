/** What an address under /teams asks for. */
import { isDay, parseDate } from '../../platform/calendar/index.ts';
import { isId } from '../../territory/index.ts';
import { type TeamLevel, teamLevels } from '../contract.ts';

export interface Asked {
  readonly on: string;
  /** Whether the address names the day. */
  readonly given: boolean;
  readonly within: string | null;
  readonly level: TeamLevel | null;
  readonly text: string;
  readonly after: string | null;
}

type Query = Readonly<Record<string, unknown>>;

function one(query: Query, name: string): string {
  const value = query[name];
  return typeof value === 'string' ? value.trim().slice(0, 200) : '';
}

/** The field of the address that can't be read. */
export class Unreadable extends Error {
  readonly field: 'on' | 'unit' | 'level' | 'limit';
  readonly value: string;
  constructor(field: Unreadable['field'], value: string) {
    super(field);
    this.field = field;
    this.value = value.slice(0, 40);
  }
}

/** Reads the address; throws `Unreadable`. Pages also take days as people write them. */
export function readAsked(query: Query, today: string, people: boolean): Asked {
  const typed = one(query, 'on');
  const on = typed === '' ? today : people ? parseDate(typed) : isDay(typed) ? typed : null;
  if (on === null) throw new Unreadable('on', typed);
  const unit = one(query, 'unit').toLowerCase();
  if (unit !== '' && !isId(unit)) throw new Unreadable('unit', unit);
  const level = one(query, 'level');
  const known = teamLevels.find((value) => value === level) ?? null;
  if (level !== '' && known === null) throw new Unreadable('level', level);
  return { on, given: typed !== '', within: unit || null, level: known, text: one(query, 'q'), after: one(query, 'after') || null };
}

/** The address of a list without its page; the day only where it was given. */
export function addressOf(asked: Asked, more: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams({
    ...(asked.given ? { on: asked.on } : {}),
    ...(asked.within === null ? {} : { unit: asked.within }),
    ...(asked.level === null ? {} : { level: asked.level }),
    ...(asked.text === '' ? {} : { q: asked.text }),
    ...more,
  }).toString();
  return query === '' ? '/teams' : `/teams?${query}`;
}
