/** Findings, fields and roles in words. */
import type { Lang } from '../../platform/i18n/index.ts';
import type { CoreForce, MemberRole } from '../contract.ts';
import { type Texts, texts } from './messages.gen.ts';
import type { Field, Finding, FindingCode } from './model.ts';

type Params = Finding['params'];
interface Words {
  readonly title: (t: Texts) => string;
  readonly say: (
    t: Texts,
    p: Readonly<Record<'value' | 'read' | 'candidates' | 'day' | 'days' | 'row' | 'sheet' | 'other' | 'name' | 'force' | 'unit', string>>,
  ) => string;
  /** What is added where it is known. */
  readonly tail?: (t: Texts, p: Params) => string | null;
}

const known = (text: string | undefined, say: (text: string) => string): string | null =>
  text === undefined || text === '' ? null : say(text);

const words: Readonly<Record<FindingCode, Words>> = {
  'E-CELL': { title: (t) => t.e_cell(), say: (t, { value }) => t.e_cell_say({ value }) },
  'E-FONT': { title: (t) => t.e_font(), say: (t) => t.e_font_say() },
  'E-NAME-MISSING': { title: (t) => t.e_name_missing(), say: (t) => t.e_name_missing_say() },
  'E-NAME-STRANGE': { title: (t) => t.e_name_strange(), say: (t, { value }) => t.e_name_strange_say({ value }) },
  'E-NAME-TWO': { title: (t) => t.e_name_two(), say: (t, { value }) => t.e_name_two_say({ value }) },
  'E-PHONE': { title: (t) => t.e_phone(), say: (t, { value }) => t.e_phone_say({ value }) },
  'E-BIRTH': { title: (t) => t.e_birth(), say: (t, { value }) => t.e_birth_say({ value }) },
  'E-DAY': { title: (t) => t.e_day(), say: (t, { value }) => t.e_day_say({ value }) },
  'E-DAY-ORDER': { title: (t) => t.e_day_order(), say: (t) => t.e_day_order_say() },
  'E-ROLE': { title: (t) => t.e_role(), say: (t, { value }) => t.e_role_say({ value }) },
  'E-FORCE': { title: (t) => t.e_force(), say: (t, { value }) => t.e_force_say({ value }) },
  'E-UNIT-MISSING': { title: (t) => t.e_unit_missing(), say: (t) => t.e_unit_missing_say() },
  'E-VILLAGE-MISSING': { title: (t) => t.e_village_missing(), say: (t) => t.e_village_missing_say() },
  'E-UNIT-UNKNOWN': {
    title: (t) => t.e_unit_unknown(),
    say: (t, { value }) => t.e_unit_unknown_say({ value }),
    tail: (t, p) =>
      [known(p.commune, (commune) => t.tail_commune({ commune })), known(p.candidates, (candidates) => t.tail_candidates({ candidates }))]
        .filter((one) => one !== null)
        .join(' ') || null,
  },
  'E-UNIT-AMBIGUOUS': {
    title: (t) => t.e_unit_ambiguous(),
    say: (t, { value, candidates }) => t.e_unit_ambiguous_say({ value, candidates }),
  },
  'E-UNIT-ENDED': {
    title: (t) => t.e_unit_ended(),
    say: (t, { value, day }) => t.e_unit_ended_say({ value, day }),
    tail: (t, p) => known(p.successor, (successor) => t.tail_successor({ successor })),
  },
  'E-UNIT-LATER': { title: (t) => t.e_unit_later(), say: (t, { value, day }) => t.e_unit_later_say({ value, day }) },
  'E-PLACE': { title: (t) => t.e_place(), say: (t, { read }) => t.e_place_say({ read }) },
  'E-TEAM-AMBIGUOUS': { title: (t) => t.e_team_ambiguous(), say: (t, { candidates }) => t.e_team_ambiguous_say({ candidates }) },
  'E-TEAM-LATER': { title: (t) => t.e_team_later(), say: (t, { read, day }) => t.e_team_later_say({ read, day }) },
  'E-TWICE': { title: (t) => t.e_twice(), say: (t, { value, row, sheet }) => t.e_twice_say({ value, row, sheet }) },
  'E-TWO-LEADERS': {
    title: (t) => t.e_two_leaders(),
    say: (t) => t.e_two_leaders_say(),
    tail: (t, p) => known(p.read, (read) => t.tail_leader({ read })),
  },
  'E-OVERLAP': { title: (t) => t.e_overlap(), say: (t, { days }) => t.e_overlap_say({ days }) },
  'E-PERSON-UNSURE': { title: (t) => t.e_person_unsure(), say: (t, { value, candidates }) => t.e_person_unsure_say({ value, candidates }) },
  'W-FORMULA': { title: (t) => t.w_formula(), say: (t, { value }) => t.w_formula_say({ value }) },
  'W-PHONE-TWO': { title: (t) => t.w_phone_two(), say: (t, { read, other }) => t.w_phone_two_say({ read, other }) },
  'W-PHONE-SHARED': { title: (t) => t.w_phone_shared(), say: (t, { read, name }) => t.w_phone_shared_say({ read, name }) },
  'W-FORCE-MISSING': { title: (t) => t.w_force_missing(), say: (t, { force }) => t.w_force_missing_say({ force }) },
  'W-TEAM-NAME': { title: (t) => t.w_team_name(), say: (t, { read }) => t.w_team_name_say({ read }) },
  'W-BEFORE-TEAM': { title: (t) => t.w_before_team(), say: (t, { day }) => t.w_before_team_say({ day }) },
  'W-NO-LEADER': { title: (t) => t.w_no_leader(), say: (t, { read }) => t.w_no_leader_say({ read }) },
  'W-PERSON-DIFFERS': { title: (t) => t.w_person_differs(), say: (t, { read }) => t.w_person_differs_say({ read }) },
  'W-PERSON-ALIKE': { title: (t) => t.w_person_alike(), say: (t, { read }) => t.w_person_alike_say({ read }) },
  'P-FONT': { title: (t) => t.p_font(), say: (t, { read }) => t.p_font_say({ read }) },
  'P-NAME': { title: (t) => t.p_name(), say: (t, { value, read }) => t.p_name_say({ value, read }) },
  'P-PHONE-ZERO': { title: (t) => t.p_phone_zero(), say: (t, { value, read }) => t.p_phone_zero_say({ value, read }) },
  'P-PHONE-OLD': { title: (t) => t.p_phone_old(), say: (t, { value, read }) => t.p_phone_old_say({ value, read }) },
  'P-DAY': { title: (t) => t.p_day(), say: (t, { value, read }) => t.p_day_say({ value, read }) },
  'P-ROLE': { title: (t) => t.p_role(), say: (t) => t.p_role_say() },
  'P-FORCE': { title: (t) => t.p_force(), say: (t, { value, force }) => t.p_force_say({ value, force }) },
  'P-UNIT': { title: (t) => t.p_unit(), say: (t, { value, read }) => t.p_unit_say({ value, read }) },
  'P-COMMUNE': { title: (t) => t.p_commune(), say: (t, { read }) => t.p_commune_say({ read }) },
  'P-TEAM-NEW': { title: (t) => t.p_team_new(), say: (t, { unit, read }) => t.p_team_new_say({ unit, read }) },
  'P-PERSON-KNOWN': {
    title: (t) => t.p_person_known(),
    say: (t, { read }) => t.p_person_known_say({ read }),
    tail: (t, p) => known(p.place, (place) => t.tail_place({ place })),
  },
};

