import { type Page, PageHeading, type View } from '../../../platform/ui/index.ts';
import { texts } from './messages.gen.ts';

/** `/offline`: what a browser shows where there is no network and the page was never read before. Its script lists what was read. */
export function offlinePage(view: View): Page {
  const t = texts[view.lang];
  return {
    title: t.title(),
    unlisted: true,
    scripts: ['app/site/offline/offline.client.ts', 'reports/offline/line.client.ts'],
    body: (
      <>
        <PageHeading title={t.title()} intro={t.intro()} />
        <p>{t.what_now()}</p>
        <p hidden data-needs="script">
          <a class="button primary" href="/reports/write">
            {t.write()}
          </a>
        </p>
        <section id="kept-pages" hidden aria-labelledby="kept-title">
          <h2 id="kept-title">{t.kept()}</h2>
          <ul class="kept-pages"></ul>
        </section>
      </>
    ),
  };
}
