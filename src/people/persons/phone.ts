/** Telephone numbers as people write them, and the one form in which they are kept. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** A mobile number of Vietnam (numbering plan of Circular 22/2014/TT-BTTTT and its changes) as most people write it: nothing to think about. */
const plainMobile = /^(?:0|\+84)((?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9\d)\d{7})$/;

/** The number in its international form (`+84912345678`); null where it can't be a number. A number without a country is Vietnamese. */
export function normalPhone(text: string): string | null {
  const plain = plainMobile.exec(text);
  if (plain) return `+84${plain[1]}`;
  const number = parsePhoneNumberFromString(text.trim(), 'VN');
  return number?.isValid() ? number.number : null;
}

/** Whether the text is meant as a telephone number rather than a name. */
export function looksLikePhone(text: string): boolean {
  return /^[+(\d][\d\s().+-]{6,}$/.test(text.trim());
}
