import { Type } from 'typebox';
import type { App } from '../../http/index.ts';
import type { Context } from '../../module/index.ts';
import { dutyState } from '../../session/index.ts';
import { tidy } from '../../text/index.ts';
import { Button, Card, EmptyState, FormToken, PageHeading, Pill, TextField, type View } from '../../ui/index.ts';
import { texts as callTexts } from '../calls/messages.gen.ts';
import { takeSms } from '../inbound.ts';
import { texts } from '../messages.gen.ts';
import { newestMessages, type ReadableMessage } from '../queries.ts';
import { channelName, stateName, stateTones } from '../words.ts';

const mostMessages = 30;
/** A number that nobody can have. */
const madeUpNumber = '+84900000099';

const Query = Type.Object({ to: Type.Optional(Type.String({ maxLength: 100 })) });

/**
 * `/demo/messages`: what a phone would show, in a demonstration only; numbers and words are made up. `?to=` keeps the messages to one
 * number or address. The one place where a code can be read: no other answer has it. Its form stands for a telephone that sends us an SMS.
 */
export function demonstrationRoutes(app: App, context: Context): void {
  const { db, vault, config } = context;
  app.get(
    '/demo/messages',
    { config: { right: 'public', demonstration: true }, schema: { querystring: Query, hide: true } },
    async (request, reply) => {
      const { lang, query } = request;
      const found = await db.transaction((tx) => newestMessages(tx, vault, mostMessages), {
        state: dutyState('messaging'),
        readOnly: true,
      });
      const wanted = query.to?.trim();
      const shown = wanted ? found.filter(({ to }) => to === wanted || to === `+${wanted}`) : found;
      const t = texts[lang];
      const timeOf = (at: Temporal.Instant) => at.toZonedDateTimeISO(config.TIME_ZONE).toPlainTime().toString({ smallestUnit: 'minute' });
      reply.header('cache-control', 'no-store');
      const view = request.view({ formToken: true });
      return reply.page(
        {
          title: t.demo_title(),
          unlisted: true,
          body: (
            <>
              <PageHeading title={t.demo_title()} intro={t.demo_intro()} />
              {shown.length === 0 ? (
                <EmptyState title={t.demo_none()} why={t.demo_none_why()} />
              ) : (
                shown.map((message) => (
                  <Card
                    key={message.id}
                    title={message.channel === 'push' ? channelName('push', lang) : `${channelName(message.channel, lang)} · ${message.to}`}
                    aside={<State message={message} />}
                  >
                    {message.subject && <p>{message.subject}</p>}
                    <p data-message={message.purpose} data-to={message.to}>
                      {message.text}
                    </p>
                    <p class="muted small">{timeOf(message.createdAt)}</p>
                  </Card>
                ))
              )}
              <WriteToUs view={view} from={wanted ?? madeUpNumber} />
              <p>
                <a href="/demo/calls">{callTexts[lang].demo_title()}</a>
              </p>
            </>
          ),
        },
        view,
      );

      function State({ message }: { message: ReadableMessage }) {
        return <Pill tone={stateTones[message.state]}>{stateName(message.state, lang)}</Pill>;
      }
    },
  );

  app.post('/demo/messages', { config: { right: 'public', demonstration: true }, schema: { hide: true } }, async (request, reply) => {
    const field = (name: string): string => {
      const value = Object.entries(request.body ?? {}).find(([key]) => key === name)?.[1];
      return typeof value === 'string' ? tidy(value).slice(0, 500) : '';
    };
    const from = field('from').slice(0, 30);
    await takeSms(context, { id: context.ids.next(), from, text: field('text') });
    return reply.redirect(`/demo/messages?to=${encodeURIComponent(from)}`, 303);
  });
}

function WriteToUs({ view, from }: { view: View; from: string }) {
  const { lang } = view;
  const t = texts[lang];
  return (
    <Card title={t.demo_write_title()} id="write">
      <form class="form" method="post" action="/demo/messages">
        <FormToken view={view} />
        <p>{t.demo_write_why()}</p>
        <TextField lang={lang} name="from" label={t.demo_write_from()} value={from} inputMode="tel" width="short" maxLength={30} />
        <TextField lang={lang} name="text" label={t.demo_write_text()} hint={t.demo_write_hint()} maxLength={500} autoComplete="off" />
        <Button kind="secondary">{t.demo_write_send()}</Button>
      </form>
    </Card>
  );
}
