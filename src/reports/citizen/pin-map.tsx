/** A sketch to set a pin on: the centres of communes by their coordinates, nothing from outside. Useless without script, and hidden then. */
import type { Lang } from '../../platform/i18n/index.ts';
import { lineStart } from './due.ts';
import { texts } from './messages.gen.ts';
import type { Place } from './places.ts';

const width = 640;
const margin = 24;

/** A degree of latitude is `scale` units high; a degree of longitude narrower, as in the middle of the map. */
interface Projection {
  readonly west: number;
  readonly north: number;
  readonly scale: number;
  readonly narrowing: number;
  readonly height: number;
}

/** The projection that shows all these points. */
function projectionOf(points: readonly { readonly lat: number; readonly lon: number }[]): Projection | null {
  if (points.length === 0) return null;
  const [lats, lons] = [points.map(({ lat }) => lat), points.map(({ lon }) => lon)];
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  const [west, east] = [Math.min(...lons), Math.max(...lons)];
  const narrowing = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = (width - 2 * margin) / Math.max(0.01, (east - west) * narrowing);
  return {
    west: west - margin / scale / narrowing,
    north: north + margin / scale,
    scale,
    narrowing,
    height: Math.ceil((north - south) * scale + 2 * margin),
  };
}

const tenth = (value: number): number => Math.round(value * 10) / 10;

export function PinMap({ lang, places }: { lang: Lang; places: readonly Place[] }) {
  const t = texts[lang];
  const placed = places.flatMap(({ id, name, lat, lon }) => (lat === null || lon === null ? [] : [{ id, name, lat, lon }]));
  const projection = projectionOf(placed);
  if (projection === null) return null;
  const { west, north, scale, narrowing, height } = projection;
  return (
    <div class="pin-map">
      <svg
        id="pin-map"
        viewBox={`0 0 ${width} ${height}`}
        aria-label={t.pin_label()}
        aria-describedby="pin-hint"
        data-west={west.toFixed(6)}
        data-north={north.toFixed(6)}
        data-scale={scale.toFixed(3)}
        data-narrowing={narrowing.toFixed(6)}
      >
        <rect class="pin-ground" width={width} height={height} />
        {placed.map(({ id, name, lat, lon }) => (
          <g key={id} class="pin-place" data-id={id} data-lat={lat} data-lon={lon} data-name={name}>
            <circle cx={tenth((lon - west) * narrowing * scale)} cy={tenth((north - lat) * scale)} r="3" />
            <text x={tenth((lon - west) * narrowing * scale)} y={tenth((north - lat) * scale)}>
              {lineStart(name)}
            </text>
          </g>
        ))}
        <circle class="pin-circle" id="pin-circle" r="0" hidden />
        <g class="pin-mark" id="pin-mark" hidden>
          <path d="M0 0-7-14a8 8 0 1 1 14 0z" />
        </g>
      </svg>
      <div class="actions">
        <button class="button secondary" type="button" data-zoom="in">
          <span>{t.pin_in()}</span>
        </button>
        <button class="button secondary" type="button" data-zoom="out">
          <span>{t.pin_out()}</span>
        </button>
      </div>
    </div>
  );
}
