/** The places for which somebody may print slips, and how they are called. */
import { peopleRights } from '../../../people/index.ts';
import type { Reader } from '../../../platform/db/index.ts';
import type { Lang } from '../../../platform/i18n/index.ts';
import { type Actor, reach } from '../../../platform/session/index.ts';
import { childrenOf, getUnit, getUnits, holdsOn, titleName, type UnitItem } from '../../../territory/index.ts';

export interface SlipUnit {
  /** A commune, or a village in it. */
  readonly id: string;
  readonly label: string;
}

/** A village is named with its commune. */
const named = (unit: UnitItem, lang: Lang): string =>
  unit.level === 'village' && unit.parent !== null && unit.parentName
    ? `${titleName(unit, lang)}, ${unit.parentName}`
    : titleName(unit, lang);

/** Communes, and in a reach of places the villages there too. */
export async function unitsForSlips(reader: Reader, actor: Actor, on: string, lang: Lang): Promise<readonly SlipUnit[]> {
  const units = reach(actor, peopleRights.onBehalf);
  const found = units === 'everywhere' ? await childrenOf(reader, null, on, 'commune') : [...(await getUnits(reader, units, on)).values()];
  return found
    .filter((unit) => (unit.level === 'commune' || unit.level === 'village') && holdsOn(unit, on))
    .map((unit) => ({ id: unit.id, label: named(unit, lang), level: unit.level }))
    .sort((one, other) => one.level.localeCompare(other.level) || one.label.localeCompare(other.label, 'vi', { numeric: true }))
    .map(({ id, label }) => ({ id, label }));
}

/** The commune and the village of a slip, as the form names them. */
export interface SlipPlace {
  readonly name: string;
  readonly commune: string;
  readonly village: string;
}

/** The place of a slip; null where the unit is no more. */
export async function placeOfSlip(reader: Reader, unitId: string, on: string, lang: Lang): Promise<SlipPlace | null> {
  const unit = await getUnit(reader, unitId, on);
  if (unit === null) return null;
  const isVillage = unit.level === 'village' && unit.parent !== null;
  return { name: named(unit, lang), commune: isVillage ? (unit.parent ?? '') : unit.id, village: isVillage ? unit.id : '' };
}
