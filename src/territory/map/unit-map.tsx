import { HatchPattern } from '../../platform/ui/index.ts';
import type { MapDrawing, MapShape } from './drawing.ts';

/** Five greens from little to much, or no data (hatched): `heat-0` … `heat-4`, `heat-missing` of the `Legend`. */
type Shade = 0 | 1 | 2 | 3 | 4 | 'missing';

/** What a page says of a unit on its map. */
export interface UnitMark {
  readonly href: string;
  /** The unit's name in full, where the drawing's is short: "xã Pá Hu" for "Pá Hu". */
  readonly name?: string;
  /** The unit's value as it is read out, for example `83 %`; also its tooltip. Colour never stands alone. */
  readonly value?: string;
  readonly shade?: Shade;
}

/** The words around a map, of the page's language: `mapTexts(lang)`. */
export interface UnitMapTexts {
  readonly skip: string;
  readonly schematic: string;
  readonly unplaced: (names: readonly string[]) => string;
}

export interface UnitMapProps {
  readonly drawing: MapDrawing;
  /** What the map shows, in a few words. */
  readonly label: string;
  /** By unit id. A unit without a mark is drawn as having no data, and is no link. */
  readonly marks: ReadonlyMap<string, UnitMark>;
  readonly texts: UnitMapTexts;
  /** The unit that the page is about. */
  readonly highlighted?: string | undefined;
  /** Names inside the units where they fit; shown on wide screens only. */
  readonly labels?: boolean | undefined;
  /** Needed where a page has more than one map. */
  readonly id?: string | undefined;
}

/**
 * A map of units as one inline SVG: every unit is a link with its name and value, reachable by keyboard without script, with a
 * way past all of them. `map.client.ts` adds the arrow keys. The table beside it, with the same in text, is the page's part.
 */
export function UnitMap({ drawing, label, marks, texts, highlighted, labels = false, id = 'unit-map' }: UnitMapProps) {
  const { width, height, shapes, unplaced } = drawing;
  const hatch = `${id}-hatch`;
  const pageUnit = shapes.find((shape) => shape.id === highlighted);
  return (
    <div class="unit-map">
      <a class="skip" href={`#${id}-end`}>
        {texts.skip}
      </a>
      <svg viewBox={`0 0 ${width} ${height}`} data-unit-map>
        <title>{label}</title>
        <HatchPattern id={hatch} />
        {(drawing.borders || pageUnit) && (
          <defs>
            {drawing.borders && <path id={`${id}-borders`} d={drawing.borders} />}
            {pageUnit && <path id={`${id}-current`} d={pageUnit.d} />}
          </defs>
        )}
        <g class="unit-map-units">
          {shapes.map((shape) => (
            <Unit shape={shape} mark={marks.get(shape.id)} hatch={hatch} current={shape === pageUnit} />
          ))}
        </g>
        {labels && <Names shapes={shapes} marks={marks} />}
        {drawing.borders && <Line path={`${id}-borders`} kind="unit-map-borders" />}
        <path class="unit-map-outline" d={drawing.outline} />
        {pageUnit && <Line path={`${id}-current`} kind="unit-map-current" />}
      </svg>
      <p id={`${id}-end`} class="unit-map-note" tabIndex={-1}>
        {drawing.schematic && <span>{texts.schematic}</span>}{' '}
        {unplaced.length > 0 && <span>{texts.unplaced(unplaced.map(({ name }) => name))}</span>}
      </p>
    </div>
  );
}

/** A line with a halo, so that it is seen on every colour. */
function Line({ path, kind }: { path: string; kind: string }) {
  return (
    <>
      <use href={`#${path}`} class={`${kind} unit-map-halo`} />
      <use href={`#${path}`} class={kind} />
    </>
  );
}

interface UnitProps {
  readonly shape: MapShape;
  readonly mark: UnitMark | undefined;
  readonly hatch: string;
  readonly current: boolean;
}

function Unit({ shape, mark, hatch, current }: UnitProps) {
  const full = mark?.name ?? shape.name;
  const name = mark?.value === undefined ? full : `${full}, ${mark.value}`;
  const missing = mark?.shade === undefined || mark.shade === 'missing';
  const content = (
    <>
      <title>{name}</title>
      <path d={shape.d} {...(missing ? { fill: `url(#${hatch})` } : {})} />
    </>
  );
  if (!mark) return <g>{content}</g>;
  return (
    <a
      href={mark.href}
      aria-label={name}
      {...(missing ? {} : { class: `heat-${mark.shade}` })}
      {...(current ? { 'aria-current': 'true' } : {})}
    >
      {content}
    </a>
  );
}

/** Names over the units, for the eye alone: each unit's link says its name in full. */
function Names({ shapes, marks }: { shapes: readonly MapShape[]; marks: ReadonlyMap<string, UnitMark> }) {
  return (
    <g class="unit-map-names" aria-hidden="true">
      {shapes.map((shape) => {
        if (!shape.label) return null;
        const [first, second] = shape.label;
        const shade = marks.get(shape.id)?.shade;
        return (
          <g class={shade === undefined ? undefined : `heat-${shade}`}>
            <text x={shape.x} y={shape.y} dy={second === undefined ? '.35em' : '-.2em'}>
              {first}
              {second !== undefined && (
                <tspan x={shape.x} dy="1.1em">
                  {second}
                </tspan>
              )}
            </text>
          </g>
        );
      })}
    </g>
  );
}
