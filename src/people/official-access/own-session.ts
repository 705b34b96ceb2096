import { sql } from 'kysely';
import type { Tx } from '../../platform/db/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import type { SessionMethod, Strength } from '../contract.ts';

/** The session of whoever asks, as far as it matters for changing what they sign in with. */
export interface OwnSession {
  readonly id: string;
  readonly personId: string;
  readonly methods: readonly SessionMethod[];
  readonly strength: Strength;
  /** When the person last proved who they are. */
  readonly confirmedAt: Temporal.Instant;
}

/** How long a proof is fresh enough to change what one signs in with. */
const FRESH_MINUTES = 10;

/** What a person knows rather than has, or was looked at for: with a code from a phone it makes two factors, where a code by SMS does not. */
const knowledge: readonly SessionMethod[] = ['password', 'pin', 'handed-code', 'oidc', 'passkey', 'demonstration'];

/** The actor's own session; null where it ended meanwhile. */
export async function ownSession(tx: Tx, actor: Actor): Promise<OwnSession | null> {
  if (actor.id === null || actor.session === null) return null;
  const found = await sql<{
    methods: readonly SessionMethod[];
    strength: Strength;
    confirmed_at: Temporal.Instant;
  }>`select methods, strength, confirmed_at
    from people.session where id = ${actor.session.id}::uuid and person_id = ${actor.id}::uuid and ended_at is null`.execute(
    tx.rows<unknown>(),
  );
  const row = found.rows[0];
  return row
    ? { id: actor.session.id, personId: actor.id, methods: row.methods, strength: row.strength, confirmedAt: row.confirmed_at }
    : null;
}

/** Whether the last proof is only some minutes old. */
export function isFresh(session: Pick<OwnSession, 'confirmedAt'>, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(session.confirmedAt.add({ minutes: FRESH_MINUTES }), now) >= 0;
}

/** Whether the session rests on something that a second factor can be added to. A code by SMS and one from an app may be the same stolen phone. */
export function hasFirstFactor({ methods }: Pick<OwnSession, 'methods'>): boolean {
  return methods.some((method) => knowledge.includes(method));
}

/**
 * Whether a password may be set without the old one: right after two factors, or after a code that an official handed over in person. Also what
 * is asked before a first authenticator app: otherwise a stolen SIM card would be enough to become an official.
 */
export function mayReplacePassword(session: Pick<OwnSession, 'methods' | 'strength' | 'confirmedAt'>, now: Temporal.Instant): boolean {
  return isFresh(session, now) && (session.strength === 'two' || session.methods.includes('handed-code'));
}
