import type { Share, UnitEdge } from '../contract.ts';
import { isWhole, subtract, sum, whole } from './fractions.ts';
import { type TerritoryState, versionBefore } from './state.ts';

/** A unit's past goes to others on a day. */
export interface HandingOn {
  readonly day: string;
  readonly parts: readonly { readonly unit: string; readonly share: Share }[];
}

/** What a unit is made of from a day on; `parts` is null where the record does not say. */
export interface Coming {
  readonly day: string;
  readonly parts: readonly { readonly unit: string; readonly share: Share }[] | null;
}

export interface Flows {
  /** By unit, in the order of days; only days on which something really goes elsewhere. */
  readonly out: ReadonlyMap<string, readonly HandingOn[]>;
  /** By unit, in the order of days; only days on which something came from elsewhere. */
  readonly in: ReadonlyMap<string, readonly Coming[]>;
}

/** An edge to the unit itself that keeps everything: it describes a change of attributes, nothing moves. */
export function isStanding(edge: { from: string; to: string; share: Share }): boolean {
  return edge.from === edge.to && isWhole(edge.share);
}

/** What goes where, and what came from where, read off the edges. */
export function flowsOf(state: TerritoryState): Flows {
  const out = groupByUnitAndDay(state, (edge) => (isStanding(edge) ? null : edge.from));
  const incoming = groupByUnitAndDay(state, (edge) => edge.to);
  return {
    out: mapValues(out, (days) =>
      days.map(([day, edges]) => ({ day, parts: edges.map((edge) => ({ unit: edge.to, share: edge.share })) })),
    ),
    in: mapValues(incoming, (days, unit) =>
      days.flatMap(([day, edges]) => {
        const handsOn = out.get(unit)?.some(([other]) => other === day) ?? false;
        const coming = comingOf(state, unit, day, edges, handsOn);
        return coming === 'itself' ? [] : [{ day, parts: coming }];
      }),
    ),
  };
}

/**
 * The make-up of a unit after the events of one day. Given backward shares count; a unit that went on without an edge of its
 * own has what they leave. Without any, a single recorded predecessor is the whole, unless somebody outside the record
 * took part.
 */
function comingOf(
  state: TerritoryState,
  unit: string,
  day: string,
  edges: readonly UnitEdge[],
  handsOn: boolean,
): Coming['parts'] | 'itself' {
  const others = edges.filter((edge) => edge.from !== unit);
  const own = edges.find((edge) => edge.from === unit && !isStanding(edge)) ?? edges.find((edge) => edge.from === unit);
  const wentOn = own !== undefined || (!handsOn && versionBefore(state.versions.get(unit), day) !== undefined);
  const outside = edges.some((edge) => Boolean(state.events.get(edge.eventId)?.outside));
  if (others.length === 0) return outside && !(own?.back && isWhole(own.back)) ? null : 'itself';
  const [only] = others;
  if (others.length === 1 && only && !wentOn && !only.back && !outside) return [{ unit: only.from, share: whole }];
  const known = others.flatMap((edge) => (edge.back ? [{ unit: edge.from, share: edge.back }] : []));
  if (known.length < others.length) return null;
  const given = own?.back ? [...known, { unit, share: own.back }] : known;
  const missing = subtract(whole, sum(given.map((part) => part.share)));
  if (missing.num === 0n) return wentOn && !own?.back ? null : given;
  return wentOn && !own?.back && !outside && missing.num > 0n ? [...given, { unit, share: missing }] : null;
}

type Days = [day: string, edges: UnitEdge[]][];

function groupByUnitAndDay(state: TerritoryState, unitOf: (edge: UnitEdge) => string | null): Map<string, Days> {
  const units = new Map<string, Map<string, UnitEdge[]>>();
  for (const edge of state.edges) {
    const unit = unitOf(edge);
    const day = state.events.get(edge.eventId)?.effectiveOn;
    if (unit === null || day === undefined) continue;
    const days = units.get(unit) ?? new Map<string, UnitEdge[]>();
    units.set(unit, days);
    const list = days.get(day);
    if (list) list.push(edge);
    else days.set(day, [edge]);
  }
  return mapValues(units, (days) => [...days].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function mapValues<A, B>(map: ReadonlyMap<string, A>, fn: (value: A, key: string) => B): Map<string, B> {
  return new Map([...map].map(([key, value]) => [key, fn(value, key)]));
}
