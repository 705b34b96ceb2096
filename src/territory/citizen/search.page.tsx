import { formatDate } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { ButtonLink, DataTable, EmptyState, Notice, PageHeading, Pager, Pill, SearchForm } from '../../platform/ui/index.ts';
import { texts } from '../messages.gen.ts';
import { type Cursor, type FoundUnit, findUnits, holdsOn, titleName, writeCursor } from '../queries/index.ts';
import { epochDay, type Made, type Making } from './page.ts';
import { days } from './words.ts';

const pageLength = 50;

/** `/units?q=`: units of all times that the words find; those of the day asked for first. */
export async function searchPage(context: Context, making: Making, q: string, after: Cursor | undefined): Promise<Made> {
  const { lang, asked, day } = making;
  const t = texts[lang];
  const on = epochDay(making);
  const { items, next } = await findUnits(context.db, { on, anyTime: true, q, after, limit: pageLength });
  const columns = [
    { label: t.column_name(), cell: (unit: FoundUnit) => <Name unit={unit} making={making} on={on} /> },
    { label: t.column_code(), cell: (unit: FoundUnit) => <span class="code">{unit.code ?? '–'}</span> },
    {
      label: t.column_parent(),
      cell: (unit: FoundUnit) =>
        unit.parentName !== null && unit.parentTypeName !== null
          ? titleName({ name: unit.parentName, typeName: unit.parentTypeName }, lang)
          : '–',
    },
    { label: t.column_days(), cell: (unit: FoundUnit) => days(unit.existsFrom, unit.existsTo, lang) },
    { label: t.column_state(), cell: (unit: FoundUnit) => <State unit={unit} on={on} lang={lang} /> },
  ];
  return {
    units: [],
    page: {
      title: t.search_title({ q }),
      unlisted: true,
      help: [
        { part: t.help_search(), text: t.help_search_text(), target: 'main .search' },
        ...(items.length === 0 ? [] : [{ part: t.help_found(), text: t.help_found_text(), target: 'main .table' }]),
      ],
      body: (
        <>
          <PageHeading title={t.search_title({ q })} intro={asked.given ? t.search_on_day({ day }) : t.search_all_times()} />
          <SearchForm
            lang={lang}
            action="/units"
            label={t.search_label()}
            hint={t.search_hint()}
            value={q}
            {...(asked.given ? { hidden: { on: day } } : {})}
          />
          {/^\d+$/.test(q.trim()) && items.length > 0 && <Notice>{t.codes_are_reused()}</Notice>}
          {items.length === 0 ? (
            <EmptyState title={t.search_none({ q })} why={t.search_none_why()}>
              <ButtonLink href={making.href('/units')} kind="secondary" icon="map">
                {t.search_none_next()}
              </ButtonLink>
            </EmptyState>
          ) : (
            <>
              <DataTable caption={t.search_found()} captionHidden columns={columns} rows={items} />
              {next && <Pager lang={lang} next={making.href('/units', { q, after: writeCursor(next) })} />}
            </>
          )}
        </>
      ),
    },
  };
}

function Name({ unit, making, on }: { unit: FoundUnit; making: Making; on: string }) {
  const { lang } = making;
  const t = texts[lang];
  const href = holdsOn(unit, on) ? making.href(`/units/${unit.id}`) : `/units/${unit.id}?on=${unit.validTo ?? unit.validFrom}`;
  return (
    <>
      <a href={href}>{titleName(unit, lang)}</a>
      {unit.foundBy && (
        <span class="muted small">
          {' '}
          {unit.foundBy.kind === 'former-name' ? t.former_name({ name: unit.foundBy.name }) : t.other_spelling({ name: unit.foundBy.name })}
        </span>
      )}
    </>
  );
}

function State({ unit, on, lang }: { unit: FoundUnit; on: string; lang: Lang }) {
  const t = texts[lang];
  if (holdsOn(unit, on)) return <Pill tone="good">{t.state_exists()}</Pill>;
  return (
    <Pill tone="waiting">
      {unit.validTo !== null && unit.validTo < on ? t.state_ended({ day: formatDate(unit.validTo) }) : t.state_not_yet()}
    </Pill>
  );
}
