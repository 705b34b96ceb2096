/**
 * What tells about a person in words that everybody may come to see: numbers, plates, addresses of mail, a name with where somebody lives. A hint for whoever
 * decides, never a decision: some of it is meant to be read, and some is written so that no rule finds it. Pure.
 */
import { codeIn } from '../code.ts';

export type PersonalKind = 'phone' | 'citizen-id' | 'plate' | 'email' | 'home';

/** A place in a text: from `start` up to `end`, counted as JavaScript counts. */
export interface PersonalWord {
  readonly kind: PersonalKind;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What stands around a find. */
interface Around {
  readonly found: string;
  readonly before: string;
  readonly after: string;
}
interface Rule {
  readonly kind: PersonalKind;
  readonly pattern: RegExp;
  readonly holds?: (around: Around) => boolean;
}

const gap = '[\\s.()-]{0,2}';
const spokenDigit = '(?:không|một|mốt|hai|ba|bốn|tư|năm|lăm|sáu|bảy|bẩy|tám|chín)';
/** Sums are written with the same dots as numbers of telephones. */
const isMoney = (after: string): boolean => /^\s*(?:đồng|đ(?!\p{L})|vnđ|vnd|tỷ|tỉ|triệu|nghìn|ngàn)/iu.test(after);
const startsWithDate = (found: string): boolean => /^\d{1,2}[.\s-]+\d{1,2}[.\s-]+(?:19|20)\d\d(?!\d)/.test(found);
const isMoment = (digits: string): boolean => /^20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d$/.test(digits);
const saysCard = (before: string): boolean => /(?:cccd|căn\s+cước|định\s+danh|cmnd|cmt|chứng\s+minh)[^\d]{0,30}$/iu.test(before);
const endsInDigit = (before: string): boolean => /\d[.,]?$/.test(before);

/** Units of measure and times look like the letters of a plate. */
const measures = ['KM', 'CM', 'MM', 'KG', 'HA', 'TR', 'KV', 'KW', 'ML', 'GB', 'MB', 'M', 'G', 'H', 'L'];

function isPlate({ found, before }: Around): boolean {
  const [, letters = '', digit = '', serial = ''] = /^\d\d[\s.-]?(\p{L}{1,2})(\d?)[\s.-]{0,2}(.+)$/u.exec(found) ?? [];
  if (/[\p{L}\d]$/u.test(before)) return false;
  const plain = letters !== letters.toUpperCase();
  const joined = /[.-]/.test(found.slice(2 + letters.length));
  if ((plain || measures.includes(letters.toUpperCase())) && !joined) return false;
  // A class or a road with a year: 12A 2026.
  return serial.length > 4 || (joined && (digit !== '' || !/^(?:19|20)\d\d$/.test(serial)));
}

const name = '\\p{Lu}\\p{Ll}*(?:\\s+\\p{Lu}\\p{Ll}*){0,4}';
const title = '(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Cc]ô|[Cc]hú|[Bb]ác|[Ee]m|[Cc]háu|[Tt]hầy|[Mm]ế|[Cc]ụ)';
const surname =
  '(?:Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Giàng|Sùng|Vàng|Thào|Mùa|Hờ|Lò|Cầm|Quàng|Hà|Đinh|Triệu|Bàn|Đào|Lương|Nông|Hứa|Mai|Chu|Tạ|Cao|Trịnh|Đoàn|Lù|Lầu|Cứ|Phàng|Tẩn|Chảo|Phùng|Lục|Tòng|Khang)';
/** A house, or a hamlet or street by its name or number. */
const address =
  '(?:số\\s+nhà\\s*\\d+|nhà\\s+số\\s*\\d+|(?:ở|tại|ngụ)\\s+số\\s*\\d+|(?:ngõ|ngách|hẻm|kiệt|tổ|tổ\\s+dân\\s+phố|khu|xóm|thôn|bản|ấp|đường|phố)\\s+(?:số\\s*)?(?:\\d+|\\p{Lu}\\p{Ll}*))';
/** Within one sentence, not far. */
const near = '[^.!?;\\n]{0,60}?';
/** Streets, schools and hamlets are named after people. */
const placeBefore =
  /(?:đường|phố|trường|trường\s+học|tiểu\s+học|thcs|thpt|mầm\s+non|cầu|chợ|ngõ|hẻm|công\s+viên|quảng\s+trường|bệnh\s+viện|hồ|tượng\s+đài|thôn|bản|xóm|tổ|xã|phường|huyện|tỉnh|thành\s+phố)\s+$/iu;

const rules: readonly Rule[] = [
  { kind: 'email', pattern: /[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/gu },
  {
    kind: 'email',
    pattern: /[\p{L}\d._%+-]+\s*(?:\(at\)|\[at\]|a\s+còng)\s*[\p{L}\d-]+(?:\s*(?:\.|chấm)\s*(?:com|vn|net|org|edu|gov))+/giu,
  },
  {
    kind: 'citizen-id',
    pattern: /\d{12}(?!\d)|\d{3}([ .-])\d{3}\1\d{3}\1\d{3}(?!\d)|\d{4}([ .-])\d{4}\2\d{4}(?!\d)/g,
    holds: ({ found, before, after }) => {
      const digits = found.replace(/\D/g, '');
      if (endsInDigit(before) || isMoney(after)) return false;
      // One in ten numbers of cards has a right check digit by chance: said to be a card, it is one.
      return saysCard(before) || !(codeIn(digits) !== null || isMoment(digits));
    },
  },
  { kind: 'citizen-id', pattern: /\d{9}(?!\d)|\d{3}([ .-])\d{3}\1\d{3}(?!\d)/g, holds: ({ before }) => saysCard(before) },
  {
    kind: 'phone',
    pattern: new RegExp(`\\(?(?:\\+?84|0084|0)${gap}(?:[35789](?:${gap}\\d){8}|2(?:${gap}\\d){9})(?!\\d)`, 'g'),
    holds: ({ found, before, after }) => {
      if (endsInDigit(before) || startsWithDate(found) || /^0\.\d+$/.test(found)) return false;
      return found.startsWith('+') || found.startsWith('0') || found.startsWith('(') || !isMoney(after);
    },
  },
  { kind: 'phone', pattern: new RegExp(`(?:không|không,)(?:[\\s,.-]+${spokenDigit}){8,10}(?!\\p{L})`, 'giu') },
  { kind: 'plate', pattern: /[1-9]\d[\s.-]?[A-ZĐ]{1,2}\d?[\s.-]{0,2}(?:\d{3}[.\s]?\d{2}|\d{4})(?!\d)/giu, holds: isPlate },
  // A house by the name of who lives in it, and a person with a title or a surname beside an address.
  {
    kind: 'home',
    pattern: new RegExp(`(?:[Nn]hà|[Hh]ộ|[Gg]ia\\s+đình)\\s+(?:riêng\\s+|của\\s+)?${title}\\s+${name}(?!\\p{L})`, 'gu'),
    holds: startsWord,
  },
  { kind: 'home', pattern: new RegExp(`${title}\\s+${name}${near}${address}`, 'gu'), holds: startsWord },
  {
    kind: 'home',
    pattern: new RegExp(`${surname}(?:\\s+\\p{Lu}\\p{Ll}*){1,4}${near}${address}`, 'gu'),
    holds: (around) => startsWord(around) && !placeBefore.test(around.before),
  },
];

function startsWord({ before }: Around): boolean {
  return !/[\p{L}\d]$/u.test(before);
}

/**
 * What tells about a person in a text in NFC, in its order, nothing twice: numbers of telephones (also spelled out), numbers of identity cards, number
 * plates, addresses of mail, names with an address. Dates, sums of money and codes of reports are none of it.
 */
export function personalWordsIn(text: string): readonly PersonalWord[] {
  const found: PersonalWord[] = [];
  for (const { kind, pattern, holds } of rules) {
    for (const match of text.matchAll(pattern)) {
      const [raw] = match;
      const start = match.index;
      const end = start + raw.length;
      if (found.some((one) => start < one.end && one.start < end)) continue;
      const around = { found: raw, before: text.slice(Math.max(0, start - 40), start), after: text.slice(end, end + 12) };
      if (holds?.(around) ?? true) found.push({ kind, start, end, text: raw });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}
