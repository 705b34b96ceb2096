/** What stands in titles above and between the rows: the unit, the level, the decision. */
import { fold, nfc, tidy } from '../../platform/text/index.ts';
import type { TeamLevel } from '../contract.ts';
import type { SheetContext } from './model.ts';
import { readDay } from './readings/day.ts';

export const noContext: SheetContext = {
  commune: null,
  district: null,
  village: null,
  level: null,
  decision: { number: null, decidedOn: null, issuer: null },
};

/** `\b` knows ASCII letters only, and many of these words end in others. */
const word = (words: string): string => String.raw`(?<![\p{L}\d])(?:${words})(?![\p{L}\d])`;

/** Where a name ends: at a mark, or at what begins another unit, a year, a decision. */
const end = String.raw`(?=\s*(?:[,;:()–]|-\s|\d{4}|${word('năm|huyện|thị xã|thành phố|tp|tỉnh|xã|phường|thị trấn|ngày|tháng|theo|kèm|gồm')}|$))`;
const unit = (types: string, not: string): RegExp =>
  new RegExp(
    String.raw`(?<!${word(not)}\s)${word(types).replace('(?:', '(')}\.?:?\s+([\p{L}\p{M}\d][\p{L}\p{M}\d'’. -]{0,60}?)${end}`,
    'giu',
  );

const communes = unit('xã|phường|thị trấn', 'thị|cấp|các|của các|liên');
const villages = unit('thôn|bản|tổ dân phố|tdp|khu phố|buôn|làng', 'cấp|các|văn|tờ|phiên|từng|mỗi|trưởng|phó');
const districts = unit('huyện|thị xã|thành phố|tp', 'cấp|các');

function firstUnit(pattern: RegExp, text: string): string | null {
  for (const found of text.matchAll(pattern)) {
    const name = tidy(found[2] ?? '').replace(/[.\s-]+$/, '');
    if (name !== '' && !/^(?:hội|bản|thôn|tdp|tổ|và|của)(?:\s|$)/iu.test(name)) return `${(found[1] ?? '').toLowerCase()} ${name}`;
  }
  return null;
}

const decided =
  /(?:quyết định|qđ)\s*(?:số)?\s*[:.]?\s*(\d+\s*\/\s*[\p{L}\d/.-]+|\d+)?[\s,]*(?:ngày\s+((?:\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4})|(?:\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})))?\s*(?:của\s+([^),;]+))?/iu;

function decisionIn(text: string): SheetContext['decision'] | null {
  const found = decided.exec(text);
  if (!found || (found[1] === undefined && found[2] === undefined)) return null;
  const cell = {
    ref: '',
    text: found[2] ?? '',
    number: null,
    day: null,
    shows: 'day',
    formula: false,
    error: false,
    font: 'unicode',
    merged: false,
  } as const;
  return {
    number: found[1]?.replace(/\s+/g, '') ?? null,
    decidedOn: found[2] === undefined ? null : readDay(cell, 'decision-day', 'first').value,
    issuer: found[3] === undefined ? null : tidy(found[3]).slice(0, 200),
  };
}

function levelIn(folded: string): TeamLevel | null {
  if (/\bcap (?:xa|phuong)\b/.test(folded)) return 'commune';
  return /\bcap (?:thon|ban|to dan pho|co so)\b|\b(?:cac thon|cac to dan pho)\b/.test(folded) ? 'village' : null;
}

/**
 * Reads a title. `section` is one between the rows: a team named after a commune there is the commune's own team, and a village of an
 * earlier section no longer counts.
 */
export function readTitle(text: string, before: SheetContext, section: boolean): SheetContext {
  const line = nfc(text).replace(/\s+/g, ' ');
  const folded = fold(line);
  // The issuer of the decision is no place of the list, and the motto of the state names no commune.
  const places = line.replace(/\(?(?:ban hành )?(?:kèm )?theo .*$/iu, '').replace(/cộng h(?:òa|oà) xã hội chủ nghĩa/giu, '');
  const commune = firstUnit(communes, places);
  const village = firstUnit(villages, places);
  const district = firstUnit(districts, places);
  const namedTeam = /\b(?:to cong nghe so|to cnscd|to chuien doi so)\b/.test(folded);
  const level = levelIn(folded) ?? (village !== null ? 'village' : section && commune !== null && namedTeam ? 'commune' : null);
  const decision = decisionIn(line);
  return {
    commune: commune ?? before.commune,
    district: district ?? before.district,
    village: village ?? (section && (commune !== null || level === 'commune') ? null : before.village),
    level: level ?? before.level,
    decision: decision ?? before.decision,
  };
}

/** Whether a text between the rows is the title of a part rather than somebody's name. */
export function looksLikeSection(text: string): boolean {
  return /^(?:(?:[IVXLC]+|[A-Z]|\d{1,3})\s*[.):/-]\s*)*(?:tổ|thôn|bản|tdp|khu|xã|phường|thị trấn|danh sách|làng|buôn|cấp)(?:\s|$)/iu.test(
    nfc(text).trim(),
  );
}
