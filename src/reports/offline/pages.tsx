/** The shells of `/reports/write` and `/reports/on-this-phone`: their scripts fill them from what this browser keeps. */
import { ButtonLink, Notice, type Page, PageHeading, type View } from '../../platform/ui/index.ts';
import { texts } from './messages.gen.ts';

/** The script of other pages that says what waits on this device. */
export const keptHereScript = 'reports/offline/line.client.ts';

/** What stands before the script has run, and where there is none. */
function Shell({ view, id, title }: { view: View; id: string; title: string }) {
  const t = texts[view.lang];
  return (
    <div id={id} class="report-form">
      <PageHeading title={title} />
      <noscript>
        <Notice tone="waiting" title={t.no_script()}>
          <p>{t.no_script_advice()}</p>
        </Notice>
        <ButtonLink href="/reports/new">{t.no_script_link()}</ButtonLink>
      </noscript>
      <p data-needs="script" hidden role="status">
        {t.opening()}
      </p>
    </div>
  );
}

/** `/reports/write`. */
export function writePage(view: View): Page {
  const t = texts[view.lang];
  return {
    title: t.write_title(),
    description: t.write_intro(),
    unlisted: true,
    scripts: ['reports/offline/write.client.tsx'],
    body: <Shell view={view} id="report-write" title={t.write_title()} />,
  };
}

/** `/reports/on-this-phone`. */
export function keptHerePage(view: View): Page {
  const t = texts[view.lang];
  return {
    title: t.here_title(),
    description: t.here_intro(),
    unlisted: true,
    scripts: ['reports/offline/here.client.tsx'],
    body: <Shell view={view} id="reports-here" title={t.here_title()} />,
  };
}
