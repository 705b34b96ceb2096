/** A team sits where its unit went on: states that nobody made, and that go again with the event that made them. Pure. */
import type { TeamVersion } from '../../contract.ts';

/** Where a unit went when it ended: its largest part, and whether there were others. */
export interface NextSeat {
  readonly unitId: string;
  readonly divided: boolean;
}

/**
 * Takes back each state for which `stale` holds (it followed a unit that has not ended like that any more): the state before goes on. Later states that
 * only kept its seat get the old one, so that a name given meanwhile stays.
 */
export function takenBack(
  versions: readonly TeamVersion[],
  stale: (one: TeamVersion, before: TeamVersion) => boolean,
): readonly TeamVersion[] {
  const rows = [...versions];
  for (let at = rows.length - 1; at > 0; at -= 1) {
    const [before, one] = [rows[at - 1], rows[at]];
    if (!before || !one || before.to !== one.from || !stale(one, before)) continue;
    for (let next = at + 1; next < rows.length; next += 1) {
      const kept = rows[next];
      if (!kept || kept.from !== rows[next - 1]?.to || kept.unitId !== one.unitId) break;
      rows[next] = { ...kept, unitId: before.unitId, toConfirm: false };
    }
    rows.splice(at - 1, 2, { ...before, to: one.to });
  }
  return rows;
}

/** The first day on which a state sits at a unit that has ended, with that unit's end; null where it never does. */
export function outlived(one: TeamVersion, unitEnd: string | null | undefined): string | null {
  if (unitEnd == null || (one.to !== null && one.to <= unitEnd)) return null;
  return one.from > unitEnd ? one.from : unitEnd;
}

/** The state cut where its unit ended, and the next at the new seat. A state that began later just sits there. */
export function reseated(
  one: TeamVersion,
  day: string,
  seat: NextSeat,
  next: { readonly id: string; readonly eventId: string },
): readonly TeamVersion[] {
  const there = { ...one, unitId: seat.unitId, toConfirm: seat.divided };
  if (day === one.from) return [there];
  return [
    { ...one, to: day },
    { ...there, id: next.id, from: day, eventId: next.eventId },
  ];
}
