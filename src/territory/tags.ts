/** Under which names public answers about units are kept, and forgotten when the facts that they show change. */

/** Touched by every change of units, events or edges. */
export const structureTag = 'territory:*';

/** Touched by a change of the unit's own facts: its figures and boundaries. */
export const unitTag = (id: string): string => `unit:${id}`;
