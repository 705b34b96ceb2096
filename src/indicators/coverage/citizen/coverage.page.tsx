/** `/coverage`: the answer, the figures, a picture and a table that say the same. */
import { formatDate } from '../../../platform/calendar/index.ts';
import { plain } from '../../../platform/i18n/index.ts';
import { Answer, Breadcrumb, Card, EmptyState, Notice, type Page, QuietLinks, Rich } from '../../../platform/ui/index.ts';
import { mapScript, titleName } from '../../../territory/index.ts';
import { coveragePath } from './address.ts';
import { Choices } from './chips.tsx';
import { FigureCards } from './figures.tsx';
import { type Showing, sentence } from './gather.ts';
import { listPath } from './lists/names.ts';
import type { TeamInList } from './lists/teams.ts';
import { texts } from './messages.gen.ts';
import { Picture } from './picture.tsx';
import { ChildrenTable } from './tables.tsx';

/** A table with more rows stands under the picture, not beside it. */
const mostBeside = 15;

export function coveragePage(showing: Showing): Page {
  const { view, lang, choice, day, mapDay, about, name, href } = showing;
  const t = texts[lang];
  const answer = sentence(showing);
  const where = view.unit ? titleName(view.unit, lang) : capital(name);
  const beside = view.children.length <= mostBeside;
  const table =
    about === 'village' ? null : (
      <Card id="table">
        <ChildrenTable showing={showing} />
      </Card>
    );
  return {
    title: `${t.title()} · ${where} · ${day}`,
    description: plain(answer),
    scripts: [mapScript],
    sharing: {
      title: `${where} · ${day}`,
      text: `${t.picture_alt({ sentence: plain(answer), day, map: mapDay })}${view.assumed ? ` (${t.assumed_day()})` : ''}`,
      picture: href('/coverage/picture.svg'),
    },
    help: [
      { part: t.help_day(), text: t.help_day_text(), target: '#choices' },
      { part: t.help_answer(), text: t.help_answer_text(), target: 'h1' },
      { part: t.help_figures(), text: t.help_figures_text(), target: '#figures' },
      { part: t.help_take(), text: t.help_take_text(), target: '#take' },
    ],
    body: (
      <>
        <Up showing={showing} />
        <Answer text={answer} eyebrow={<Kicker showing={showing} where={where} />} />
        <Choices showing={showing} />
        <Notes showing={showing} />
        <div class="side-by-side coverage-columns">
          <div class="coverage-column">
            <Picture showing={showing} />
            {about !== 'units' && <TeamsHere showing={showing} />}
            <Definition showing={showing} />
          </div>
          <div class="coverage-column">
            <FigureCards showing={showing} />
            {beside && table}
            <Take showing={showing} />
          </div>
        </div>
        {!beside && table}
        {choice.map !== null && <p class="muted">{t.map_note({ day, map: mapDay })}</p>}
      </>
    ),
  };
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The way up, the root first. */
function Up({ showing }: { showing: Showing }) {
  const { view, lang, href } = showing;
  if (!view.unit) return null;
  const t = texts[lang];
  return (
    <Breadcrumb
      lang={lang}
      steps={[
        { label: t.title(), href: href(coveragePath, { unit: null }) },
        ...view.above.map((unit) => ({ label: titleName(unit, lang), href: href(coveragePath, { unit: unit.id }) })),
        { label: titleName(view.unit, lang) },
      ]}
    />
  );
}

function Kicker({ showing, where }: { showing: Showing; where: string }) {
  const { view, lang, choice, day, mapDay } = showing;
  const t = texts[lang];
  return (
    <>
      {choice.map === null ? t.kicker_same({ unit: where, day }) : t.kicker({ unit: where, day, map: mapDay })}
      {view.assumed && (
        <>
          {' '}
          (<a href="#assumed">{t.assumed_day()}</a>)
        </>
      )}
    </>
  );
}

function Notes({ showing }: { showing: Showing }) {
  const { view, lang, kinds, mapDay, href } = showing;
  const t = texts[lang];
  const { communes } = view.unrecorded;
  const unplaced = view.unplaced.commune + view.unplaced.village;
  if (communes === 0 && unplaced === 0) return null;
  return (
    <Notice tone="waiting">
      {communes > 0 && (
        <p>
          <Rich
            text={t.note_no_data({ count: communes, kinds: kinds.communes(communes), map: mapDay, first: formatDate(view.mapFrom) })}
            links={{ list: href(listPath('communes-without-team'), { by: 'villages' }) }}
          />
        </p>
      )}
      {unplaced > 0 && <p>{t.note_unplaced({ count: unplaced })}</p>}
    </Notice>
  );
}

/** Quiet ways to take the page along. */
function Take({ showing }: { showing: Showing }) {
  const { lang, href } = showing;
  const t = texts[lang];
  return (
    <div id="take">
      <QuietLinks
        lang={lang}
        print
        links={[
          { href: href('/coverage.xlsx'), label: t.excel(), download: true },
          { href: href('/coverage.csv'), label: t.csv(), download: true },
          { href: href('/api/v1/coverage'), label: t.json() },
          { href: href('/coverage/picture.svg'), label: t.picture_link() },
          { href: href(listPath('stale'), { on: null, map: null, by: 'villages' }), label: t.stale_link() },
        ]}
      />
    </div>
  );
}

function Definition({ showing }: { showing: Showing }) {
  const { view, lang } = showing;
  const t = texts[lang];
  return (
    <div class="coverage-definition">
      <Notice tone="waiting">
        <p>
          {t.definition_short()} <a href="/coverage/definitions">{t.definition_link()}</a>
        </p>
      </Notice>
      {view.assumed && (
        <details class="what" id="assumed">
          <summary>{t.assumed_title()}</summary>
          <div class="what-body prose">
            <p>{view.assumed.what[lang]}</p>
            <p>{view.assumed.why[lang]}</p>
            <p class="small">{t.assumed_source({ source: view.assumed.source })}</p>
          </div>
        </details>
      )}
    </div>
  );
}

/** The teams that sit right here, without names of persons. */
function TeamsHere({ showing }: { showing: Showing }) {
  const { lang, teams } = showing;
  const t = texts[lang];
  if (teams.length === 0) return <EmptyState icon="people" title={t.no_teams_here()} why={t.no_teams_here_why()} />;
  return (
    <Card title={t.teams_here()}>
      <ul class="coverage-teams">
        {teams.map((team) => (
          <TeamHere key={team.id} team={team} showing={showing} />
        ))}
      </ul>
      <p class="muted small">{t.list_names_why()}</p>
    </Card>
  );
}

function TeamHere({ team, showing: { lang } }: { team: TeamInList; showing: Showing }) {
  const t = texts[lang];
  return (
    <li>
      <a href={`/teams/${team.id}`}>{team.name}</a>
      <span class="muted">
        {t.team_members({ count: team.members })}
        {!team.led && ` · ${t.not_led()}`}
      </span>
    </li>
  );
}
