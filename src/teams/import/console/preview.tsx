import { formatDate, formatDateRange, lastValidDay } from '../../../platform/calendar/index.ts';
import { formatInteger } from '../../../platform/numbers/index.ts';
import { Chips, DataTable, EmptyState, Pager, type View } from '../../../platform/ui/index.ts';
import { texts } from '../messages.gen.ts';
import type { Action } from '../plan/types.ts';
import type { ImportRow } from '../store/rows.ts';
import { findingTitle, forceName, roleName } from '../words.ts';
import { PAGE_SIZE, type Shown } from './load.ts';

const actions: readonly Action[] = ['add', 'change', 'end', 'same', 'refused'];

/** What would be added, changed, ended: by place, page by page. */
export function Preview({ view, shown }: { view: View; shown: Shown }) {
  const { lang } = view;
  const t = texts[lang];
  const { asked, counts, batch } = shown;
  const names: Readonly<Record<Action, string>> = {
    add: t.action_add(),
    change: t.action_change(),
    end: t.action_end(),
    same: t.action_same(),
    refused: t.action_refused(),
  };
  const address = (change: { action?: Action; place?: string | null; page?: number }): string => {
    const place = change.place === undefined ? asked.place : change.place;
    const query = new URLSearchParams({
      show: change.action ?? asked.action,
      ...(place === null ? {} : { place }),
      page: String(change.page ?? 1),
    });
    return `/console/teams/import/${batch.id}?${query}#preview`;
  };
  const last = asked.page * PAGE_SIZE;
  const number = (value: number) => formatInteger(value, lang);
  return (
    <section id="preview">
      <h2>{t.preview_title()}</h2>
      <Chips
        label={t.chips_actions()}
        items={actions.map((action) => ({
          label: t.chip_count({ label: names[action], count: number(counts[action]) }),
          href: address({ action }),
          current: action === asked.action,
        }))}
      />
      {shown.places.length > 1 && (
        <Chips
          label={t.chips_places()}
          shown
          items={[
            { label: t.place_all(), href: address({ place: null }), current: asked.place === null },
            ...shown.places.map(({ id, name }) => ({ label: name, href: address({ place: id }), current: id === asked.place })),
          ]}
        />
      )}
      {shown.rows.length === 0 ? (
        <EmptyState title={t.preview_empty()} why={t.preview_empty_why()} />
      ) : (
        <Rows view={view} shown={shown} caption={names[asked.action]} />
      )}
      {shown.count > PAGE_SIZE && (
        <Pager
          lang={lang}
          summary={t.pager({ from: number(last - PAGE_SIZE + 1), to: number(Math.min(last, shown.count)), count: number(shown.count) })}
          previous={asked.page > 1 ? address({ page: asked.page - 1 }) : null}
          next={last < shown.count ? address({ page: asked.page + 1 }) : null}
        />
      )}
    </section>
  );
}

function Rows({ view: { lang }, shown, caption }: { view: View; shown: Shown; caption: string }) {
  const t = texts[lang];
  const name = ({ staged, effect, cells }: ImportRow): string =>
    staged?.reading.name || (effect.personId === null ? undefined : shown.persons.get(effect.personId)) || cells.get('name') || '–';
  const days = ({ action, effect }: ImportRow): string => {
    if (effect.from === null) return '';
    if (action === 'end') return formatDate(lastValidDay(effect.from));
    return formatDateRange(effect.from, lastValidDay(effect.to), lang);
  };
  const columns = [
    { label: t.row_name(), cell: name },
    { label: t.column_place(), cell: ({ unitId }: ImportRow) => (unitId === null ? '' : (shown.unitNames.get(unitId) ?? '')) },
    { label: t.column_role(), cell: ({ effect }: ImportRow) => roleName(effect.role, lang) },
    { label: t.column_force(), cell: ({ effect }: ImportRow) => forceName(effect.force, shown.forces, lang) },
    ...(shown.asked.action === 'refused'
      ? [
          {
            label: t.row_say(),
            cell: ({ findings }: ImportRow) =>
              findings
                .filter(({ code }) => code.startsWith('E-'))
                .map(({ code }) => findingTitle(code, lang))
                .join('; '),
          },
        ]
      : [{ label: t.column_days(), cell: days }]),
    {
      label: t.row_place(),
      cell: ({ sheet, sheetRow }: ImportRow) => (sheetRow === 0 ? t.left_out() : t.sheet_row({ sheet, row: String(sheetRow) })),
    },
  ];
  return <DataTable caption={caption} columns={columns} rows={shown.rows} dense />;
}
