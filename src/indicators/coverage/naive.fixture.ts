/**
 * The figures of a unit on a day and map, as a person would count them: team by team, straight from the rows and the rules. Shares
 * no code with the statements that prepare steps; what became of units is told by the functions given.
 */
export interface NaiveTeam {
  readonly id: string;
  readonly level: string;
  readonly versions: readonly { readonly unit: string; readonly from: string; readonly to: string | null; readonly status: string }[];
  readonly members: readonly {
    readonly person: string;
    readonly role: string;
    readonly force: string;
    readonly from: string;
    readonly to: string | null;
  }[];
}

type Holdings = ReadonlyMap<string, readonly [num: bigint, den: bigint]>;

/** The record of units. */
export interface NaiveWorld {
  readonly units: readonly string[];
  readonly teams: readonly NaiveTeam[];
  /** The unit as it was on the day; null when it wasn't. */
  readonly at: (
    unit: string,
    day: string,
  ) => { readonly level: string; readonly parent: string | null; readonly code: string | null } | null;
  /** What of the unit's facts of a day is where on the map; null where the record does not say. */
  readonly holdings: (unit: string, day: string, map: string) => Holdings | null;
  /** A value shared out by holdings. */
  readonly divide: (value: bigint, holdings: Holdings, map: string) => readonly { readonly unit: string; readonly value: bigint }[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly day: string; readonly outside: boolean }[];
}

interface NaiveFigures {
  readonly communes: { readonly withTeam: number; readonly total: number };
  readonly villages: { readonly withTeam: number; readonly total: number };
  readonly members: { readonly commune: number; readonly village: number; readonly byCoreForce: Readonly<Record<string, number>> };
  readonly teams: { readonly commune: number; readonly village: number };
  readonly leaderless: { readonly commune: number; readonly village: number };
  readonly people: number;
}

const holds = (range: { readonly from: string; readonly to: string | null }, day: string) =>
  range.from <= day && (range.to === null || day < range.to);

/** The unit and all above it on the day. */
function line(world: NaiveWorld, unit: string, day: string): string[] {
  const found: string[] = [];
  for (let current: string | null = unit; current !== null; ) {
    const state = world.at(current, day);
    if (!state) break;
    found.push(current);
    current = state.parent;
  }
  return found;
}

/** What the teams seated in each unit amount to on the day. */
function seated(world: NaiveWorld, day: string): Map<string, { figures: Map<string, number>; persons: Set<string> }> {
  const units = new Map<string, { figures: Map<string, number>; persons: Set<string> }>();
  for (const team of world.teams) {
    const version = team.versions.find((one) => holds(one, day));
    if (version?.status !== 'active') continue;
    const here = units.get(version.unit) ?? { figures: new Map<string, number>(), persons: new Set<string>() };
    units.set(version.unit, here);
    const count = (figure: string) => here.figures.set(figure, (here.figures.get(figure) ?? 0) + 1);
    count(`${team.level}.teams`);
    const members = team.members.filter((one) => holds(one, day));
    if (!members.some((one) => one.role === 'leader')) count(`${team.level}.leaderless`);
    for (const member of members) {
      count(`${team.level}.members.${member.force}`);
      here.persons.add(member.person);
    }
  }
  return units;
}

/** Units of the map from which the unit's land of the day may have come, and whether these are all. */
function origins(world: NaiveWorld, unit: string, day: string, map: string): { units: string[]; complete: boolean } {
  if (day <= map) return { units: [], complete: false };
  const units = world.units.filter((one) => world.at(one, map) && (world.holdings(one, map, day)?.has(unit) ?? false));
  const days = [...new Set(world.edges.map((edge) => edge.day))].filter((one) => one > map && one <= day).sort((a, b) => (a < b ? -1 : 1));
  let complete = true;
  let now = new Set([unit]);
  for (const event of days.reverse()) {
    const before = new Set<string>();
    const eve = Temporal.PlainDate.from(event).subtract({ days: 1 }).toString();
    for (const one of now) {
      if (world.at(one, eve)) before.add(one);
      for (const edge of world.edges.filter((edge) => edge.day === event && edge.to === one)) {
        before.add(edge.from);
        if (edge.outside) complete = false;
      }
      if (!world.at(one, eve) && !world.edges.some((edge) => edge.day === event && edge.to === one)) complete = false;
    }
    now = before;
  }
  return { units, complete: complete && [...now].every((one) => world.at(one, map)) };
}

/** Units of the map that share land with the unit as of the day. */
function sharing(world: NaiveWorld, unit: string, day: string, map: string): string[] {
  const held = world.holdings(unit, day, map);
  return held ? [...held.keys()] : origins(world, unit, day, map).units;
}

