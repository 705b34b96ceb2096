/** What the person does with the code: show that it is theirs, then a PIN on this phone, a new number, or an official's new password. */

import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import { momentText } from '../../platform/calendar/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { type Actor, dutyState } from '../../platform/session/index.ts';
import type { Browser } from '../citizen-access/sign-in.ts';
import { takesPhone } from '../enrolment/commands.ts';
import { bindBrowser, endOpenCodes, openBrowser, openCode } from '../enrolment/handed-code.ts';
import { type Joined, makeOwnPhone, type Welcome, welcomeTo } from '../enrolment/own-phone.ts';
import { tellPerson } from '../persons/notify.ts';
import { beginSession } from '../sessions/finish.ts';
import type { OpenedSession } from '../sessions/sessions.ts';
import { texts } from './messages.gen.ts';

const state = dutyState('identity');

/** Takes a code; a right one binds this browser to it and gives the browser's secret. */
export async function takeRecoveryCode(context: Context, code: string): Promise<string | null> {
  return context.db.transaction(
    async (tx) => {
      const attempt = await openCode(tx, context.vault, 'handed-code', code);
      return attempt && bindBrowser(tx, context.vault, 'handed-code', attempt);
    },
    { state },
  );
}

export interface WaysBack {
  readonly welcome: Welcome;
  /** Whether a PIN on this phone is a way for the person; officials set a password. */
  readonly phone: boolean;
}

/** What the browser that brought the code is offered; null where anything of it is over. */
export async function waysBack(context: Context, token: string | null): Promise<WaysBack | null> {
  if (token === null) return null;
  return context.db.transaction(
    async (tx) => {
      const attempt = await openBrowser(tx, context.vault, 'handed-code', token);
      const welcome = attempt && (await welcomeTo(tx, attempt.personId));
      return attempt && welcome ? { welcome, phone: await isPhonePerson(tx, attempt.personId) } : null;
    },
    { state },
  );
}

/** Citizens and volunteers come in by their phone, whoever works at an organisation or holds an office by a password. */
async function isPhonePerson(tx: Tx, personId: string): Promise<boolean> {
  const found = await sql<{
    organisation_id: string | null;
  }>`select organisation_id from people.person where id = ${personId}::uuid`.execute(tx.rows<unknown>());
  return (found.rows[0]?.organisation_id ?? null) === null && (await takesPhone(tx, personId));
}

/** Makes this browser the person's phone with a PIN, and uses up the code. Only for whom that is a way in. */
export async function backByPin(context: Context, browser: Browser, pin: string): Promise<Joined> {
  return makeOwnPhone(context, browser, pin, {
    kind: 'handed-code',
    allowed: isPhonePerson,
    tell: (tx, personId, sessionId) => tellBack(tx, context, personId, sessionId),
  });
}

/** Signs in by the code alone, for setting a new number or password at once: one factor. Uses up the code; null where it is over. */
export async function backByCode(context: Context, browser: Browser): Promise<{ session: OpenedSession; phone: boolean } | null> {
  const { attempt: token } = browser;
  if (token === null) return null;
  return context.db.transaction(
    async (tx) => {
      const attempt = await openBrowser(tx, context.vault, 'handed-code', token);
      if (!attempt) return null;
      const { personId } = attempt;
      await endOpenCodes(tx, 'handed-code', personId);
      const session = await beginSession(tx, browser.actor, { personId, methods: ['handed-code'], strength: 'one' });
      const self: Actor = { ...browser.actor, kind: 'person', id: personId, session: { id: session.id, device: null, strength: 'one' } };
      await record(tx, self, {
        action: 'people.use-recovery-code',
        subject: { kind: 'people.session', id: session.id },
        persons: [personId],
      });
      await tellBack(tx, context, personId, session.id);
      return { session, phone: await isPhonePerson(tx, personId) };
    },
    { state },
  );
}

async function tellBack(tx: Tx, context: Context, personId: string, sessionId: string): Promise<void> {
  const { config } = context;
  const params = { product: config.PRODUCT_NAME, at: momentText(tx.clock.now(), config.TIME_ZONE) };
  await tellPerson(tx, context, personId, {
    purpose: 'people.recovery-done',
    key: `people.recovery-done/${sessionId}`,
    subject: (lang) => texts[lang].tell_done_subject(params),
    text: (lang) => texts[lang].tell_done_text(params),
  });
}
