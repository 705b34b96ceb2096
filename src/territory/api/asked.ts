/** Reads what a request asks for; throws `Refused` with the field that can't be read. */
import { isDay } from '../../platform/calendar/index.ts';
import type { Clock } from '../../platform/clock/index.ts';
import type { Reader } from '../../platform/db/index.ts';
import { getUnit, isId, levelIds, recordStarts, type UnitItem } from '../queries/index.ts';
import { type Asked, Refused } from './kept.ts';
import { badDay, beforeRecord, noRecord, unknownLevel, unknownUnit } from './refusals.ts';

/** The day of `on`, today when it is missing. Programs write ISO days. */
export function askedDay(on: string | undefined, clock: Clock): Asked {
  if (on === undefined) return { on: clock.today().toString(), given: false };
  return { on: isoDay('on', on), given: true };
}

export function isoDay(field: string, day: string): string {
  if (!isDay(day)) throw new Refused(badDay(field, day));
  return day;
}

/** The id in the form of our ids, in small letters. */
export function unitId(id: string): string {
  const small = id.toLowerCase();
  if (!isId(small)) throw new Refused(unknownUnit(id.slice(0, 60)));
  return small;
}

/** The unit on the day, or in its state nearest to it. */
export async function existingUnit(reader: Reader, id: string, on: string): Promise<UnitItem> {
  const unit = await getUnit(reader, unitId(id), on);
  if (unit === null) throw new Refused(unknownUnit(id));
  return unit;
}

export async function knownLevel(reader: Reader, level: string): Promise<string> {
  const levels = await levelIds(reader);
  if (!levels.includes(level)) throw new Refused(unknownLevel(level, levels));
  return level;
}

/** Refuses a day before the first recorded day of the level, or of anything when no level is named. */
export async function withinRecord(reader: Reader, on: string, level?: string): Promise<void> {
  const starts = await recordStarts(reader);
  const first = level === undefined ? [...starts.values()].sort()[0] : starts.get(level);
  if (first === undefined && starts.size === 0) throw new Refused(noRecord);
  if (first !== undefined && on < first) throw new Refused(beforeRecord(on, first));
}
