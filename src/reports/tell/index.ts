/** Who is told what of a report, in which words. */
import { sql } from 'kysely';
import { organisationName } from '../../people/index.ts';
import { momentText } from '../../platform/calendar/index.ts';
import type { JsonObject, Tx } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { OutboxEvent } from '../../platform/outbox/index.ts';
import { spokenCode } from '../code.ts';
import { approvalOf } from '../core/approvers.ts';
import { officialsFor, tellings } from '../core/index.ts';
import { type Door, pausedStates, type ReportState, type StepName, stepNames, transition } from '../model.ts';
import { followersOf, type Heard, once, sendersOf } from './hearers.ts';
import { type Saying, saidOf, saidToOfficials, type ToOfficials } from './words.ts';

export { reportTopics } from './topics.ts';

/** What somebody is told of a report; the channel decides how it reaches them. */
export interface ReportNotice {
  readonly key: string;
  readonly topic: string;
  readonly subject: { readonly kind: 'reports.report'; readonly id: string };
  readonly to: { readonly personId: string } | { readonly phone: string };
  readonly lang: Lang;
  readonly title: string;
  readonly words: string;
  readonly href: string;
  readonly urgent: boolean;
}

type Needs = Pick<Context, 'config' | 'vault'>;

/** Messages go out in Vietnamese: the language of a page is a choice of the browser, which is not there. */
const lang: Lang = 'vi';

interface Happened {
  readonly id: string;
  readonly event: string;
  readonly step: StepName;
  readonly from: ReportState | null;
  readonly code: string;
  readonly masterCode: string | null;
  readonly door: Door;
  readonly urgency: string;
  readonly organisationId: string | null;
  readonly assigneeId: string | null;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly facts: JsonObject;
  readonly reason: string | null;
  readonly dueStep: 'receive' | 'answer' | null;
  readonly dueAt: Temporal.Instant | null;
}

/** The step with what is said of it. The time that runs is that of now: who is told of a time that has changed meanwhile is told the new one. */
async function happened(tx: Tx, payload: OutboxEvent['payload']): Promise<Happened | null> {
  const { report, event, step: name } = payload;
  const step = stepNames.find((one) => one === name);
  if (typeof report !== 'string' || typeof event !== 'string' || step === undefined) return null;
  const found = await sql<Omit<Happened, 'step' | 'event'>>`select r.id, r.code, master.code as "masterCode", r.door, r.urgency,
      coalesce(e.organisation_id, r.organisation_id) as "organisationId", r.assignee_id as "assigneeId", e.actor_kind as "actorKind",
      e.actor_id as "actorId", e.from_state as "from", e.facts, due.step as "dueStep", due.due_at as "dueAt",
      (select v.name_vi from reports.reason v where v.code = coalesce(e.reason_code, (select asked.reason_code from reports.event asked
          where e.step = 'grant-extension' and asked.report_id = e.report_id and asked.step = 'ask-extension' and asked.ordinal < e.ordinal
          order by asked.ordinal desc limit 1))
        order by v.valid @> e.at::date desc, lower(v.valid) desc limit 1) as reason
    from reports.event e join reports.report r on r.id = e.report_id left join reports.report master on master.id = r.master_id
    left join lateral (select d.step, d.due_at from reports.deadline d where d.report_id = r.id and d.met_at is null and d.paused_since is null
      order by d.began_at desc, d.step limit 1) due on true
    where e.id = ${event}::uuid and r.id = ${report}::uuid`.execute(tx.rows<unknown>());
  const [row] = found.rows;
  return row ? { ...row, step, event } : null;
}

/** Doors at which the sender sees the code, or is told it by whoever writes the report down. */
const codeSeen: readonly Door[] = ['web', 'phone', 'sms', 'open311'];

/** Whether this person or number is told of the step at all: nobody is told what they did themselves. */
function concerns({ step, door, actorKind, actorId }: Happened, { who, to }: Heard): boolean {
  if (who === 'merged' || who === 'follower') return !('personId' in to && to.personId === actorId);
  if ('personId' in to && to.personId === actorId) return false;
  if (step === 'send') {
    // A text message keeps the code where it is found again; who wrote by SMS was answered with it.
    if (who === 'helper') return false;
    return 'phone' in to ? door !== 'sms' : !codeSeen.includes(door);
  }
  return actorKind !== 'sender' || who === 'helper';
}

async function toCitizens(tx: Tx, context: Needs, happening: Happened): Promise<readonly ReportNotice[]> {
  const { effects } = transition(happening.step);
  // An answer that was spoken before it was approved is told with the approval.
  if (happening.step === 'speak' && happening.from === 'awaiting-approval') return [];
  if (!effects.includes('tell-sender') && !effects.includes('tell-followers')) return [];
  const { id, code } = happening;
  const heard = [
    ...(effects.includes('tell-sender') ? await sendersOf(tx, context, { id, code }, 'sender') : []),
    ...(effects.includes('tell-followers') ? await followersOf(tx, context, { id, code }) : []),
  ];
  const concerned = once(heard).filter((one) => concerns(happening, one));
  if (concerned.length === 0) return [];
  const { organisationId } = happening;
  const office = organisationId === null ? null : await organisationName(tx, organisationId, tx.clock.today().toString());
  const asked = happening.from !== null && pausedStates.includes(happening.from);
  const saying = { office: office ?? '', reason: happening.reason ?? '', asked, due: dueOf(context, happening) };
  return concerned.map((one) => noticeTo(happening, saying, one));
}

