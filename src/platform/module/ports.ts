/** What modules publish to those who gather it: waiting work, finds, personal data, retention. Declared here so that nobody imports upwards. */
import type { Db, Reader, Tx } from '../db/index.ts';
import type { Lang } from '../i18n/index.ts';
import type { JsonObject } from '../jobs/index.ts';
import type { Actor, Right } from '../session/index.ts';

/** One thing that waits for a person. */
export interface WaitingItem {
  readonly id: string;
  readonly title: string;
  readonly detail?: string;
  readonly href: string;
  /** ISO instant. */
  readonly since: string;
  /** ISO instant by which it is to be done; null where there is no time limit. */
  readonly due: string | null;
  /** Decisions that take one tap: each a form that posts these fields to this address. The address redirects to `back` when it is given. */
  readonly actions?: readonly {
    readonly label: string;
    readonly action: string;
    readonly fields: Readonly<Record<string, string>>;
    readonly primary?: boolean;
  }[];
}

export interface Waiting {
  /** Overdue first, then by due time, at most `limit`. */
  readonly items: readonly WaitingItem[];
  readonly count: number;
  readonly overdue: number;
}

/** A kind of work that waits, shown on the officials' front page to whoever holds one of the rights. */
export interface WaitingSource {
  readonly kind: string;
  readonly label: (lang: Lang) => string;
  readonly rights: readonly Right[];
  /** `mine` is what this person can do now; `place` is all that waits in the actor's places, for leaders. */
  readonly load: (actor: Actor, ask: { readonly lang: Lang; readonly limit: number; readonly scope: 'mine' | 'place' }) => Promise<Waiting>;
}

export interface Find {
  readonly title: string;
  readonly detail?: string;
  readonly href: string;
}

/** What the officials' one search box looks through, within what the actor may see. A source that shows personal data records the search in the trail. */
export interface SearchSource {
  readonly kind: string;
  readonly label: (lang: Lang) => string;
  readonly rights: readonly Right[];
  readonly find: (actor: Actor, ask: { readonly text: string; readonly lang: Lang; readonly limit: number }) => Promise<readonly Find[]>;
}

/** What a module holds about persons. Every module with personal data has one, in its privacy.ts. */
export interface PrivacySource {
  /** What is held and why, in plain words, for the person. */
  readonly holds: (lang: Lang) => readonly { readonly what: string; readonly why: string; readonly basis: string }[];
  /** All rows about the person, by name of table; readable without our programs. Runs under the duty `privacy`. */
  readonly exportPerson: (tx: Tx, personId: string) => Promise<Readonly<Record<string, readonly JsonObject[]>>>;
  /** Removes what identifies the person; counts and trail stay. Returns what was removed by name of table. Repeating it changes nothing. Runs under the duty `privacy`. */
  readonly erasePerson: (tx: Tx, personId: string) => Promise<Readonly<Record<string, number>>>;
}

/** How those are called on screens who acted in an office, by id; ids that aren't a person's are left out. */
export type ActorNames = (db: Db, ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** How long something is kept is data (people.retention_rule); how it ends is the module's. */
export interface RetentionSource {
  /** Code of the rule. */
  readonly rule: string;
  /** How many things are past their time now. */
  readonly count: (reader: Reader, before: Temporal.Instant) => Promise<number>;
  /** Ends what is older than the instant, at most `limit` things; returns how many. Runs under the duty `privacy`. */
  readonly apply: (tx: Tx, before: Temporal.Instant, limit: number) => Promise<number>;
}
