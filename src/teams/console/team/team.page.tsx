import { formatDate, lastValidDay } from '../../../platform/calendar/index.ts';
import type { Lang } from '../../../platform/i18n/index.ts';
import {
  Answer,
  Breadcrumb,
  Button,
  ButtonLink,
  Card,
  DateField,
  DefinitionList,
  FormToken,
  Notice,
  type Page,
  Pill,
  QuietLinks,
  type View,
} from '../../../platform/ui/index.ts';
import { texts } from '../messages.gen.ts';
import { levelName } from '../words.ts';
import type { TeamContent } from './gather.ts';
import { History } from './history.tsx';
import { Others, Roster } from './roster.tsx';

/** What a page says was done just before. */
export const doneThings = ['formed', 'changed', 'merged', 'split', 'added', 'member', 'ended', 'handed', 'leave', 'confirmed'] as const;
export type DoneThing = (typeof doneThings)[number];

/** `/console/teams/:id`: one team on a day, its members, what happened to it, and what can be done. */
export function teamPage(view: View, content: TeamContent, said: { readonly done: DoneThing | null; readonly wrongDay: boolean }): Page {
  const { lang } = view;
  const t = texts[lang];
  const { team, on, today, members } = content;
  const leader = members.find((member) => member.role === 'leader');
  const past = on !== today;
  const counts = t.team_answer({
    members: members.length,
    deputies: members.filter((member) => member.role === 'deputy').length,
    leader: leader === undefined ? 'none' : 'one',
  });
  return {
    title: team.version.name,
    unlisted: true,
    body: (
      <>
        <Breadcrumb lang={lang} steps={[{ label: t.list_title(), href: '/console/teams' }, { label: team.version.name }]} />
        <header class="page-heading">
          <p class="eyebrow">
            {levelName(team.level, lang)} · {content.seats.get(team.version.unitId) ?? '–'}
          </p>
          <h1>{team.version.name}</h1>
          <States lang={lang} content={content} led={leader !== undefined} />
        </header>
        {said.done !== null && <Notice tone="good" title={doneWords(said.done, lang)} />}
        {said.wrongDay && <Notice tone="waiting" title={t.day_strange()} />}
        {past && (
          <Notice tone="waiting" title={t.team_on({ day: formatDate(on) })}>
            <p>
              <a href={`/console/teams/${team.id}`}>{t.team_today()}</a>
            </p>
          </Notice>
        )}
        <Standing lang={lang} content={content} />
        {(team.state === 'active' || team.state === 'suspended') && <Answer text={counts} underHeading />}
        <Roster lang={lang} content={content} />
        {!past && team.state === 'active' && <Look view={view} content={content} />}
        {team.mayManage && !past && <Doing lang={lang} content={content} />}
        <form class="form" action={`/console/teams/${team.id}`}>
          <DateField
            lang={lang}
            name="on"
            label={t.team_other_day()}
            hint={t.team_other_day_hint()}
            value={past ? formatDate(on) : ''}
            optional
          />
          <div class="actions">
            <Button kind="secondary" icon="calendar">
              {t.team_other_day_button()}
            </Button>
          </div>
        </form>
        <History lang={lang} content={content} />
        <Others lang={lang} content={content} />
        <QuietLinks
          lang={lang}
          links={[
            { href: `/console/teams/export.xlsx?team=${team.id}&on=${on}`, label: t.export_xlsx(), download: true },
            { href: `/console/teams/export.csv?team=${team.id}&on=${on}`, label: t.export_csv(), download: true },
          ]}
          print
        />
      </>
    ),
  };
}

function doneWords(done: DoneThing, lang: Lang): string {
  const t = texts[lang];
  const words: Record<DoneThing, string> = {
    formed: t.done_formed(),
    changed: t.done_changed(),
    merged: t.done_merged(),
    split: t.done_split(),
    added: t.done_added(),
    member: t.done_member(),
    ended: t.done_ended(),
    handed: t.done_handed(),
    leave: t.done_leave(),
    confirmed: t.done_confirmed(),
  };
  return words[done];
}

function States({ lang, content, led }: { lang: Lang; content: TeamContent; led: boolean }) {
  const t = texts[lang];
  const { team } = content;
  return (
    <span class="pills">
      {team.state === 'active' && <Pill tone="good">{t.state_active()}</Pill>}
      {team.state === 'suspended' && <Pill tone="waiting">{t.state_suspended()}</Pill>}
      {team.state === 'ended' && <Pill>{t.state_ended()}</Pill>}
      {team.state === 'to-come' && <Pill>{t.state_to_come()}</Pill>}
      {team.state === 'active' && !led && <Pill tone="danger">{t.state_leaderless()}</Pill>}
      {team.state === 'active' && content.stale && <Pill tone="waiting">{t.state_stale()}</Pill>}
    </span>
  );
}

