/** Work that waits: seats that the system chose, and terms that end soon. */
import { type RawBuilder, sql } from 'kysely';
import { addDays, formatDate } from '../../platform/calendar/index.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Context, Waiting, WaitingSource } from '../../platform/module/index.ts';
import { type Actor, reach } from '../../platform/session/index.ts';
import { teamsRights } from '../contract.ts';
import { texts } from './messages.gen.ts';

/** A term is mentioned so many days before it ends: time for a meeting of the village. */
const TERM_DAYS = 30;

const hrefOf = (teamId: string): string => `/console/teams/${teamId}`;

/** Teams whose seat today is in the actor's places. */
function mine(actor: Actor): RawBuilder<unknown> {
  const units = reach(actor, teamsRights.manage);
  return units === 'everywhere' ? sql`true` : sql`v.unit_id = any (${units}::uuid[])`;
}

/** ISO instant at which a day begins in the installation's time zone. */
const startOf = (day: string, timeZone: string): string =>
  Temporal.PlainDate.from(day).toZonedDateTime({ timeZone }).toInstant().toString();

interface Seat {
  readonly id: string;
  readonly team: string;
  readonly unit: string;
  readonly day: string;
  readonly since: Temporal.Instant;
  readonly total: number;
}

async function seatsToConfirm(db: Db, actor: Actor, today: string, limit: number): Promise<readonly Seat[]> {
  const found =
    await sql<Seat>`select v.team_id as id, v.name as team, lower(v.valid) as day, e.recorded_at as since, count(*) over ()::integer as total,
      coalesce((select u.name from territory.unit_versions u where u.unit_id = v.unit_id order by u.valid desc limit 1), '') as unit
    from teams.team_version v join teams.team_event e on e.id = v.event_id
    where v.to_confirm and coalesce(upper(v.valid) > ${today}::date, true) and ${mine(actor)}
    order by lower(v.valid), v.name collate "vi-x-icu", v.id limit ${limit}`.execute(db.rows<unknown>());
  return found.rows;
}

interface Term {
  readonly id: string;
  readonly team: string;
  readonly count: number;
  readonly day: string;
  readonly total: number;
}

/** Teams with memberships in force whose term ends soon or has ended, by the earliest. */
async function endingTerms(db: Db, actor: Actor, today: string, limit: number): Promise<readonly Term[]> {
  const found =
    await sql<Term>`select v.team_id as id, v.name as team, count(*)::integer as count, min(m.term_until) as day, count(*) over ()::integer as total
    from teams.membership m join teams.team_version v on v.team_id = m.team_id and v.valid @> ${today}::date and v.status = 'active'
    where m.term_until <= ${addDays(today, TERM_DAYS)}::date and m.valid @> ${today}::date and coalesce(upper(m.valid) > m.term_until + 1, true) and ${mine(actor)}
    group by v.team_id, v.name order by day, v.name collate "vi-x-icu", v.team_id limit ${limit}`.execute(db.rows<unknown>());
  return found.rows;
}

/** Of what lies in the actor's places only; no member is named. */
export function waiting({ db, clock, config }: Context): readonly WaitingSource[] {
  const rights = [teamsRights.manage];
  return [
    {
      kind: 'teams.seats',
      label: (lang) => texts[lang].waiting_seats(),
      rights,
      async load(actor, { lang, limit }): Promise<Waiting> {
        const rows = await seatsToConfirm(db, actor, clock.today().toString(), limit);
        const items = rows.map((row) => ({
          id: row.id,
          title: texts[lang].waiting_seat({ team: row.team }),
          detail: texts[lang].waiting_seat_detail({ day: formatDate(row.day), unit: row.unit }),
          href: hrefOf(row.id),
          since: row.since.toString(),
          due: null,
        }));
        return { items, count: rows[0]?.total ?? 0, overdue: 0 };
      },
    },
    {
      kind: 'teams.terms',
      label: (lang) => texts[lang].waiting_terms(),
      rights,
      async load(actor, { lang, limit }): Promise<Waiting> {
        const today = clock.today().toString();
        const rows = await endingTerms(db, actor, today, limit);
        const items = rows.map((row) => ({
          id: row.id,
          title: texts[lang].waiting_term({ team: row.team, count: row.count }),
          detail: texts[lang].waiting_term_detail({ day: formatDate(row.day) }),
          href: hrefOf(row.id),
          since: startOf(addDays(row.day, -TERM_DAYS), config.TIME_ZONE),
          due: startOf(addDays(row.day, 1), config.TIME_ZONE),
        }));
        return { items, count: rows[0]?.total ?? 0, overdue: rows.filter((row) => row.day < today).length };
      },
    },
  ];
}