/** What a kind of finding is called. */
export const findingTitle = (code: FindingCode, lang: Lang): string => words[code].title(texts[lang]);

/** One finding as its author reads it: what is there, how it is read, what to do. */
export function findingLine({ code, params }: Finding, lang: Lang, forces: readonly CoreForce[]): string {
  const t = texts[lang];
  const { say, tail } = words[code];
  const of = (name: string): string => params[name] ?? '';
  const force = forceName(of('force'), forces, lang);
  const line = say(t, {
    value: of('value'),
    read: of('read'),
    candidates: of('candidates'),
    day: of('day'),
    days: of('days'),
    row: of('row'),
    sheet: of('sheet'),
    other: of('other'),
    name: of('name'),
    unit: of('unit'),
    force,
  });
  const more = tail?.(t, params) ?? null;
  return more === null ? line : `${line} ${more}`;
}

export function forceName(code: string, forces: readonly CoreForce[], lang: Lang): string {
  return forces.find((one) => one.code === code)?.names[lang] ?? code;
}

export function roleName(role: MemberRole, lang: Lang): string {
  const t = texts[lang];
  return { leader: t.role_leader(), deputy: t.role_deputy(), member: t.role_member() }[role];
}

export function fieldName(field: Field, lang: Lang): string {
  const t = texts[lang];
  const names: Readonly<Record<Field, string>> = {
    name: t.field_name(),
    phone: t.field_phone(),
    birth: t.field_birth(),
    role: t.field_role(),
    force: t.field_force(),
    village: t.field_village(),
    commune: t.field_commune(),
    district: t.field_district(),
    team: t.field_team(),
    level: t.field_level(),
    'decision-number': t.field_decision_number(),
    'decision-day': t.field_decision_day(),
    'decision-issuer': t.field_decision_issuer(),
    from: t.field_from(),
    to: t.field_to(),
    term: t.field_term(),
    note: t.field_note(),
  };
  return names[field];
}
