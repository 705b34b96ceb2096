import { formatDate } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { formatInteger } from '../../platform/numbers/index.ts';
import { DataTable, Pill, WhatIsThis } from '../../platform/ui/index.ts';
import { texts } from '../messages.gen.ts';
import { type FigureReadings, type PeoplePart, titleName } from '../queries/index.ts';
import type { Making } from './page.ts';

/** A figure's parts on some map, each with its unit. */
function Parts({ parts, lang, href }: { parts: readonly PeoplePart[]; lang: Lang; href: (id: string) => string }) {
  return (
    <ul class="grid gap-1">
      {parts.map((part) => (
        <li key={part.unit.id}>
          <a href={href(part.unit.id)}>{titleName(part.unit, lang)}</a>: {formatInteger(part.value, lang)}
          {!part.placed && (
            <>
              {' '}
              <Pill tone="waiting">{texts[lang].not_placed()}</Pill>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

/** The figures of people that concern a unit, in three readings. */
export function People({ making, readings }: { making: Making; readings: readonly FigureReadings[] }) {
  const { lang } = making;
  const t = texts[lang];
  if (readings.length === 0) return <p class="muted">{t.people_none()}</p>;
  return (
    <>
      <DataTable
        caption={t.people_caption()}
        captionHidden
        rows={readings}
        columns={[
          { label: t.people_day(), cell: ({ figure }) => formatDate(figure.day) },
          {
            label: t.as_reported(),
            cell: ({ figure, reported }) => (
              <>
                <strong>{formatInteger(figure.value, lang)}</strong>
                <br />
                <a href={`/units/${figure.unit}?on=${figure.day}`}>{titleName(reported, lang)}</a>
              </>
            ),
          },
          {
            label: t.on_map_of({ day: making.day }),
            cell: ({ onDay }) => <Parts parts={onDay} lang={lang} href={(id) => making.href(`/units/${id}`)} />,
          },
          { label: t.on_todays_map(), cell: ({ onToday }) => <Parts parts={onToday} lang={lang} href={(id) => `/units/${id}`} /> },
          {
            label: t.people_source(),
            cell: ({ figure }) => (
              <span class="small">
                {figure.basis}. {figure.source}
              </span>
            ),
          },
        ]}
      />
      <WhatIsThis lang={lang} term={t.readings_term()}>
        <p>{t.readings_meaning()}</p>
      </WhatIsThis>
    </>
  );
}
