import { momentText } from '../../calendar/index.ts';
import type { App } from '../../http/index.ts';
import type { Context } from '../../module/index.ts';
import { dutyState } from '../../session/index.ts';
import { texts } from '../messages.gen.ts';
import { countsSince, troubles } from '../queries.ts';
import { messageChannels } from '../types.ts';
import { MessageState } from './state.page.tsx';

const days = 30;
const mostTroubles = 50;

/** `/console/messages`: how messages fare, without their words and with masked addresses. */
export function consoleRoutes(app: App, context: Context): void {
  const { db, vault, config, messages, clock } = context;
  app.get('/console/messages', { config: { right: 'messaging.see' }, schema: { hide: true } }, async (request, reply) => {
    const since = clock.now().subtract({ hours: 24 * days });
    const found = await db.transaction(
      async (tx) => ({ counts: await countsSince(tx, since), troubles: await troubles(tx, vault, mostTroubles) }),
      { state: dutyState('messaging'), readOnly: true },
    );
    const { lang } = request;
    const moment = (at: Temporal.Instant): string => momentText(at, config.TIME_ZONE);
    const offered = messageChannels.filter((channel) => messages.offers(channel));
    return reply.page({
      title: texts[lang].console_title(),
      wide: true,
      body: <MessageState lang={lang} days={days} {...found} offered={offered} moment={moment} />,
    });
  });
}
