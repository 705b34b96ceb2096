/**
 * Makes the invented rosters of the demonstration: `node scripts/data/demonstration-teams.ts` writes data/demonstration/teams/*.csv, the same
 * rows each time. What is given are the sums that the province published (see data/demonstration/README.md); who is in which team is made up.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

const data = join(import.meta.dirname, '..', '..', 'data');
type Row = Readonly<Record<string, string>>;
const read = (path: string): Row[] => parse(readFileSync(join(data, path), 'utf8'), { columns: true, skip_empty_lines: true });

/** A small generator with a fixed seed (mulberry32), so that the files can be made again. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
const random = generator(20_220_531);
const below = (limit: number): number => Math.floor(random() * limit);
const one = <T>(list: readonly T[]): T => list[below(list.length)] as T;
function weighted<T>(choices: readonly (readonly [T, number])[]): T {
  let left = random() * choices.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [value, weight] of choices) {
    left -= weight;
    if (left < 0) return value;
  }
  return (choices[0] as readonly [T, number])[0];
}
function shuffled<T>(list: readonly T[]): T[] {
  const result = [...list];
  for (let at = result.length - 1; at > 0; at -= 1) {
    const other = below(at + 1);
    [result[at], result[other]] = [result[other] as T, result[at] as T];
  }
  return result;
}
const day = (text: string, add: number): string => Temporal.PlainDate.from(text).add({ days: add }).toString();

// The units of 2022: communes are those that have villages; their district is that of 2019 but for the seven that moved in 2020.
const villages = read('demonstration/villages.csv');
const units = new Map(
  read('territory/units-2019.csv')
    .filter((row) => row.level === 'commune')
    .map((row) => [row.code, row]),
);
const moved = new Map(
  read('territory/events.csv')
    .filter((row) => row.event === '2020-02-01-chuyen-huyen' && row.to_level === 'commune' && row.to_parent_code)
    .map((row) => [row.to_code, row.to_parent_code]),
);
const communes = [...new Set(villages.map((row) => row.parent_code as string))].sort();
const districtOf = (commune: string): string => moved.get(commune) ?? units.get(commune)?.parent_code ?? '';

/** Largest first: `total` divided over so many teams around the middle, each at least `least`. */
function sizes(total: number, teams: number, least: number): number[] {
  const result = Array.from({ length: teams }, () => least);
  for (let left = total - least * teams; left > 0; left -= 1) {
    const at = below(teams);
    result[at] = (result[at] as number) + 1;
  }
  return result;
}

const VAN_YEN = '136';
const inVanYen = (commune: string): boolean => districtOf(commune) === VAN_YEN;

// Villages that got their team only in June 2022: a hundred, most of them in the high west; none in Văn Yên.
const late = new Set<string>();
const lateOf: Readonly<Record<string, number>> = { '137': 37, '139': 14, '140': 12, '133': 6, '135': 12, '138': 8, '141': 11, '132': 0 };
for (const [district, count] of Object.entries(lateOf)) {
  const there = villages.filter((row) => districtOf(row.parent_code as string) === district);
  for (const row of shuffled(there).slice(0, count)) late.add(row.id as string);
}

interface Team {
  readonly key: string;
  readonly level: 'commune' | 'village';
  readonly commune: string;
  readonly village: string;
  readonly formed: string;
  readonly size: number;
}
const teams: Team[] = [];
function add(
  level: Team['level'],
  list: readonly { commune: string; village: string }[],
  total: number,
  least: number,
  formed: (at: number) => string,
) {
  const members = sizes(total, list.length, least);
  for (const [at, unit] of list.entries()) {
    const key = `${level === 'commune' ? 'X' : 'T'}${String(teams.length + 1).padStart(4, '0')}`;
    teams.push({ key, level, ...unit, formed: formed(at), size: members[at] as number });
  }
}
const communeUnits = communes.map((commune) => ({ commune, village: '' }));
const villageUnits = villages.map((row) => ({ commune: row.parent_code as string, village: row.id as string }));
const formedBy = (first: string, span: number) => () => day(first, below(span));
const vanYenCommunes = communeUnits.filter((unit) => inVanYen(unit.commune));
const vanYenVillages = villageUnits.filter((unit) => inVanYen(unit.commune));
add('commune', vanYenCommunes, 321, 7, formedBy('2022-03-14', 40));
add(
  'commune',
  communeUnits.filter((unit) => !inVanYen(unit.commune)),
  1744 - 321,
  6,
  formedBy('2022-03-14', 60),
);
add('village', vanYenVillages, 1322, 4, formedBy('2022-04-04', 50));
const early = villageUnits.filter((unit) => !inVanYen(unit.commune) && !late.has(unit.village));
add('village', early, 8526 - 1322, 4, formedBy('2022-04-11', 50));
add(
  'village',
  villageUnits.filter((unit) => late.has(unit.village)),
  9107 - 8526,
  4,
  formedBy('2022-06-02', 28),
);

