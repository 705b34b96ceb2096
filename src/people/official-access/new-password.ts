/** Which passwords are taken: long enough, not one of those that everybody tries first, and not the person's own name or number. */
import type { Outcome } from '../../platform/outcome/index.ts';
import { accepted, refused } from '../../platform/outcome/index.ts';
import { fold } from '../../platform/text/index.ts';
import { isCommon } from './common-passwords.ts';
import { normalSecret } from './normal-secret.ts';

/** NIST SP 800-63B asks for 8 beside a second factor; ten leave the lists of the first million almost empty. No upper limit, no rules of signs. */
export const SHORTEST_PASSWORD = 10;

/** A password of fewer different signs is a pattern: `aaaaaaaaaa`, `1212121212`. */
const FEWEST_SIGNS = 4;

/** What may stand beside an own name or number without making a password of it: a year, a sign. */
const SMALL_CHANGE = 5;

const together = (text: string): string => fold(text).replace(/ /g, '');

/** The forms in which somebody types their own number. `+84912345678` is also `0912345678` and `912345678`. */
function formsOf(personal: string): readonly string[] {
  const phone = /^\+84(\d+)$/.exec(personal);
  if (phone) return [`84${phone[1]}`, `0${phone[1]}`, `${phone[1]}`];
  const [beforeAt = ''] = personal.split('@');
  return [together(personal), together(beforeAt)];
}

/** Whether the password is one of these words about the person, or one with little around it. */
function isPersonal(password: string, personal: readonly string[]): boolean {
  const typed = together(password);
  return personal.flatMap(formsOf).some((form) => form.length >= 4 && typed.includes(form) && typed.length - form.length < SMALL_CHANGE);
}

/**
 * Judges a password that somebody chooses. `personal` are words that everybody around them knows: name, user name, number (E.164), e-mail
 * address, the name of this system. Refusals: `people.password-short`, `people.password-common`, `people.password-personal`.
 */
export async function checkNewPassword(input: { password: string; personal: readonly string[] }): Promise<Outcome<null>> {
  const signs = [...normalSecret(input.password)];
  const wrong = (reason: 'short' | 'common' | 'personal') =>
    refused({ code: `people.password-${reason}`, params: { least: SHORTEST_PASSWORD }, field: 'password' });
  if (signs.length < SHORTEST_PASSWORD) return wrong('short');
  if (isPersonal(input.password, input.personal)) return wrong('personal');
  if (new Set(signs).size < FEWEST_SIGNS || (await isCommon(input.password))) return wrong('common');
  return accepted(null);
}
