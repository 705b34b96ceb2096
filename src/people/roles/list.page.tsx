import type { Lang } from '../../platform/i18n/index.ts';
import {
  Actions,
  ButtonLink,
  Chips,
  DataTable,
  EmptyState,
  type Page,
  PageHeading,
  Pager,
  Pill,
  type View,
} from '../../platform/ui/index.ts';
import type { Role } from './catalogue.ts';
import { texts } from './messages.gen.ts';
import type { GrantRow, GrantState } from './queries.ts';
import { daysWords, placeWords, stateWords } from './words.ts';

export interface GrantList {
  readonly rows: readonly GrantRow[];
  readonly names: ReadonlyMap<string, string>;
  readonly roles: ReadonlyMap<string, Role>;
  /** Codes of the roles that somebody holds or held here: only these are offered as a filter. */
  readonly heldHere: ReadonlySet<string>;
  readonly role: string | null;
  readonly past: boolean;
  /** Id after which the next page begins. */
  readonly next: string | null;
}

export const stateTones: Record<GrantState, 'good' | 'waiting' | 'plain'> = {
  current: 'good',
  coming: 'waiting',
  over: 'plain',
  ended: 'plain',
  'place-ended': 'waiting',
};

function address(filter: { readonly role: string | null; readonly past: boolean }, after?: string): string {
  const query = new URLSearchParams();
  if (filter.role) query.set('role', filter.role);
  if (filter.past) query.set('when', 'past');
  if (after) query.set('after', after);
  return query.size === 0 ? '/console/roles' : `/console/roles?${query}`;
}

/** `/console/roles`: who holds what in my place. */
export function grantListPage(view: View, list: GrantList): Page {
  const { lang } = view;
  const t = texts[lang];
  return {
    title: t.list_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.list_title()} intro={t.list_intro()} />
        <Actions>
          <ButtonLink href="/console/roles/new" icon="people">
            {t.list_give()}
          </ButtonLink>
          <ButtonLink kind="quiet" href="/console/roles/meanings">
            {t.list_meanings()}
          </ButtonLink>
          <ButtonLink kind="quiet" href="/console/successions">
            {t.list_successions()}
          </ButtonLink>
        </Actions>
        <Filters lang={lang} list={list} />
        {list.rows.length === 0 ? (
          <EmptyState icon="people" title={t.list_empty()} why={t.list_empty_why()} />
        ) : (
          <Rows lang={lang} list={list} />
        )}
        {list.next !== null && <Pager lang={lang} summary={t.list_summary({ count: list.rows.length })} next={address(list, list.next)} />}
      </>
    ),
  };
}

function Filters({ lang, list }: { lang: Lang; list: GrantList }) {
  const t = texts[lang];
  const { role, past, roles } = list;
  const choices = [...roles.values()].filter(({ code }) => list.heldHere.has(code) || code === role);
  return (
    <>
      <Chips
        label={t.filter_state()}
        items={[
          { label: t.filter_current(), href: address({ role, past: false }), current: !past },
          { label: t.filter_past(), href: address({ role, past: true }), current: past },
        ]}
      />
      <Chips
        label={t.filter_role()}
        items={[
          { label: t.filter_all(), href: address({ role: null, past }), current: role === null },
          ...choices.map((one) => ({ label: one.names[lang], href: address({ role: one.code, past }), current: role === one.code })),
        ]}
      />
    </>
  );
}

function Rows({ lang, list }: { lang: Lang; list: GrantList }) {
  const t = texts[lang];
  const columns = [
    {
      label: t.column_person(),
      cell: (row: GrantRow) => <a href={`/console/roles/${row.id}`}>{list.names.get(row.personId) ?? t.nameless()}</a>,
    },
    { label: t.column_role(), cell: (row: GrantRow) => list.roles.get(row.role)?.names[lang] ?? row.role },
    { label: t.column_place(), cell: (row: GrantRow) => placeWords(row, lang) },
    { label: t.column_days(), cell: (row: GrantRow) => daysWords(row, lang) },
    { label: t.column_state(), cell: (row: GrantRow) => <Pill tone={stateTones[row.state]}>{stateWords(row.state, lang)}</Pill> },
  ];
  return <DataTable caption={t.list_title()} captionHidden dense columns={columns} rows={list.rows} />;
}
