/** Which unit a line means, on the map of the day. Pure: what is known of units and spellings is given. */
import { dayBefore, formatDate } from '../../../platform/calendar/index.ts';
import { fold, tidy } from '../../../platform/text/index.ts';
import type { TeamLevel } from '../../contract.ts';
import { type Field, type Finding, finding, type RawRow } from '../model.ts';
import { spelled } from '../spelling.ts';
import { distance, partsOf, readUnit, shownName, type UnitWords } from './names.ts';
import { holdsOn, type UnitState, type Units } from './register.ts';

/** A unit by a spelling that is on record, or those that resemble. */
export interface Spelling {
  readonly unitId: string | null;
  readonly alike: readonly string[];
}

export interface Ground {
  readonly units: Units;
  readonly asOf: string;
  /** Units where the uploader may send lists in. */
  readonly reach: ReadonlySet<string> | 'everywhere';
  /** The commune of an uploader who has one only. */
  readonly home: string | null;
  /** By the folded words. */
  readonly spellings: ReadonlyMap<string, Spelling>;
}

export interface Placed {
  readonly level: TeamLevel;
  readonly unitId: string;
  readonly communeId: string;
}

type Found = { readonly id: string; readonly findings: readonly Finding[] } | { readonly id: null; readonly findings: readonly Finding[] };

const fail = (one: Finding): Found => ({ id: null, findings: [one] });

/** What is asked about the commune of a row; rows of one text are asked once. */
export interface CommuneWords {
  readonly text: string | null;
  readonly district: string | null;
  /** Where the text stood: a finding marks that cell. */
  readonly field: Field;
}

const teamWords = /^(?:to )?(?:cong nghe so|cnscd|cns|chuien doi so)(?: cong dong)?(?: cap)? /;

/** `Tổ CNSCĐ thôn 1` → `thôn 1`; null where the name of the team says no unit. */
function unitOfTeam(name: string | null): { readonly level: TeamLevel; readonly text: string } | null {
  if (name === null) return null;
  const folded = fold(name);
  const rest = folded.replace(/^to /, '').replace(teamWords, '');
  if (rest === folded) return /^(?:thon|ban|tdp|to dan pho) /.test(folded) ? { level: 'village', text: folded } : null;
  if (/^(?:xa|phuong|thi tran|tt) /.test(rest)) return { level: 'commune', text: rest };
  return /^(?:thon|ban|tdp|to|khu pho) /.test(rest) ? { level: 'village', text: rest } : null;
}

/** Where a row says its commune: its own column, behind the village, the title, the name of the team. */
export function communeWordsOf(row: RawRow): CommuneWords {
  const cell = (field: Field): string | null => tidy(row.cells.get(field)?.text ?? '') || null;
  const { context } = row;
  const own = cell('commune');
  const behind = partsOf(cell('village') ?? '').find((part, index) => index > 0 && /^(?:xa|phuong|thi tran|tt|x|p) /.test(fold(part)));
  const team = unitOfTeam(cell('team'));
  const ofTeam = team?.level === 'commune' ? team.text : null;
  const district = cell('district') ?? partsOf(own ?? '').at(1) ?? context.district;
  return {
    text: own ?? behind ?? context.commune ?? ofTeam,
    district,
    field: own === null && behind !== undefined ? 'village' : 'commune',
  };
}

export function resolveCommune(ground: Ground, { text, district, field }: CommuneWords): Found {
  const { units, asOf, home } = ground;
  if (text === null) {
    const state = home === null ? null : units.on(home, asOf);
    if (state === null) return fail(finding('E-UNIT-MISSING', field));
    return { id: state.id, findings: [finding('P-COMMUNE', field, { read: shownName(state) })] };
  }
  const words = readUnit(partsOf(text)[0] ?? text);
  const value = text.slice(0, 80);
  const states = words.code === null ? units.named('commune', words.key) : units.coded('commune', words.code);
  const today = narrowed(
    ground,
    states.filter((state) => holdsOn(state, asOf)),
    words,
    district,
    partsOf(text)[0] ?? text,
  );
  const [only] = today;
  if (only !== undefined && today.length === 1) {
    const otherwise = (words.type !== null && words.type !== only.type) || misspelt(only, partsOf(text)[0] ?? text);
    return { id: only.id, findings: otherwise ? [finding('P-UNIT', field, { value, read: withLine(ground, only) })] : [] };
  }
  if (today.length > 1)
    return fail(finding('E-UNIT-AMBIGUOUS', field, { value, candidates: today.map((state) => withLine(ground, state)).join('; ') }));
  return otherTimes(ground, states, words, value, field, district) ?? unknown(ground, value, field);
}