// Names as they are heard in the district; all made up.
const kinh = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Vũ', 'Đặng', 'Bùi', 'Đỗ', 'Ngô'] as const;
const tay = ['Hoàng', 'Nông', 'Lương', 'Hà', 'Lý', 'Ma', 'Vi'] as const;
const thai = ['Lò', 'Hà', 'Cầm', 'Đinh', 'Lường', 'Sa', 'Hoàng'] as const;
const mong = ['Giàng', 'Vàng', 'Sùng', 'Thào', 'Mùa', 'Lý', 'Hờ', 'Cứ', 'Chang'] as const;
const dao = ['Triệu', 'Bàn', 'Đặng', 'Lý', 'Phùng'] as const;
const men = [
  'Anh',
  'Bình',
  'Chiến',
  'Cường',
  'Dũng',
  'Đức',
  'Giang',
  'Hải',
  'Hiếu',
  'Hùng',
  'Khánh',
  'Long',
  'Mạnh',
  'Nam',
  'Phong',
  'Quân',
  'Sơn',
  'Thắng',
  'Tuấn',
  'Việt',
] as const;
const women = [
  'Ánh',
  'Chi',
  'Dung',
  'Hà',
  'Hạnh',
  'Hiền',
  'Hoa',
  'Hồng',
  'Hương',
  'Lan',
  'Liên',
  'Linh',
  'Mai',
  'Nga',
  'Nhung',
  'Oanh',
  'Phương',
  'Thảo',
  'Thu',
  'Yến',
] as const;
const mongMen = ['Páo', 'Sử', 'Chu', 'Dê', 'Lử', 'Tủa', 'Vàng', 'Sình', 'Nủ', 'Chống'] as const;
const mongWomen = ['Dinh', 'Mỷ', 'Sua', 'Dở', 'Chừ', 'Mảy', 'Ninh', 'Xua'] as const;
type People = 'kinh' | 'tay' | 'thai' | 'mong' | 'dao';
const peoples: Readonly<Record<string, readonly (readonly [People, number])[]>> = {
  '132': [
    ['kinh', 8],
    ['tay', 2],
  ],
  '133': [
    ['thai', 6],
    ['kinh', 3],
    ['tay', 1],
  ],
  '135': [
    ['tay', 6],
    ['dao', 2],
    ['kinh', 2],
  ],
  '136': [
    ['kinh', 5],
    ['tay', 3],
    ['dao', 2],
  ],
  '137': [
    ['mong', 9],
    ['thai', 1],
  ],
  '138': [
    ['kinh', 6],
    ['tay', 3],
    ['dao', 1],
  ],
  '139': [
    ['mong', 8],
    ['thai', 2],
  ],
  '140': [
    ['tay', 4],
    ['thai', 3],
    ['kinh', 2],
    ['mong', 1],
  ],
  '141': [
    ['kinh', 6],
    ['tay', 3],
    ['dao', 1],
  ],
};
const languages: Readonly<Record<People, string>> = { kinh: 'vi', tay: 'vi', thai: 'vi', mong: 'mong', dao: 'vi' };
function person(district: string): { name: string; language: string } {
  const people = weighted<People>(peoples[district] ?? [['kinh', 1]]);
  const woman = random() < 0.45;
  const language = random() < 0.35 ? (people === 'kinh' ? 'vi' : people) : languages[people];
  if (people === 'mong') return { name: woman ? `${one(mong)} Thị ${one(mongWomen)}` : `${one(mong)} A ${one(mongMen)}`, language };
  const family = one({ kinh, tay, thai, dao }[people]);
  const middle = woman ? 'Thị' : one(['Văn', 'Văn', 'Đức', 'Minh', 'Quang', 'Xuân'] as const);
  return { name: `${family} ${middle} ${one(woman ? women : men)}`, language };
}
const forces = {
  commune: [
    ['official', 34],
    ['youth-union', 16],
    ['police', 9],
    ['teacher', 9],
    ['health-worker', 7],
    ['women-union', 8],
    ['post-telecom', 6],
    ['front', 4],
    ['farmers-union', 4],
    ['veterans', 2],
    ['business', 1],
  ],
  village: [
    ['youth-union', 27],
    ['village-head', 13],
    ['women-union', 14],
    ['teacher', 10],
    ['health-worker', 8],
    ['citizen', 9],
    ['farmers-union', 7],
    ['front', 5],
    ['police', 3],
    ['veterans', 3],
    ['post-telecom', 1],
  ],
} as const satisfies Record<Team['level'], readonly (readonly [string, number])[]>;

