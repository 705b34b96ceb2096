/**
 * Numbers as people write them: `1.234.567,5` in Vietnamese, `1,234,567.5` in English. Integers stay exact. Runs in a browser.
 */
import type { Lang } from '../i18n/index.ts';

const integerFormat: Record<Lang, Intl.NumberFormat> = {
  vi: new Intl.NumberFormat('vi-VN', { maximumFractionDigits: 0 }),
  en: new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 }),
};
const decimalFormats = new Map<string, Intl.NumberFormat>();

/** An integer with thousands marked: `1.234.567` or `1,234,567`. */
export function formatInteger(n: number | bigint, lang: Lang): string {
  // Most figures of a page are small, and the formatter costs more than the rest of the text around them.
  if (n >= 0 && n < 1000 && (typeof n === 'bigint' || Number.isInteger(n))) return String(n);
  return integerFormat[lang].format(n);
}

/** A number inside a text: integers exactly, others with at most two decimals. */
export function formatNumber(n: number | bigint, lang: Lang): string {
  return typeof n === 'bigint' || Number.isInteger(n) ? formatInteger(n, lang) : formatDecimal(n, lang);
}

/** A number with at most `digits` decimals (2 when not given): `3,14` or `3.14`. */
export function formatDecimal(n: number, lang: Lang, digits = 2): string {
  const key = `${lang}${digits}`;
  let format = decimalFormats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(lang === 'vi' ? 'vi-VN' : 'en-GB', { maximumFractionDigits: digits });
    decimalFormats.set(key, format);
  }
  return format.format(n);
}

/**
 * A share of a whole as a percentage without decimals: `part` of `whole`. It says 100 % only for the whole and 0 % only for
 * nothing, so that rounding never hides a rest. `null` when the whole is nothing.
 */
export function percentOf(part: number | bigint, whole: number | bigint): number | null {
  if (Number(whole) === 0) return null;
  const rounded = Math.round((Number(part) / Number(whole)) * 100);
  if (rounded >= 100 && part < whole) return 99;
  if (rounded <= 0 && part > 0) return 1;
  return rounded;
}

/** `93 %`, with a space that doesn't break; `–` where there is nothing to take a share of. */
export function formatPercent(part: number | bigint, whole: number | bigint, lang: Lang): string {
  const percent = percentOf(part, whole);
  return percent === null ? '–' : `${formatInteger(percent, lang)}\u00A0%`;
}

/**
 * The integer that a person typed: digits with or without thousands marked by dots, commas or spaces in groups of three.
 * `null` when it is not an integer; `1,5` and `1.23` are not.
 */
export function parseInteger(typed: string): bigint | null {
  const s = typed.trim().replace(/^[-\u2212]/, '-');
  if (/^-?\d+$/.test(s) || /^-?\d{1,3}(?:([.,\u0020\u00A0\u202F])\d{3})(?:\1\d{3})*$/.test(s)) return BigInt(s.replace(/[^\d-]/g, ''));
  return null;
}
