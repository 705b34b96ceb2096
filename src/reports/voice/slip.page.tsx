/** `/reports/{code}` for a paper slip that nobody has typed in yet. */
import { formatDate } from '../../platform/calendar/index.ts';
import type { Page } from '../../platform/http/index.ts';
import { ButtonLink, PageHeading, type View } from '../../platform/ui/index.ts';
import { fullName, type getUnit } from '../../territory/index.ts';
import { spokenCode } from '../code.ts';
import { texts } from './messages.gen.ts';

interface SlipContent {
  readonly code: string;
  /** The commune or village for which it was printed; null where it has ended. */
  readonly unit: Awaited<ReturnType<typeof getUnit>>;
  readonly printedAt: Temporal.Instant;
  readonly timeZone: string;
}

export function waitingSlipPage(view: View, { code, unit, printedAt, timeZone }: SlipContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const day = formatDate(printedAt.toZonedDateTimeISO(timeZone).toPlainDate().toString());
  // A village has no counter: its commune has.
  const above =
    unit?.level === 'village' && unit.parentName !== null && unit.parentTypeName !== null
      ? fullName({ name: unit.parentName, typeName: unit.parentTypeName }, lang)
      : null;
  const place = above ?? (unit === null ? t.slip_place() : fullName(unit, lang));
  return {
    title: `${t.slip_title()} · ${spokenCode(code)}`,
    unlisted: true,
    body: (
      <div class="report-form">
        <PageHeading eyebrow={<span class="code">{spokenCode(code)}</span>} title={t.slip_title()} intro={t.slip_what({ day })} />
        <p>{t.slip_bring({ place: unit === null ? place : t.slip_committee({ place }) })}</p>
        <p>
          <ButtonLink kind="secondary" href="/reports/new">
            {t.slip_new()}
          </ButtonLink>
        </p>
      </div>
    ),
  };
}
