/** Cards as numbers and days; pure, runs on a phone too. Days are ISO strings. */

/** Digits that say which card it is, and nothing about the person. */
export const SERIAL_DIGITS = 8;
/** Digits behind the serial that only card and vault know: guessed with 1 in 100 million. */
export const SECRET_DIGITS = 8;
/** Digits behind the serial on the phone: they change. */
export const MINUTE_DIGITS = 6;
/** Seconds for which one code stands on the phone. */
export const MINUTE_SECONDS = 60;

/** Where no term was agreed a card is renewed after so many years, so that a forgotten one does not stay good for ever. Our own rule. */
const LONGEST_YEARS = 2;

/** Days before its end on which a card counts as ending soon. */
export const ENDS_SOON_DAYS = 30;

/** Why people revoke a card; `left` and `replaced` follow from what was done. */
export const chosenWhys = ['lost', 'misused', 'mistake'] as const;
export type ChosenWhy = (typeof chosenWhys)[number];
export type Why = ChosenWhy | 'left' | 'replaced';

/** A number as somebody typed, said or scanned it. */
export interface Code {
  /** `full`: all that stands on the card. `minute`: what the phone shows. `serial`: the first eight digits alone. */
  readonly kind: 'full' | 'minute' | 'serial';
  readonly digits: string;
}

const kinds: readonly (readonly [number, Code['kind']])[] = [
  [SERIAL_DIGITS, 'serial'],
  [SERIAL_DIGITS + MINUTE_DIGITS, 'minute'],
  [SERIAL_DIGITS + SECRET_DIGITS, 'full'],
];

/** The digits of what was typed, whatever stands between them; null where they are not as many as a card or phone shows. */
export function readCode(typed: string): Code | null {
  const digits = typed.normalize('NFKC').replace(/[\s.,:;_/()\u2010-\u2015-]+/g, '');
  if (!/^\d+$/.test(digits)) return null;
  const kind = kinds.find(([length]) => length === digits.length)?.[1];
  return kind === undefined ? null : { kind, digits };
}

/** The serial of a code of any kind. */
export const serialOf = ({ digits }: Pick<Code, 'digits'>): string => digits.slice(0, SERIAL_DIGITS);

/** A number in groups that can be read out: `1234 5678 9012 3456`; a code of the phone as `1234 5678 901 234`. */
export function inGroups(digits: string): string {
  const serial = digits.slice(0, SERIAL_DIGITS);
  const rest = digits.slice(SERIAL_DIGITS);
  const size = rest.length === MINUTE_DIGITS ? 3 : 4;
  const groups = [...(serial.match(/.{1,4}/g) ?? []), ...(rest.match(new RegExp(`.{1,${size}}`, 'g')) ?? [])];
  return groups.join(' ');
}

/** What a card's worth follows from; nothing of it is copied onto the card. */
export interface CardFacts {
  /** First and last day of the card. */
  readonly from: string;
  readonly lastDay: string;
  readonly revoked: boolean;
  /** Whether the membership is in force today, and its last day where it is known. */
  readonly serving: boolean;
  readonly servesUntil: string | null;
  /** Last day of the term agreed. */
  readonly termUntil: string | null;
  /** The state of the team today; null where the team has ended. */
  readonly teamStatus: 'active' | 'suspended' | null;
}

export type CardState = 'valid' | 'revoked' | 'not-serving' | 'team-not-active' | 'not-yet' | 'expired';

/** What a card is worth on a day. Only `valid` is worth anything; the rest says why not, to those who may know. */
export function cardState(facts: CardFacts, today: string): CardState {
  if (facts.revoked) return 'revoked';
  if (!facts.serving) return 'not-serving';
  if (facts.teamStatus !== 'active') return 'team-not-active';
  if (today < facts.from) return 'not-yet';
  return today > lastDayOf(facts) ? 'expired' : 'valid';
}

/** The last day on which a card can be good: its own, the membership's or the term's, whichever comes first. */
export function lastDayOf({ lastDay, servesUntil, termUntil }: Pick<CardFacts, 'lastDay' | 'servesUntil' | 'termUntil'>): string {
  return [lastDay, servesUntil, termUntil].filter((day) => day !== null).reduce((a, b) => (a < b ? a : b));
}

/** The last day of a card issued today: the term's or the membership's, else after two years; null where that is over already. */
export function lastDayOfNew(facts: Pick<CardFacts, 'servesUntil' | 'termUntil'>, today: string): string | null {
  const longest = facts.termUntil ?? yearsAfter(today, LONGEST_YEARS);
  const last = lastDayOf({ ...facts, lastDay: longest });
  return last < today ? null : last;
}

/** The same day some years later; the day before it where that year lacks it, as on 29 February. */
function yearsAfter(day: string, years: number): string {
  const year = String(Number(day.slice(0, 4)) + years).padStart(4, '0');
  return day.endsWith('-02-29') ? `${year}-02-28` : `${year}${day.slice(4)}`;
}