/** Minh Quán is not Minh Quân where it is written with its marks. */
function asSpelled(states: readonly UnitState[], text: string): readonly UnitState[] {
  const written = ` ${spelled(text)}`;
  const exact = states.length > 1 ? states.filter((state) => written.endsWith(` ${spelled(state.name)}`)) : [];
  return exact.length > 0 ? exact : states;
}

/** Whether the name was written with marks that the unit's name has not: a reading that is shown. */
function misspelt(state: UnitState, text: string): boolean {
  return (
    /\p{L}{2}/u.test(state.name) &&
    !` ${spelled(text)}`.endsWith(` ${spelled(state.name)}`) &&
    fold(text).endsWith(fold(state.name)) &&
    /\p{M}/u.test(spelled(text))
  );
}

/** By spelling, type, district and the uploader's place, as long as something is left. */
function narrowed(
  ground: Ground,
  given: readonly UnitState[],
  { type }: UnitWords,
  district: string | null,
  text: string,
): readonly UnitState[] {
  const states = asSpelled(given, text);
  let left = states;
  const keep = (test: (state: UnitState) => boolean) => {
    const some = left.filter(test);
    if (some.length > 0) left = some;
  };
  if (type !== null) keep((state) => state.type === type);
  if (district !== null) {
    const { key, type: districtType } = readUnit(district);
    const isIt = (above: UnitState): boolean => above.key === key && (districtType === null || above.type === districtType);
    keep((state) => ground.units.lineOn(state.id, ground.asOf).some((above) => above.id !== state.id && isIt(above)));
  }
  const { reach } = ground;
  if (left.length > 1 && reach !== 'everywhere') keep((state) => reach.has(state.id));
  return left;
}

/** A former or later name of a unit of the day; a unit that had ended, or came later. */
function otherTimes(
  ground: Ground,
  states: readonly UnitState[],
  words: UnitWords,
  value: string,
  field: Field,
  district: string | null,
): Found | null {
  const { units, asOf } = ground;
  const still = [...new Set(states.map((state) => state.id))].map((id) => units.on(id, asOf)).filter((state) => state !== null);
  const renamed = narrowed(ground, still, { ...words, type: null }, district, value);
  const [only] = renamed;
  if (only !== undefined && renamed.length === 1)
    return { id: only.id, findings: [finding('P-UNIT', field, { value, read: withLine(ground, only) })] };
  const ended = states.findLast((state) => (units.lastDay(state.id) ?? '9999') <= asOf);
  if (ended !== undefined) {
    const last = units.lastDay(ended.id) ?? asOf;
    return fail(finding('E-UNIT-ENDED', field, { value: shownName(ended), day: formatDate(dayBefore(last)), unitId: ended.id }));
  }
  const later = states.find((state) => state.from > asOf);
  return later === undefined ? null : fail(finding('E-UNIT-LATER', field, { value: shownName(later), day: formatDate(later.from) }));
}

function unknown(ground: Ground, value: string, field: Field): Found {
  const { units, asOf, spellings } = ground;
  const spelling = spellings.get(fold(value));
  const state = spelling?.unitId ? units.on(spelling.unitId, asOf) : null;
  if (state !== null) return { id: state.id, findings: [finding('P-UNIT', field, { value, read: withLine(ground, state) })] };
  const alike = (spelling?.alike ?? []).map((id) => units.on(id, asOf)).filter((one) => one !== null);
  return fail(finding('E-UNIT-UNKNOWN', field, { value, candidates: alike.map((one) => withLine(ground, one)).join('; ') }));
}

/** Most villages named in a finding. */
const MOST_NAMED = 8;

/** After a merger a commune has several villages of one name: `Thôn 1 (Pá Hu)` says from which commune it came. */
function withFormer({ units }: Pick<Ground, 'units'>, communeId: string, state: UnitState): string {
  const former = units.formerlyIn(state.id, communeId).map((one) => one.name);
  return former.length === 0 ? shownName(state) : `${shownName(state)} (${former.join(', ')})`;
}

