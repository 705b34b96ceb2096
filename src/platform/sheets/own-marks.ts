/**
 * How our marks are recognised when a workbook comes back: by the exact colours of their fills. Cells keep them when rows
 * are moved, sorted, inserted or copied to another program, which names, hidden parts and positions don't survive.
 */
import type { Mark } from './types.ts';

export type OwnFill = Mark['kind'] | 'column-title' | 'column-text' | 'summary';

const colours: Readonly<Record<OwnFill, string>> = {
  fault: 'FFFF9F97',
  proposal: 'FFFFE98B',
  note: 'FFC9E3FB',
  'column-title': 'FFFFCDB1',
  'column-text': 'FFFFF5ED',
  summary: 'FFDDE9F3',
};

const kinds: readonly OwnFill[] = ['fault', 'proposal', 'note', 'column-title', 'column-text', 'summary'];
const byColour = new Map(kinds.map((kind) => [colours[kind].slice(2), kind]));

/** The foreground colour of one of our fills. */
export function ownColour(kind: OwnFill): string {
  return colours[kind];
}

/** Whose fill a solid foreground colour is (whatever its opacity, which programs write differently); `null` for the author's own. */
export function ownFill(rgb: string | undefined): OwnFill | null {
  return byColour.get(rgb?.toUpperCase().slice(-6) ?? '') ?? null;
}

/** The author of our notes. */
export const noteAuthor = 'Kiểm tra tệp';
