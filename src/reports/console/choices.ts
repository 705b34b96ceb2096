/** What can be chosen in the desk's forms. */

import { organisationsOn } from '../../people/index.ts';
import type { Reader } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { collator } from '../../platform/text/index.ts';
import { childrenOf, getUnits, titleName } from '../../territory/index.ts';
import type { Category } from '../core/index.ts';
import type { Desk } from './access.ts';
import { texts } from './messages.gen.ts';

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** Categories as a list that shows what stands under what. `leaves` leaves out those that nothing can be filed under. */
export function categoryOptions(categories: readonly Category[], lang: Lang, { leaves }: { readonly leaves: boolean }): readonly Option[] {
  const byCode = new Map(categories.map((category) => [category.code, category]));
  return categories
    .filter((category) => category.leaf || !leaves)
    .map((category) => {
      const above = category.parentCode === null ? undefined : byCode.get(category.parentCode);
      return { value: category.code, label: above ? `${above.names[lang]} › ${category.names[lang]}` : category.names[lang] };
    });
}

/** The offices that take cases on a day. */
export async function officeOptions(reader: Reader, on: string): Promise<readonly Option[]> {
  const offices = await organisationsOn(reader, on);
  return offices.filter((office) => office.receives.includes('cases')).map((office) => ({ value: office.id, label: office.name }));
}

/** The units by which the official can narrow a list: communes of the province, or what lies in the official's own reach. */
export async function unitOptions(reader: Reader, desk: Pick<Desk, 'units'>, on: string, lang: Lang): Promise<readonly Option[]> {
  const { units } = desk;
  const found =
    units === 'everywhere'
      ? (await Promise.all((await childrenOf(reader, null, on)).map((root) => childrenOf(reader, root.id, on)))).flat()
      : [...(await getUnits(reader, units, on)).values()];
  return found.map((unit) => ({ value: unit.id, label: titleName(unit, lang) })).sort((a, b) => collator.compare(a.label, b.label));
}

/** Who can be given work: whoever is at the desk. */
export function peopleOptions(actor: Actor, lang: Lang): readonly Option[] {
  return actor.id === null ? [] : [{ value: actor.id, label: texts[lang].myself({ name: actor.name }) }];
}
