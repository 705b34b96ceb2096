import { formatDate } from '../../platform/calendar/index.ts';
import {
  Actions,
  Button,
  ButtonLink,
  Card,
  DateField,
  EmptyState,
  type Page,
  PageHeading,
  SearchForm,
  type View,
} from '../../platform/ui/index.ts';
import { texts } from './messages.gen.ts';
import type { Organisation } from './queries.ts';
import { kindWords, receivesWords } from './words.ts';

export interface OrganisationList {
  readonly on: string;
  readonly organisations: readonly Organisation[];
  /** What was searched for; null for the whole tree. */
  readonly search: string | null;
}

/** `/console/organisations`: the tree of a day, or what a search found. */
export function organisationListPage(view: View, { on, organisations, search }: OrganisationList): Page {
  const { lang } = view;
  const t = texts[lang];
  const ids = new Set(organisations.map(({ id }) => id));
  const roots = search === null ? organisations.filter(({ parentId }) => parentId === null || !ids.has(parentId)) : organisations;
  return {
    title: t.list_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.list_title()} intro={t.list_intro()} />
        <Actions>
          <ButtonLink href="/console/organisations/new">{t.list_add()}</ButtonLink>
        </Actions>
        <SearchForm lang={lang} action="/console/organisations" label={t.search_label()} value={search ?? ''} hidden={{ on }} />
        <form class="form" action="/console/organisations">
          <DateField lang={lang} name="on" label={t.list_day()} value={formatDate(on)} />
          <Button kind="secondary">{t.list_show()}</Button>
        </form>
        {organisations.length === 0 ? (
          <EmptyState
            icon="unit"
            title={search === null ? t.list_empty() : t.search_none()}
            why={search === null ? t.list_empty_why() : t.search_none_why()}
          />
        ) : (
          <Card title={t.list_of_day({ day: formatDate(on), count: organisations.length })}>
            <div class="prose">
              <Branch view={view} members={roots} all={search === null ? organisations : []} />
            </div>
          </Card>
        )}
      </>
    ),
  };
}

/** From so many on, the People's Committees under one organisation open with a tap. */
const MANY = 12;

function Branch({ view, members, all }: { view: View; members: readonly Organisation[]; all: readonly Organisation[] }) {
  const committees = members.filter(({ kind, parentId }) => kind === 'peoples-committee' && parentId !== null);
  const folded = all.length > 0 && committees.length >= MANY;
  const shown = folded ? members.filter((one) => !committees.includes(one)) : members;
  return (
    <>
      <List view={view} members={shown} all={all} />
      {folded && (
        <details class="what">
          <summary>{texts[view.lang].committees_below({ count: committees.length })}</summary>
          <div class="what-body">
            <List view={view} members={committees} all={all} />
          </div>
        </details>
      )}
    </>
  );
}

function List({ view, members, all }: { view: View; members: readonly Organisation[]; all: readonly Organisation[] }) {
  return (
    <ul>
      {members.map((one) => {
        const below = all.filter(({ parentId }) => parentId === one.id);
        return (
          <li key={one.id}>
            <a href={`/console/organisations/${one.id}`}>{one.name}</a>{' '}
            <span class="muted small">
              {kindWords(one.kind, view.lang)} · {receivesWords(one.receives, view.lang)}
            </span>
            {below.length > 0 && <Branch view={view} members={below} all={all} />}
          </li>
        );
      })}
    </ul>
  );
}
