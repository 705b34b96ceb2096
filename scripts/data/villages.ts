/** The 1,356 villages of the demonstration: real counts by district and real names where we hold them, the rest generated and marked so. */

import { fixedId } from '../../src/platform/ids/index.ts';
import type { Row } from './csv.ts';
import * as facts from './facts.ts';
import { fixedFraction } from './fixed-fraction.ts';

const TOTAL = 1356;
const TOWN_TYPES = new Set(['phường', 'thị trấn']);

/** A group of communes with the number of its villages; `town` of them are town quarters where a source says so. */
interface Quota {
  readonly name: string;
  readonly includes: (code: string, district: string) => boolean;
  readonly villages: number;
  readonly town?: number;
}

const moved = new Set<string>(facts.MOVED_2020.map(([code]) => code));
const district = (wanted: string) => (_code: string, of: string) => of === wanted;

/** Sources and assumptions: data/demonstration/README.md. The figures add up to 1,356. */
const QUOTAS: readonly Quota[] = [
  { name: 'Trạm Tấu', includes: district('139'), villages: 57, town: 3 },
  { name: 'Mù Cang Chải', includes: district('137'), villages: 98, town: 5 },
  { name: 'Văn Yên', includes: district('136'), villages: 172, town: 11 },
  { name: 'Yên Bình', includes: district('141'), villages: 177, town: 17 },
  { name: 'Trấn Yên', includes: district('138'), villages: 188, town: 11 },
  { name: 'Văn Chấn', includes: district('140'), villages: 214, town: 24 },
  { name: 'moved in 2020', includes: (code) => moved.has(code), villages: 63 },
  { name: 'Nghĩa Lộ, its own', includes: (code, of) => of === '133' && !moved.has(code), villages: 66, town: 47 },
  { name: 'Lục Yên', includes: district('135'), villages: 198 },
  { name: 'TP Yên Bái', includes: district('132'), villages: 123 },
];

interface Named {
  readonly type: string;
  readonly name: string;
  readonly alias: string;
  readonly source: string;
}

/** 'Thôn Lũng Cọ' -> thon, Lũng Cọ; 'Tổ dân phố số 4' -> to-dan-pho, số 4; 'Tổ 8' -> to-dan-pho, 8. */
function splitName(full: string): { type: string; name: string; alias: string } {
  const kinds: readonly (readonly [start: string, type: string])[] = [
    ['Tổ dân phố ', 'to-dan-pho'],
    ['Thôn ', 'thon'],
    ['Bản ', 'ban'],
    ['Tổ ', 'to-dan-pho'],
  ];
  const kind = kinds.find(([start]) => full.startsWith(start));
  if (kind === undefined) throw new Error(`no type in ${full}`);
  return { type: kind[1], name: full.slice(kind[0].length), alias: kind[0] === 'Tổ ' ? full : '' };
}

function readNames(text: string): Map<string, Named[]> {
  const names = new Map<string, Named[]>();
  for (const line of text.normalize('NFC').split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [full = '', code = '', , , source = ''] = line.split('\t');
    names.set(code, [...(names.get(code) ?? []), { ...splitName(full), source }]);
  }
  return names;
}

/** Spreads `total` over the communes evenly, at least two each and at least as many as have real names. */
function spread(codes: readonly string[], total: number, names: ReadonlyMap<string, readonly Named[]>): Map<string, number> {
  const counts = new Map(codes.map((code) => [code, Math.max(2, names.get(code)?.length ?? 0)]));
  let left = total - [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (left < 0) throw new Error(`${total} villages are too few for ${codes.join(' ')}`);
  while (left > 0) {
    const smallest = codes.reduce((best, code) => ((counts.get(code) ?? 0) < (counts.get(best) ?? 0) ? code : best));
    counts.set(smallest, (counts.get(smallest) ?? 0) + 1);
    left -= 1;
  }
  return counts;
}

/** The usual numbered names, for what no source names. */
function generatedName(type: string, number: number): string {
  return type === 'to-dan-pho' ? `số ${number}` : String(number);
}

/** A point near the commune's centre: within about 0.6 km in towns, 1.8 km elsewhere. */
function scatter(commune: Row, key: string, town: boolean): { lat: string; lon: string } {
  const angle = fixedFraction(`${key}:angle`) * 2 * Math.PI;
  const radius = Math.sqrt(fixedFraction(`${key}:radius`)) * (town ? 0.005 : 0.016);
  return {
    lat: (Number(commune.lat) + radius * Math.sin(angle)).toFixed(4),
    lon: (Number(commune.lon) + radius * Math.cos(angle)).toFixed(4),
  };
}

function villagesOf(commune: Row, count: number, real: readonly Named[]): Row[] {
  const town = TOWN_TYPES.has(commune.type ?? '');
  const type = town ? 'to-dan-pho' : commune.parent_code === '137' ? 'ban' : 'thon';
  const taken = new Set(real.filter((named) => named.type === type).map((named) => named.name.replace(/^số /, '')));
  const villages = real.map((named) => ({ ...named, note: `tên thật: ${named.source}` }));
  for (let number = 1; villages.length < count; number += 1) {
    if (taken.has(String(number))) continue;
    villages.push({ type, name: generatedName(type, number), alias: '', source: '', note: 'tên sinh tự động' });
  }
  return villages.map((village): Row => {
    const key = `village:${commune.code}:${village.type}:${village.name}`;
    return {
      id: fixedId(key),
      name: village.name,
      type: village.type,
      level: 'village',
      parent_code: commune.code ?? '',
      parent_level: 'commune',
      valid_from: facts.DAY_2020,
      ...scatter(commune, key, town),
      coord_basis: 'generated',
      aliases: village.alias,
      origin: 'demonstration',
      note: village.note,
    };
  });
}

/** All villages, by commune code; the same on every run. */
export function makeVillages(units2022: readonly Row[], villageNames: string): Row[] {
  const names = readNames(villageNames);
  const communes = units2022.filter((row) => row.level === 'commune');
  const counts = new Map<string, number>();
  for (const quota of QUOTAS) {
    const members = communes.filter((row) => quota.includes(row.code ?? '', row.parent_code ?? ''));
    const divided = quota.town !== undefined;
    const groups: (readonly [Row[], number])[] = divided
      ? [
          [members.filter((row) => TOWN_TYPES.has(row.type ?? '')), quota.town ?? 0],
          [members.filter((row) => !TOWN_TYPES.has(row.type ?? '')), quota.villages - (quota.town ?? 0)],
        ]
      : [[members, quota.villages]];
    for (const [group, total] of groups) {
      for (const [code, count] of spread(
        group.map((row) => row.code ?? ''),
        total,
        names,
      ))
        counts.set(code, count);
    }
  }
  const villages = communes.flatMap((commune) => {
    const count = counts.get(commune.code ?? '');
    if (count === undefined) throw new Error(`no number of villages for ${commune.code}`);
    return villagesOf(commune, count, names.get(commune.code ?? '') ?? []);
  });
  if (villages.length !== TOTAL) throw new Error(`${villages.length} villages instead of ${TOTAL}`);
  return villages;
}
