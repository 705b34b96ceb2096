/** Why somebody who is signed in can't use a right, and who could give it to them. */
import { sql } from 'kysely';
import { formatDate, lastValidDay } from '../../platform/calendar/index.ts';
import type { Reader } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import type { Right } from '../../platform/session/index.ts';
import { texts } from './messages.gen.ts';

interface HeldOnce {
  readonly kind: 'coming' | 'over' | 'ended' | 'place-ended' | 'absence-coming' | 'absence-over';
  readonly name_vi: string;
  readonly name_en: string;
  /** The first day for what is to come, else the day after the last. */
  readonly day: string;
}

/** What the person held or will hold with this right: what is to come before what has been, the latest first. */
async function heldOnce(reader: Reader, personId: string, right: Right, today: string, timeZone: string): Promise<HeldOnce | null> {
  const found = await sql<HeldOnce>`select kind, name_vi, name_en, day::text as day from (
      select case when g.ended_at is not null then 'ended' when upper(g.valid) <= ${today}::date then 'over'
          when lower(g.valid) > ${today}::date then 'coming' else 'place-ended' end as kind, g.role,
        case when g.ended_at is not null then (g.ended_at at time zone ${timeZone})::date
          when lower(g.valid) > ${today}::date then lower(g.valid)
          when upper(g.valid) <= ${today}::date then upper(g.valid)
          else (select max(upper(unit.valid)) from territory.unit_versions unit where unit.unit_id = g.unit_id) end as day
      from people.role_grant g where g.person_id = ${personId}::uuid
      union all
      select case when lower(absence.valid) > ${today}::date then 'absence-coming' else 'absence-over' end, g.role,
        case when lower(absence.valid) > ${today}::date then lower(absence.valid)
          when absence.ended_at is not null then least((absence.ended_at at time zone ${timeZone})::date, upper(absence.valid))
          else upper(absence.valid) end
      from people.absence join people.role_grant g on g.id = any (absence.grant_ids)
      where absence.deputy_id = ${personId}::uuid
        and (absence.ended_at is null or lower(absence.valid) <= ${today}::date) and not (absence.ended_at is null and absence.valid @> ${today}::date)
    ) held join people.role on role.code = held.role
    where held.day is not null and exists (select from people.role_right where role_right.role = held.role and role_right."right" = ${right})
    order by kind in ('coming', 'absence-coming') desc, day desc limit 1`.execute(reader.rows<unknown>());
  return found.rows[0] ?? null;
}

const codes = {
  coming: 'people.grant-coming',
  'absence-coming': 'people.grant-coming',
  over: 'people.grant-over',
  ended: 'people.grant-taken-back',
  'place-ended': 'people.grant-place-ended',
  'absence-over': 'people.deputising-over',
} as const satisfies Record<HeldOnce['kind'], Refusal['code']>;

export interface Asking {
  readonly personId: string;
  readonly right: Right;
  readonly lang: Lang;
  readonly today: string;
  readonly timeZone: string;
  /** The right in plain words. */
  readonly words: string;
}

/** The refusal for somebody who does not hold the right now: what they held or will hold, and whom to ask. */
export async function whyNot(reader: Reader, asking: Asking): Promise<Refusal> {
  const { personId, right, lang, today, timeZone, words } = asking;
  const [held, asked] = await Promise.all([
    heldOnce(reader, personId, right, today, timeZone),
    whomToAsk(reader, { personId, right, lang, today }),
  ]);
  if (!held) return { code: 'people.no-right', params: { right: words, asked }, status: 403 };
  const role = lang === 'vi' ? held.name_vi : held.name_en;
  const first = held.kind === 'coming' || held.kind === 'absence-coming';
  const day = first || held.kind === 'ended' ? held.day : lastValidDay(held.day);
  return { code: codes[held.kind], params: { role, day: formatDate(day), asked }, status: 403 };
}

interface Office {
  readonly name_vi: string;
  readonly name_en: string;
  readonly place: string | null;
}

/**
 * The offices that could give a right, by role and place and never by name: at the unit or what is above it, at its People's Committee, in
 * the organisation or above it, else the whole province. `at` is where the right is wanted; without it, where the person belongs.
 */
export async function whomToAsk(
  reader: Reader,
  ask: {
    readonly personId: string;
    readonly right: Right;
    readonly lang: Lang;
    readonly today: string;
    readonly at?: { readonly unitId: string | null; readonly organisationId: string | null };
  },
): Promise<string> {
  const { personId, right, lang, today, at } = ask;
  const place = at
    ? sql`select ${at.unitId}::uuid as unit_id, ${at.organisationId}::uuid as organisation_id`
    : sql`select unit_id, organisation_id from people.person where id = ${personId}::uuid`;
  const found = await sql<Office>`with recursive place as (${place}),
    above (unit_id, steps) as (
      select unit_id, 0 from place where unit_id is not null
      union all select unit.parent_id, above.steps + 1 from above join territory.units_on(${today}::date) unit on unit.unit_id = above.unit_id
        where unit.parent_id is not null
    ), over (organisation_id, steps) as (
      select organisation_id, 0 from place where organisation_id is not null
      union select version.organisation_id, above.steps + 1 from above join people.organisation_version version
        on version.unit_id = above.unit_id and version.valid @> ${today}::date
        join people.organisation on organisation.id = version.organisation_id and organisation.kind = 'peoples-committee'
      union select version.parent_id, over.steps + 1 from over join people.organisation_version version
        on version.organisation_id = over.organisation_id and version.valid @> ${today}::date where version.parent_id is not null
    ), giving as (
      select distinct role_granter.granter from people.role_granter join people.role_right on role_right.role = role_granter.role
        and role_right."right" = ${right}
    ), offices as (
      select g.role, g.unit_id, g.organisation_id,
        coalesce((select min(steps) from above where above.unit_id = g.unit_id), (select min(steps) + 1 from over where over.organisation_id = g.organisation_id),
          case when role.holds_at = 'everywhere' then 1000 end) as steps, role.name_vi, role.name_en, role.sort_order
      from people.role_grant g join giving on giving.granter = g.role join people.role on role.code = g.role
      where g.ended_at is null and g.valid @> ${today}::date and g.person_id <> ${personId}::uuid
    ) select name_vi, name_en, place from (
      select distinct on (role, unit_id, organisation_id) name_vi, name_en, steps, sort_order, coalesce(
        (select name from territory.units_on(${today}::date) unit where unit.unit_id = offices.unit_id),
        (select short_name from people.organisation_version version where version.organisation_id = offices.organisation_id and version.valid @> ${today}::date)) as place
      from offices where steps is not null order by role, unit_id, organisation_id, steps
    ) near order by steps, sort_order limit 2`.execute(reader.rows<unknown>());
  const t = texts[lang];
  const named = found.rows.map((office) => {
    const role = lang === 'vi' ? office.name_vi : office.name_en;
    return office.place === null ? role : t.asked_at({ role, place: office.place });
  });
  const [first, second] = named;
  if (first === undefined) return t.asked_operator();
  return second === undefined ? first : t.asked_or({ first, second });
}
