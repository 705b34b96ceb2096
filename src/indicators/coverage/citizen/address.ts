/** Addresses of coverage pages: what was chosen stays in every link, and what is the default is left out. */
import { marks } from '../kept.ts';

export const views = ['villages', 'communes', 'forces', 'time'] as const;
export type ViewBy = (typeof views)[number];

/** What an address says. The days are as they stand in it: marks in kept answers, ISO days otherwise; null where it names none. */
export interface Choice {
  readonly on: string | null;
  readonly map: string | null;
  readonly unit: string | null;
  readonly by: ViewBy;
}

/** The address of a path with the choice; null takes a part away. */
export function addressOf(path: string, choice: Choice, more: Readonly<Record<string, string>> = {}): string {
  const parts = [
    ['on', choice.on],
    ['unit', choice.unit],
    ['map', choice.map],
    ['by', choice.by === 'villages' ? null : choice.by],
    ...Object.entries(more),
  ].flatMap(([name, value]) => (value === null ? [] : [`${name}=${encodeMarked(value ?? '')}`]));
  return parts.length === 0 ? path : `${path}?${parts.join('&')}`;
}

/** Marks must come through as they are, or they would not be found. */
function encodeMarked(value: string): string {
  return value === marks.on || value === marks.map ? value : encodeURIComponent(value);
}

export const coveragePath = '/coverage';
