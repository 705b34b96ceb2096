/** Reads the list behind a figure: its rows, what they add up to, and in which words. */
import type { Db } from '../../../../platform/db/index.ts';
import type { Lang, RichText } from '../../../../platform/i18n/index.ts';
import { staleAfterDays } from '../../../../teams/contract.ts';
import { teamsIn, teamsMatching } from '../../../../teams/index.ts';
import { getUnit, titleName } from '../../../../territory/index.ts';
import type { CoverageView } from '../../read.ts';
import { texts } from '../messages.gen.ts';
import { kindsOn, readForces } from '../places.ts';
import type { ListName } from './names.ts';
import { listPeople, listTeams, type Slice, type TeamInList, type TeamsWanted } from './teams.ts';
import { listUnits, type UnitInList } from './units.ts';

export interface ListedFigure {
  readonly name: ListName;
  readonly title: string;
  readonly force: { readonly code: string } | null;
  /** What all rows add up to, in a sentence. */
  readonly sum: RichText;
  /** What must be known to read it right. */
  readonly note: string | null;
  /** Rows of the whole list. */
  readonly count: number;
  readonly rows:
    | { readonly kind: 'units'; readonly units: readonly UnitInList[] }
    | { readonly kind: 'teams'; readonly teams: readonly TeamInList[] }
    | { readonly kind: 'people'; readonly people: readonly { readonly teams: number; readonly people: number }[] };
}

export interface ListAsked {
  readonly name: ListName;
  /** Code of a core force, for lists of members. */
  readonly force: string | null;
  readonly view: CoverageView;
  readonly lang: Lang;
  readonly today: string;
  readonly slice: Slice;
}

/** Null for a core force that there is not. */
export async function readList(reader: Db, asked: ListAsked): Promise<ListedFigure | null> {
  const { name, lang, view } = asked;
  const place = view.unit ? titleName(view.unit, lang) : placeOfRoots(view, lang);
  if (name.startsWith('communes') || name.startsWith('villages')) return units(reader, asked, place);
  if (name === 'people') return people(reader, asked, place);
  if (name === 'stale') return stale(reader, asked, place);
  return teams(reader, asked, place);
}

/** How several roots are called together. */
export function placeOfRoots(view: CoverageView, lang: Lang): string {
  const [root] = view.children.length === 1 ? view.children : [];
  return root ? titleName(root.unit, lang) : texts[lang].whole_record();
}

async function units(reader: Db, { name, lang, view, slice }: ListAsked, place: string): Promise<ListedFigure> {
  const t = texts[lang];
  const level = name.startsWith('communes') ? 'commune' : 'village';
  const wanted = name.endsWith('-with-team') ? 'with-team' : name.endsWith('-without-team') ? 'without-team' : 'all';
  const [{ rows, count }, kindsOfLevel] = await Promise.all([
    listUnits(reader, view, level, wanted, slice),
    kindsOn(reader, view.map, view.mapFrom),
  ]);
  const kinds = kindsOfLevel(level, lang, count);
  const titled = capital(kindsOfLevel(level, lang, 2));
  const title =
    wanted === 'with-team'
      ? t.list_communes_with_team({ kinds: titled })
      : wanted === 'without-team'
        ? t.list_communes_without_team({ kinds: titled })
        : titled;
  return {
    name,
    title,
    force: null,
    sum: t.list_sum_units({ place, count, kinds }),
    note: null,
    count,
    rows: { kind: 'units', units: rows },
  };
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const ofTeams: Partial<Record<ListName, TeamsWanted>> = {
  'commune-teams': { level: 'commune' },
  'village-teams': { level: 'village' },
  leaderless: { only: 'leaderless' },
  members: { only: 'with-members' },
  'commune-members': { level: 'commune', only: 'with-members' },
  'village-members': { level: 'village', only: 'with-members' },
};

async function teams(reader: Db, { name, lang, view, slice, force }: ListAsked, place: string): Promise<ListedFigure | null> {
  const t = texts[lang];
  const forces = force === null ? [] : await readForces(reader);
  const named = forces.find(({ code }) => code === force);
  if (force !== null && !named) return null;
  const wanted = { ...(ofTeams[name] ?? {}), ...(named ? { force: named.code } : {}) };
  const found = await listTeams(reader, view, wanted, slice);
  const titles: Partial<Record<ListName, string>> = {
    'commune-teams': t.list_commune_teams(),
    'village-teams': t.list_village_teams(),
    leaderless: t.list_leaderless(),
    members: t.list_members(),
    'commune-members': t.list_commune_members(),
    'village-members': t.list_village_members(),
  };
  const members = name.endsWith('members');
  return {
    name,
    title: named ? t.list_force({ force: named.name[lang] }) : (titles[name] ?? t.list_teams()),
    force: named ?? null,
    sum: members
      ? t.list_sum_members({ place, members: found.members, count: found.teams })
      : t.list_sum_teams({ place, count: found.teams }),
    note: null,
    count: found.teams,
    rows: { kind: 'teams', teams: found.rows },
  };
}

async function people(reader: Db, { name, lang, view }: ListAsked, place: string): Promise<ListedFigure> {
  const t = texts[lang];
  const rows = await listPeople(reader, view);
  const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((before, row) => before + of(row), 0);
  return {
    name,
    title: t.list_people(),
    force: null,
    sum: t.list_sum_people({ place, people: sum((row) => row.people), members: sum((row) => row.people * row.teams) }),
    note: null,
    count: rows.length,
    rows: { kind: 'people', people: rows },
  };
}

/** Rosters are stale as of today, whatever day the page is about: nobody confirms a roster of the past. */
async function stale(reader: Db, { name, lang, view, today, slice }: ListAsked, place: string): Promise<ListedFigure> {
  const t = texts[lang];
  const asked = { on: today, today, only: 'stale' as const, ...(view.unit ? { within: view.unit.id } : {}) };
  const [all, found] = await Promise.all([teamsMatching(reader, asked), staleSlice(reader, asked, slice)]);
  const rows = await Promise.all(
    found.map(async (team): Promise<TeamInList> => {
      const seat = await getUnit(reader, team.unitId, today);
      return {
        id: team.id,
        name: team.name,
        level: team.level,
        seat: seat && { id: seat.id, name: seat.name, typeName: seat.typeName },
        parent: seat?.parentName && seat.parentTypeName ? { name: seat.parentName, typeName: seat.parentTypeName } : null,
        members: team.members,
        allMembers: team.members,
        led: team.led,
      };
    }),
  );
  return {
    name,
    title: t.list_stale(),
    force: null,
    sum: t.list_sum_teams({ place, count: all.teams }),
    note: t.list_stale_note({ days: staleAfterDays }),
    count: all.teams,
    rows: { kind: 'teams', teams: rows },
  };
}

/** Pages follow each other there; ours are numbered. */
async function staleSlice(reader: Db, asked: Parameters<typeof teamsMatching>[1], { limit, offset }: Slice) {
  let after: string | null = null;
  for (let skipped = 0; ; skipped += limit) {
    const page: Awaited<ReturnType<typeof teamsIn>> = await teamsIn(reader, { ...asked, limit, after });
    if (skipped >= offset) return page.teams;
    if (page.next === null) return [];
    after = page.next;
  }
}
