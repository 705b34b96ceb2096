/** What the indicators tell, and their refusals. Days are ISO strings; last days are included. Runs on a phone too. */

/** Of so many units so many have a team. */
export interface Reached {
  readonly withTeam: number;
  readonly total: number;
}

/** A number for the teams of each level. */
export interface ByLevel {
  readonly commune: number;
  readonly village: number;
}

/** The figures of a unit on a day, on a map. */
export interface CoverageFigures {
  /** Communes of the map in the unit; one "has a team" when an active team sits in it or in a unit that shares land with it. */
  readonly communes: Reached;
  readonly villages: Reached;
  /** Memberships in force: who serves in two teams counts twice. */
  readonly members: ByLevel & { readonly byCoreForce: Readonly<Record<string, number>> };
  /** Active teams. */
  readonly teams: ByLevel;
  /** Of these, without a leader. */
  readonly leaderless: ByLevel;
  /** Distinct persons in force. Never summed: null where figures of several units are added up. */
  readonly people: number | null;
}

/** The figures from a day on, until the next step. */
export interface CoverageStep extends CoverageFigures {
  readonly from: string;
  /** Last day; null while it goes on. */
  readonly to: string | null;
}

/** A day that we only assume for a text of which the day is not known. */
export interface AssumedDay {
  readonly day: string;
  /** Which text and which of its figures. */
  readonly what: { readonly vi: string; readonly en: string };
  /** Why this day, and what contradicts it. */
  readonly why: { readonly vi: string; readonly en: string };
  /** Where the text stands. */
  readonly source: string;
}

/** Codes of expected refusals of reading; those about units and days are the territory's. */
export const coverageRefusals = {
  /** The unit exists neither on the day nor on the map. params: name, day, map */
  notOnDayOrMap: 'indicators.not-on-day-or-map',
} as const;
