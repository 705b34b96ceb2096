/** Places of reports in one unit as circles, drawn on the server: the villages around them, and the boundary where one is known. */
import type { Lang } from '../../platform/i18n/index.ts';
import { titleName, type UnitItem } from '../../territory/index.ts';
import { texts } from './messages.gen.ts';
import type { Cluster } from './queries.ts';

type Box = readonly [number, number, number, number];

export interface Frame {
  /** South, west, north, east of what is drawn. */
  readonly box: Box;
  readonly width: number;
  readonly height: number;
  /** The boundary as path data; empty where none is known. */
  readonly outline: string;
  readonly at: (lat: number, lon: number) => readonly [x: number, y: number];
}

const width = 640;
const highest = 1.1;
/** Room around, in shares of the box: circles stand over the last point. */
const room = 0.08;
/** Degrees: a unit with one point still has some land around it. */
const least = 0.01;

type Position = readonly [lon: number, lat: number, ...rest: number[]];

/** The rings of a GeoJSON area; none of anything else. */
function ringsOf(geometry: unknown): readonly (readonly Position[])[] {
  if (typeof geometry !== 'object' || geometry === null || !('type' in geometry) || !('coordinates' in geometry)) return [];
  const { type, coordinates } = geometry;
  // Checked when it was imported.
  if (type === 'Polygon') return coordinates as Position[][];
  return type === 'MultiPolygon' ? (coordinates as Position[][][]).flat() : [];
}

/** Where everything is drawn: around the villages, the boundary and the points. Null where none of them has a place. */
export function frameOf(of: { points: Box | null; villages: readonly UnitItem[]; boundary: unknown }): Frame | null {
  const rings = ringsOf(of.boundary);
  const lats = [...(of.points ? [of.points[0], of.points[2]] : []), ...of.villages.flatMap((unit) => unit.lat ?? [])];
  const lons = [...(of.points ? [of.points[1], of.points[3]] : []), ...of.villages.flatMap((unit) => unit.lon ?? [])];
  for (const [lon, lat] of rings.flat()) {
    lats.push(lat);
    lons.push(lon);
  }
  if (lats.length === 0) return null;
  const bounds = (values: readonly number[]): readonly [number, number] => {
    let [low, high] = [Infinity, -Infinity];
    for (const value of values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    const more = Math.max((high - low) * room, least);
    return [low - more, high + more];
  };
  const [south, north] = bounds(lats);
  const [west, east] = bounds(lons);
  const cos = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const [spanX, spanY] = [(east - west) * cos, north - south];
  const scale = Math.min(width / spanX, (width * highest) / spanY);
  const left = (width - spanX * scale) / 2;
  const tenth = (value: number): number => Math.round(value * 10) / 10;
  const at = (lat: number, lon: number): readonly [number, number] => [
    tenth(left + (lon - west) * cos * scale),
    tenth((north - lat) * scale),
  ];
  const outline = rings.map((ring) => `M${ring.map(([lon, lat]) => at(lat, lon).join(' ')).join('L')}Z`).join('');
  return { box: [south, west, north, east], width, height: Math.ceil(spanY * scale), outline, at };
}

interface Placed extends Cluster {
  readonly href: string;
  readonly place: string;
}

/** Larger for more, in steps that the eye sees; large enough for a thumb on a phone. */
const radius = (reports: number): number => Math.min(34, 17 + 5 * Math.log2(reports));

/** Names of villages: each circle's own name says the nearest one. */
const forTheEye = { 'aria-hidden': true };

export function ClusterMap(props: { lang: Lang; frame: Frame; villages: readonly UnitItem[]; clusters: readonly Placed[]; label: string }) {
  const { lang, frame, villages, clusters, label } = props;
  const t = texts[lang];
  return (
    <div class="report-map">
      <a class="skip" href="#report-map-end">
        {t.map_skip()}
      </a>
      <svg viewBox={`0 0 ${frame.width} ${frame.height}`} data-unit-map>
        <title>{label}</title>
        {frame.outline === '' ? (
          <rect class="report-map-land" x="1" y="1" width={frame.width - 2} height={frame.height - 2} rx="12" />
        ) : (
          <path class="report-map-land" d={frame.outline} fill-rule="evenodd" />
        )}
        <g class="report-map-villages" {...forTheEye}>
          {villages.map((unit) => {
            if (unit.lat === null || unit.lon === null) return null;
            const [x, y] = frame.at(unit.lat, unit.lon);
            return (
              <g key={unit.id}>
                <circle cx={x} cy={y} r="2.5" />
                <text x={x} y={y - 6}>
                  {titleName(unit, lang)}
                </text>
              </g>
            );
          })}
        </g>
        <g class="report-map-clusters">
          {clusters.map((cluster) => {
            const [x, y] = frame.at(cluster.lat, cluster.lon);
            const name = t.cluster({ reports: cluster.reports, open: cluster.open, place: cluster.place });
            return (
              <a key={cluster.href} href={cluster.href} aria-label={name} class={cluster.open > 0 ? 'open' : 'done'}>
                <circle cx={x} cy={y} r={radius(cluster.reports)} />
                <text x={x} y={y} dy=".35em">
                  {t.number({ value: cluster.reports })}
                </text>
              </a>
            );
          })}
        </g>
      </svg>
      <ul class="report-map-legend" id="report-map-end" tabIndex={-1}>
        <li class="open">{t.legend_open()}</li>
        <li class="done">{t.legend_done()}</li>
      </ul>
    </div>
  );
}
