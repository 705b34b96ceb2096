/** What is taken from VNeID's answer about a citizen. The rest is dropped here, before anything is kept or logged. */
import { tidy } from '../../../platform/text/index.ts';
import { ProviderTrouble } from '../trouble.ts';

/** A citizen as VNeID knows them: number, name, year of birth, and how surely it knows. Never ethnicity, home, pictures or papers. */
export interface CitizenClaims {
  /** The personal identification number, 12 digits (Law on Identification 26/2023/QH15, Article 12). */
  readonly number: string;
  readonly fullName: string;
  readonly birthYear: number | null;
  /** 1: registered from afar; 2: in person with fingerprints and face (Decree 69/2024/ND-CP). Null where it is not said. */
  readonly level: 1 | 2 | null;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** `1984`, from `1984-05-31`, `31/05/1984` or `19840531`; null where it is none. Day and month are not kept. */
function yearOf(birthDate: string): number | null {
  const found = /^(?:(\d{4})-\d\d-\d\d|\d\d\/\d\d\/(\d{4})|(\d{4})\d{4}|(\d{4}))(?:T.*)?$/.exec(birthDate.trim());
  const year = Number(found?.slice(1).find(Boolean) ?? Number.NaN);
  return year >= 1900 && year <= 2100 ? year : null;
}

/** Picks the claims that we use. Throws ProviderTrouble `unreadable` where number or name is missing. */
export function readClaims(answer: Readonly<Record<string, unknown>>): CitizenClaims {
  const { citizenPid, fullName, birthDate, accountLevel } = answer;
  const number = text(citizenPid).trim();
  const name = tidy(text(fullName));
  if (!/^\d{12}$/.test(number) || name === '') throw new ProviderTrouble('unreadable', 'the answer lacks citizenPid or fullName');
  const level = Number(accountLevel);
  return { number, fullName: name, birthYear: yearOf(text(birthDate)), level: level === 1 || level === 2 ? level : null };
}
