import { type Answer as CachedAnswer, EVERYTHING } from '../../platform/cache/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { soundOf, speechTag } from '../../platform/speech/index.ts';
import {
  Actions,
  ButtonLink,
  LinkCard,
  Listen,
  listenScript,
  PageHeading,
  renderDocument,
  SearchForm,
  type View,
} from '../../platform/ui/index.ts';
import { provinceSummary } from '../../territory/index.ts';
import { texts } from './messages.gen.ts';

/** The front page: what one can do here, in the order in which people need it. */
export async function homePage(view: View, context: Context): Promise<CachedAnswer> {
  const t = texts[view.lang];
  const province = await provinceSummary(context, view.lang);
  const sound = await soundOf(context.db, ['home.reports']);
  const body = (
    <>
      <PageHeading title={t.home_title()} intro={t.home_lead()} />
      <Actions>
        <ButtonLink href="/reports/new" icon="next">
          {t.home_report()}
        </ButtonLink>
        <ButtonLink href="/reports/look-up" kind="secondary">
          {t.home_follow()}
        </ButtonLink>
      </Actions>
      <Listen lang={view.lang} sound={sound} back="/" />
      <SearchForm lang={view.lang} action="/units" label={t.home_search()} />
      {province}
      <nav class="link-cards" aria-label={t.home_more()}>
        <LinkCard href="/reports" icon="news" title={t.home_reports()} />
        <LinkCard href="/reports/figures" icon="good" title={t.home_figures()} />
        <LinkCard href="/coverage" icon="people" title={t.home_coverage()} />
        <LinkCard href="/check" icon="question" title={t.home_check()} />
        <LinkCard href="/teams/join" icon="helping" title={t.home_join()} />
        <LinkCard href="/units" icon="map" title={t.home_map()} />
        <LinkCard href="/units/at" icon="place" title={t.home_here()} />
        <LinkCard href="/units/history" icon="history" title={t.home_history()} />
        <LinkCard href="/legal" icon="document" title={t.home_legal()} />
        {view.demonstration && <LinkCard href="/demo" icon="people" title={t.home_try()} />}
      </nav>
    </>
  );
  return {
    type: 'text/html; charset=utf-8',
    text: renderDocument(view, {
      title: view.productName,
      description: t.home_lead(),
      sharing: { text: t.home_lead() },
      help: [
        { part: t.help_search(), text: t.help_search_text(), target: 'main .search' },
        { part: t.help_answer(), text: t.help_answer_text(), target: 'main .answer' },
        { part: t.help_ways(), text: t.help_ways_text(), target: 'main .link-cards' },
        { part: t.help_display(), text: t.help_display_text(), target: '#display' },
      ],
      scripts: [listenScript],
      body,
    }),
    tags: [EVERYTHING, 'territory:*', speechTag],
  };
}
