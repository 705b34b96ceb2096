/** Units as GeoJSON (RFC 7946): the boundary where one was imported, else the centre point. */
import type { Lang } from '../../platform/i18n/index.ts';
import type { BoundaryOf, UnitItem } from '../queries/index.ts';

export function feature(unit: UnitItem, boundary: BoundaryOf | undefined, lang: Lang): string {
  const point = unit.lat === null || unit.lon === null ? null : { type: 'Point', coordinates: [unit.lon, unit.lat] };
  return JSON.stringify({
    type: 'Feature',
    id: unit.id,
    geometry: boundary?.geometry ?? point,
    properties: {
      code: unit.code,
      name: unit.name,
      type: unit.type,
      typeName: unit.typeName[lang],
      level: unit.level,
      parent: unit.parent,
      parentName: unit.parentName,
      validFrom: unit.validFrom,
      validTo: unit.validTo,
      origin: unit.origin,
      // Drawn from a centre point: not for finding where the border runs.
      schematic: boundary === undefined,
      source: boundary?.source ?? unit.coordBasis,
    },
  });
}