function dueOf({ config }: Needs, { dueStep, dueAt }: Happened): Saying['due'] {
  if (dueStep === null || dueAt === null) return null;
  return { step: dueStep, day: momentText(dueAt, config.TIME_ZONE).split(' ')[1] ?? '' };
}

const topics = { sender: 'reports.mine', helper: 'reports.mine', merged: 'reports.mine', follower: 'reports.followed' } as const;
/** Where on the page of the report there is something to do. */
const places: Readonly<Partial<Record<StepName, string>>> = {
  remind: '#rate',
  approve: '#rate',
  'ask-more': '#more',
  unshow: '#not-shown',
};

function noticeTo(
  happening: Happened,
  saying: Pick<Saying, 'office' | 'reason' | 'asked' | 'due'>,
  { who, to, reportId, code }: Heard,
): ReportNotice {
  const { event, step, masterCode } = happening;
  const master = who === 'merged' ? happening.code : (masterCode ?? '');
  // Whoever is reminded of a question is led to it, and not asked to judge an answer that isn't there.
  const again = step === 'remind' && saying.asked ? 'ask-more' : step;
  return {
    // A number never stands in a key.
    key: `reports/${event}/${reportId}/${'personId' in to ? to.personId : 'number'}`,
    topic: again === 'remind' ? 'reports.judge' : topics[who],
    subject: { kind: 'reports.report', id: reportId },
    to,
    lang,
    ...saidOf(step, { lang, who, code: spokenCode(code), master: spokenCode(master), ...saying }),
    // Whoever sent a report that was merged finds the one answer on the page of their own.
    href: `/reports/${code}${who === 'sender' ? (places[again] ?? '') : ''}`,
    // Who has just sent something is awake, and waits for the code.
    urgent: step === 'send',
  };
}

/** Steps that put something up for approval. */
const putUp: readonly StepName[] = ['answer', 'ask-extension'];

interface Told {
  readonly persons: readonly string[];
  readonly what: ToOfficials;
}

/**
 * Whom an answer waits for where it isn't who approves else: after it was opened again, the others who may; where nobody at the office may, the centre.
 * A first answer lies on the heap of whoever approves, as each day.
 */
async function approversToTell(tx: Tx, { id }: Happened): Promise<Told | null> {
  const approval = await approvalOf(tx, id, tx.clock.today().toString());
  if (approval === null) return null;
  const { persons, before } = approval;
  if (persons.length > 0) return before === null ? null : { persons, what: { kind: 'approve', why: 'opened-again' } };
  const centre = await officialsFor(tx, { reportId: id, tell: 'centre' });
  return { persons: centre.filter((one) => one !== before), what: { kind: 'approve', why: 'nobody-else' } };
}

async function officialsToTell(tx: Tx, happening: Happened): Promise<Told | null> {
  const { id, step, facts } = happening;
  if (putUp.includes(step)) return approversToTell(tx, happening);
  if (step === 'assign') return typeof facts.assignee === 'string' ? { persons: [facts.assignee], what: { kind: 'assigned' } } : null;
  const tell = transition(step).effects.includes('tell-officials') ? tellings.find((one) => one === facts.tell) : undefined;
  if (tell === undefined) return null;
  const over = typeof facts.percent === 'number' && facts.percent >= 100;
  return { persons: await officialsFor(tx, { reportId: id, tell }), what: { kind: 'late', over } };
}

async function toOfficials(tx: Tx, context: Needs, happening: Happened): Promise<readonly ReportNotice[]> {
  const { id, event, code, urgency, actorId } = happening;
  const told = await officialsToTell(tx, happening);
  if (told === null) return [];
  const said = saidToOfficials(lang, spokenCode(code), told.what, dueOf(context, happening));
  return told.persons
    .filter((personId) => personId !== actorId)
    .map((personId) => ({
      key: `reports/${event}/${id}/${personId}`,
      topic: 'reports.work',
      subject: { kind: 'reports.report', id },
      to: { personId },
      lang,
      ...said,
      href: `/console/reports/${code}`,
      urgent: told.what.kind === 'late' && urgency === 'urgent',
    }));
}

/** Whether anybody is told of steps of this kind at all. */
export function tellsPeople({ step: name }: OutboxEvent['payload']): boolean {
  const step = stepNames.find((one) => one === name);
  if (step === undefined) return false;
  return step === 'assign' || putUp.includes(step) || transition(step).effects.some((effect) => effect.startsWith('tell-'));
}

/**
 * Whom a step concerns, and what they are told: the sender and who wrote it down for them, followers, senders of merged reports, officials when time
 * runs out, something is given to them, or they approve instead of somebody else. The same event gives the same keys. Reads under the duty `identity`, which the transaction has to be in.
 */
export async function noticesOf(tx: Tx, context: Needs, event: OutboxEvent): Promise<readonly ReportNotice[]> {
  const happening = await happened(tx, event.payload);
  if (happening === null) return [];
  return [...(await toCitizens(tx, context, happening)), ...(await toOfficials(tx, context, happening))];
}
