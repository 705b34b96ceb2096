import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { type Cell, type Finding, finding, type Read } from '../model.ts';

/** Mobile prefixes before and after the change of September to November 2018 (decision 798/QĐ-BTTTT), without the leading zero. */
const oldPrefixes: Readonly<Record<string, string>> = {
  '162': '32',
  '163': '33',
  '164': '34',
  '165': '35',
  '166': '36',
  '167': '37',
  '168': '38',
  '169': '39',
  '120': '70',
  '121': '79',
  '122': '77',
  '126': '76',
  '128': '78',
  '123': '83',
  '124': '84',
  '125': '85',
  '127': '81',
  '129': '82',
  '186': '56',
  '188': '58',
  '199': '59',
};

/** As people write it: `0912 345 678`. */
export function shownPhone(international: string): string {
  const local = international.replace(/^\+84/, '0');
  return /^0\d{9}$/.test(local) ? `${local.slice(0, 4)} ${local.slice(4, 7)} ${local.slice(7)}` : local;
}

interface Candidate {
  readonly number: string;
  readonly note: 'P-PHONE-ZERO' | 'P-PHONE-OLD' | null;
}

/** Prefixes of mobile numbers that are in use for sure; whatever else there is the library knows. */
const mobile = /^0(?:3[2-9]|5[689]|7[06-9]|8[1-8]|9[0-8])\d{7}$/;

function valid(text: string): string | null {
  if (mobile.test(text)) return `+84${text.slice(1)}`;
  const number = parsePhoneNumberFromString(text, 'VN');
  return number?.isValid() ? number.number : null;
}

/** One number from its digits; null where it can't be one. */
function candidate(text: string): Candidate | null {
  const digits = text.replace(/\D/g, '');
  if (/^\s*(?:\+|00)/.test(text) && !/^(?:00)?84/.test(digits)) {
    const foreign = valid(text.trim().replace(/^00/, '+'));
    return foreign === null ? null : { number: foreign, note: null };
  }
  // 84 before nine digits is the country; a lone nine-digit number has lost its zero.
  const local = digits.replace(/^(?:00)?84(?=0?[1-9]\d{8,9}$)/, '').replace(/^0+(?=[1-9])/, '');
  const prefix = oldPrefixes[local.slice(0, 3)];
  const renewed = local.length === 10 && prefix !== undefined ? valid(`0${prefix}${local.slice(3)}`) : null;
  if (renewed !== null) return { number: renewed, note: 'P-PHONE-OLD' };
  const current = valid(`0${local}`);
  return current === null ? null : { number: current, note: digits === local ? 'P-PHONE-ZERO' : null };
}

/** A run of digits with the spaces, dots, dashes and brackets that people put inside a number. */
const runs = /[+(]?\d[\d\s.()-]*\d/g;

function split(text: string): string[] {
  const parts = text.split(/[,;/\n|]|\s+hoặc\s+|\s+và\s+/iu);
  return parts.flatMap((part) => {
    const found = part.match(runs) ?? [];
    // `0912345678 0987654321` and `0912345678 - 0987654321`: two whole numbers with nothing but a space or dash between.
    return found.flatMap((run) => {
      const halves = /^(0[\d.\s]{9,13}?)[\s-]+(0\d[\d.\s]{7,12})$/.exec(run.trim());
      const both = halves?.[1] !== undefined && halves[2] !== undefined && candidate(halves[1]) !== null && candidate(halves[2]) !== null;
      return both ? [halves[1] ?? '', halves[2] ?? ''] : [run];
    });
  });
}

/** A telephone number in its international form: with the zero that a number cell lost, of two in one cell the first, old prefixes renewed. */
export function readPhone(cell: Cell | undefined): Read<string | null> {
  const text = cell === undefined ? '' : cell.number === null ? cell.text.trim() : String(cell.number);
  if (text === '' || /^[-–.xX0]+$/.test(text) || /^không/iu.test(text)) return { value: null, findings: [] };
  const found = (Number.isInteger(cell?.number ?? 0) ? split(text) : []).map(candidate).filter((one) => one !== null);
  const [first, second] = found;
  if (first === undefined) return { value: null, findings: [finding('E-PHONE', 'phone', { value: text.slice(0, 40) })] };
  const findings: Finding[] = [];
  if (first.note !== null) findings.push(finding(first.note, 'phone', { value: text.slice(0, 40), read: shownPhone(first.number) }));
  if (second !== undefined && second.number !== first.number)
    findings.push(finding('W-PHONE-TWO', 'phone', { read: shownPhone(first.number), other: shownPhone(second.number) }));
  return { value: first.number, findings };
}
