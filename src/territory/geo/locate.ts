import { type Area, type Box, borderDistanceMetres, boxHolds, boxOf, distanceMetres, type Point, sideOf } from './geometry.ts';

/** A unit that a point may lie in. `box` saves work where it is stored beside the boundary. */
export interface Candidate {
  readonly id: string;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly boundary?: Area | null;
  readonly box?: Box | null;
}
/**
 * The unit found and how: `boundary` when an imported boundary holds the point, `nearest-centre` when only centre points
 * speak for it. `distanceMetres` is the way to the unit's centre point, null where it has none.
 */
export interface Located {
  readonly id: string;
  readonly by: 'boundary' | 'nearest-centre';
  readonly distanceMetres: number | null;
}

/** Drawn borders of neighbours may leave slits between them: a point this near to a border may still belong to its unit. */
const slitMetres = 500;

/**
 * Finds the unit of a point: by the boundaries that are there; else by the nearest centre point, where units whose boundary
 * is known not to reach the point do not count. A point exactly on a border belongs to the unit with the nearer centre.
 * Equal distances go to the smaller id. Null where there is no candidate with a boundary or centre, or the nearest centre
 * lies farther than `withinMetres`.
 */
export function locate(point: Point, candidates: readonly Candidate[], options: { withinMetres?: number } = {}): Located | null {
  const within = options.withinMetres ?? Infinity;
  const sides = candidates.map((candidate) => {
    const { boundary } = candidate;
    if (!boundary) return 'unknown';
    return boxHolds(candidate.box ?? boxOf(boundary), point) ? sideOf(boundary, point) : 'outside';
  });
  for (const side of ['inside', 'border']) {
    const found = nearest(
      point,
      candidates.filter((_, at) => sides[at] === side),
    );
    if (found) return { id: found.id, by: 'boundary', distanceMetres: found.metres };
  }
  const withCentre = candidates.filter((candidate) => candidate.lat !== null && candidate.lon !== null);
  const possible = withCentre.filter(({ boundary }) => !boundary || borderDistanceMetres(boundary, point) <= slitMetres);
  const found = nearest(point, possible.length > 0 ? possible : withCentre);
  if (found?.metres == null || found.metres > within) return null;
  return { id: found.id, by: 'nearest-centre', distanceMetres: found.metres };
}

function nearest(point: Point, candidates: readonly Candidate[]): { id: string; metres: number | null } | null {
  let best: { id: string; metres: number | null } | null = null;
  for (const { id, lat, lon } of candidates) {
    const metres = lat === null || lon === null ? null : distanceMetres(point, { lat, lon });
    if (best === null) best = { id, metres };
    else {
      const order = (metres ?? Infinity) - (best.metres ?? Infinity);
      if (order < 0 || (!(order > 0) && id < best.id)) best = { id, metres };
    }
  }
  return best;
}
