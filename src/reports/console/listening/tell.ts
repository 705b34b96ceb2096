/** Says to somebody that they are named as a listener, or no longer: on every proved address, because they may hold no role that shows it. */
import { addressesOf } from '../../../people/index.ts';
import { formatDate } from '../../../platform/calendar/index.ts';
import type { Tx } from '../../../platform/db/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import { labelsOf, titleName } from '../../../territory/index.ts';
import { hearingAddress } from '../../listener/address.ts';
import type { Listener } from './listeners.ts';
import { texts } from './messages.gen.ts';

type Told = Pick<Listener, 'id' | 'personId' | 'language' | 'unitId' | 'from'>;

/** Returns how many messages leave: nought means that somebody has to say it. */
export async function tellListener(
  tx: Tx,
  context: Pick<Context, 'vault' | 'messages' | 'config'>,
  entry: Told,
  what: 'added' | 'ended',
): Promise<number> {
  // Messages go out in Vietnamese: the language of a page is a choice of the browser, which is not there.
  const t = texts.vi;
  const { id, personId, language, unitId, from } = entry;
  const unit = unitId === null ? undefined : (await labelsOf(tx, [unitId], tx.clock.today().toString())).get(unitId);
  const said = { language: t.language({ language }), place: t.place_inside({ place: unit ? titleName(unit, 'vi') : 'none' }) };
  const text =
    what === 'added'
      ? t.told_added({ ...said, from: formatDate(from ?? ''), address: `${context.config.PUBLIC_URL?.origin ?? ''}${hearingAddress}` })
      : t.told_ended(said);
  const known = await addressesOf(tx, context, personId);
  let told = 0;
  for (const channel of ['sms', 'email', 'push'] as const) {
    if (!context.messages.offers(channel)) continue;
    for (const [index, to] of known[channel].entries()) {
      await context.messages.send(tx, {
        channel,
        to,
        purpose: `reports.listener-${what}`,
        text,
        subject: t.told_subject(),
        lang: 'vi',
        key: `reports.listener-${what}/${id}/${channel}/${index}`,
        personId,
      });
      told += 1;
    }
  }
  return told;
}
