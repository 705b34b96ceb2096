/** The history 180 -> 173 -> 168 -> 51 (+48 = 99) as rows of events.csv, and the clauses that it cites. */

import { fixedId } from '../../src/platform/ids/index.ts';
import type { Row } from './csv.ts';
import * as facts from './facts.ts';
import { coordinateBasis, typeId } from './names.ts';
import { CLAUSES_INSIDE, CLAUSES_OUTSIDE, UNCHANGED_CLAUSE } from './resolution-1673.ts';

const COLUMNS = [
  'event',
  'kind',
  'effective_on',
  'title',
  'document',
  'clause',
  'verified',
  'verification_note',
  'outside',
  'from_code',
  'from_level',
  'to_code',
  'to_level',
  'to_id',
  'to_new',
  'to_name',
  'to_type',
  'to_parent_code',
  'to_parent_level',
  'to_lat',
  'to_lon',
  'to_coord_basis',
  'share_num',
  'share_den',
  'back_num',
  'back_den',
  'basis',
];

interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

const WHOLE = { share_num: '1', share_den: '1', basis: 'whole' } as const;
const OLD_NEIGHBOUR = 'tỉnh Lào Cai cũ (mã 10)';

function byCode(rows: readonly Row[]): (code: string) => Row {
  const found = new Map(rows.map((row) => [row.code ?? '', row]));
  return (code) => {
    const row = found.get(code);
    if (row === undefined) throw new Error(`no unit with code ${code}`);
    return row;
  };
}

const title = (row: Row): string => `${row.type} ${row.name}`;

function events2020(unit: (code: string) => Row): Row[] {
  const common = { effective_on: facts.DAY_2020, document: facts.DOCUMENT_2020 };
  const absorbed = facts.ABSORBED_2020.map(
    ([code, name, into]): Row => ({
      ...common,
      event: `2020-02-01-${code}`,
      kind: 'merge',
      title: `Nhập xã ${name} vào ${title(unit(into))}`,
      verified: 'no',
      verification_note: facts.NOTE_2020_ABSORBED,
      from_code: code,
      from_level: 'commune',
      to_code: into,
      to_level: 'commune',
      ...WHOLE,
    }),
  );
  const moved = facts.MOVED_2020.map(([code]): Row => {
    const row = unit(code);
    const before = facts.BEFORE_2020.find(([other]) => other === code);
    return {
      ...common,
      event: '2020-02-01-chuyen-huyen',
      kind: 'transfer',
      title: 'Chuyển bảy xã, thị trấn từ huyện Văn Chấn về thị xã Nghĩa Lộ',
      clause: 'Điều 1.khoản 1',
      verified: 'yes',
      verification_note: facts.NOTE_2020_MOVED,
      from_code: code,
      from_level: 'commune',
      to_code: code,
      to_level: 'commune',
      ...(before === undefined ? {} : { to_name: row.name ?? '', to_type: typeId(row.type) }),
      to_parent_code: facts.MOVED_TO,
      to_parent_level: 'district',
      ...WHOLE,
    };
  });
  const retyped: Row = {
    ...common,
    event: '2020-02-01-04672',
    kind: 'retype',
    title: 'Thành lập thị trấn Sơn Thịnh từ xã Sơn Thịnh',
    verified: 'yes',
    verification_note: facts.NOTE_2020_RETYPED,
    from_code: '04672',
    from_level: 'commune',
    to_code: '04672',
    to_level: 'commune',
    to_type: 'thi-tran',
    ...WHOLE,
  };
  const leaving = facts.MOVED_2020.reduce((sum, [, population]) => sum + population, 0);
  const total = leaving + facts.LEFT_POPULATION_2020;
  const split = (to: string, share: number): Row => ({
    ...common,
    event: '2020-02-01-140',
    kind: 'split',
    title: 'Một phần dân cư của huyện Văn Chấn về thị xã Nghĩa Lộ cùng bảy xã, thị trấn',
    clause: 'Điều 1.khoản 1',
    verified: 'no',
    verification_note: facts.NOTE_2020_SPLIT,
    from_code: facts.MOVED_FROM,
    from_level: 'district',
    to_code: to,
    to_level: 'district',
    share_num: String(share),
    share_den: String(total),
    basis: 'population',
  });
  return [...absorbed, ...moved, retyped, split(facts.MOVED_FROM, facts.LEFT_POPULATION_2020), split(facts.MOVED_TO, leaving)];
}

