/** What programs hold about the person who answers for them; its export, and its part of an erasure. */
import { sql } from 'kysely';
import type { JsonObject, Tx } from '../platform/db/index.ts';
import type { PrivacySource } from '../platform/module/index.ts';
import { texts } from './messages.gen.ts';

const REMOVED = '…';

async function exportPerson(tx: Tx, personId: string): Promise<Readonly<Record<string, readonly JsonObject[]>>> {
  const { rows } = await sql<{ row: JsonObject }>`select to_jsonb(app) || jsonb_build_object(
      'keys', (select coalesce(jsonb_agg(to_jsonb(key) - 'digest' order by key.created_at), '[]') from developers.api_key key where key.app_id = app.id),
      'webhooks', (select coalesce(jsonb_agg(to_jsonb(webhook) - 'sealed_secret' order by webhook.created_at), '[]') from developers.webhook webhook
        where webhook.app_id = app.id)) as row
    from developers.app app where person_id = ${personId}::uuid order by created_at`.execute(tx.rows<unknown>());
  return { 'developers.app': rows.map(({ row }) => row) };
}

/** Nobody answers for the program any more: its keys end, its webhooks and what it tried go, and what was written about it. */
async function erasePerson(tx: Tx, personId: string): Promise<Readonly<Record<string, number>>> {
  const rows = tx.rows<unknown>();
  const now = tx.clock.now().toString();
  const { rows: apps } = await sql<{ id: string }>`select id from developers.app where person_id = ${personId}::uuid for update`.execute(
    rows,
  );
  const ids = apps.map((app) => app.id);
  const own = sql`app_id = any (${ids}::uuid[])`;
  const count = (result: { numAffectedRows?: bigint }) => Number(result.numAffectedRows ?? 0n);
  const keys = await sql`update developers.api_key set revoked_at = ${now}::timestamptz where ${own} and revoked_at is null`.execute(rows);
  await sql`delete from developers.delivery where webhook_id in (select id from developers.webhook where ${own})`.execute(rows);
  const webhooks = await sql`delete from developers.webhook where ${own}`.execute(rows);
  const tried = await sql`delete from developers.sandbox_request where ${own}`.execute(rows);
  await sql`update developers.app set person_id = null, name = ${REMOVED}, purpose = ${REMOVED}, site = '', organisation = '', asked = '', contact = '', reason = '',
      state = case when state = 'granted' then 'revoked' when state = 'wanted' then 'sandbox' else state end
    where id = any (${ids}::uuid[])`.execute(rows);
  return {
    'developers.app': ids.length,
    'developers.api_key': count(keys),
    'developers.webhook': count(webhooks),
    'developers.sandbox_request': count(tried),
  };
}

/** The answer of this module to a person who asks what is held, for all of it, or to be forgotten. */
export const developersPrivacy: PrivacySource = {
  holds: (lang) => {
    const t = texts[lang];
    return [{ what: t.holds_apps(), why: t.holds_apps_why(), basis: t.holds_apps_basis() }];
  },
  exportPerson,
  erasePerson,
};
