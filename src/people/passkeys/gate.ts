/** Whether somebody may change what they sign in with, now and in this session. */
import type { Tx } from '../../platform/db/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { factorsOf, hasSecondFactor, needsSecondFactor } from '../official-access/factors.ts';
import { isFresh, mayReplacePassword, ownSession } from '../official-access/own-session.ts';

/**
 * `open`, or what is missing. Everybody proves themselves again some minutes before. Whoever holds a role that asks for a second
 * factor proves both of theirs, or they could be replaced with one; the first one is set up after a password or a code that was
 * handed over in person, because a stolen SIM card must not be enough to become an official.
 */
export type Gate = 'open' | 'not-fresh' | 'second-factor' | 'first-factor';

/** Judges the actor's session under the duty `identity`. */
export async function gateOf(tx: Tx, actor: Actor): Promise<Gate> {
  const session = await ownSession(tx, actor);
  if (!session) return 'not-fresh';
  const now = tx.clock.now();
  if (await needsSecondFactor(tx, session.personId, tx.clock.today().toString())) {
    if (session.strength === 'two') return isFresh(session, now) ? 'open' : 'not-fresh';
    if (hasSecondFactor(await factorsOf(tx, session.personId))) return 'second-factor';
    if (!session.methods.includes('password') && !mayReplacePassword(session, now)) return 'first-factor';
  }
  return isFresh(session, now) ? 'open' : 'not-fresh';
}
