/** Organisations over time: what may change from which day. Pure: the record is handed in. */
import type { Refusal } from '../../platform/outcome/index.ts';

export const organisationKinds = ['peoples-committee', 'department', 'agency', 'company', 'office'] as const;
export type OrganisationKind = (typeof organisationKinds)[number];

/** What can be sent to an office. */
export const receivable = ['cases', 'money'] as const;
export type Receivable = (typeof receivable)[number];

/** What an organisation is over a range of days. */
export interface OrganisationState {
  readonly name: string;
  readonly shortName: string;
  readonly parentId: string | null;
  readonly unitId: string | null;
  readonly receives: readonly Receivable[];
}

/** One of the ranges of an organisation: `[from, to)`. */
export interface OrganisationVersion extends OrganisationState {
  readonly organisationId: string;
  readonly from: string;
  /** Day after the last; null for no end. */
  readonly to: string | null;
}

const longestName = 200;
const longestShortName = 60;

/** The version that holds on a day. */
function versionOn(versions: readonly OrganisationVersion[], organisationId: string, day: string): OrganisationVersion | undefined {
  return versions.find((one) => one.organisationId === organisationId && one.from <= day && (one.to === null || day < one.to));
}

/** What is wrong with names, place and parent, whatever stood before; null when nothing is. */
export function refusalOfState(kind: OrganisationKind, state: OrganisationState): Refusal | null {
  if (state.name === '') return { code: 'people.organisation-name', field: 'name' };
  if (state.name.length > longestName) return { code: 'people.organisation-name-long', field: 'name', params: { most: longestName } };
  if (state.shortName === '') return { code: 'people.organisation-short-name', field: 'short-name' };
  if (state.shortName.length > longestShortName)
    return { code: 'people.organisation-name-long', field: 'short-name', params: { most: longestShortName } };
  if (kind === 'peoples-committee' && state.unitId === null) return { code: 'people.organisation-unit', field: 'unit' };
  return kind === 'office' && state.parentId === null ? { code: 'people.organisation-parent', field: 'parent' } : null;
}

/**
 * Why the organisation can't stand under this parent from a day on: the parent isn't there, ends earlier, or lies below it.
 * `versions` are those of all organisations.
 */
export function refusalOfParent(
  versions: readonly OrganisationVersion[],
  change: { readonly organisationId: string; readonly parentId: string | null; readonly from: string },
): Refusal | null {
  const { organisationId, parentId, from } = change;
  if (parentId === null) return null;
  const gone: Refusal = { code: 'people.organisation-parent-gone', field: 'parent' };
  // A parent has to stay: whoever closes it moves those below first.
  const days = [from, ...versions.filter((one) => one.organisationId === parentId && one.from > from).map((one) => one.from)];
  if (!versionOn(versions, parentId, from) || lastDay(versions, parentId) !== null) return gone;
  for (const day of days) {
    const above = new Set<string>();
    for (let at: string | null = parentId; at !== null && !above.has(at); at = versionOn(versions, at, day)?.parentId ?? null) {
      if (at === organisationId) return { code: 'people.organisation-circle', field: 'parent' };
      above.add(at);
    }
  }
  return null;
}

/** The day after the last one of an organisation; null while it goes on (or was never there). */
function lastDay(versions: readonly OrganisationVersion[], organisationId: string): string | null {
  const own = versions.filter((one) => one.organisationId === organisationId);
  return own.some((one) => one.to === null)
    ? null
    : (own
        .map((one) => one.to ?? '')
        .sort()
        .at(-1) ?? null);
}

/**
 * Why nothing can change from this day on: it lies before what was recorded last, or the organisation has ended. The day on which the
 * last version begins corrects that version.
 */
export function refusalOfDay(own: readonly OrganisationVersion[], from: string): Refusal | null {
  const last = own.find((one) => one.to === null);
  if (!last) return { code: 'people.organisation-ended', status: 409 };
  return from < last.from ? { code: 'people.organisation-day', field: 'from', params: { day: last.from } } : null;
}

/** Why it can't end with this day: others stand under it after that. */
export function refusalOfClosing(versions: readonly OrganisationVersion[], organisationId: string, to: string): Refusal | null {
  const own = versions.filter((one) => one.organisationId === organisationId);
  const last = own.find((one) => one.to === null);
  if (!last) return { code: 'people.organisation-ended', status: 409 };
  if (to <= last.from) return { code: 'people.organisation-day', field: 'last-day', params: { day: last.from } };
  const below = new Set(
    versions.filter((one) => one.parentId === organisationId && (one.to === null || one.to > to)).map((one) => one.organisationId),
  );
  return below.size > 0 ? { code: 'people.organisation-has-below', field: 'last-day', params: { count: below.size } } : null;
}
