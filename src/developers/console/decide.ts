import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { anyApp } from '../apps/queries.ts';
import { type AppState, developersLimits, developersRights } from '../contract.ts';

const verdicts = ['grant', 'refuse', 'revoke'] as const;
export type Verdict = (typeof verdicts)[number];

const from: Readonly<Record<Verdict, readonly AppState[]>> = { grant: ['wanted', 'granted'], refuse: ['wanted'], revoke: ['granted'] };
const to: Readonly<Record<Verdict, AppState>> = { grant: 'granted', refuse: 'refused', revoke: 'revoked' };

/** What can be decided on a program in this state. */
export const verdictsFor = (state: AppState): readonly Verdict[] => verdicts.filter((verdict) => from[verdict].includes(state));

/**
 * Opens the real system to a program, refuses it, or closes it again; granting what is granted changes its limit. Closing ends its live keys and
 * pauses its live webhooks at once. Nobody decides on a program of their own.
 */
export async function decide(
  tx: Tx,
  actor: Actor,
  appId: string,
  input: { readonly verdict: Verdict; readonly reason: string; readonly perMinute: number },
): Promise<Outcome<null>> {
  const { verdict, perMinute } = input;
  const reason = input.reason.normalize('NFC').trim();
  const app = await anyApp(tx, appId, true);
  if (app === null) return refused({ code: 'developers.app-unknown', status: 404 });
  if (app.personId === actor.id) return refused({ code: 'developers.own-app', status: 403 });
  if (!from[verdict].includes(app.state)) return refused({ code: 'developers.decided-already', status: 409 });
  if (verdict !== 'grant' && reason === '') return refused({ code: 'developers.reason-missing', field: 'reason' });
  if (reason.length > developersLimits.reason)
    return refused({ code: 'developers.too-long', field: 'reason', params: { most: developersLimits.reason } });
  if (!Number.isInteger(perMinute) || perMinute < 1 || perMinute > developersLimits.mostPerMinute)
    return refused({ code: 'developers.limit-strange', field: 'perMinute', params: { most: developersLimits.mostPerMinute } });
  const rows = tx.rows<unknown>();
  const now = tx.clock.now().toString();
  await sql`update developers.app set state = ${to[verdict]}, decided_at = ${now}::timestamptz, decided_by = ${actor.id}::uuid, reason = ${reason},
      per_minute = ${verdict === 'grant' ? perMinute : app.perMinute}
    where id = ${appId}::uuid`.execute(rows);
  if (verdict === 'revoke') {
    await sql`update developers.api_key set revoked_at = ${now}::timestamptz
      where app_id = ${appId}::uuid and kind = 'live' and revoked_at is null`.execute(rows);
    await sql`update developers.webhook set state = 'paused' where app_id = ${appId}::uuid and kind = 'live' and state = 'active'`.execute(
      rows,
    );
  }
  await record(tx, actor, {
    action: `developers.${verdict}-app`,
    subject: { kind: 'developers.app', id: appId },
    fields: ['state', 'per_minute', 'reason'],
    persons: app.personId === null ? [] : [app.personId],
    right: developersRights.decide,
  });
  return accepted(null);
}
