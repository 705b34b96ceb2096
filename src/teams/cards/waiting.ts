/** Cards that end soon, on the officials' front page: a line for each team. */
import { sql } from 'kysely';
import { addDays, formatDate } from '../../platform/calendar/index.ts';
import type { Context, WaitingSource } from '../../platform/module/index.ts';
import { reach } from '../../platform/session/index.ts';
import { teamsRights } from '../contract.ts';
import { texts } from './messages.gen.ts';
import { ENDS_SOON_DAYS } from './model.ts';

interface EndingRow {
  readonly team_id: string;
  readonly name: string;
  readonly cards: number;
  readonly first_day: string;
}

/** Good cards whose last day is near, where the actor issues cards. */
export function endingCards({ db, clock, config }: Context): WaitingSource {
  return {
    kind: 'teams.cards',
    label: (lang) => texts[lang].waiting_label(),
    rights: [teamsRights.cards],
    load: async (actor, { lang, limit }) => {
      const units = reach(actor, teamsRights.cards);
      if (units !== 'everywhere' && units.length === 0) return { items: [], count: 0, overdue: 0 };
      const today = clock.today().toString();
      const found = await sql<EndingRow>`select v.team_id, v.name, count(*)::int as cards, min(upper(c.valid) - 1)::text as first_day
        from teams.card c join teams.membership m on m.id = c.membership_id and m.valid @> ${today}::date
        join teams.team_version v on v.team_id = m.team_id and v.valid @> ${today}::date and v.status = 'active'
        where c.revoked_at is null and c.valid @> ${today}::date and upper(c.valid) - 1 <= ${addDays(today, ENDS_SOON_DAYS)}::date
          and ${units === 'everywhere' ? sql`true` : sql`v.unit_id = any (${units}::uuid[])`}
        group by v.team_id, v.name order by first_day, v.name`.execute(db.rows<unknown>());
      const t = texts[lang];
      const endOf = (day: string, hour: number) =>
        Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: config.TIME_ZONE, plainTime: { hour } }).toInstant().toString();
      return {
        items: found.rows.slice(0, limit).map((row) => ({
          id: row.team_id,
          title: row.name,
          detail: t.waiting_detail({ count: row.cards, day: formatDate(row.first_day) }),
          href: `/console/teams/${row.team_id}/cards`,
          since: endOf(addDays(row.first_day, -ENDS_SOON_DAYS), 0),
          due: endOf(addDays(row.first_day, 1), 0),
        })),
        count: found.rows.length,
        overdue: 0,
      };
    },
  };
}
