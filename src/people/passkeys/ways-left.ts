/** Whether a person could still get in after one way is taken away. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { oidcWays } from '../oidc/ways.ts';

/** The way that is about to go: a passkey, or an identifier of an outside account. */
export interface Going {
  readonly credentialId?: string;
  readonly identifierId?: string;
}

/**
 * Whether another way in remains: a password with a name to sign in by, a proved phone number where codes can be sent, a passkey, an
 * outside account that this installation offers, or a phone with a PIN. Runs under the duty `identity`.
 */
export async function anotherWayRemains(
  tx: Tx,
  context: Pick<Context, 'config' | 'messages'>,
  personId: string,
  going: Going,
): Promise<boolean> {
  const providers = oidcWays(context.config).map(({ provider }) => provider);
  const kinds = [
    ...(context.messages.offers('sms') ? ['phone'] : []),
    ...(providers.includes('vneid') ? ['citizen-id'] : []),
    ...(providers.includes('province') ? ['oidc-subject'] : []),
  ];
  const found = await sql<{ remains: boolean }>`select
      exists (select from people.identifier where person_id = ${personId}::uuid and ended_at is null and verified_at is not null
        and kind = any (${kinds}::text[]) and id is distinct from ${going.identifierId ?? null}::uuid)
      or exists (select from people.credential left join people.device on device.id = credential.device_id
        where credential.person_id = ${personId}::uuid and credential.ended_at is null and credential.id is distinct from ${going.credentialId ?? null}::uuid
          and (credential.kind = 'passkey' or (credential.kind = 'pin' and device.ended_at is null)
            or (credential.kind = 'password' and exists (select from people.identifier where person_id = ${personId}::uuid
              and kind in ('user-name', 'phone', 'email') and ended_at is null and verified_at is not null)))) as remains`.execute(
    tx.rows<unknown>(),
  );
  return found.rows[0]?.remains === true;
}
