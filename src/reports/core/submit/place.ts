/** Where a report belongs: the unit that was chosen, or the one in which the point lies. */

import type { Reader } from '../../../platform/db/index.ts';
import { accepted, type Outcome, refused } from '../../../platform/outcome/index.ts';
import { plainWords } from '../../../platform/text/index.ts';
import { type UnitItem, unitAt } from '../../../territory/index.ts';
import { limits, type PlaceInput } from '../../contract.ts';
import type { Category } from '../types.ts';

/** What is known of the chosen unit on the day. */
export interface ChosenUnit {
  readonly id: string;
  /** The whole area of the installation: no place at all. */
  readonly root: boolean;
  readonly parent: string | null;
  /** Its name, where it is a village. */
  readonly village: string | null;
}

export interface Placed {
  readonly unitId: string;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly accuracyMetres: number | null;
  readonly words: string;
  readonly how: PlaceInput['how'];
  readonly atHome: boolean;
}

/** No point that a phone gives is vaguer than this and still of use, in metres. */
const vaguest = 100_000;

function pointOf({ lat, lon, accuracyMetres }: PlaceInput): Outcome<{ lat: number; lon: number; accuracy: number | null } | null> {
  if (lat === null && lon === null) return accepted(null);
  if (lat === null || lon === null || !Number.isFinite(lat) || !Number.isFinite(lon) || Math.abs(lat) > 90 || Math.abs(lon) > 180)
    return refused({ code: 'reports.point-strange', field: 'place' });
  const known = accuracyMetres !== null && Number.isFinite(accuracyMetres) && accuracyMetres >= 0;
  return accepted({ lat, lon, accuracy: known ? Math.min(vaguest, Math.round(accuracyMetres)) : null });
}

const chosenFrom = ({ id, level, parent, typeName, name }: UnitItem): ChosenUnit => ({
  id,
  root: parent === null,
  parent,
  village: level === 'village' ? `${typeName.vi} ${name}` : null,
});

/** A village has a hundred homes: of somebody's home everybody is told the commune alone, and the village stays with those who may read the place. */
function homeIn(unit: ChosenUnit | null): { readonly commune: string; readonly village: string } | null {
  return unit?.village && unit.parent ? { commune: unit.parent, village: unit.village } : null;
}

/**
 * The place of a report by the rules of its category. `chosen` is the unit of `place.unitId` on the day (null where there is none), `root` the
 * whole area. Refuses a unit that doesn't exist, a point outside every unit, and no place where the category demands one.
 */
export async function placeOf(
  reader: Reader,
  on: string,
  category: Pick<Category, 'place'>,
  place: PlaceInput,
  units: { readonly chosen: ChosenUnit | null; readonly root: string | null },
): Promise<Outcome<Placed>> {
  const words = plainWords(place.words);
  if (words.length > limits.placeWords)
    return refused({ code: 'reports.words-long', field: 'place.words', params: { most: limits.placeWords } });
  const point = pointOf(place);
  if (!point.ok) return point;
  const { chosen, root } = units;
  if (place.unitId !== '' && chosen === null) return refused({ code: 'reports.unit-gone', field: 'place.unitId' });
  const found = point.value === null ? null : await unitAt(reader, point.value, on);
  if (point.value !== null && found === null) return refused({ code: 'reports.point-outside', field: 'place' });
  // What somebody chose by name counts more than where their phone was when they wrote.
  const unitId = chosen !== null && !chosen.root ? chosen.id : (found?.unit.id ?? null);
  if (category.place === 'required' && unitId === null) return refused({ code: 'reports.place-missing', field: 'place' });
  const settled = unitId ?? chosen?.id ?? root;
  if (settled === null) return refused({ code: 'reports.unit-gone', field: 'place.unitId' });
  const { lat = null, lon = null, accuracy = null } = point.value ?? {};
  if (place.atHome) {
    const home = homeIn(chosen !== null && !chosen.root ? chosen : found && chosenFrom(found.unit));
    if (home) {
      const known = [home.village, words].filter(Boolean).join('; ').slice(0, limits.placeWords);
      return accepted({ unitId: home.commune, lat, lon, accuracyMetres: accuracy, words: known, how: place.how, atHome: true });
    }
  }
  return accepted({ unitId: settled, lat, lon, accuracyMetres: accuracy, words, how: place.how, atHome: place.atHome });
}
