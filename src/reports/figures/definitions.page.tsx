/** `/reports/figures/definitions`: what each figure counts, and what it doesn't. */
import type { Lang } from '../../platform/i18n/index.ts';
import { Breadcrumb, Card, type Page, PageHeading } from '../../platform/ui/index.ts';
import { figuresPath } from './ask.ts';
import { texts } from './messages.gen.ts';
import { least } from './rows.ts';

export function definitionsPage(lang: Lang): Page {
  const t = texts[lang];
  const meanings = [
    ['received', t.d_received(), t.d_received_text()],
    ['taken-in', t.d_taken_in(), t.d_taken_in_text()],
    ['answered', t.d_answered(), t.d_answered_text()],
    ['on-time', t.d_on_time(), t.d_on_time_text()],
    ['minutes', t.d_minutes(), t.d_minutes_text()],
    ['not-accepted', t.d_not_accepted(), t.d_not_accepted_text()],
    ['rated', t.d_rated(), t.d_rated_text()],
    ['satisfied', t.d_satisfied(), t.d_satisfied_text()],
    ['reopened', t.d_reopened(), t.d_reopened_text()],
    ['interval', t.d_interval(), t.d_interval_text()],
    ['returned', t.d_returned(), t.d_returned_text()],
    ['office', t.d_office(), t.d_office_text({ least })],
    ['waiting', t.d_waiting(), t.d_waiting_text()],
    ['standing', t.d_standing(), t.d_standing_text()],
    ['use', t.d_use(), t.d_use_text()],
    ['published', t.d_published(), t.d_published_text()],
  ] as const;
  return {
    title: t.definitions(),
    description: t.definitions_intro(),
    body: (
      <>
        <Breadcrumb lang={lang} steps={[{ label: t.title(), href: figuresPath }, { label: t.definitions() }]} />
        <PageHeading title={t.definitions()} intro={t.definitions_intro()} />
        {meanings.map(([id, title, text]) => (
          <Card key={id} id={id} title={title}>
            <p>{text}</p>
          </Card>
        ))}
        <p>
          <a href="/reports/open-data">{t.o_title()}</a>
        </p>
      </>
    ),
  };
}
