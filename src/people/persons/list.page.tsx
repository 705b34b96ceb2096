import type { Lang } from '../../platform/i18n/index.ts';
import {
  Button,
  ButtonLink,
  Card,
  Chips,
  DataTable,
  EmptyState,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  Notice,
  type Page,
  PageHeading,
  Pager,
  problemOf,
  SearchForm,
  TextField,
  type View,
} from '../../platform/ui/index.ts';
import { texts } from './messages.gen.ts';
import { type KindOfPersons, kindsOfPersons } from './queries.ts';

export interface ListedPerson {
  readonly id: string;
  readonly fullName: string;
  readonly birthYear: number | null;
  readonly place: string;
  readonly phone: string;
  readonly roles: readonly string[];
}

export interface PersonList {
  readonly persons: readonly ListedPerson[];
  readonly words: string;
  readonly kind: KindOfPersons;
  /** Address of those after these. */
  readonly next: string | null;
  readonly mayRecord: boolean;
  /** The words were a number, for which there is another field. */
  readonly numberInSearch?: boolean;
  /** The persons were found by a number. */
  readonly byPhone?: boolean;
  readonly problems?: readonly FieldProblem[];
}

/** `/console/people`: who is in my place; search by name, and apart from it by number. */
export function listPage(view: View, list: PersonList): Page {
  const { lang } = view;
  const t = texts[lang];
  const problems = list.problems ?? [];
  return {
    title: t.list_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.list_title()} intro={t.list_intro()} />
        <ErrorSummary lang={lang} problems={problems} />
        {list.mayRecord && (
          <div class="actions">
            <ButtonLink href="/console/people/new" icon="people">
              {t.new_link()}
            </ButtonLink>
          </div>
        )}
        <SearchForm
          lang={lang}
          action="/console/people"
          label={t.search_label()}
          hint={t.search_hint()}
          value={list.words}
          hidden={list.kind === 'all' ? {} : { kind: list.kind }}
        />
        {list.numberInSearch && (
          <Notice tone="waiting" title={t.number_in_search()}>
            <p>{t.number_in_search_why()}</p>
          </Notice>
        )}
        {!list.byPhone && <Kinds lang={lang} list={list} />}
        <Found lang={lang} list={list} />
        <Card title={t.by_phone_title()}>
          <form class="form" method="post" action="/console/people/by-phone">
            <FormToken view={view} />
            <TextField
              lang={lang}
              name="phone"
              label={t.by_phone_label()}
              hint={t.by_phone_hint()}
              inputMode="tel"
              width="short"
              maxLength={30}
              error={problemOf(problems, 'phone')}
            />
            <Button kind="secondary" icon="search">
              {t.by_phone_button()}
            </Button>
          </form>
        </Card>
      </>
    ),
  };
}

function Kinds({ lang, list }: { lang: Lang; list: PersonList }) {
  const t = texts[lang];
  const labels: Record<KindOfPersons, string> = {
    all: t.kind_all(),
    citizens: t.kind_citizens(),
    teams: t.kind_teams(),
    officials: t.kind_officials(),
  };
  const items = kindsOfPersons.map((kind) => {
    const query = new URLSearchParams({ ...(list.words === '' ? {} : { q: list.words }), ...(kind === 'all' ? {} : { kind }) }).toString();
    return { label: labels[kind], href: `/console/people${query === '' ? '' : `?${query}`}`, current: kind === list.kind };
  });
  return <Chips label={t.kind_label()} items={items} shown />;
}

function Found({ lang, list }: { lang: Lang; list: PersonList }) {
  const t = texts[lang];
  if (list.problems !== undefined && list.problems.length > 0) return null;
  if (list.persons.length === 0)
    return list.numberInSearch ? null : <EmptyState icon="people" title={t.list_empty()} why={t.list_empty_why()} />;
  const columns = [
    { label: t.column_name(), cell: (row: ListedPerson) => <a href={`/console/people/${row.id}`}>{row.fullName}</a> },
    { label: t.column_birth_year(), cell: (row: ListedPerson) => (row.birthYear === null ? '–' : String(row.birthYear)) },
    { label: t.column_place(), cell: (row: ListedPerson) => row.place || '–' },
    { label: t.column_phone(), cell: (row: ListedPerson) => row.phone || t.no_number() },
    { label: t.column_roles(), cell: (row: ListedPerson) => row.roles.join(', ') || t.citizen() },
  ];
  const caption = list.byPhone ? t.by_phone_found({ count: list.persons.length }) : t.list_caption();
  return (
    <>
      <DataTable caption={caption} captionHidden={!list.byPhone} columns={columns} rows={list.persons} dense />
      {list.next !== null && <Pager lang={lang} summary={t.list_more()} next={list.next} />}
    </>
  );
}
