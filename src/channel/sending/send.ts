/** Sends what is due, on the way that comes next. Everything of a group happens in one transaction: killed in the middle, nothing has happened. */
import { type Addresses, addressesOf } from '../../people/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import { type MessageFate, messageFates, withdrawMessages } from '../../platform/messaging/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import type { Way } from '../contract.ts';
import { sealPlace } from '../notices.ts';
import { afterQuiet, isQuiet, quietFrom } from '../quiet.ts';
import { topicOf } from '../topics.ts';
import { chosenWays, usualWishes, type Wishes, wishesOf } from '../wishes.ts';
import { type DueNotice, dueGroups, type Group, openNotices, putAttempts, putOff, putOutcomes, putState, takeGroup } from './store.ts';
import { type Attempt, type AttemptOutcome, isStuck, nextLook, nextWay, outcomeOf } from './ways.ts';
import { wordsFor } from './words.ts';

type Needs = Pick<Context, 'config' | 'db' | 'vault' | 'messages' | 'log' | 'clock'>;

/** Groups that one worker deals with at the same time, and takes up at once. */
const atOnce = 4;
const batch = 200;
/** A group that can't be dealt with waits this long, and others go on. */
const putOffMinutes = 10;

/** Deals with what is due, a batch at a time; returns how many groups. Several workers may do so at once: what one has taken, the others leave. */
export async function sendDueNotices(context: Needs, signal: AbortSignal): Promise<number> {
  const state = dutyState('identity');
  const groups = await context.db.transaction((tx) => dueGroups(tx, tx.clock.now(), batch), { state, readOnly: true });
  let done = 0;
  const one = async (group: Group): Promise<void> => {
    try {
      if (await context.db.transaction((tx) => sendGroup(tx, context, group), { state })) done += 1;
    } catch (error) {
      // The words of an error may quote a number: its kind is enough to find it.
      context.log.error(
        { topic: group.topic, subject: group.subjectId, why: error instanceof Error ? error.name : 'unknown' },
        'notices put off',
      );
      const until = context.clock.now().add({ minutes: putOffMinutes });
      await context.db.transaction((tx) => putOff(tx, group, until), { state });
    }
  };
  for (let at = 0; at < groups.length && !signal.aborted; at += atOnce) await Promise.all(groups.slice(at, at + atOnce).map(one));
  return done;
}

/** Deals with one group; false where another worker has it, or has dealt with it meanwhile. */
async function sendGroup(tx: Tx, context: Needs, group: Group): Promise<boolean> {
  if (!(await takeGroup(tx, group))) return false;
  const notices = await openNotices(tx, group);
  const now = tx.clock.now();
  if (!notices.some(({ dueAt }) => Temporal.Instant.compare(dueAt, now) <= 0)) return false;
  const wishes = (group.personId === null ? null : (await wishesOf(tx, [group.personId])).get(group.personId)) ?? usualWishes;
  for (const bundle of bundles(context, group, notices)) await sendBundle(tx, context, { ...group, wishes, now, ...bundle });
  return true;
}

interface Bundle {
  readonly notices: readonly DueNotice[];
  /** Of somebody without an account. */
  readonly phone: string | null;
}

/** What may go out as one message: all of a group, or each by itself; of those without an account what goes to one number. */
function bundles({ vault }: Needs, { personId, topic }: Group, notices: readonly DueNotice[]): readonly Bundle[] {
  const { grouped } = topicOf(topic);
  const found = new Map<string, { notices: DueNotice[]; phone: string | null }>();
  for (const notice of notices) {
    const phone = personId === null && notice.sealedTo !== null ? vault.open(notice.sealedTo, sealPlace(notice.id)) : null;
    const name = grouped ? (phone ?? '') : notice.id;
    const bundle = found.get(name) ?? { notices: [], phone };
    bundle.notices.push(notice);
    found.set(name, bundle);
  }
  return [...found.values()];
}

interface Sending extends Group, Bundle {
  readonly wishes: Wishes;
  readonly now: Temporal.Instant;
}

const idsOf = (notices: readonly DueNotice[]): readonly string[] => notices.map(({ id }) => id);

async function sendBundle(tx: Tx, context: Needs, sending: Sending): Promise<void> {
  const { now } = sending;
  const reach = reachOf(tx, context, sending);
  const settled = await settle(tx, context, sending, reach);
  // Whoever has read it needs no message any more.
  const over = settled.filter(({ readAt, attempts }) => readAt !== null || attempts.some(({ outcome }) => outcome === 'reached'));
  await putState(tx, idsOf(over), 'reached', null);
  const left = settled.filter((notice) => !over.includes(notice));
  const open = left.filter(({ attempts }) => attempts.some(({ outcome }) => outcome === null));
  await lookAgain(tx, context, sending, open);
  const waiting = left.filter((notice) => !open.includes(notice));
  const due = waiting.some(({ state, dueAt }) => state === 'on-its-way' || Temporal.Instant.compare(dueAt, now) <= 0);
  if (due) await sendWaiting(tx, context, sending, waiting, await reach());
}