/** Which units have something of what is seated in the unit: on the map by shares, or the whole of it. */
function placesOf(world: NaiveWorld, unit: string, day: string, map: string) {
  const held = world.holdings(unit, day, map);
  const own = line(world, unit, day);
  const ended = own.filter((one) => !world.at(one, map));
  if (held) return { held, whole: ended };
  const { units, complete } = origins(world, unit, day, map);
  const lines = units.map((one) => line(world, one, map));
  const common = complete ? (lines[0] ?? []).filter((one) => lines.every((other) => other.includes(one))) : [];
  const root = own.at(-1);
  const home = common.length > 0 ? common : root !== undefined && world.at(root, map) ? [root] : [];
  return { held: null, whole: [...ended, ...home] };
}

/** The figures of all units that are on the map or were there on the day. */
export function naiveFigures(world: NaiveWorld, day: string, map: string): Map<string, NaiveFigures> {
  const there = seated(world, day);
  const sums = new Map<string, Map<string, number>>();
  const persons = new Map<string, Set<string>>();
  const add = (unit: string, figure: string, count: number) => {
    const figures = sums.get(unit) ?? new Map<string, number>();
    sums.set(unit, figures.set(figure, (figures.get(figure) ?? 0) + count));
  };
  const meet = (unit: string, people: ReadonlySet<string>) => persons.set(unit, (persons.get(unit) ?? new Set()).union(people));
  for (const [unit, here] of there) {
    if (!world.at(unit, day)) continue;
    const { held, whole } = placesOf(world, unit, day, map);
    for (const subject of whole) {
      for (const [figure, count] of here.figures) add(subject, figure, count);
      meet(subject, here.persons);
    }
    if (!held) continue;
    for (const [figure, count] of here.figures) {
      for (const part of world.divide(BigInt(count), held, map)) {
        for (const above of line(world, part.unit, map)) add(above, figure, Number(part.value));
      }
    }
    const key = (one: string) => `${world.at(one, map)?.code ?? '~'} ${one}`;
    const [biggest] = [...held].sort(([a, [an, ad]], [b, [bn, bd]]) => {
      const difference = bn * ad - an * bd;
      return difference > 0n ? 1 : difference < 0n ? -1 : key(a) < key(b) ? -1 : 1;
    });
    if (biggest) for (const above of line(world, biggest[0], map)) meet(above, here.persons);
  }
  const reached = new Set<string>();
  for (const [unit, here] of there) {
    for (const target of world.at(unit, day) ? sharing(world, unit, day, map) : []) {
      if ((here.figures.get(`${world.at(target, map)?.level}.teams`) ?? 0) > 0) reached.add(target);
    }
  }
  const result = new Map<string, NaiveFigures>();
  for (const unit of world.units) {
    const onMap = world.at(unit, map) !== null;
    if (!onMap && !world.at(unit, day)) continue;
    const inside = new Set<string>();
    for (const one of world.units) {
      if (onMap && line(world, one, map).includes(unit)) inside.add(one);
      if (!onMap && line(world, one, day).includes(unit)) {
        const level = world.at(one, day)?.level;
        for (const target of sharing(world, one, day, map)) if (level === 'commune' || level === 'village') inside.add(target);
      }
    }
    result.set(unit, shaped(world, map, [...inside], reached, sums.get(unit) ?? new Map(), persons.get(unit)?.size ?? 0));
  }
  return result;
}

function shaped(
  world: NaiveWorld,
  map: string,
  inside: readonly string[],
  reached: ReadonlySet<string>,
  figures: ReadonlyMap<string, number>,
  people: number,
): NaiveFigures {
  const of = (level: string) => {
    const all = inside.filter((one) => world.at(one, map)?.level === level);
    return { withTeam: all.filter((one) => reached.has(one)).length, total: all.length };
  };
  const count = (start: string) => [...figures].reduce((sum, [figure, n]) => (figure.startsWith(start) ? sum + n : sum), 0);
  const forces: Record<string, number> = {};
  for (const [figure, n] of figures) {
    const force = /\.members\.(.*)/.exec(figure)?.[1];
    if (force !== undefined && n !== 0) forces[force] = (forces[force] ?? 0) + n;
  }
  return {
    communes: of('commune'),
    villages: of('village'),
    members: { commune: count('commune.members.'), village: count('village.members.'), byCoreForce: forces },
    teams: { commune: count('commune.teams'), village: count('village.teams') },
    leaderless: { commune: count('commune.leaderless'), village: count('village.leaderless') },
    people,
  };
}
