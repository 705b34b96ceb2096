import { formatDate } from '../../platform/calendar/index.ts';
import {
  Breadcrumb,
  Button,
  ButtonLink,
  DateField,
  ErrorSummary,
  type FieldProblem,
  Notice,
  type Page,
  PageHeading,
  problemOf,
  type View,
} from '../../platform/ui/index.ts';
import type { BundleDays } from './bundle.ts';
import { texts } from './messages.gen.ts';

interface Content {
  readonly typed: { readonly from: string; readonly until: string };
  readonly problems: readonly FieldProblem[];
  /** The days for which the file can be had; null until they were chosen. */
  readonly ready: BundleDays | null;
}

/** `/console/audit/bundle`: from which day to which day, then the file. */
export function bundlePage(view: View, { typed, problems, ready }: Content): Page {
  const { lang } = view;
  const t = texts[lang];
  return {
    title: t.page_title(),
    unlisted: true,
    body: (
      <>
        <Breadcrumb lang={lang} steps={[{ label: t.back(), href: '/console/audit' }, { label: t.page_title() }]} />
        <PageHeading title={t.page_title()} intro={t.page_intro()} />
        <ErrorSummary lang={lang} problems={problems} />
        {ready && (
          <Notice tone="good" title={t.ready({ from: formatDate(ready.from), until: formatDate(ready.until) })}>
            <p>{t.traced()}</p>
            <ButtonLink href={`/console/audit/bundle/file?from=${ready.from}&until=${ready.until}`} download>
              {t.take()}
            </ButtonLink>
          </Notice>
        )}
        <form class="form" action="/console/audit/bundle">
          <DateField lang={lang} name="from" label={t.field_from()} value={typed.from} error={problemOf(problems, 'from')} />
          <DateField lang={lang} name="until" label={t.field_until()} value={typed.until} error={problemOf(problems, 'until')} />
          <div class="actions">
            <Button kind={ready ? 'secondary' : 'primary'}>{t.prepare()}</Button>
          </div>
        </form>
      </>
    ),
  };
}
