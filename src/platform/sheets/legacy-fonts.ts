import { isSyllable, tellingWords } from './legacy/syllable.ts';
import { tcvn3Letters, vniLetters } from './legacy/tables.ts';
import type { Cell, LegacyEncoding, LegacyText, PlainValue } from './types.ts';

/**
 * What a text says in Unicode. `fontName` decides where it can (`.VnTime`: TCVN3, `VNI-Times`: VNI, others: Unicode); against
 * it, and without one, letters and syllables decide that only one way of writing has. `likely` is the way that neighbouring texts
 * are written in, for what can be read in two ways.
 */
export function fromLegacyFont(text: string, fontName?: string, likely?: LegacyEncoding): LegacyText {
  const asUnicode = unicodeText(text);
  const font = fontName === undefined ? undefined : fontEncoding(fontName);
  if (/^[\p{ASCII}\s]*$/u.test(text)) return { text: capitals(asUnicode, fontName, font), encoding: 'unicode', sure: true };
  if (tellingWords(asUnicode).length === 0 && font !== 'tcvn3' && font !== 'vni' && foreign(text))
    return { text: asUnicode, encoding: 'unicode', sure: true };
  // Letters that neither legacy way can show: Vietnamese ones of Unicode, combining marks.
  if (/[\u0102-\u01b0\u1ea0-\u1ef9]|\p{M}/u.test(text)) return { text: asUnicode, encoding: 'unicode', sure: true };
  const readings = readingsOf(text, asUnicode, fontName);
  const good = readings.filter((reading) => reading.good);
  const by = (encoding: LegacyEncoding | undefined) => good.find((reading) => reading.encoding === encoding);
  const chosen = by(font) ?? (font === undefined || good.length > 1 ? by(likely) : undefined) ?? good[0];
  if (!chosen) return { text: asUnicode, encoding: 'unicode', sure: foreign(text) && font !== 'tcvn3' && font !== 'vni' };
  const others = good.some((reading) => reading.text !== chosen.text);
  return { text: chosen.text, encoding: chosen.encoding, sure: !others || chosen.encoding === font || chosen.encoding === likely };
}

/** The text of a cell (of its formula's value, of its merged range) in Unicode, each part by its own font; `null` if it isn't text. */
export function cellText(cell: Cell, likely?: LegacyEncoding): LegacyText | null {
  const value = textIn(cell);
  if (!value) return null;
  const { runs } = value;
  if (!runs) return fromLegacyFont(value.text, cell.font, likely);
  const parts = runs.map((run) => fromLegacyFont(run.text, run.font ?? cell.font, likely));
  return {
    text: parts
      .map((part) => part.text)
      .join('')
      .normalize('NFC'),
    encoding: parts.find((part) => part.encoding !== 'unicode')?.encoding ?? 'unicode',
    sure: parts.every((part) => part.sure),
  };
}

function textIn(cell: Cell): Extract<PlainValue, { kind: 'text' }> | null {
  const value = cell.merged && !cell.merged.first ? cell.merged.value : cell.value;
  const plain = value.kind === 'formula' ? value.value : value;
  return plain.kind === 'text' ? plain : null;
}

/** By the names that the makers of these fonts gave them; `undefined` for fonts that anything may be written in. */
function fontEncoding(name: string): LegacyEncoding | undefined {
  if (/^\.vn/i.test(name)) return 'tcvn3';
  if (/^vni[- ]/i.test(name)) return 'vni';
  return name.trim() === '' ? undefined : 'unicode';
}

/** TCVN3 has fonts whose small letters look like capitals: .VnTimeH, .VnArialH … */
function capitals(text: string, fontName: string | undefined, encoding: LegacyEncoding | undefined): string {
  return encoding === 'tcvn3' && /H$/.test(fontName ?? '') ? text.toUpperCase() : text;
}

interface Reading {
  readonly encoding: LegacyEncoding;
  readonly text: string;
  /** Each word that tells is a Vietnamese syllable. */
  readonly good: boolean;
}

function readingsOf(text: string, asUnicode: string, fontName: string | undefined): Reading[] {
  const readings: Reading[] = [{ encoding: 'unicode', text: asUnicode, good: plausible(asUnicode) }];
  const composed = text.normalize('NFC');
  const fromTcvn3 = [...composed].map((letter) => tcvn3Letters.get(letter) ?? letter).join('');
  const shown = capitals(fromTcvn3, fontName, fontName === undefined ? undefined : fontEncoding(fontName));
  readings.push({ encoding: 'tcvn3', text: shown, good: !leftOver(fromTcvn3, composed) && plausible(fromTcvn3) });
  const fromVni = composed.replace(vniForm, (letters) => vniLetters.get(letters) ?? letters);
  readings.push({ encoding: 'vni', text: fromVni, good: fromVni !== composed && plausible(fromVni) });
  return readings;
}

/** The longer first: a letter with its sign, then letters alone. */
const vniForm = new RegExp([...vniLetters.keys()].sort((a, b) => b.length - a.length).join('|'), 'g');

function plausible(text: string): boolean {
  const words = tellingWords(text);
  return words.length > 0 && words.every(isSyllable) && !/[¡-©«-¸»-¿×÷]/.test(text);
}

/** Whether a letter that TCVN3 doesn't have stayed. */
function leftOver(converted: string, before: string): boolean {
  return converted === before && [...before].some((letter) => letter > '\u007f' && tcvn3Letters.get(letter) !== letter);
}

/** NFC, and the Icelandic letter that looks like đ is đ. */
function unicodeText(text: string): string {
  return text.normalize('NFC').replaceAll('ð', 'đ').replaceAll('Ð', 'Đ');
}

/** Letters of Western names and no signs that a legacy font uses as letters. */
function foreign(text: string): boolean {
  return !/[¡-¯µ-¹»-¿×÷]/.test(text.replace(/\p{N}[²³¹º]|m[²³]/gu, ''));
}
