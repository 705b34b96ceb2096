import type { Lang } from '../../platform/i18n/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { texts } from '../messages.gen.ts';

interface Words {
  readonly title: string;
  readonly advice: string;
}
type Texts = (typeof texts)['vi'];
/** Where the finding is, and its parameters by name. */
type Say = (t: Texts, place: string, of: (name: string) => string) => Words;

const words: Readonly<Record<string, Say>> = {
  'territory.near-format': (t) => ({ title: t.near_format_title(), advice: t.near_format_advice() }),
  'territory.near-range': (t) => ({ title: t.near_range_title(), advice: t.near_range_advice() }),
  'territory.near-swapped': (t, _, of) => ({
    title: t.near_swapped_title(),
    advice: t.near_swapped_advice({ suggestion: of('suggestion') }),
  }),
  'territory.boundary-file-too-large': (t, _, of) => ({
    title: t.boundary_file_too_large_title(),
    advice: t.boundary_file_too_large_advice({ max: Number(of('max')) }),
  }),
  'territory.boundary-not-json': (t) => ({ title: t.boundary_not_json_title(), advice: t.boundary_not_json_advice() }),
  'territory.boundary-not-collection': (t) => ({ title: t.boundary_not_collection_title(), advice: t.boundary_not_collection_advice() }),
  'territory.boundary-crs': (t) => ({ title: t.boundary_crs_title(), advice: t.boundary_crs_advice() }),
  'territory.boundary-no-features': (t) => ({ title: t.boundary_no_features_title(), advice: t.boundary_no_features_advice() }),
  'territory.boundary-too-many-points': (t, _, of) => ({
    title: t.boundary_too_many_points_title(),
    advice: t.boundary_too_many_points_advice({ max: Number(of('max')) }),
  }),
  'territory.boundary-too-many-errors': (t, _, of) => ({
    title: t.boundary_too_many_errors_title(),
    advice: t.boundary_too_many_errors_advice({ rest: Number(of('rest')) }),
  }),
  'territory.boundary-feature': (t, place) => ({ title: t.boundary_feature_title({ place }), advice: t.boundary_feature_advice() }),
  'territory.boundary-code-missing': (t, place) => ({
    title: t.boundary_code_missing_title({ place }),
    advice: t.boundary_code_missing_advice(),
  }),
  'territory.boundary-code-number': (t, place, of) => ({
    title: t.boundary_code_number_title({ place }),
    advice: t.boundary_code_number_advice({ property: of('property') }),
  }),
  'territory.boundary-code-twice': (t, place, of) => ({
    title: t.boundary_code_twice_title({ place, property: of('property'), other: of('other') }),
    advice: t.boundary_code_twice_advice(),
  }),
  'territory.boundary-geometry': (t, place, of) => ({
    title: t.boundary_geometry_title({ place, type: of('type') }),
    advice: t.boundary_geometry_advice(),
  }),
  'territory.boundary-empty': (t, place) => ({ title: t.boundary_empty_title({ place }), advice: t.boundary_empty_advice() }),
  'territory.boundary-ring': (t, place) => ({ title: t.boundary_ring_title({ place }), advice: t.boundary_ring_advice() }),
  'territory.boundary-ring-short': (t, place) => ({
    title: t.boundary_ring_short_title({ place }),
    advice: t.boundary_ring_short_advice(),
  }),
  'territory.boundary-ring-open': (t, place) => ({ title: t.boundary_ring_open_title({ place }), advice: t.boundary_ring_open_advice() }),
  'territory.boundary-ring-flat': (t, place) => ({ title: t.boundary_ring_flat_title({ place }), advice: t.boundary_ring_flat_advice() }),
  'territory.boundary-coordinate': (t, place) => ({
    title: t.boundary_coordinate_title({ place }),
    advice: t.boundary_coordinate_advice(),
  }),
  'territory.boundary-coordinate-swapped': (t, place, of) => ({
    title: t.boundary_coordinate_swapped_title({ place, value: of('value') }),
    advice: t.boundary_coordinate_swapped_advice(),
  }),
  'territory.boundary-coordinate-projected': (t, place, of) => ({
    title: t.boundary_coordinate_projected_title({ place, value: of('value') }),
    advice: t.boundary_coordinate_projected_advice(),
  }),
  'territory.boundary-hole-outside': (t, place) => ({
    title: t.boundary_hole_outside_title({ place }),
    advice: t.boundary_hole_outside_advice(),
  }),
};

/** The words for refusals of points and boundaries (`territory.near-…`, `territory.boundary-…`): what is wrong and where, and what to do; null for all others. */
export function geoRefusalText(refusal: Refusal, lang: Lang): Words | null {
  return words[refusal.code]?.(texts[lang], placeOf(refusal, lang), (name) => String(refusal.params?.[name] ?? '')) ?? null;
}

/** "Feature 3, polygon 1, ring 2": as far as the finding says. */
function placeOf(refusal: Refusal, lang: Lang): string {
  const t = texts[lang];
  const steps: readonly (readonly [string, (number: string) => string])[] = [
    ['feature', (number) => t.boundary_at_feature({ number })],
    ['polygon', (number) => t.boundary_at_polygon({ number })],
    ['ring', (number) => t.boundary_at_ring({ number })],
    ['point', (number) => t.boundary_at_point({ number })],
  ];
  const params = refusal.params ?? {};
  return steps.flatMap(([name, say]) => (name in params ? [say(String(params[name]))] : [])).join(', ');
}
