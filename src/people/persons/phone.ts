/** Telephone numbers as people write them, and the one form in which they are kept. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** The number in its international form (`+84912345678`); null where it can't be a number. A number without a country is Vietnamese. */
export function normalPhone(text: string): string | null {
  const number = parsePhoneNumberFromString(text.trim(), 'VN');
  return number?.isValid() ? number.number : null;
}

/** Whether the text is meant as a telephone number rather than a name. */
export function looksLikePhone(text: string): boolean {
  return /^[+(\d][\d\s().+-]{6,}$/.test(text.trim());
}
