import type { Lang } from '../../platform/i18n/index.ts';
import { texts } from '../messages.gen.ts';
import type { UnitMapTexts } from './unit-map.tsx';

/** The words around a map in a language; `noData` is for the legend and for values that are not there. */
export function mapTexts(lang: Lang): UnitMapTexts & { readonly noData: string } {
  const t = texts[lang];
  return {
    skip: t.map_skip(),
    schematic: t.map_schematic(),
    unplaced: (names) => t.map_unplaced({ names: names.join(', ') }),
    noData: t.map_no_data(),
  };
}
