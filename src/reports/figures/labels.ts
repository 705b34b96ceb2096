/** Figures as they are read. */
import type { Lang } from '../../platform/i18n/index.ts';
import { formatDecimal, formatPercent } from '../../platform/numbers/index.ts';
import type { NamedLine } from './ask.ts';
import type { Share } from './figures.ts';
import { texts } from './messages.gen.ts';

/** Whether only the counts are told: they are few, or too many others are told of no line. */
export const isFew = ({ low }: Share): boolean => low === undefined;

/** `85 % (68/80)`, or the two counts alone where they are few. */
export function shareText(share: Share, lang: Lang): string {
  const t = texts[lang];
  const { n, of } = share;
  if (of === 0) return '–';
  return isFew(share) ? t.of_counts({ n, of }) : t.chart_line({ percent: formatPercent(n, of, lang), n, of });
}

/** The interval in words; null where there is none. */
export function intervalText({ low, high }: Share, lang: Lang): string | null {
  if (low === undefined || high === undefined) return null;
  const percent = (share: number) => `${formatDecimal(share * 100, lang, 0)}\u00A0%`;
  return texts[lang].interval({ low: percent(low), high: percent(high) });
}

/** Working minutes in hours below a day, else in days; `dayMinutes` are those of a working day. Null for too few. */
export function minutesText(minutes: number | null, dayMinutes: number, lang: Lang): string | null {
  const t = texts[lang];
  if (minutes === null) return null;
  return minutes < dayMinutes
    ? t.hours({ hours: formatDecimal(minutes / 60, lang, 1) })
    : t.days({ days: formatDecimal(minutes / dayMinutes, lang, 1) });
}

/** `2026-11` as `11/2026`. */
export const monthText = (month: string): string => `${month.slice(5, 7)}/${month.slice(0, 4)}`;

/** The name of a line: months are told as months, offices that are not told are said so. */
export function lineName({ key, name }: Pick<NamedLine, 'key' | 'name'>, by: string, lang: Lang): string {
  if (by === 'month') return monthText(key);
  return name === '' ? texts[lang].no_office() : name;
}
