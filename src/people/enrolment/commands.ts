/** Enrolling a phone: an official or leader hands out a code, its receiver makes the phone theirs with it and chooses a PIN. */

import { record } from '../../audit/index.ts';
import { momentText } from '../../platform/calendar/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../platform/outcome/index.ts';
import { type Actor, dutyState, rowState } from '../../platform/session/index.ts';
import type { Browser } from '../citizen-access/sign-in.ts';
import { peopleRights } from '../contract.ts';
import { underDuty } from '../persons/duty.ts';
import { opensWayIn } from '../persons/gather.ts';
import { heldBy } from '../persons/held.ts';
import { tellPerson } from '../persons/notify.ts';
import { type Person, personInPlace } from '../persons/queries.ts';
import { bindBrowser, makeCode, openBrowser, openCode } from './handed-code.ts';
import { texts } from './messages.gen.ts';
import { type Joined, makeOwnPhone, type Welcome, welcomeTo } from './own-phone.ts';

/** A code handed over in the village can be used until the next day. */
const MINUTES = 24 * 60;

/** Whose phones are enrolled; officials have a password and a second factor. */
const enrolledRoles = new Set(['team-member', 'team-leader']);

/** Why this actor can't enrol the person; null when it can. The person is in the actor's place already. */
export async function refusalToEnrol(tx: Tx, context: Pick<Context, 'clock'>, actor: Actor, person: Person): Promise<Refusal | null> {
  if (person.state !== 'active') return { code: 'people.way-in-closed', status: 409 };
  if (actor.id === person.id) return { code: 'people.way-in-oneself', status: 403 };
  if (!(await takesPhone(tx, person.id))) return { code: 'people.enrol-official', status: 403 };
  return (await opensWayIn(tx, context, actor, peopleRights.enrol, person)) ? null : { code: 'people.way-in-above', status: 403 };
}

/**
 * Makes a code for the phone of a person in the actor's place, and ends the one before. Refuses a person elsewhere as unknown, and one
 * who holds as much as the actor or more: nobody gets into a stronger account by a code they made themselves.
 */
export async function issueEnrolment(
  tx: Tx,
  context: Context,
  actor: Actor,
  personId: string,
): Promise<Outcome<{ person: Person; code: string; expiresAt: Temporal.Instant }>> {
  const person = await personInPlace(tx, actor, peopleRights.enrol, personId);
  if (!person) return refused({ code: 'http.not-found', status: 404 });
  const refusal = await refusalToEnrol(tx, context, actor, person);
  if (refusal) return refused(refusal);
  const made = await underDuty(tx, 'identity', () =>
    makeCode(tx, context.vault, { kind: 'enrolment', personId: person.id, minutes: MINUTES, data: { by: actor.id } }),
  );
  await record(tx, actor, {
    action: 'people.issue-enrolment',
    subject: { kind: 'people.person', id: person.id },
    places: person.unitId === null ? [] : [person.unitId],
    persons: [person.id],
    right: peopleRights.enrol,
  });
  return accepted({ person, ...made });
}

/** Takes a code; a right one binds this browser to it and gives the browser's secret. */
export async function takeCode(context: Context, code: string): Promise<string | null> {
  return context.db.transaction(
    async (tx) => {
      const attempt = await openCode(tx, context.vault, 'enrolment', code);
      return attempt && bindBrowser(tx, context.vault, 'enrolment', attempt);
    },
    { state: dutyState('identity') },
  );
}

/** For whom the code was made, as the browser that brought it is told; null where anything of it is over. */
export async function welcomeOf(context: Context, token: string | null): Promise<Welcome | null> {
  if (token === null) return null;
  return context.db.transaction(
    async (tx) => {
      const attempt = await openBrowser(tx, context.vault, 'enrolment', token);
      return attempt && welcomeTo(tx, attempt.personId);
    },
    { state: dutyState('identity') },
  );
}

/** Makes this browser the person's phone, with the PIN. */
export async function join(context: Context, browser: Browser, pin: string): Promise<Joined> {
  const { config } = context;
  return makeOwnPhone(context, browser, pin, {
    kind: 'enrolment',
    allowed: takesPhone,
    async tell(tx, personId, sessionId) {
      const params = { product: config.PRODUCT_NAME, browser: browser.name, at: momentText(tx.clock.now(), config.TIME_ZONE) };
      await tellPerson(tx, context, personId, {
        purpose: 'people.device-enrolled',
        key: `people.device-enrolled/${sessionId}`,
        subject: (lang) => texts[lang].tell_subject(params),
        text: (lang) => texts[lang].tell_text(params),
      });
    },
  });
}

/** Whether a phone with a PIN is a way in for the person: citizens and volunteers, no officials. */
export async function takesPhone(tx: Tx, personId: string): Promise<boolean> {
  return (await heldBy(tx, personId, tx.clock.today().toString())).every((held) => enrolledRoles.has(held.role));
}

/** The rows that issuing needs. */
export const enrolState = (actor: Actor) => rowState(actor, peopleRights.enrol);
