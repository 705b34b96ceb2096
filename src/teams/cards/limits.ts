/** How often cards may be checked: enough for a whole village on one address, too seldom to guess a number. */
import { type Limit, waitFor } from '../../people/index.ts';
import type { Context } from '../../platform/module/index.ts';

/** Many telephones of one network share an address. */
const perAddress: readonly Limit[] = [
  { kind: 'card-check-address', most: 20, seconds: 60 },
  { kind: 'card-check-address-hour', most: 200, seconds: 3_600 },
];

/** Whoever tries one card's codes hits it with 1 in 5,000 in an hour, wherever the tries come from. */
const perSerial: Limit = { kind: 'card-check-serial', most: 60, seconds: 3_600 };

/** All of the installation together: thousands of machines don't try more. */
const overall: Limit = { kind: 'card-check-all', most: 600, seconds: 60 };

const perSender: readonly Limit[] = [
  { kind: 'card-check-sms', most: 5, seconds: 600 },
  { kind: 'card-check-sms-day', most: 30, seconds: 86_400 },
];

/** Counts one check of a serial by an address or a sender of SMS. Returns the seconds to wait; 0 where it may go on. */
export function waitForCheck(
  context: Pick<Context, 'db' | 'clock' | 'vault'>,
  by: { readonly address: string } | { readonly sender: string },
  serial: string,
): Promise<number> {
  const own =
    'address' in by
      ? perAddress.map((limit) => ({ limit, subject: by.address }))
      : perSender.map((limit) => ({ limit, subject: by.sender }));
  return waitFor(context, [...own, { limit: perSerial, subject: serial }, { limit: overall, subject: 'all' }]);
}
