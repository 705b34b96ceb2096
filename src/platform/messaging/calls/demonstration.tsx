import type { App } from '../../http/index.ts';
import { tidy } from '../../text/index.ts';
import { Button, FormToken, Notice, PageHeading, TextField } from '../../ui/index.ts';
import { texts } from './messages.gen.ts';

/** A number that nobody can have. */
const madeUpNumber = '+84900000098';

/** `/demo/calls`: stands for a telephone that rings once, in a demonstration only. Numbers are made up. */
export function callDemonstration(app: App, ring: (from: string) => Promise<boolean>): void {
  const route = { config: { right: 'public', demonstration: true }, schema: { hide: true } } as const;

  app.get<{ Querystring: { from?: string; rang?: string } }>('/demo/calls', route, async (request, reply) => {
    const { lang, query } = request;
    const t = texts[lang];
    const view = request.view({ formToken: true });
    reply.header('cache-control', 'no-store');
    return reply.page(
      {
        title: t.demo_title(),
        unlisted: true,
        body: (
          <>
            <PageHeading title={t.demo_title()} intro={t.demo_intro()} />
            {query.rang === 'yes' && (
              <Notice tone="good" title={t.demo_rang()}>
                <p>{t.demo_rang_next()}</p>
              </Notice>
            )}
            {query.rang === 'no' && (
              <Notice title={t.demo_ignored()}>
                <p>{t.demo_ignored_why()}</p>
              </Notice>
            )}
            <form class="form" method="post" action="/demo/calls">
              <FormToken view={view} />
              <TextField
                lang={lang}
                name="from"
                label={t.demo_from()}
                value={(query.from ?? madeUpNumber).slice(0, 30)}
                inputMode="tel"
                width="short"
                maxLength={30}
              />
              <Button icon="phone">{t.demo_ring()}</Button>
            </form>
          </>
        ),
      },
      view,
    );
  });

  app.post('/demo/calls', route, async (request, reply) => {
    const value: unknown = typeof request.body === 'object' && request.body !== null ? Reflect.get(request.body, 'from') : '';
    const from = typeof value === 'string' ? tidy(value).slice(0, 30) : '';
    const rang = await ring(from);
    return reply.redirect(`/demo/calls?rang=${rang ? 'yes' : 'no'}&from=${encodeURIComponent(from)}`, 303);
  });
}
