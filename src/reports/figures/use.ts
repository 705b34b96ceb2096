/** Active use: who sent, followed, judged or was answered in a month. Accounts and installs are not counted. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/index.ts';
import { least } from './rows.ts';

/** What somebody did with the channel, or got from it; `any` is one of them. */
export const uses = ['any', 'sent', 'followed', 'rated', 'answered'] as const;

/**
 * Counts anew, for each month, for each commune and for the root above it: distinct persons with an account, and distinct browsers without one.
 * Counts below the least are not kept; none is kept as none. Needs the duty `identity`, since followers and senders are persons.
 */
export async function putActiveUse(tx: Tx, timeZone: string): Promise<void> {
  const db = tx.rows<unknown>();
  const month = (at: ReturnType<typeof sql>) => sql`date_trunc('month', ${at} at time zone ${timeZone})::date`;
  const told = (count: ReturnType<typeof sql>) => sql`nullif(case when ${count} between 1 and ${least - 1} then -1 else ${count} end, -1)`;
  await sql`delete from reports.active_use`.execute(db);
  await sql`with recursive place as materialized (
      select distinct on (unit_id) unit_id, level_id, parent_id from territory.unit_versions order by unit_id, lower(valid) desc
    ), up (unit_id, above_id) as (
      select unit_id, parent_id from place union all select up.unit_id, place.parent_id from up join place on place.unit_id = up.above_id
        where up.above_id is not null
    ), root as materialized (
      select up.unit_id, place.unit_id as root_id from up join place on place.unit_id = up.above_id where place.parent_id is null
    ), here as (
      select r.id, r.sent_at, case when place.level_id = 'village' then coalesce(place.parent_id, r.unit_id) else r.unit_id end as unit_id
      from reports.report r left join place on place.unit_id = r.unit_id
    ), sender as (
      select report_id, person_id, null::bytea as digest from reports.content where person_id is not null
      union all select report_id, null, digest from reports.ticket where relation = 'sender'
    ), follower as (
      select report_id, person_id, null::bytea as digest, followed_at from reports.follower
      union all select report_id, null, digest, given_at from reports.ticket where relation = 'follower'
    ), did as (
      select ${month(sql`here.sent_at`)} as month, here.unit_id, 'sent' as what, sender.person_id, sender.digest
        from here join sender on sender.report_id = here.id
      union all
      select ${month(sql`follower.followed_at`)}, here.unit_id, 'followed', follower.person_id, follower.digest
        from here join follower on follower.report_id = here.id
      union all
      select ${month(sql`e.at`)}, here.unit_id, 'rated', sender.person_id, sender.digest
        from here join reports.event e on e.report_id = here.id and e.step in ('rate', 'reopen') join sender on sender.report_id = here.id
      union all
      select ${month(sql`e.at`)}, here.unit_id, 'answered', sender.person_id, sender.digest
        from here join reports.event e on e.report_id = here.id and e.step = 'approve' join sender on sender.report_id = here.id
      union all
      select ${month(sql`e.at`)}, here.unit_id, 'answered', follower.person_id, follower.digest
        from here join reports.event e on e.report_id = here.id and e.step = 'approve'
        join follower on follower.report_id = here.id and follower.followed_at <= e.at
    )
    insert into reports.active_use (month, unit_id, what, persons, browsers)
    select did.month, ground.unit_id, kind.what, ${told(sql`count(distinct did.person_id)`)}, ${told(sql`count(distinct did.digest)`)}
    from did left join root on root.unit_id = did.unit_id
      cross join lateral (select did.unit_id union select root.root_id where root.root_id is not null) ground (unit_id)
      cross join lateral (values (did.what), ('any')) kind (what)
    group by did.month, ground.unit_id, kind.what`.execute(db);
}