function middle(a: string | undefined, b: string | undefined): string {
  return ((Number(a) + Number(b)) / 2).toFixed(4);
}

function eventsJanuary2025(unit: (code: string) => Row): Row[] {
  const common = { effective_on: facts.DAY_2025_JANUARY, kind: 'merge', document: facts.DOCUMENT_2024, verified: 'no' };
  const merged = facts.MERGED_2025_JANUARY.flatMap(([code, name, type, predecessors]) => {
    const [a, b] = [unit(predecessors[0]), unit(predecessors[1])];
    return predecessors.map(
      (from): Row => ({
        ...common,
        event: `2025-01-01-${code}`,
        title: `Nhập ${title(a)} và ${title(b)} thành ${a.type} ${name}`,
        verification_note: facts.NOTE_2025_JANUARY,
        from_code: from,
        from_level: 'commune',
        to_code: code,
        to_level: 'commune',
        to_id: fixedId(`unit:commune:${code}:${facts.DAY_2025_JANUARY}`),
        to_new: 'yes',
        to_name: name,
        to_type: type,
        to_parent_code: a.parent_code ?? '',
        to_parent_level: 'district',
        to_lat: middle(a.lat, b.lat),
        to_lon: middle(a.lon, b.lon),
        to_coord_basis: 'midpoint-of-merged',
        ...WHOLE,
      }),
    );
  });
  const absorbed = facts.ABSORBED_2025_JANUARY.map(
    ([code, into, inferred]): Row => ({
      ...common,
      event: `2025-01-01-${code}`,
      title: `Nhập ${title(unit(code))} vào ${title(unit(into))}`,
      verification_note: inferred ? facts.NOTE_2025_INFERRED : facts.NOTE_2025_JANUARY,
      from_code: code,
      from_level: 'commune',
      to_code: into,
      to_level: 'commune',
      ...WHOLE,
    }),
  );
  return [...merged, ...absorbed];
}

/** The unit as it is established on 01/07/2025, with its own identity. */
function established(row: Row): Row {
  const code = row.code ?? '';
  return {
    to_code: code,
    to_level: row.level ?? '',
    to_id: fixedId(`unit:${row.level}:${code}:${facts.DAY_2025_JULY}`),
    to_new: 'yes',
    to_name: row.name ?? '',
    to_type: typeId(row.type),
    to_lat: row.lat ?? '',
    to_lon: row.lon ?? '',
    to_coord_basis: row.level === 'province' ? 'mean-of-communes' : coordinateBasis(row.coord_basis),
    ...(row.level === 'commune' ? { to_parent_code: row.parent_code ?? '', to_parent_level: 'province' } : {}),
  };
}

/** The codes valid on 30/06/2025 that a commune of 01/07/2025 is made of. */
function predecessors(changes: readonly Row[], code: string): string[] {
  return changes
    .filter((row) => row.new_code === code && (row.old_code ?? '').length === 5)
    .map((row) => row.old_code ?? '')
    .filter((old) => !facts.GONE_BEFORE_JULY_2025.includes(old));
}

const clausePath = (clause: number): string => `Điều 1.khoản ${clause}`;

