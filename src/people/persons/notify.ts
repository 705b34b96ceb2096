import type { Tx } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { pushSubscriptionsOf } from '../../platform/messaging/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { underDuty } from './duty.ts';
import { identifiersOf } from './identifiers.ts';

/** What concerns a person's own account, to be told wherever they can be reached. */
export interface Telling {
  /** What it is for, `people.<purpose>`. */
  readonly purpose: string;
  /** The same key tells once on each channel. */
  readonly key: string;
  readonly text: (lang: Lang) => string;
  readonly subject?: (lang: Lang) => string;
}

/** The proved addresses of a person at one moment, by the channel on which each is reached. */
export interface Addresses {
  readonly sms: readonly string[];
  readonly email: readonly string[];
  /** Browsers that asked for messages. */
  readonly push: readonly string[];
}

/** The proved addresses as they are now: to be read before something takes one away, so that the old ones are told too. */
export async function addressesOf(tx: Tx, context: Pick<Context, 'vault'>, personId: string): Promise<Addresses> {
  return underDuty(tx, 'identity', async () => {
    const known = await identifiersOf(tx, context.vault, personId);
    const values = (kind: 'phone' | 'email') => [
      ...new Set(known.filter((one) => one.kind === kind && one.verified).map((one) => one.value)),
    ];
    return { sms: values('phone'), email: values('email'), push: await pushSubscriptionsOf(tx, personId) };
  });
}

/**
 * Queues a message on every proved address of the person that the installation can reach (SMS, e-mail, browsers), and returns how many there
 * were: nought means that somebody has to tell the person. Works in any transaction; `addresses` stands for those of an earlier moment.
 */
export async function tellPerson(
  tx: Tx,
  context: Pick<Context, 'vault' | 'messages'>,
  personId: string,
  telling: Telling,
  addresses?: Addresses,
): Promise<number> {
  const known = addresses ?? (await addressesOf(tx, context, personId));
  // Messages go out in Vietnamese: the language of a page is a choice of the browser, which is not there.
  const lang: Lang = 'vi';
  const subject = telling.subject?.(lang);
  let told = 0;
  for (const channel of ['sms', 'email', 'push'] as const) {
    if (!context.messages.offers(channel)) continue;
    for (const [index, to] of known[channel].entries()) {
      await context.messages.send(tx, {
        channel,
        to,
        purpose: telling.purpose,
        text: telling.text(lang),
        ...(subject === undefined ? {} : { subject }),
        lang,
        key: `${telling.key}/${channel}/${index}`,
        personId,
      });
      told += 1;
    }
  }
  return told;
}
