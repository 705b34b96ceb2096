import type { Reader } from '../../../platform/db/index.ts';
import type { Lang } from '../../../platform/i18n/index.ts';
import { coreForces } from '../../rosters/index.ts';

/** The core forces that can be chosen on the day, as options of a form; `kept` is one that somebody has already. */
export async function forceOptions(
  reader: Reader,
  lang: Lang,
  on: string,
  kept = '',
): Promise<readonly { value: string; label: string }[]> {
  return (await coreForces(reader))
    .filter((force) => force.code === kept || ((force.from === null || force.from <= on) && (force.to === null || force.to > on)))
    .map((force) => ({ value: force.code, label: force.names[lang] }));
}
