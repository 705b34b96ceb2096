/** Who may do what, where: a pure predicate for one thing, and the same as a condition of a query for many. */
import { type RawBuilder, sql } from 'kysely';
import { type Actor, type Right, reach, reachOfOrganisations } from '../platform/session/index.ts';

/** Where a thing is: the unit, the organisation, or neither for what belongs to the whole province. */
export interface Place {
  readonly unitId?: string | null;
  readonly organisationId?: string | null;
}

/**
 * Whether a thing lies where the actor holds the right: its unit or its organisation is in reach. What has neither is
 * reached only by who holds the right everywhere.
 */
export function holdsAt(actor: Actor, right: Right, { unitId, organisationId }: Place): boolean {
  const units = reach(actor, right);
  const organisations = reachOfOrganisations(actor, right);
  if (units === 'everywhere' || organisations === 'everywhere') return true;
  return (unitId != null && units.includes(unitId)) || (organisationId != null && organisations.includes(organisationId));
}

/** `holdsAt` as a condition of a query over rows with a unit and an organisation: columns are named as `table.column`. */
export function scopeOf(
  actor: Actor,
  right: Right,
  columns: { readonly unit: string; readonly organisation: string },
): RawBuilder<boolean> {
  const units = reach(actor, right);
  const organisations = reachOfOrganisations(actor, right);
  if (units === 'everywhere' || organisations === 'everywhere') return sql<boolean>`true`;
  return sql<boolean>`(${sql.ref(columns.unit)} = any (${units}::uuid[]) or ${sql.ref(columns.organisation)} = any (${organisations}::uuid[]))`;
}
