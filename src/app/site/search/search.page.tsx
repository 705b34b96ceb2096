import { Card, EmptyState, Notice, type Page, PageHeading, SearchForm, type View } from '../../../platform/ui/index.ts';
import type { Found } from './find.ts';
import { texts } from './messages.gen.ts';

export interface Search {
  readonly text: string;
  /** Names of what can be found. */
  readonly searchable: readonly string[];
  /** Null where nothing was searched yet: no word, or too short a one. */
  readonly found: readonly Found[] | null;
}

/** `/console/search`: what was found, by kind. */
export function searchPage(view: View, { text, searchable, found }: Search): Page {
  const t = texts[view.lang];
  const groups = (found ?? []).filter(({ finds }) => finds !== null && finds.length > 0);
  const failed = (found ?? []).filter(({ finds }) => finds === null);
  return {
    title: t.title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.title()} intro={t.intro({ kinds: searchable.join(', ') })} />
        <SearchForm lang={view.lang} action="/console/search" label={t.label()} hint={t.hint()} value={text} />
        {failed.length > 0 && (
          <Notice tone="waiting" title={t.failed_title()}>
            <p>{t.failed_which({ kinds: failed.map(({ label }) => label).join(', ') })}</p>
          </Notice>
        )}
        {found === null && text !== '' && <p class="muted">{t.too_short()}</p>}
        {found !== null && groups.length === 0 && <EmptyState title={t.nothing({ text })} why={t.nothing_why()} />}
        {groups.map(({ kind, label, finds }) => (
          <Card key={kind} title={t.group({ kind: label, count: finds?.length ?? 0 })}>
            <ul class="waiting-list">
              {(finds ?? []).map((find) => (
                <li key={find.href} class="waiting-row">
                  <a class="waiting-link" href={find.href}>
                    <strong>{find.title}</strong>
                    {find.detail && <span class="muted">{find.detail}</span>}
                  </a>
                </li>
              ))}
            </ul>
          </Card>
        ))}
      </>
    ),
  };
}
