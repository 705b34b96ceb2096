/** `/console/reports/written-down`: what I wrote down for others, and where it stands. */

import { momentText } from '../../../platform/calendar/index.ts';
import { ButtonLink, Card, EmptyState, type Page, PageHeading, Pill, type View } from '../../../platform/ui/index.ts';
import { stateName, stateTone } from '../../citizen/states.ts';
import { spokenCode } from '../../code.ts';
import { texts } from '../messages.gen.ts';
import { visitsAddress } from '../visits/visits.page.tsx';
import { newForAddress } from './new-for.page.tsx';
import type { Written } from './written.ts';

export interface WrittenContent {
  readonly reports: readonly Written[];
  readonly units: ReadonlyMap<string, string>;
  readonly timeZone: string;
}

export function writtenPage(view: View, { reports, units, timeZone }: WrittenContent): Page {
  const { lang } = view;
  const t = texts[lang];
  return {
    title: t.written_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.written_title()} intro={t.written_intro()} />
        <p>
          <ButtonLink href={newForAddress} icon="helping">
            {t.new_for_title()}
          </ButtonLink>
        </p>
        {reports.length === 0 && <EmptyState icon="helping" title={t.written_none()} why={t.written_none_why()} />}
        {reports.map((report) => (
          <Card
            key={report.id}
            title={lang === 'vi' ? report.categoryVi : report.categoryEn}
            aside={<Pill tone={stateTone(report.state)}>{stateName(report.state, lang)}</Pill>}
          >
            <p class="muted">
              <a class="code" href={`/reports/${report.code}`}>
                {spokenCode(report.code)}
              </a>{' '}
              · {[units.get(report.unitId), momentText(report.sentAt, timeZone)].filter(Boolean).join(' · ')}
            </p>
            {report.dueAt !== null && <p>{t.written_due({ when: momentText(report.dueAt, timeZone) })}</p>}
            {report.waits && (
              <p>
                <a href={`${visitsAddress}/${report.code}`}>{report.answerBy === 'visit' ? t.written_bring() : t.written_call()}</a>
              </p>
            )}
          </Card>
        ))}
      </>
    ),
  };
}
