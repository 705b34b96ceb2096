/** The map of reports, drawn on the server: units by how many they have, and single places where one unit was chosen. Without tiles of others. */
import type { Lang } from '../../platform/i18n/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { DataTable, type HeatClass, Legend, type Page } from '../../platform/ui/index.ts';
import {
  boundariesOf,
  childrenOf,
  fullName,
  layoutOf,
  mapTexts,
  titleName,
  type UnitItem,
  UnitMap,
  type UnitMark,
} from '../../territory/index.ts';
import { addressOf } from './asked.ts';
import { ClusterMap, frameOf } from './cluster-map.tsx';
import { type Listing, mapGround } from './gather.ts';
import { texts } from './messages.gen.ts';
import { clustersIn, countsWithin, extentOf } from './queries.ts';

const width = 640;
/** Cells of the grid on which points are put together: as many circles as fit beside each other. */
const across = 10;
type Shade = 0 | 1 | 2 | 3 | 4;

/** Where the shades of a map begin: from one on, each about as many units; fewer where counts are few. */
function stepsOf(counts: readonly number[]): readonly number[] {
  const sorted = counts.filter((count) => count > 0).toSorted((a, b) => a - b);
  const bounds = [0, 0.25, 0.5, 0.75].map((share) => sorted[Math.floor(share * sorted.length)] ?? 1);
  return [...new Set(bounds)];
}

const shadeOf = (count: number, steps: readonly number[]): Shade =>
  count === 0
    ? 0
    : (([1, 2, 3, 4] as const)[
        Math.max(
          0,
          steps.findLastIndex((from) => count >= from),
        )
      ] ?? 4);

/** The map of an address, and the same as a table. */
export async function mapOf(context: Context, lang: Lang, listing: Listing): Promise<Page['body'] | null> {
  const { of, points } = await mapGround(context, listing.unit, listing.today);
  if (of === null) return null;
  return points ? pointsMap(context, lang, listing, of) : unitsMap(context, lang, listing, of);
}

async function unitsMap({ db }: Context, lang: Lang, listing: Listing, of: UnitItem): Promise<Page['body']> {
  const { asked, today, wanted, total } = listing;
  const t = texts[lang];
  const units = await childrenOf(db, of.id, today);
  const ids = units.map((unit) => unit.id);
  const [boundaries, counts] = await Promise.all([boundariesOf(db, ids, today), countsWithin(db, wanted, ids, today)]);
  const steps = stepsOf([...counts.values()]);
  const drawing = layoutOf(
    units.map((unit) => ({
      id: unit.id,
      name: unit.name,
      lat: unit.lat,
      lon: unit.lon,
      parentId: unit.parent,
      // Checked when it was imported.
      boundary: (boundaries.get(unit.id)?.geometry as Parameters<typeof layoutOf>[0][number]['boundary']) ?? null,
    })),
    { width },
  );
  const href = (id: string) => addressOf('/reports', { ...asked, unit: id, after: null });
  const marks = new Map(
    units.map((unit): [string, UnitMark] => {
      const count = counts.get(unit.id) ?? 0;
      return [unit.id, { href: href(unit.id), name: titleName(unit, lang), value: t.map_value({ count }), shade: shadeOf(count, steps) }];
    }),
  );
  const within = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const rows = units.filter((unit) => counts.has(unit.id)).toSorted((a, b) => (counts.get(b.id) ?? 0) - (counts.get(a.id) ?? 0));
  return (
    <>
      <p class="muted">{t.map_hint()}</p>
      <UnitMap drawing={drawing} label={t.map_label()} marks={marks} texts={mapTexts(lang)} labels />
      <Legend label={t.map_legend()} items={legendOf(steps, lang)} />
      <p class="muted">{t.map_outside({ count: total - within })}</p>
      {rows.length > 0 && (
        <DataTable
          caption={t.map_table()}
          columns={[
            { label: t.column_unit(), cell: (unit: UnitItem) => <a href={href(unit.id)}>{titleName(unit, lang)}</a> },
            { label: t.column_reports(), cell: (unit: UnitItem) => t.number({ value: counts.get(unit.id) ?? 0 }), kind: 'number' },
          ]}
          rows={rows}
        />
      )}
    </>
  );
}

function legendOf(steps: readonly number[], lang: Lang): { swatch: HeatClass; label: string }[] {
  const t = texts[lang];
  const shades = ['heat-1', 'heat-2', 'heat-3', 'heat-4'] as const;
  return [
    { swatch: 'heat-0', label: t.map_none() },
    ...steps.map((from, at) => {
      const to = steps[at + 1];
      const label = to === undefined ? t.map_from({ from }) : to - 1 === from ? t.map_one({ from }) : t.map_range({ from, to: to - 1 });
      return { swatch: shades[at] ?? 'heat-4', label };
    }),
  ];
}

async function pointsMap({ db }: Context, lang: Lang, listing: Listing, of: UnitItem): Promise<Page['body']> {
  const { asked, today, wanted } = listing;
  const t = texts[lang];
  const [villages, extent, boundaries] = await Promise.all([
    childrenOf(db, of.id, today),
    extentOf(db, wanted),
    boundariesOf(db, [of.id], today),
  ]);
  const boundary = boundaries.get(of.id)?.geometry ?? null;
  const frame = frameOf({ points: extent.box, villages, boundary });
  const clusters = frame === null ? [] : await clustersIn(db, wanted, frame.box, across);
  const near = (lat: number, lon: number): string => {
    const away = (unit: UnitItem) => ((unit.lat ?? 90) - lat) ** 2 + ((unit.lon ?? 180) - lon) ** 2;
    const nearest = villages.toSorted((a, b) => away(a) - away(b))[0];
    return fullName(nearest ?? of, lang);
  };
  const placed = clusters.map((cluster) => ({
    ...cluster,
    place: near(cluster.lat, cluster.lon),
    href:
      cluster.code === null ? addressOf('/reports', { ...asked, map: false, box: cluster.box, after: null }) : `/reports/${cluster.code}`,
  }));
  type Placed = (typeof placed)[number];
  return (
    <>
      <p class="muted">{t.map_points_hint()}</p>
      {frame !== null && (
        <ClusterMap
          lang={lang}
          frame={frame}
          villages={villages}
          clusters={placed}
          label={t.map_points_label({ unit: fullName(of, lang) })}
        />
      )}
      <p class="muted">{t.map_schematic()}</p>
      <p class="muted">{t.map_without({ count: extent.without })}</p>
      {placed.length > 0 && (
        <DataTable
          caption={t.map_table()}
          columns={[
            {
              label: t.column_unit(),
              cell: (one: Placed) => <a href={one.href}>{t.cluster_near({ reports: one.reports, place: one.place })}</a>,
            },
            { label: t.column_reports(), cell: (one: Placed) => t.number({ value: one.reports }), kind: 'number' },
            { label: t.column_open(), cell: (one: Placed) => t.number({ value: one.open }), kind: 'number' },
          ]}
          rows={placed}
        />
      )}
      <p>
        <a href={addressOf('/reports', { ...asked, unit: null, after: null })}>{t.map_all()}</a>
      </p>
    </>
  );
}
