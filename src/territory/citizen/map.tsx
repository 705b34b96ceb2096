import type { Lang } from '../../platform/i18n/index.ts';
import { type HeatClass, Legend } from '../../platform/ui/index.ts';
import type { Area } from '../geo/index.ts';
import { layoutOf, mapTexts, UnitMap, type UnitMark } from '../map/index.ts';
import { texts } from '../messages.gen.ts';
import type { BoundaryOf, LevelCount, UnitItem } from '../queries/index.ts';
import { titleName } from '../queries/index.ts';
import { levelCount } from './words.ts';

const width = 640;
/** The most frequent type is light, so that the rare ones stand out. */
const shadesByType = [1, 3, 4, 2, 0] as const;

/** The units of one level as a map, shaded by type; the legend counts what the table beside it names. */
export function TypeMap(props: {
  lang: Lang;
  units: readonly UnitItem[];
  boundaries: ReadonlyMap<string, BoundaryOf>;
  counts: LevelCount | undefined;
  href: (id: string) => string;
  label: string;
  highlighted?: string;
}) {
  const { lang, units, boundaries, counts, href, label, highlighted } = props;
  const shades = new Map(counts?.types.map((one, index) => [one.type, shadesByType[index] ?? 0]));
  const drawing = layoutOf(
    units.map((unit) => ({
      id: unit.id,
      name: unit.name,
      lat: unit.lat,
      lon: unit.lon,
      parentId: unit.parent,
      // Checked when it was imported.
      boundary: (boundaries.get(unit.id)?.geometry as Area | undefined) ?? null,
    })),
    { width },
  );
  const marks = new Map(
    units.map((unit): [string, UnitMark] => [
      unit.id,
      { href: href(unit.id), name: titleName(unit, lang), shade: shades.get(unit.type) ?? 1 },
    ]),
  );
  return (
    <>
      <UnitMap drawing={drawing} label={label} marks={marks} texts={mapTexts(lang)} highlighted={highlighted} labels />
      {counts && (
        <Legend
          label={texts[lang].legend()}
          items={counts.types.map((one) => ({
            swatch: `heat-${shades.get(one.type) ?? 1}` satisfies HeatClass,
            label: levelCount({ units: one.units, types: [one] }, lang),
          }))}
        />
      )}
    </>
  );
}

/** The page script that adds arrow keys to maps. */
export const mapScript = 'territory/map/map.client.ts';
