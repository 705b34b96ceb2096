/** What can be chosen in the desk's forms. */

import { personsHolding } from '../../people/index.ts';
import type { Reader } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { type Context, nameActors } from '../../platform/module/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { collator } from '../../platform/text/index.ts';
import { labelsBelowRoots, labelsOf, titleName } from '../../territory/index.ts';
import { reportsRights } from '../contract.ts';
import { type Category, officesOn } from '../core/index.ts';
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
  const offices = await officesOn(reader, on);
  return [...offices.values()].filter((office) => office.receivesCases).map((office) => ({ value: office.id, label: office.name }));
}

/** The units by which the official can narrow a list: communes of the province, or what lies in the official's own reach. */
export async function unitOptions(reader: Reader, desk: Pick<Desk, 'units'>, on: string, lang: Lang): Promise<readonly Option[]> {
  const { units } = desk;
  const found = units === 'everywhere' ? await labelsBelowRoots(reader, on) : [...(await labelsOf(reader, units, on)).values()];
  return found.map((unit) => ({ value: unit.id, label: titleName(unit, lang) })).sort((a, b) => collator.compare(a.label, b.label));
}

/** More offices than this are nobody's own: whoever reaches them all gives work case by case. */
const mostOffices = 12;

/** Who can be given the work of these offices: whoever is at the desk first, then all who do their work today, by name. */
export async function peopleOptions(
  context: Pick<Context, 'db' | 'modules'>,
  actor: Actor,
  ask: { readonly offices: readonly string[]; readonly on: string; readonly lang: Lang },
): Promise<readonly Option[]> {
  const { offices, on, lang } = ask;
  const found = await Promise.all(
    offices.slice(0, mostOffices).map((organisationId) => personsHolding(context.db, reportsRights.handle, { organisationId }, on)),
  );
  const ids = [...new Set(found.flat())];
  const names = await nameActors(context, ids);
  const others = ids
    .filter((id) => id !== actor.id)
    .map((id) => ({ value: id, label: names.get(id) ?? '' }))
    .filter((one) => one.label !== '')
    .sort((a, b) => collator.compare(a.label, b.label));
  const self = actor.id !== null && ids.includes(actor.id) ? [{ value: actor.id, label: texts[lang].myself({ name: actor.name }) }] : [];
  return [...self, ...others];
}