/** The addresses by way, and the ways that the person chose and that can be used; asked for once, and only where they are needed. */
function reachOf(tx: Tx, context: Needs, { personId, phone, topic, wishes }: Sending) {
  let known: Promise<{ readonly chosen: readonly Way[]; readonly usable: readonly Way[]; readonly addresses: Addresses }> | null = null;
  const find = async () => {
    const nobody: Addresses = { sms: phone === null ? [] : [phone], email: [], push: [] };
    const addresses = personId === null ? nobody : await addressesOf(tx, context, personId);
    const chosen: readonly Way[] = personId === null ? ['sms'] : chosenWays(wishes, topic);
    return { chosen, usable: chosen.filter((way) => context.messages.offers(way) && addresses[way].length > 0), addresses };
  };
  return () => (known ??= find());
}
type Reach = Awaited<ReturnType<ReturnType<typeof reachOf>>>;

/** Finds out what became of messages, and takes back those that wait for their gateway into the night, or too long while there is another way. */
async function settle(
  tx: Tx,
  { config }: Needs,
  { notices, wishes, now }: Sending,
  reach: () => Promise<Reach>,
): Promise<readonly DueNotice[]> {
  const open = notices.flatMap(({ attempts, urgent }) =>
    attempts.filter(({ outcome }) => outcome === null).map((attempt) => ({ attempt, urgent })),
  );
  if (open.length === 0) return notices;
  const fates = await messageFates(
    tx,
    open.map(({ attempt }) => attempt.messageId),
  );
  const outcomes = new Map<string, AttemptOutcome>();
  const back = new Set<string>();
  const urgent = new Set(open.filter((one) => one.urgent).map(({ attempt }) => attempt.messageId));
  const quiet = isQuiet(now, wishes.quiet, config.TIME_ZONE);
  for (const { attempt } of open) {
    const outcome = outcomeOf(attempt, fates.get(attempt.messageId), now);
    if (outcome !== null) outcomes.set(attempt.messageId, outcome);
    else if (waitsForGateway(fates.get(attempt.messageId))) {
      const isUrgent = urgent.has(attempt.messageId);
      if (quiet && !isUrgent) back.add(attempt.messageId);
      else if (isStuck(attempt, isUrgent, now) && (await hasOtherWay(notices, reach))) back.add(attempt.messageId);
    }
  }
  for (const id of await withdrawMessages(tx, [...back])) outcomes.set(id, 'expired');
  await putOutcomes(tx, outcomes);
  const after = (attempt: Attempt): Attempt => ({ ...attempt, outcome: attempt.outcome ?? outcomes.get(attempt.messageId) ?? null });
  return notices.map((notice) => ({ ...notice, attempts: notice.attempts.map(after) }));
}

const waitsForGateway = (fate: MessageFate | undefined): boolean => fate?.state === 'queued' || fate?.state === 'sending';

async function hasOtherWay(notices: readonly DueNotice[], reach: () => Promise<Reach>): Promise<boolean> {
  const tried = new Set(notices.flatMap(({ attempts }) => attempts.map(({ way }) => way)));
  return (await reach()).usable.some((way) => !tried.has(way));
}

/** What is on its way is looked at again; before the quiet hours begin, so that nothing is left to arrive in them. */
async function lookAgain(tx: Tx, { config }: Needs, { wishes, now }: Sending, open: readonly DueNotice[]): Promise<void> {
  const night = quietFrom(now, wishes.quiet, config.TIME_ZONE);
  for (const { id, attempts, urgent } of open) {
    const sentAt = attempts.reduce((latest, { at }) => (Temporal.Instant.compare(at, latest) > 0 ? at : latest), attempts[0]?.at ?? now);
    const look = nextLook(sentAt, now);
    await putState(tx, [id], 'on-its-way', night !== null && !urgent && Temporal.Instant.compare(night, look) < 0 ? night : look);
  }
}

async function sendWaiting(tx: Tx, context: Needs, sending: Sending, waiting: readonly DueNotice[], reach: Reach): Promise<void> {
  const { personId, wishes, now, topic } = sending;
  const newest = waiting.at(-1);
  if (!newest) return;
  const ids = idsOf(waiting);
  if (reach.chosen.length === 0) return putState(tx, ids, 'page-only', null);
  const zone = context.config.TIME_ZONE;
  const urgent = waiting.some((notice) => notice.urgent);
  if (!urgent && isQuiet(now, wishes.quiet, zone)) return putState(tx, ids, 'waiting', afterQuiet(now, wishes.quiet, zone));
  const attempts = waiting.flatMap((notice) => notice.attempts);
  const next = nextWay(reach.usable, attempts, newest.at, now);
  if (next === null) return putState(tx, ids, 'not-reached', null);
  if ('later' in next) return putState(tx, ids, 'waiting', urgent ? next.later : afterQuiet(next.later, wishes.quiet, zone));
  const { way } = next;
  const words = wordsFor(way, newest, waiting.length, context.config.PUBLIC_URL?.origin ?? '');
  // Every browser shows a push; one number and one address are enough.
  const targets = way === 'push' ? reach.addresses.push : reach.addresses[way].slice(0, 1);
  for (const [index, to] of targets.entries()) {
    const messageId = await context.messages.send(tx, {
      channel: way,
      to,
      purpose: topic,
      lang: newest.lang,
      ...words,
      key: `channel/${newest.id}/${way}/${newest.attempts.length}/${index}`,
      personId,
    });
    await putAttempts(tx, ids, { messageId, way, personId });
  }
  await putState(tx, ids, 'on-its-way', nextLook(now, now));
}
