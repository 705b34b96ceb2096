/** `/coverage/lists/{figure}`: the list that adds up to a figure. Public lists stop at teams and numbers. */
import type { ComponentChildren } from 'preact';
import { formatDate } from '../../../../platform/calendar/index.ts';
import type { Lang, RichText } from '../../../../platform/i18n/index.ts';
import { formatInteger } from '../../../../platform/numbers/index.ts';
import {
  Answer,
  Breadcrumb,
  Card,
  type Column,
  DataTable,
  EmptyState,
  type Page,
  Pager,
  Pill,
  QuietLinks,
} from '../../../../platform/ui/index.ts';
import { titleName } from '../../../../territory/index.ts';
import { addressOf, type Choice, coveragePath } from '../address.ts';
import { texts } from '../messages.gen.ts';
import type { ListedFigure } from './list.ts';
import { listPath } from './names.ts';
import type { TeamInList } from './teams.ts';
import type { UnitInList } from './units.ts';

export interface ListShowing {
  readonly lang: Lang;
  readonly list: ListedFigure;
  readonly choice: Choice;
  /** ISO days. */
  readonly on: string;
  readonly map: string;
  /** The unit as a title, and the way up to it. */
  readonly place: string;
  readonly above: readonly { readonly label: string; readonly href: string }[];
  readonly page: number;
  readonly perPage: number;
  /** Whether the reader may see who serves. */
  readonly maySeeNames: boolean;
}

export function listPage(showing: ListShowing): Page {
  const { lang, list, choice, on, map, place, above, page, perPage, maySeeNames } = showing;
  const t = texts[lang];
  const force: Record<string, string> = list.force === null ? {} : { force: list.force.code };
  const path = listPath(list.name);
  const href = (to: string, more: Record<string, string> = {}) => addressOf(to, choice, { ...force, ...more });
  const { rows, count } = list;
  const first = (page - 1) * perPage + 1;
  return {
    title: `${list.title} · ${place} · ${formatDate(on)}`,
    unlisted: true,
    body: (
      <>
        <Breadcrumb
          lang={lang}
          steps={[{ label: t.title(), href: addressOf(coveragePath, { ...choice, unit: null }) }, ...above, { label: list.title }]}
        />
        <Answer
          text={withTitle(list.title, list.sum)}
          eyebrow={
            on === map
              ? t.kicker_same({ unit: place, day: formatDate(on) })
              : t.kicker({ unit: place, day: formatDate(on), map: formatDate(map) })
          }
        />
        {list.note !== null && <p class="muted">{list.note}</p>}
        {count === 0 ? (
          <EmptyState icon="good" title={t.list_empty_title()} why={t.list_empty_why({ day: formatDate(on), place })} />
        ) : (
          <Card>
            <Rows showing={showing} />
            {rows.kind !== 'people' && count > perPage && (
              <Pager
                lang={lang}
                summary={t.list_page({ first, last: Math.min(count, first + perPage - 1), all: count })}
                previous={page > 1 ? href(path, page === 2 ? {} : { page: String(page - 1) }) : null}
                next={first + perPage - 1 < count ? href(path, { page: String(page + 1) }) : null}
              />
            )}
            <QuietLinks
              lang={lang}
              print
              links={[
                { href: href(`${path}.xlsx`), label: t.excel(), download: true },
                { href: href(`${path}.csv`), label: t.csv(), download: true },
                { href: addressOf(coveragePath, choice), label: t.list_back() },
                ...(maySeeNames && rows.kind === 'teams' ? [{ href: '/console/teams', label: t.list_names() }] : []),
              ]}
            />
          </Card>
        )}
        {rows.kind !== 'units' && <p class="muted">{t.list_names_why()}</p>}
      </>
    ),
  };
}

const withTitle = (title: string, sum: RichText): RichText => [`${title}. `, ...sum];

function Rows({ showing }: { showing: ListShowing }) {
  const { rows } = showing.list;
  if (rows.kind === 'units') return <UnitRows showing={showing} units={rows.units} />;
  if (rows.kind === 'teams') return <TeamRows showing={showing} teams={rows.teams} />;
  return <PeopleRows showing={showing} people={rows.people} />;
}

function UnitRows({ showing, units }: { showing: ListShowing; units: readonly UnitInList[] }) {
  const { lang, choice, list } = showing;
  const t = texts[lang];
  const to = (id: string) => addressOf(coveragePath, { ...choice, unit: id });
  const columns: Column<UnitInList>[] = [
    { label: t.column_unit(), cell: (unit) => <a href={to(unit.id)}>{titleName(unit, lang)}</a> },
    { label: t.column_parent(), cell: ({ parent }) => (parent ? <a href={to(parent.id)}>{titleName(parent, lang)}</a> : '–') },
    { label: t.column_state(), cell: (unit) => <State unit={unit} lang={lang} /> },
    { label: t.column_teams(), kind: 'number', cell: ({ teams }) => formatInteger(teams, lang) },
  ];
  return <DataTable caption={list.title} captionHidden columns={columns} rows={units} dense />;
}

function State({ unit, lang }: { unit: UnitInList; lang: Lang }) {
  const t = texts[lang];
  if (unit.teams > 0) return <Pill tone="good">{t.state_has()}</Pill>;
  return unit.recorded ? <Pill tone="waiting">{t.state_lacks()}</Pill> : <Pill>{t.state_no_data()}</Pill>;
}

function TeamRows({ showing, teams }: { showing: ListShowing; teams: readonly TeamInList[] }) {
  const { lang, list } = showing;
  const t = texts[lang];
  const columns: Column<TeamInList>[] = [
    { label: t.column_team(), cell: (team) => <a href={`/teams/${team.id}`}>{team.name}</a> },
    {
      label: t.column_seat(),
      cell: ({ seat, parent }) => [seat, parent].flatMap((one) => (one ? [titleName(one, lang)] : [])).join(', ') || '–',
    },
    { label: t.column_leader(), cell: ({ led }) => (led ? t.yes() : <Pill tone="waiting">{t.no()}</Pill>) },
    { label: t.column_members(), kind: 'number', cell: (team) => <Members team={team} lang={lang} /> },
  ];
  return <DataTable caption={list.title} captionHidden columns={columns} rows={teams} dense />;
}

function Members({ team, lang }: { team: TeamInList; lang: Lang }): ComponentChildren {
  const own = formatInteger(team.members, lang);
  if (team.members === team.allMembers) return own;
  return (
    <>
      {own}
      <br />
      <span class="muted small">{texts[lang].list_part({ part: team.members, whole: team.allMembers })}</span>
    </>
  );
}

function PeopleRows({ showing, people }: { showing: ListShowing; people: readonly { readonly teams: number; readonly people: number }[] }) {
  const { lang, list } = showing;
  const t = texts[lang];
  return (
    <DataTable
      caption={list.title}
      captionHidden
      columns={[
        { label: t.column_serves(), cell: (row) => t.serves_in({ count: row.teams }) },
        { label: t.column_people(), kind: 'number', cell: (row) => formatInteger(row.people, lang) },
        { label: t.column_members(), kind: 'number', cell: (row) => formatInteger(row.people * row.teams, lang) },
      ]}
      rows={people}
      dense
    />
  );
}
