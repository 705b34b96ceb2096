/** What a unit became, and what it came from: the shares of events composed along time, exactly. */
import { sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';
import type { Share } from '../contract.ts';
import { add, multiply, whole } from '../model/fractions.ts';
import { holdsOn, type UnitItem } from './rows.ts';
import { getUnits } from './unit.ts';

export interface Relative {
  readonly unit: UnitItem;
  /** Successors: how much of the unit asked for went there. Predecessors: how much of the predecessor came here. */
  readonly share: Share;
  /** The unit asked for itself, which went on. */
  readonly itself: boolean;
}

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly day: string;
  readonly share: Share;
}

interface EdgeRow {
  from_unit_id: string;
  to_unit_id: string;
  effective_on: string;
  share_num: bigint;
  share_den: bigint;
}

const columns = sql`e.from_unit_id, e.to_unit_id, v.effective_on, e.share_num, e.share_den`;

function toEdges(rows: readonly EdgeRow[]): Edge[] {
  return rows.map((row) => ({
    from: row.from_unit_id,
    to: row.to_unit_id,
    day: row.effective_on,
    share: { num: row.share_num, den: row.share_den },
  }));
}

/** Every edge on the way forward from the units. */
async function edgesAfter(reader: Reader, ids: readonly string[]): Promise<Edge[]> {
  const { rows } = await sql<EdgeRow>`
    with recursive reached as (
      select unnest(${ids}::uuid[]) as id
      union
      select e.to_unit_id from territory.unit_edge e join reached on e.from_unit_id = reached.id
    )
    select ${columns} from reached join territory.unit_edge e on e.from_unit_id = reached.id
    join territory.unit_event v on v.id = e.event_id order by v.effective_on`.execute(reader.rows());
  return toEdges(rows);
}

/** Every unit on the way back from the unit, itself included. */
async function unitsBefore(reader: Reader, id: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive reached as (
      select ${id}::uuid as id
      union
      select e.from_unit_id from territory.unit_edge e join reached on e.to_unit_id = reached.id
    )
    select id from reached`.execute(reader.rows());
  return rows.map((row) => row.id);
}

/** Where the whole of a unit as of the day `from` lies after the events up to and including the day `until`. */
function spread(edges: readonly Edge[], unit: string, from: string, until: string): ReadonlyMap<string, Share> {
  const day = edges.find((edge) => edge.from === unit && edge.day > from && edge.day <= until)?.day;
  if (day === undefined) return new Map([[unit, whole]]);
  const sum = new Map<string, Share>();
  for (const edge of edges) {
    if (edge.from !== unit || edge.day !== day) continue;
    for (const [target, part] of spread(edges, edge.to, day, until)) {
      const share = multiply(edge.share, part);
      const before = sum.get(target);
      sum.set(target, before ? add(before, share) : share);
    }
  }
  return sum;
}

/** The larger share first, then the order of codes and names. */
function inOrder(a: Relative, b: Relative): number {
  const difference = b.share.num * a.share.den - a.share.num * b.share.den;
  if (difference !== 0n) return difference > 0n ? 1 : -1;
  return (a.unit.code ?? a.unit.name) < (b.unit.code ?? b.unit.name) ? -1 : 1;
}

/**
 * What a unit, as it was on the day `from`, had become by the day `on`: units of that day with shares that add up to 1.
 * Empty when `on` lies before `from`.
 */
export async function successorsOf(reader: Reader, id: string, from: string, on: string): Promise<Relative[]> {
  if (on < from) return [];
  const shares = spread(await edgesAfter(reader, [id]), id, from, on);
  const units = await getUnits(reader, [...shares.keys()], on);
  return [...shares]
    .flatMap(([target, share]) => {
      const unit = units.get(target);
      // A unit that ended without a successor in the record is nowhere on that day.
      return unit && holdsOn(unit, on) ? [{ unit, share, itself: target === id }] : [];
    })
    .sort(inOrder);
}

/** The units of the day `on` of which something lies in the unit on its day `until`. */
export async function predecessorsOf(reader: Reader, id: string, on: string, until: string): Promise<Relative[]> {
  const candidates = await unitsBefore(reader, id);
  const [edges, units] = await Promise.all([edgesAfter(reader, candidates), getUnits(reader, candidates, on)]);
  return [...units.values()]
    .flatMap((unit) => {
      const share = holdsOn(unit, on) ? spread(edges, unit.id, on, until).get(id) : undefined;
      return share ? [{ unit, share, itself: unit.id === id }] : [];
    })
    .sort(inOrder);
}
