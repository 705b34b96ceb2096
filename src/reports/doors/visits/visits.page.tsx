/** `/console/reports/visits`: answers that somebody has to bring or to say on the telephone. */

import { momentText } from '../../../platform/calendar/index.ts';
import {
  Breadcrumb,
  Button,
  ButtonLink,
  Card,
  DefinitionList,
  EmptyState,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  Notice,
  type Page,
  PageHeading,
  Pill,
  problemOf,
  TextField,
  type View,
} from '../../../platform/ui/index.ts';
import { stateName } from '../../citizen/states.ts';
import { spokenCode } from '../../code.ts';
import type { ToTell, Written } from '../behalf/written.ts';
import { texts } from '../messages.gen.ts';

export const visitsAddress = '/console/reports/visits';

/** Letters of a note on how it went. */
export const longestNote = 1_000;

export interface VisitsContent {
  readonly reports: readonly Written[];
  readonly units: ReadonlyMap<string, string>;
  readonly timeZone: string;
  readonly done: boolean;
}

const nameOf = (report: Written, view: View): string => (view.lang === 'vi' ? report.categoryVi : report.categoryEn);

export function visitsPage(view: View, { reports, units, timeZone, done }: VisitsContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const ways = (['visit', 'call'] as const).map((way) => ({ way, reports: reports.filter((report) => report.answerBy === way) }));
  return {
    title: t.visits_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.visits_title()} intro={t.visits_intro()} />
        {done && <Notice tone="good" title={t.visits_done()} />}
        {reports.length === 0 && <EmptyState icon="good" title={t.visits_none()} why={t.visits_none_why()} />}
        {ways.map(({ way, reports: some }) =>
          some.length === 0 ? null : (
            <section key={way} class="door-part">
              <h2>{way === 'visit' ? t.visits_visit({ count: some.length }) : t.visits_call({ count: some.length })}</h2>
              {some.map((report) => (
                <Card
                  key={report.id}
                  level={3}
                  title={nameOf(report, view)}
                  aside={<Pill tone="waiting">{stateName(report.state, lang)}</Pill>}
                >
                  <p class="muted">
                    {[
                      units.get(report.unitId),
                      report.answeredAt === null ? '' : t.visits_since({ when: momentText(report.answeredAt, timeZone) }),
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </p>
                  <p>
                    <a href={`${visitsAddress}/${report.code}`}>
                      {t.visits_open()} <span class="code">{spokenCode(report.code)}</span>
                    </a>
                  </p>
                </Card>
              ))}
            </section>
          ),
        )}
      </>
    ),
  };
}

export interface VisitContent {
  readonly report: ToTell;
  readonly unit: string;
  /** The receiving centre prints the letter; a helper reads from the page. */
  readonly centre: boolean;
  readonly typed: string;
  readonly problems: readonly FieldProblem[];
}

export function visitPage(view: View, { report, unit, centre, typed, problems }: VisitContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const byCall = report.answerBy === 'call';
  const { reporter } = report;
  return {
    title: byCall ? t.visit_title_call() : t.visit_title(),
    unlisted: true,
    body: (
      <>
        <Breadcrumb lang={lang} steps={[{ label: t.visits_title(), href: visitsAddress }, { label: spokenCode(report.code) }]} />
        <PageHeading eyebrow={spokenCode(report.code)} title={byCall ? t.visit_title_call() : t.visit_title()} intro={t.visit_seen()} />
        <ErrorSummary lang={lang} problems={problems} />
        <Card title={t.visit_who()}>
          <DefinitionList
            rows={[
              { term: t.visit_name(), value: reporter.name || t.visit_no_name() },
              {
                term: t.visit_phone(),
                value: reporter.phone === '' ? t.visit_no_phone() : <a href={`tel:${reporter.phone}`}>{reporter.phone}</a>,
              },
              { term: t.visit_unit(), value: unit },
              { term: t.visit_place(), value: report.placeWords === '' ? null : report.placeWords },
            ]}
          />
        </Card>
        <Card title={`${nameOf(report, view)} · ${stateName(report.state, lang)}`}>
          {report.words === '' ? <p class="muted">{t.visit_no_words()}</p> : <p class="whitespace-pre-line">{report.words}</p>}
          <p>
            {centre ? (
              <ButtonLink kind="secondary" icon="print" href={`/console/reports/${report.code}/letter`}>
                {t.visit_letter()}
              </ButtonLink>
            ) : (
              <a href={`/reports/${report.code}`}>{t.visit_page()}</a>
            )}
          </p>
        </Card>
        {report.waits ? (
          <form class="form" method="post" action={`${visitsAddress}/${report.code}`}>
            <FormToken view={view} />
            <TextField
              lang={lang}
              name="note"
              label={t.visit_note()}
              hint={byCall ? t.visit_note_hint_call() : t.visit_note_hint()}
              rows={3}
              maxLength={longestNote}
              value={typed}
              error={problemOf(problems, 'note')}
            />
            <Button kind="good" icon="done">
              {byCall ? t.visit_called() : t.visit_brought()}
            </Button>
          </form>
        ) : (
          <Notice tone="good" title={t.visit_over()} />
        )}
      </>
    ),
  };
}
