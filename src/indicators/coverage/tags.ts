/** Under which names public answers about coverage are kept, and forgotten when the figures that they show change. */

/** Touched by every change of any figure: for lists over everything. */
export const everyCoverageTag = 'coverage:*';

/** Touched by every change of the unit's figures, on whatever map. */
export const coverageTag = (unit: string): string => `coverage:${unit}`;
