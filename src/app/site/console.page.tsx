import { ButtonLink, EmptyState, type Page, PageHeading, type View } from '../../platform/ui/index.ts';
import { texts } from './messages.gen.ts';

/** The officials' front page. Modules publish their waiting items to it once there are people to whom work is given. */
export function consolePage(view: View): Page {
  const t = texts[view.lang];
  return {
    title: t.console_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.console_title()} />
        <EmptyState icon="good" title={t.console_empty_title()} why={t.console_empty_why()}>
          <ButtonLink href="/console/territory" kind="secondary" icon="unit">
            {t.console_empty_next()}
          </ButtonLink>
        </EmptyState>
      </>
    ),
  };
}
