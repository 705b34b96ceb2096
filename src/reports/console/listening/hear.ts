/** Hearing a recording and writing what was understood: the same for officials and for those who listen without an office. */
import type { FastifyReply } from 'fastify';
import { record } from '../../../audit/index.ts';
import { rosterPersons } from '../../../people/index.ts';
import { momentText } from '../../../platform/calendar/index.ts';
import type { Tx } from '../../../platform/db/index.ts';
import { sendFile } from '../../../platform/files/uploads/index.ts';
import { type Context, nameActors } from '../../../platform/module/index.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../../platform/outcome/index.ts';
import { type Actor, dutyState } from '../../../platform/session/index.ts';
import { takeStep } from '../../core/index.ts';
import { type Heard, lastHeard, lockListened, toBeHeard } from './queries.ts';

const atOnce = 20;

/** What waits for this person now; nothing for whoever is on no list. */
export async function waitingFor({ db, clock }: Context, actor: Actor, only: { readonly code?: string } = {}): Promise<readonly Heard[]> {
  const { id } = actor;
  if (id === null) return [];
  return db.transaction((tx) => toBeHeard(tx, id, clock.today().toString(), { ...only, limit: atOnce }), {
    state: dutyState('identity'),
    readOnly: true,
  });
}

/** Sends a recording that waits for this person; unknown for everything else. */
export async function sendWaiting(
  reply: FastifyReply,
  context: Context,
  actor: Actor,
  { code, file }: { readonly code: string; readonly file: string },
): Promise<FastifyReply> {
  const [report] = await waitingFor(context, actor, { code });
  const found = report?.recordings.find((one) => one.id === file);
  if (!found) return reply.refuse({ code: 'http.not-found' });
  return sendFile(reply, context, found.fileHash, { kind: found.kind, name: `${code}-${found.rank}`, cache: 'private, max-age=3600' });
}

/** The recordings of a report as a form carries them: how many were there to be heard, and which one last. */
export const heardMark = ({ recordings }: Pick<Heard, 'recordings'>): string => `${recordings.length} ${recordings.at(-1)?.id ?? ''}`;

interface Written {
  readonly code: string;
  readonly summary: string;
  /** `heardMark` of the page on which it was written; empty for pages that don't say it. */
  readonly heard: string;
}

/**
 * Writes what a listener understood. The first of several wins. Refusals: `http.not-found` for whoever doesn't listen to it, 409 `reports.heard-already`
 * with who and when, 409 `reports.heard-more` where another recording came meanwhile, and those of the step. The same summary again changes nothing.
 */
export async function writeSummary(context: Context, actor: Actor, written: Written): Promise<Outcome<null>> {
  const { db, clock } = context;
  const { id } = actor;
  const unknown = refused({ code: 'http.not-found', status: 404 });
  if (id === null) return unknown;
  const undone = new Error('refused');
  let outcome: Outcome<null> = unknown;
  try {
    return await db.transaction(
      async (tx) => {
        const today = clock.today().toString();
        const report = await lockListened(tx, id, today, written.code);
        if (!report) return unknown;
        if (!report.waits) return heardAlready(tx, context, actor, report.id, written.summary);
        const [waiting] = await toBeHeard(tx, id, today, { code: written.code, limit: 1 });
        if (written.heard !== '' && waiting && heardMark(waiting) !== written.heard)
          return refused({ code: 'reports.heard-more', status: 409 });
        const { revision } = report;
        const taken = await takeStep(
          tx,
          context,
          { actor, ticket: null },
          { reportId: report.id, step: 'listen', revision, summary: written.summary },
        );
        if (taken.ok) return accepted(null);
        outcome = taken;
        throw undone;
      },
      { state: dutyState('identity') },
    );
  } catch (error) {
    if (error === undone) return outcome;
    throw error;
  }
}

/** Sent twice by the same person it is written once; whoever comes later is told by whom it was. */
async function heardAlready(tx: Tx, context: Context, actor: Actor, reportId: string, summary: string): Promise<Outcome<null>> {
  const last = await lastHeard(tx, reportId);
  if (!last) return refused({ code: 'reports.heard-already', status: 409, params: { who: 'none', when: 'none' } });
  if (last.personId === actor.id && last.summary === summary.normalize('NFC').trim()) return accepted(null);
  const who = last.personId === actor.id ? 'self' : await nameOf(tx, context, actor, last.personId);
  return refused({ code: 'reports.heard-already', status: 409, params: { who, when: momentText(last.at, context.config.TIME_ZONE) } });
}

/** Listeners know each other by name; the sight of somebody without an office is in the trail. */
async function nameOf(tx: Tx, context: Context, actor: Actor, personId: string | null): Promise<string> {
  if (personId === null) return 'none';
  const known = (await nameActors(context, [personId])).get(personId);
  if (known !== undefined) return known;
  const person = (await rosterPersons(tx, null, [personId])).get(personId);
  if (!person) return 'none';
  await record(tx, actor, {
    action: 'people.see-persons',
    subject: { kind: 'people.person', id: personId },
    fields: ['full-name'],
    persons: [personId],
    purpose: 'listening',
  });
  return person.fullName;
}

/** What happened and what to do now, for the form; null where there is nothing to do on this page. */
export function wordsFor({ modules }: Context, refusal: Refusal, lang: 'vi' | 'en'): string | null {
  const words = modules.map((module) => module.refusalText?.(refusal, lang) ?? null).find((one) => one !== null);
  return !words || refusal.status === 404 ? null : `${words.title}. ${words.advice}`;
}