/** What of the team's own state needs words: ended, yet to come, a seat that somebody has to confirm. */
function Standing({ lang, content }: { lang: Lang; content: TeamContent }) {
  const t = texts[lang];
  const { team } = content;
  const { version } = team;
  if (team.state === 'to-come') return <Notice tone="waiting" title={t.team_to_come({ day: formatDate(version.from) })} />;
  if (team.state === 'ended') {
    const last = lastValidDay(version.to);
    return <Notice tone="waiting" title={t.team_ended({ day: last === null ? '–' : formatDate(last) })} />;
  }
  if (!version.toConfirm) return null;
  return (
    <Notice tone="waiting" title={t.to_confirm_title({ seat: content.seats.get(version.unitId) ?? '–' })}>
      <p>{t.to_confirm_why()}</p>
      {team.mayManage && (
        <p>
          <a href={`/console/teams/${team.id}/confirm-seat`}>{t.to_confirm_link()}</a>
        </p>
      )}
    </Notice>
  );
}

/** When somebody last looked, and the one button that says that all is right. */
function Look({ view, content }: { view: View; content: TeamContent }) {
  const { lang } = view;
  const t = texts[lang];
  const { team, lookedOn } = content;
  return (
    <Card title={t.look_title()}>
      <p>{lookedOn === null ? t.look_never() : t.look_last({ day: formatDate(lookedOn) })}</p>
      {team.mayManage && (
        <form method="post" action={`/console/teams/${team.id}/confirm`}>
          <FormToken view={view} />
          <Button kind="good" icon="done">
            {t.look_button()}
          </Button>
        </form>
      )}
    </Card>
  );
}

/** What can be done with the team: on top what is done most. */
function Doing({ lang, content }: { lang: Lang; content: TeamContent }) {
  const t = texts[lang];
  const { team, members } = content;
  const at = `/console/teams/${team.id}`;
  const stands = team.state === 'active' || team.state === 'suspended';
  const led = members.some((member) => member.role === 'leader');
  const often = [
    { show: stands, href: `${at}/members/new`, label: t.action_add() },
    { show: stands && led && members.length > 1, href: `${at}/hand-over`, label: t.action_hand_over() },
  ];
  const seldom = [
    { show: stands, href: `${at}/rename`, label: t.action_rename() },
    { show: stands, href: `${at}/move`, label: t.action_move() },
    { show: team.state === 'active', href: `${at}/suspend`, label: t.action_suspend() },
    { show: team.state === 'suspended' || team.state === 'ended', href: `${at}/revive`, label: t.action_revive() },
    { show: stands, href: `${at}/merge`, label: t.action_merge() },
    { show: stands && members.length > 1, href: `${at}/split`, label: t.action_split() },
    { show: stands, href: `${at}/dissolve`, label: t.action_dissolve() },
    { show: stands, href: `${at}/correct`, label: t.action_correct() },
    { show: stands && content.mayCards, href: `${at}/cards`, label: t.link_cards() },
    { show: stands && content.mayCards, href: `${at}/sheet`, label: t.link_sheet() },
  ];
  return (
    <Card title={t.doing_title()}>
      <div class="actions">
        {often
          .filter((one) => one.show)
          .map((one, index) => (
            <ButtonLink key={one.href} href={one.href} kind={index === 0 ? 'primary' : 'secondary'}>
              {one.label}
            </ButtonLink>
          ))}
      </div>
      <ul class="quiet-links" aria-label={t.doing_title()}>
        {seldom
          .filter((one) => one.show)
          .map((one) => (
            <li key={one.href}>
              <a href={one.href}>{one.label}</a>
            </li>
          ))}
      </ul>
    </Card>
  );
}

/** A team that the form is about, above it. */
export function TeamHead({
  lang,
  content,
}: {
  lang: Lang;
  content: { readonly name: string; readonly seat: string; readonly members: number };
}) {
  const t = texts[lang];
  return (
    <DefinitionList
      rows={[
        { term: t.column_team(), value: content.name },
        { term: t.column_seat(), value: content.seat },
        { term: t.column_members(), value: String(content.members) },
      ]}
    />
  );
}
