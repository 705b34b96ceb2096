/** One-time codes that prove a telephone number: sent by SMS, bound to the browser that asked, the same for numbers known and unknown. */

import type { Lang } from '../../platform/i18n/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import { beginAttempt, randomDigits, spendAttempt } from '../attempts/attempts.ts';
import { type Limit, sourceOf, waitFor } from '../attempts/limits.ts';
import { texts } from './messages.gen.ts';

/** What a code is for: one that was asked for one thing is no use for the other. */
export type CodeUse = 'sign-in' | 'change-number';

export const CODE_MINUTES = 10;
const CODE_DIGITS = 6;

/** For one number; and, counted apart, for the known device of the person who holds it, so that nobody else can use up its share. */
const perNumber: readonly Limit[] = [
  { kind: 'sms-to-minute', most: 1, seconds: 60 },
  { kind: 'sms-to-hour', most: 5, seconds: 3600 },
  { kind: 'sms-to-day', most: 10, seconds: 86_400 },
];
const perDevice: readonly Limit[] = perNumber.map((limit) => ({ ...limit, kind: limit.kind.replace('sms-to', 'sms-device') }));
/** A meeting of a village shares one Wi-Fi, and many phones share an operator's address; one address still can't flood numbers. */
const perSource: readonly Limit[] = [
  { kind: 'sms-from', most: 30, seconds: 600 },
  { kind: 'sms-from-day', most: 300, seconds: 86_400 },
];
/** All codes of the installation to browsers that are not known: what an attack with many addresses can cost at most. */
const inAll: Limit = { kind: 'sms-all', most: 2_000, seconds: 3600 };

export interface CodeRequest {
  readonly use: CodeUse;
  /** In its normal form, and one that `takesCodes`. */
  readonly phone: string;
  /** Where the person wants to go afterwards: checked where it is used. */
  readonly to: string;
  /** Who asks, where they are signed in already. */
  readonly personId: string | null;
  readonly lang: Lang;
  readonly ip: string;
  /** The known device of the person who holds this number, where the browser is one. */
  readonly device: string | null;
  /** The attempt that this one takes the place of. */
  readonly instead?: string;
}

/** Whether codes are sent to the number: Vietnamese mobile numbers only, because calls and messages abroad are what SMS fraud earns from. */
export function takesCodes(phone: string): boolean {
  return /^\+84[35789]\d{8}$/.test(phone);
}

/**
 * Sends a code to the number and begins the attempt; returns the secret for the browser's cookie. Nothing here asks whether the
 * number is known. Refused with `people.sms-wait` (params.seconds) where the number, the address or all together had too many.
 */
export async function sendCode(context: Context, request: CodeRequest): Promise<Outcome<{ token: string }>> {
  const { use, phone, to, personId, lang, device } = request;
  const seconds = await waitFor(
    context,
    device === null
      ? [
          ...perSource.map((limit) => ({ limit, subject: sourceOf(request.ip) })),
          ...perNumber.map((limit) => ({ limit, subject: phone })),
          { limit: inAll, subject: 'all' },
        ]
      : perDevice.map((limit) => ({ limit, subject: device })),
  );
  if (seconds > 0) return refused({ code: 'people.sms-wait', params: { seconds }, field: 'phone', status: 429 });
  const code = randomDigits(CODE_DIGITS);
  const begun = await context.db.transaction(
    async (tx) => {
      if (request.instead !== undefined) await spendAttempt(tx, request.instead);
      const attempt = await beginAttempt(tx, context.vault, {
        kind: 'sms-code',
        personId,
        data: { use, phone, to },
        code,
        minutes: CODE_MINUTES,
      });
      await context.messages.send(tx, {
        channel: 'sms',
        to: phone,
        purpose: 'people.sign-in-code',
        text: codeText(context, use, code, lang),
        lang,
        key: `people.sign-in-code/${attempt.id}`,
        personId,
        expiresAt: tx.clock.now().add({ minutes: CODE_MINUTES }),
      });
      return attempt;
    },
    { state: dutyState('identity') },
  );
  return accepted({ token: begun.token });
}

/** The words of the message. Its last line binds the code to our address: phones then offer to fill it in there, and nowhere else. */
function codeText({ config }: Context, use: CodeUse, code: string, lang: Lang): string {
  const t = texts[lang];
  const params = { product: config.PRODUCT_NAME, code, minutes: String(CODE_MINUTES) };
  const words = use === 'sign-in' ? t.sms_sign_in(params) : t.sms_change_number(params);
  return config.PUBLIC_URL?.protocol === 'https:' ? `${words}\n\n@${config.PUBLIC_URL.hostname} #${code}` : words;
}
