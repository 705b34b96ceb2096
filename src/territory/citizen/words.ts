/** Sentences about units: counts, days and shares in words. */
import { formatDateRange } from '../../platform/calendar/index.ts';
import type { Lang, RichText } from '../../platform/i18n/index.ts';
import { formatInteger, formatPercent } from '../../platform/numbers/index.ts';
import type { Share } from '../contract.ts';
import { texts } from '../messages.gen.ts';
import { isWhole, reduce } from '../model/fractions.ts';
import type { LevelCount, TypeCount } from '../queries/index.ts';

function plural(noun: string): string {
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}

/** `xã, phường, thị trấn`; `communes, wards and townships`, or the singular for one. */
export function typeNames(types: readonly Pick<TypeCount, 'typeName'>[], lang: Lang, units: number): string {
  if (lang === 'vi') return types.map((one) => one.typeName.vi).join(', ');
  const names = types.map((one) => (units === 1 ? one.typeName.en : plural(one.typeName.en)));
  const last = names.pop() ?? '';
  return names.length === 0 ? last : `${names.join(', ')} ${units === 1 ? 'or' : 'and'} ${last}`;
}

/** `173 xã, phường, thị trấn`. */
export function levelCount(count: Pick<LevelCount, 'units' | 'types'>, lang: Lang): string {
  return `${formatInteger(count.units, lang)} ${typeNames(count.types, lang, count.units)}`;
}

/** `150 xã, 13 phường, 10 thị trấn`. */
export function typeCounts(types: readonly TypeCount[], lang: Lang): string {
  return types.map((one) => levelCount({ units: one.units, types: [one] }, lang)).join(', ');
}

/** The counts of all levels as the end of a sentence, the figures marked; made-up units say so. */
export function countsRich(counts: readonly LevelCount[], lang: Lang): RichText {
  return counts.flatMap((count, index): RichText => {
    const demonstration = count.demonstration > 0 ? ` ${texts[lang].demonstration_data()}` : '';
    const words = ` ${typeNames(count.types, lang, count.units)}${demonstration}`;
    return [index === 0 ? '' : '; ', { mark: 'good', parts: [formatInteger(count.units, lang)] }, words];
  });
}

/** `từ 01/02/2020 đến 30/06/2025`, as far as known. */
export function days(from: string, to: string | null, lang: Lang): string {
  return formatDateRange(from, to, lang);
}

/** `toàn bộ`, or the fraction with its percentage. */
export function shareWords(share: Share, lang: Lang): string {
  if (isWhole(share)) return texts[lang].share_whole();
  const { num, den } = reduce(share);
  return `${formatPercent(num, den, lang)} (${formatInteger(num, lang)}/${formatInteger(den, lang)})`;
}

/** With a capital at the start, for headings and cells. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
