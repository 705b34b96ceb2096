import { formatDate } from '../../platform/calendar/index.ts';
import { formatDecimal } from '../../platform/numbers/index.ts';
import {
  Button,
  ButtonLink,
  Card,
  EmptyState,
  ErrorSummary,
  type FieldProblem,
  Notice,
  PageHeading,
  problemOf,
  TextField,
  WhatIsThis,
} from '../../platform/ui/index.ts';
import { texts } from '../messages.gen.ts';
import { type NearUnit, titleName } from '../queries/index.ts';
import type { Made, Making } from './page.ts';

export interface AtQuery {
  readonly lat: string;
  readonly lon: string;
  readonly problems: readonly FieldProblem[];
  /** Null when nothing was asked yet; `found: null` when nothing is near. */
  readonly answer: { readonly found: NearUnit | null } | null;
}

/** `/units/at`: the unit of a point, typed or read from the phone. */
export function atPage(making: Making, { lat, lon, problems, answer }: AtQuery): Made {
  const { lang, asked, day } = making;
  const t = texts[lang];
  return {
    units: [],
    page: {
      title: t.where_am_i(),
      scripts: ['territory/citizen/locate.client.ts'],
      help: [
        { part: t.help_at_phone(), text: t.help_at_phone_text(), target: '#locate' },
        { part: t.help_at_form(), text: t.help_at_form_text(), target: '#at-form' },
      ],
      body: (
        <>
          <PageHeading title={t.where_am_i()} intro={t.at_intro()} />
          <ErrorSummary lang={lang} problems={problems} />
          {answer && <Answer making={making} found={answer.found} />}
          <Card title={t.at_form_title()}>
            <form action="/units/at" class="form" id="at-form">
              {asked.given && <input type="hidden" name="on" value={day} />}
              <TextField
                lang={lang}
                name="lat"
                label={t.latitude()}
                hint={t.latitude_hint()}
                value={lat}
                inputMode="decimal"
                width="short"
                error={problemOf(problems, 'lat')}
              />
              <TextField
                lang={lang}
                name="lon"
                label={t.longitude()}
                hint={t.longitude_hint()}
                value={lon}
                inputMode="decimal"
                width="short"
                error={problemOf(problems, 'lon')}
              />
              <div class="actions">
                <Button icon="search">{t.at_find()}</Button>
                <button class="button secondary" type="button" id="locate" hidden data-denied={t.at_denied()}>
                  {t.at_use_phone()}
                </button>
              </div>
              <p role="status" id="locate-status" class="muted" />
            </form>
          </Card>
          <WhatIsThis lang={lang} term={t.at_term()}>
            <p>{t.at_meaning()}</p>
          </WhatIsThis>
        </>
      ),
    },
  };
}

function Answer({ making, found }: { making: Making; found: NearUnit | null }) {
  const { lang, day } = making;
  const t = texts[lang];
  if (!found) {
    return (
      <EmptyState icon="place" title={t.at_nothing()} why={t.at_nothing_why()}>
        <ButtonLink href={making.href('/units')} kind="secondary" icon="map">
          {t.search_none_next()}
        </ButtonLink>
      </EmptyState>
    );
  }
  const { unit, by, distanceMetres } = found;
  const name = titleName(unit, lang);
  const parent =
    unit.parentName !== null && unit.parentTypeName !== null
      ? titleName({ name: unit.parentName, typeName: unit.parentTypeName }, lang)
      : null;
  const km = distanceMetres === null ? '' : formatDecimal(distanceMetres / 1000, lang, 1);
  return (
    <Notice
      tone={by === 'boundary' ? 'good' : 'info'}
      title={<a href={making.href(`/units/${unit.id}`)}>{parent === null ? name : `${name}, ${parent}`}</a>}
    >
      <p>{by === 'boundary' ? t.at_by_boundary({ day }) : t.at_by_centre({ day, km })}</p>
      {unit.validTo !== null && <p>{t.at_until({ day: formatDate(unit.validTo) })}</p>}
    </Notice>
  );
}