interface Member {
  readonly key: string;
  readonly team: string;
  readonly name: string;
  readonly birth_year: number;
  readonly language: string;
  readonly role: string;
  readonly core_force: string;
  readonly from: string;
  readonly to: string;
  readonly ended_why: string;
  readonly succeeds: string;
  readonly term_until: string;
  /** Key of people.csv, for the two made-up persons whose part can be tried. */
  readonly person: string;
}
const members: Member[] = [];
for (const team of teams) {
  const district = districtOf(team.commune);
  let number = 0;
  const next = () => {
    number += 1;
    return `${team.key}/${String(number).padStart(2, '0')}`;
  };
  const make = (role: string, core_force: string, from: string): Member => ({
    key: next(),
    team: team.key,
    ...person(district),
    birth_year: role === 'leader' ? 1962 + below(28) : 1965 + below(38),
    role,
    core_force,
    from,
    to: '',
    ended_why: '',
    succeeds: '',
    term_until: '2027-12-31',
    person: '',
  });
  const first = Array.from({ length: team.size }, (_, at) =>
    make(
      at === 0 ? 'leader' : at === 1 ? 'deputy' : 'member',
      at === 0 ? (team.level === 'village' ? 'village-head' : 'official') : weighted<string>(forces[team.level]),
      team.formed,
    ),
  );
  for (const member of first) {
    // Since then one in sixteen was followed by somebody else, the same day: the number in the team stays.
    const leaves = random() < 0.06 ? day('2023-02-01', below(1200)) : null;
    members.push(leaves ? { ...member, to: leaves, ended_why: one(['own-wish', 'moved-away', 'other-work', 'moved-away']) } : member);
    if (!leaves) continue;
    // Some teams have not found a new leader yet.
    const role = member.role === 'leader' && random() < 0.35 ? 'member' : member.role;
    members.push({
      ...make(role, member.role === 'leader' ? member.core_force : weighted<string>(forces[team.level]), leaves),
      succeeds: member.key,
    });
  }
}

// The team in which the member and the leader serve whose part can be tried: the first of Pá Hu.
const tried = teams.find((team) => team.level === 'village' && team.commune === '04606')?.key;
for (const person of read('demonstration/people/people.csv').filter((row) => row.key === 'team-leader' || row.key === 'team-member')) {
  const role = person.key === 'team-leader' ? 'leader' : 'member';
  const at = members.findIndex((member) => member.team === tried && member.role === role && member.to === '');
  members[at] = {
    ...(members[at] as Member),
    name: person.name as string,
    birth_year: Number(person.birth_year),
    person: person.key as string,
  };
}

function csv(columns: readonly string[], rows: readonly object[]): string {
  const cell = (value: unknown): string => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
  return `${[columns.join(','), ...rows.map((row) => columns.map((column) => cell((row as Record<string, unknown>)[column])).join(','))].join('\n')}\n`;
}
const folder = join(data, 'demonstration', 'teams');
mkdirSync(folder, { recursive: true });
const teamRows = teams.map((team, at) => ({
  key: team.key,
  level: team.level,
  commune_code: team.commune,
  village_id: team.village,
  formed_on: team.formed,
  decision_number: `${1 + (at % 97)}/QĐ-UBND`,
}));
writeFileSync(join(folder, 'teams.csv'), csv(['key', 'level', 'commune_code', 'village_id', 'formed_on', 'decision_number'], teamRows));
writeFileSync(
  join(folder, 'members.csv'),
  csv(
    ['key', 'team', 'name', 'birth_year', 'language', 'role', 'core_force', 'from', 'to', 'ended_why', 'succeeds', 'term_until', 'person'],
    members,
  ),
);
process.stdout.write(`${teams.length} teams, ${members.length} memberships\n`);