function resolveVillage({ units, asOf }: Ground, communeId: string, text: string, field: Field): Found {
  const parts = partsOf(text);
  const words = readUnit(parts[0] ?? text);
  const behind = parts.slice(1).map((part) => readUnit(part).key);
  const value = text.slice(0, 80);
  const children = units.childrenOn(communeId, asOf);
  const formerKeys = (state: UnitState): readonly string[] => units.formerlyIn(state.id, communeId).map((one) => one.key);
  const sameName = children.filter(
    (state) =>
      state.key === words.key ||
      formerKeys(state).some((key) => words.key === `${state.key} ${key}` || words.key === `${state.key} xa ${key}`),
  );
  const fromThere = sameName.filter((state) => formerKeys(state).some((key) => behind.includes(key)));
  const named = fromThere.length > 0 ? fromThere : sameName;
  const typed = named.filter((state) => words.type === null || state.type === words.type);
  const choice = asSpelled(typed.length > 0 ? typed : named, parts[0] ?? text);
  const [only] = choice;
  const commune = units.near(communeId, asOf);
  const inCommune = { commune: commune === null ? '' : shownName(commune) };
  if (only !== undefined && choice.length === 1) {
    const otherwise = (words.type !== null && words.type !== only.type) || misspelt(only, parts[0] ?? text);
    return { id: only.id, findings: otherwise ? [finding('P-UNIT', field, { value, read: shownName(only) })] : [] };
  }
  if (choice.length > 1)
    return fail(
      finding('E-UNIT-AMBIGUOUS', field, { value, candidates: choice.map((one) => withFormer({ units }, communeId, one)).join('; ') }),
    );
  const formerly = units.named('village', words.key).filter((state) => children.some((child) => child.id === state.id));
  const now = formerly[0] === undefined ? undefined : children.find((child) => child.id === formerly[0]?.id);
  if (now !== undefined) return { id: now.id, findings: [finding('P-UNIT', field, { value, read: shownName(now) })] };
  const close = children.filter((state) => distance(state.key, words.key, 2) <= (words.key.length > 4 ? 2 : 1));
  const candidates = (close.length > 0 && !/^\d+$/.test(words.key) ? close : children.length <= MOST_NAMED ? children : []).slice(
    0,
    MOST_NAMED,
  );
  return fail(finding('E-UNIT-UNKNOWN', field, { value, ...inCommune, candidates: candidates.map(shownName).join('; ') }));
}

const ofCommune = /^(?:cap )?(?:xa|phuong|thi tran|ubnd xa|ubnd phuong|ubnd)$/;

function levelOfCell(text: string | null): TeamLevel | null {
  const folded = fold(text ?? '');
  if (/\b(?:thon|ban|tdp|to dan pho|village)\b/.test(folded)) return 'village';
  return /\b(?:xa|phuong|thi tran|commune)\b/.test(folded) ? 'commune' : null;
}

/**
 * The village or commune in which the team of a row sits. A level that is said wins: in a list of the commune's own team the village
 * says where somebody lives. `commune` is what `resolveCommune` found.
 */
export function place(
  ground: Ground,
  row: RawRow,
  commune: Found,
): { readonly placed: Placed | null; readonly findings: readonly Finding[] } {
  if (commune.id === null) return { placed: null, findings: commune.findings };
  const communeId = commune.id;
  const cell = (field: Field): string | null => tidy(row.cells.get(field)?.text ?? '') || null;
  const own = cell('village');
  const team = unitOfTeam(cell('team'));
  const state = ground.units.near(communeId, ground.asOf);
  const saysCommune = own !== null && (ofCommune.test(fold(own)) || (state !== null && fold(own) === fold(shownName(state))));
  const level = levelOfCell(cell('level')) ?? (saysCommune ? 'commune' : (team?.level ?? (own === null ? row.context.level : null)));
  const atCommune = (): { placed: Placed | null; findings: readonly Finding[] } =>
    within(ground, { level: 'commune', unitId: communeId, communeId }, commune.findings);
  if (level === 'commune') return atCommune();
  const text = own ?? (team?.level === 'village' ? team.text : null) ?? row.context.village;
  if (text === null) {
    if (level === null && !row.has.has('village')) return atCommune();
    return { placed: null, findings: [...commune.findings, finding('E-VILLAGE-MISSING', 'village')] };
  }
  const village = resolveVillage(ground, communeId, text, own === null && team?.level === 'village' ? 'team' : 'village');
  const findings = [...commune.findings, ...village.findings];
  return village.id === null ? { placed: null, findings } : within(ground, { level: 'village', unitId: village.id, communeId }, findings);
}

function within(ground: Ground, placed: Placed, findings: readonly Finding[]): { placed: Placed | null; findings: readonly Finding[] } {
  const { reach, units, asOf } = ground;
  if (reach === 'everywhere' || reach.has(placed.unitId)) return { placed, findings };
  const state = units.near(placed.communeId, asOf);
  return { placed: null, findings: [...findings, finding('E-PLACE', placed.level, { read: state === null ? '' : shownName(state) })] };
}

/** A unit with the one above it: `xã Tân Thịnh (huyện Trấn Yên)`. */
export function withLine({ units, asOf }: Pick<Ground, 'units' | 'asOf'>, state: UnitState): string {
  const above = units.lineOn(state.id, asOf)[1];
  return above === undefined ? shownName(state) : `${shownName(state)} (${shownName(above)})`;
}

/** The key by which a spelling is asked for. */
export const spellingKey = (text: string): string => fold(text.slice(0, 80));
