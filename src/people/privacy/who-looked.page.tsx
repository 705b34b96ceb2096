import { momentText } from '../../platform/calendar/index.ts';
import type { Page } from '../../platform/http/index.ts';
import { Breadcrumb, Card, DataTable, EmptyState, PageHeading, Pager, type View } from '../../platform/ui/index.ts';
import { texts } from './messages.gen.ts';
import type { Look, Looks } from './who-looked.ts';

/** `/account/who-looked`: who saw or changed my data, when, in which office, what for. */
export function whoLookedPage(view: View, { looks, older }: Looks, timeZone: string): Page {
  const t = texts[view.lang];
  const when = (look: Look) =>
    look.times === 1
      ? momentText(look.until, timeZone)
      : t.looked_times({ from: momentText(look.from, timeZone), until: momentText(look.until, timeZone), times: look.times });
  return {
    title: t.looked_title(),
    unlisted: true,
    body: (
      <>
        <Breadcrumb lang={view.lang} steps={[{ label: t.privacy_title(), href: '/account/privacy' }, { label: t.looked_title() }]} />
        <PageHeading title={t.looked_title()} intro={t.looked_intro()} />
        {looks.length === 0 ? (
          <EmptyState icon="history" title={t.looked_none()} why={t.looked_none_why()} />
        ) : (
          <DataTable
            caption={t.looked_caption()}
            captionHidden
            columns={[
              { label: t.looked_when(), cell: when },
              { label: t.looked_who(), cell: (look: Look) => look.who },
              { label: t.looked_what(), cell: (look: Look) => look.what },
              { label: t.looked_why(), cell: (look: Look) => look.why ?? '–' },
            ]}
            rows={looks}
          />
        )}
        {older !== null && <Pager lang={view.lang} summary={t.looked_older()} next={`/account/who-looked?before=${older}`} />}
        <Card title={t.looked_doubt()}>
          <p>{t.looked_doubt_do()}</p>
          <p>
            <a href="/account/privacy#ask">{t.ask_title()}</a>
          </p>
        </Card>
      </>
    ),
  };
}
