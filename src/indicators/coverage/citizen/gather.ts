/** Everything a coverage page shows, read once. */

import type { Db, Reader } from '../../../platform/db/index.ts';
import type { Lang } from '../../../platform/i18n/index.ts';
import { boundariesOf, fullName, layoutOf } from '../../../territory/index.ts';
import type { CoverageFigures } from '../../contract.ts';
import { marks } from '../kept.ts';
import { type CoverageView, figuresOf } from '../read.ts';
import { addressOf, type Choice } from './address.ts';
import { type TeamInList, teamsHere } from './lists/teams.ts';
import { unrecordedCommunes } from './lists/units.ts';
import { texts } from './messages.gen.ts';
import { communesIn, kindsOf, kindsOn, type Place, readForces } from './places.ts';
import { type Answered, answerOf } from './sentence.ts';

export interface Showing {
  readonly view: CoverageView;
  readonly lang: Lang;
  /** The ISO day of reading. */
  readonly today: string;
  readonly choice: Choice;
  /** Days as people write them: marks in kept answers. */
  readonly day: string;
  readonly mapDay: string;
  readonly about: Answered['about'];
  /** The name of what is shown, as in a sentence. */
  readonly name: string;
  readonly answer: Answered;
  readonly kinds: { readonly communes: (units: number) => string; readonly villages: (units: number) => string };
  readonly forces: readonly { readonly code: string; readonly name: { readonly vi: string; readonly en: string } }[];
  /** What is drawn, with its figures; null where there is nothing to draw. */
  readonly drawn: Drawn | null;
  /** Communes of the map of which nothing is recorded on the day. */
  readonly unrecorded: ReadonlySet<string>;
  /** The teams that sit right in the unit: for communes and villages. */
  readonly teams: readonly TeamInList[];
  href(path: string, change?: Partial<Choice>, more?: Readonly<Record<string, string>>): string;
}

export interface Drawn {
  readonly places: readonly Place[];
  readonly figures: ReadonlyMap<string, CoverageFigures>;
  readonly drawing: ReturnType<typeof layoutOf>;
}

/** More cells than this no map shows: then the units one level down are drawn. */
const mostCells = 700;
const width = 640;

export interface Gathering {
  readonly lang: Lang;
  readonly today: string;
  readonly choice: Choice;
}

/** Reads what the page needs besides the figures. `unmarked` writes the days themselves, for answers that are not kept. */
export async function gather(reader: Db, view: CoverageView, { lang, today, choice }: Gathering): Promise<Showing> {
  const { unit } = view;
  const about = unit?.level === 'village' ? 'village' : unit?.level === 'commune' ? 'commune' : 'units';
  const [kinds, forces, places, teams, unrecorded] = await Promise.all([
    kindsOn(reader, view.map, view.mapFrom),
    readForces(reader),
    placesOf(reader, view, about),
    unit && about !== 'units' ? teamsHere(reader, unit.id, view.on) : [],
    view.unrecorded.communes > 0 ? unrecordedCommunes(reader, view) : new Set<string>(),
  ]);
  const drawn = await draw(reader, view, places);
  const ofCommunes = about === 'units' && view.reading === 'on-map' && places.some(({ level }) => level === 'commune') ? places : null;
  const named = {
    communes: (units: number) => (ofCommunes ? kindsOf(ofCommunes, lang, units) : kinds('commune', lang, units)),
    villages: (units: number) => kinds('village', lang, units),
  };
  const name = unit ? fullName(unit, lang) : rootsName(view, lang);
  return {
    view,
    lang,
    today,
    choice,
    day: marks.onDay,
    mapDay: marks.mapDay,
    about,
    name,
    kinds: named,
    forces,
    drawn,
    unrecorded,
    teams,
    href: (path, change = {}, more = {}) => addressOf(path, { ...choice, ...change }, more),
    answer: {
      about,
      name,
      day: marks.onDay,
      communes: view.communes,
      villages: { withTeam: view.villages.withTeam, total: view.villages.total - view.unrecorded.villages },
      unknown: view.unrecorded.communes,
      members: about === 'village' ? view.members.village : view.members.commune,
      teams: view.teams.commune + view.teams.village,
      kinds: { communes: named.communes(view.communes.total), villages: named.villages(view.villages.total) },
      worst: worstOf(view, lang),
    },
  };
}

/** The sentence of the page. */
export const sentence = (showing: Showing) => answerOf(showing.answer, showing.lang);

/** Several roots have no name together; one has its own. */
function rootsName(view: CoverageView, lang: Lang): string {
  const [root] = view.children.length === 1 ? view.children : [];
  return root ? fullName(root.unit, lang) : texts[lang].whole_record();
}

/** The child with most villages without a team; two that have as many are named both, more are no place to name. */
function worstOf(view: CoverageView, lang: Lang): Answered['worst'] {
  const missing = view.children.map((child) => ({ unit: child.unit, missing: child.villages.total - child.villages.withTeam }));
  const most = Math.max(0, ...missing.map((one) => one.missing));
  const places = missing.filter((one) => one.missing === most).map(({ unit }) => unit);
  if (most === 0 || places.length > 2 || view.children.length < 2) return null;
  const all = most * places.length === view.villages.total - view.villages.withTeam;
  const villages = places.every(({ level }) => level === 'village');
  return {
    name: placeNames(
      places.map((unit) => fullName(unit, lang)),
      lang,
    ),
    where: villages ? 'named' : all ? 'only' : 'most',
  };
}

/** What is drawn shows figures that the answer is kept by: those of the communes in the unit, or of its children. */
async function placesOf(reader: Reader, view: CoverageView, about: Answered['about']): Promise<readonly Place[]> {
  const { unit, reading } = view;
  if (about === 'village') return [];
  if (about === 'units' && unit !== null && reading === 'on-map' && view.communes.total <= mostCells)
    return communesIn(reader, unit.id, view.map);
  return childPlaces(view);
}

function childPlaces(view: CoverageView): readonly Place[] {
  return view.children
    .filter(({ unit }) => unit.level !== 'village')
    .map(({ unit }) => ({
      id: unit.id,
      name: unit.name,
      typeName: unit.typeName,
      type: unit.type,
      level: unit.level,
      lat: unit.lat,
      lon: unit.lon,
      parentId: unit.parent,
    }));
}

async function draw(reader: Db, view: CoverageView, places: readonly Place[]): Promise<Drawn | null> {
  if (places.length < 2) return null;
  const ids = places.map(({ id }) => id);
  const [figures, boundaries] = await Promise.all([
    figuresOf(reader, { on: view.on, map: view.map, units: ids }),
    boundariesOf(reader, ids, view.map),
  ]);
  const drawing = layoutOf(
    places.map((place) => ({ ...place, boundary: boundaryOf(boundaries.get(place.id)?.geometry) })),
    { width },
  );
  return { places, figures, drawing };
}

type Boundary = NonNullable<Parameters<typeof layoutOf>[0][number]['boundary']>;

/** Boundaries were checked when they were imported; here they are only told from nothing. */
function boundaryOf(geometry: unknown): Boundary | null {
  return isBoundary(geometry) ? geometry : null;
}

function isBoundary(geometry: unknown): geometry is Boundary {
  return typeof geometry === 'object' && geometry !== null && 'coordinates' in geometry;
}

function placeNames([first = '', second]: readonly string[], lang: Lang): string {
  return second === undefined ? first : texts[lang].and_two({ first, second });
}
