/** What waits for officials, for their front page: each heap is a kind of work of its own. */

import type { Lang } from '../../platform/i18n/index.ts';
import type { Context, Waiting, WaitingSource } from '../../platform/module/index.ts';
import { type Actor, dutyState, type Right } from '../../platform/session/index.ts';
import { spokenCode } from '../code.ts';
import { reportsRights } from '../contract.ts';
import { officesOfFew } from '../core/approvers.ts';
import { deskState, openDesk } from './access.ts';
import { listAddress, type ViewName } from './list/choice.ts';
import { viewName } from './list/list.page.tsx';
import { type Asking, countHeaps, languagesOf, reportsOn } from './list/queries.ts';
import { toBeSpoken } from './listening/queries.ts';
import { texts } from './messages.gen.ts';
import { namesFor } from './names.ts';

interface Heap {
  readonly kind: string;
  readonly right: Right;
  readonly mine: ViewName;
  readonly place: ViewName;
}

const heaps: readonly Heap[] = [
  { kind: 'reports.intake', right: reportsRights.intake, mine: 'intake', place: 'intake' },
  { kind: 'reports.returned', right: reportsRights.intake, mine: 'returned', place: 'returned' },
  { kind: 'reports.office', right: reportsRights.handle, mine: 'mine', place: 'office' },
  { kind: 'reports.approve', right: reportsRights.approve, mine: 'approve', place: 'approve' },
  { kind: 'reports.instead', right: reportsRights.intake, mine: 'instead', place: 'instead' },
  { kind: 'reports.publish', right: reportsRights.publish, mine: 'publish', place: 'publish' },
  // Listeners hold no right of this module: those without a language find nothing here.
  { kind: 'reports.listen', right: 'site.console', mine: 'listen', place: 'listen' },
];

const nothing: Waiting = { items: [], count: 0, overdue: 0 };

async function loadHeap(
  context: Context,
  actor: Actor,
  view: ViewName,
  right: Right,
  ask: { lang: Lang; limit: number },
): Promise<Waiting> {
  const { db, clock } = context;
  const { lang, limit } = ask;
  const today = clock.today().toString();
  const desk = await openDesk(context, actor);
  const found = await db.transaction(
    async (tx) => {
      const languages = view === 'listen' ? await languagesOf(tx, actor.id, today) : [];
      if (view === 'listen' && languages.length === 0) return null;
      // A listener of no office hears what comes in their language, wherever it is.
      const here = view === 'listen' ? { ...desk, units: 'everywhere' as const, centre: false } : desk;
      const few = view === 'instead' ? await officesOfFew(tx, context, today) : [];
      const asking: Asking = { desk: here, today, now: clock.now(), languages, few };
      const choice = { view, q: '', category: '', unit: '', office: '', urgency: '', days: 0 } as const;
      const { lines } = await reportsOn(tx, asking, choice, { after: null, limit });
      return { lines, count: (await countHeaps(tx, asking, [view]))[view] ?? { count: 0, late: 0 } };
    },
    { state: await deskState(context, actor, right), readOnly: true },
  );
  if (!found) return nothing;
  const names = await namesFor(db, context, found.lines, { on: today, lang });
  return {
    items: found.lines.map((line) => ({
      id: line.id,
      title: line.category[lang],
      detail: [spokenCode(line.code), names.units.get(line.unitId)].filter(Boolean).join(' · '),
      href: view === 'listen' ? `${listAddress}/listening` : `${listAddress}/${line.code}`,
      since: line.sentAt.toString(),
      due: line.pausedSince === null ? (line.dueAt?.toString() ?? null) : null,
    })),
    count: found.count.count,
    overdue: found.count.late,
  };
}

/** Late matters of a place, for those who answer for it and don't do the work themselves: the others have them on their own heap. */
async function loadLate(context: Context, actor: Actor, ask: { lang: Lang; limit: number }): Promise<Waiting> {
  const { handles, approves } = await openDesk(context, actor);
  if (handles.length > 0 && approves.length === 0) return nothing;
  return loadHeap(context, actor, 'overdue', reportsRights.see, ask);
}

/** Answers that wait for this person's voice. */
async function loadToSpeak({ db, clock }: Context, actor: Actor, { lang, limit }: { lang: Lang; limit: number }): Promise<Waiting> {
  const { id } = actor;
  if (id === null) return nothing;
  const found = await db.transaction((tx) => toBeSpoken(tx, id, clock.today().toString(), { limit }), {
    state: dutyState('identity'),
    readOnly: true,
  });
  return {
    items: found.map((one) => ({
      id: one.id,
      title: lang === 'vi' ? one.categoryVi : one.categoryEn,
      detail: [spokenCode(one.code), texts[lang].waits_for_voice({ language: one.language })].join(' · '),
      href: `${listAddress}/listening#answers`,
      since: one.sentAt.toString(),
      due: null,
    })),
    count: found.length,
    overdue: 0,
  };
}

/** The heaps as kinds of waiting work. */
export function reportsWaiting(context: Context): readonly WaitingSource[] {
  const own = heaps.map(
    ({ kind, right, mine, place }): WaitingSource => ({
      kind,
      label: (lang) => (mine === 'mine' ? texts[lang].waiting_office() : viewName(mine, lang)),
      rights: [right],
      load: (actor, { lang, limit, scope }) => loadHeap(context, actor, scope === 'mine' ? mine : place, right, { lang, limit }),
    }),
  );
  return [
    ...own,
    {
      kind: 'reports.late',
      label: (lang) => texts[lang].waiting_late(),
      rights: [reportsRights.see],
      load: async (actor, { scope, ...ask }) => (scope === 'mine' ? nothing : loadLate(context, actor, ask)),
    },
    {
      kind: 'reports.speak',
      label: (lang) => texts[lang].listening_voice_title(),
      rights: ['site.console'],
      load: (actor, ask) => loadToSpeak(context, actor, ask),
    },
  ];
}
