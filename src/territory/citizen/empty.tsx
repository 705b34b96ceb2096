import { formatDate } from '../../platform/calendar/index.ts';
import { ButtonLink, EmptyState, PageHeading } from '../../platform/ui/index.ts';
import { texts } from '../messages.gen.ts';
import type { Made, Making } from './page.ts';

/** Nothing was loaded yet. */
export function emptyRecord({ lang }: Making): Made {
  const t = texts[lang];
  return {
    units: [],
    page: {
      title: t.units_title(),
      body: (
        <>
          <PageHeading title={t.units_title()} />
          <EmptyState icon="unit" title={t.no_record_title()} why={t.no_record_advice()} />
        </>
      ),
    },
  };
}

/** A day before everything that is recorded. */
export function beforeTheRecord({ lang, day }: Making, first: string): Made {
  const t = texts[lang];
  return {
    units: [],
    page: {
      title: t.units_title(),
      body: (
        <>
          <PageHeading title={t.units_title()} eyebrow={t.map_of_day({ day })} />
          <EmptyState icon="history" title={t.before_record_title({ day })} why={t.page_before_record({ first: formatDate(first) })}>
            <ButtonLink href={`/units?on=${first}`} icon="calendar">
              {t.go_to_day({ day: formatDate(first) })}
            </ButtonLink>
          </EmptyState>
        </>
      ),
    },
  };
}
