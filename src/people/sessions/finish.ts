/** The last step of every way in: a new session in this browser, whatever was there before. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { record } from '../../audit/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import type { SessionMethod, Strength } from '../contract.ts';
import { endSessions, type OpenedSession, openSession } from './sessions.ts';
import { clearToken, setToken } from './tokens.ts';

export interface Proved {
  readonly personId: string;
  readonly deviceId?: string | null;
  readonly methods: readonly SessionMethod[];
  readonly strength: Strength;
}

/**
 * Opens a session for a person who has just proved who they are, in the transaction of the proof (duty `identity`). A session that
 * this browser still had is ended, so that no secret known before the proof is worth anything after it.
 */
export async function beginSession(tx: Tx, before: Actor, proved: Proved): Promise<OpenedSession> {
  if (before.session && before.id) await endSessions(tx, before.id, { why: 'signed-in-again', only: before.session.id });
  const opened = await openSession(tx, proved);
  const actor: Actor = {
    ...before,
    kind: 'person',
    id: proved.personId,
    session: { id: opened.id, device: proved.deviceId ?? null, strength: proved.strength },
  };
  await record(tx, actor, {
    action: 'people.sign-in',
    subject: { kind: 'people.session', id: opened.id },
    fields: [...proved.methods],
    persons: [proved.personId],
  });
  return opened;
}

/** Gives the browser its new secret, after the commit. */
export function handSession(reply: FastifyReply, context: Pick<Context, 'config'>, opened: OpenedSession): void {
  setToken(reply, context.config, 'session', opened.token, opened.seconds);
  clearToken(reply, context.config, 'attempt');
}

/** Ends this browser's session. */
export async function signOut(request: FastifyRequest, reply: FastifyReply, context: Pick<Context, 'config' | 'db'>): Promise<void> {
  const { actor } = request;
  if (actor.id && actor.session) {
    const { id, session } = { id: actor.id, session: actor.session };
    await context.db.transaction(async (tx) => {
      await endSessions(tx, id, { why: 'signed-out', only: session.id });
      await record(tx, actor, { action: 'people.sign-out', subject: { kind: 'people.session', id: session.id }, persons: [id] });
    });
  }
  clearToken(reply, context.config, 'session');
}