function eventsJuly2025(unit2022: (code: string) => Row, units2025: readonly Row[], changes: readonly Row[]): Row[] {
  const unit = byCode(units2025.filter((row) => row.level === 'commune'));
  const province = units2025.find((row) => row.level === 'province');
  if (province === undefined) throw new Error('no province in the table of 2025');
  const provinceCode = province.code ?? '';
  const common = {
    effective_on: facts.DAY_2025_JULY,
    document: facts.DOCUMENT_2025,
    verified: 'yes',
    verification_note: facts.NOTE_2025_JULY,
  };
  const whole: Row = {
    ...common,
    event: '2025-07-01-tinh',
    kind: 'merge',
    title: 'Hợp nhất tỉnh Yên Bái và tỉnh Lào Cai thành tỉnh Lào Cai',
    document: facts.DOCUMENT_PROVINCES,
    verification_note: facts.NOTE_2025_PROVINCE,
    outside: OLD_NEIGHBOUR,
    from_code: provinceCode,
    from_level: 'province',
    ...established(province),
    ...WHOLE,
  };
  const merged = CLAUSES_INSIDE.flatMap(([clause, code]) => {
    const row = unit(code);
    const from = predecessors(changes, code);
    if (from.length < 2) throw new Error(`${code} is no merger`);
    return from.map(
      (old): Row => ({
        ...common,
        event: `2025-07-01-${code}`,
        kind: 'merge',
        title: `Thành lập ${title(row)}`,
        clause: clausePath(clause),
        from_code: old,
        from_level: 'commune',
        ...established(row),
        ...WHOLE,
      }),
    );
  });
  const moved = facts.UNCHANGED_2025.map(
    (code): Row => ({
      ...common,
      event: '2025-07-01-truc-thuoc-tinh',
      kind: 'transfer',
      title: 'Sáu xã giữ nguyên, trực thuộc tỉnh khi không còn cấp huyện',
      clause: clausePath(UNCHANGED_CLAUSE),
      from_code: code,
      from_level: 'commune',
      to_code: code,
      to_level: 'commune',
      to_parent_code: provinceCode,
      to_parent_level: 'province',
      ...WHOLE,
    }),
  );
  const outside = CLAUSES_OUTSIDE.map(
    ([clause, code, names]): Row => ({
      ...common,
      event: `2025-07-01-${code}`,
      kind: 'establish',
      title: `${title(unit(code))} về tỉnh Lào Cai mới`,
      clause: clausePath(clause),
      outside: `${names}, thuộc ${OLD_NEIGHBOUR}`,
      ...established(unit(code)),
    }),
  );
  const districts = changes.filter((row) => (row.old_code ?? '').length === 3).map((row) => row.old_code ?? '');
  const abolished = districts.map(
    (code): Row => ({
      ...common,
      event: '2025-07-01-bo-cap-huyen',
      kind: 'abolish-level',
      title: 'Kết thúc hoạt động của cấp huyện',
      document: facts.DOCUMENT_LEVELS,
      verified: 'no',
      verification_note: facts.NOTE_2025_LEVEL,
      from_code: unit2022(code).code ?? '',
      from_level: 'district',
      to_code: provinceCode,
      to_level: 'province',
      ...WHOLE,
    }),
  );
  return [whole, ...merged, ...moved, ...outside, ...abolished];
}

/** All rows of events.csv, by day; events of one day belong together. */
export function makeEvents(units2022: readonly Row[], units2025: readonly Row[], changes: readonly Row[]): Table {
  const unit = byCode(units2022);
  return { columns: COLUMNS, rows: [...events2020(unit), ...eventsJanuary2025(unit), ...eventsJuly2025(unit, units2025, changes)] };
}

/** The clauses of Resolution 1673/NQ-UBTVQH15 in our own short words. */
export function makeClauses(units2022: readonly Row[], units2025: readonly Row[], changes: readonly Row[]): Table {
  const old = byCode([
    ...units2022,
    ...facts.MERGED_2025_JANUARY.map(([code, name, type]): Row => ({ code, name, type: type === 'xa' ? 'xã' : 'phường' })),
  ]);
  const unit = byCode(units2025.filter((row) => row.level === 'commune'));
  const row = (clause: number, text: string): Row => ({
    id: fixedId(`clause:${facts.DOCUMENT_2025}:${clausePath(clause)}`),
    document: facts.DOCUMENT_2025,
    path: clausePath(clause),
    ordinal: String(clause),
    text: `Tóm tắt: ${text}`,
  });
  const inside = CLAUSES_INSIDE.map(([clause, code]) =>
    row(
      clause,
      `thành lập ${title(unit(code))} từ ${predecessors(changes, code)
        .map((from) => title(old(from)))
        .join(', ')}.`,
    ),
  );
  const outside = CLAUSES_OUTSIDE.filter(([clause]) => clause !== UNCHANGED_CLAUSE).map(([clause, code, names]) =>
    row(clause, `thành lập ${title(unit(code))} từ ${names}.`),
  );
  const last = row(UNCHANGED_CLAUSE, 'sau sắp xếp có 99 đơn vị cấp xã (89 xã, 10 phường); tám xã giữ nguyên.');
  const rows = [...inside, ...outside, last].sort((a, b) => Number(a.ordinal) - Number(b.ordinal));
  return { columns: ['id', 'document', 'path', 'ordinal', 'text'], rows };
}
