import {
  Chips,
  EmptyState,
  LinkCard,
  Notice,
  type Page,
  PageHeading,
  SearchForm,
  Stat,
  Stats,
  type View,
  WaitingList,
  type WaitingRow,
} from '../../../platform/ui/index.ts';
import { dueText } from './due.ts';
import type { Gathered, GatheredItem, Scope } from './gather.ts';
import { texts } from './messages.gen.ts';

export interface Work {
  readonly gathered: Gathered;
  readonly scope: Scope;
  /** Whether this person may look at the whole place. */
  readonly leader: boolean;
  /** The kind chosen; null for all. */
  readonly kind: string | null;
  /** A one-tap decision has just led back here. */
  readonly done: boolean;
  readonly now: Temporal.Instant;
  readonly timeZone: string;
}

/** The front page's own address with a scope and a kind. */
function workAddress(scope: Scope, kind: string | null, done = false): string {
  const query = new URLSearchParams();
  if (scope === 'place') query.set('scope', scope);
  if (kind !== null) query.set('kind', kind);
  if (done) query.set('done', 'yes');
  return query.size === 0 ? '/console' : `/console?${query}`;
}

/** `/console`: everything that waits for this person, overdue first; what may be decided in one tap; the ways to everything else. */
export function workPage(view: View, work: Work): Page {
  const t = texts[view.lang];
  const { gathered, scope, kind } = work;
  const title = scope === 'place' ? t.title_place() : t.title_mine();
  return {
    title,
    unlisted: true,
    body: (
      <>
        <PageHeading title={title} intro={t.summary({ count: gathered.count, overdue: gathered.overdue })} />
        {work.done && (
          <Notice tone="good" urgent>
            <p>{t.done()}</p>
          </Notice>
        )}
        {work.leader && (
          <Chips
            label={t.scope()}
            items={[
              { label: t.scope_mine(), href: workAddress('mine', kind), current: scope === 'mine' },
              { label: t.scope_place(), href: workAddress('place', kind), current: scope === 'place' },
            ]}
          />
        )}
        {gathered.overdue > 0 && (
          <Stats>
            <Stat value={String(gathered.overdue)} label={t.stat_overdue()} tone="danger" />
            <Stat value={String(gathered.count)} label={t.stat_waiting()} />
          </Stats>
        )}
        <Kinds view={view} work={work} />
        <Failed view={view} work={work} />
        <Waiting view={view} work={work} />
        <SearchForm lang={view.lang} action="/console/search" label={t.search()} />
        <Entrances view={view} />
      </>
    ),
  };
}

/** One chip for each kind of which something waits, with its number. */
function Kinds({ view, work }: { view: View; work: Work }) {
  const t = texts[view.lang];
  const { counters } = work.gathered;
  const shown = counters.filter(({ kind, count }) => kind === work.kind || (count !== null && count > 0));
  if (shown.length === 0 || (shown.length === 1 && work.kind === null)) return null;
  const all = counters.reduce((sum, { count }) => sum + (count ?? 0), 0);
  return (
    <Chips
      label={t.kinds()}
      items={[
        { label: t.kind_all({ count: all }), href: workAddress(work.scope, null), current: work.kind === null },
        ...shown.map(({ kind, label, count }) => ({
          label: t.kind_one({ kind: label, count: count ?? 0 }),
          href: workAddress(work.scope, kind),
          current: kind === work.kind,
        })),
      ]}
    />
  );
}

/** What could not be asked is said, so that nobody takes silence for “nothing waits”. */
function Failed({ view, work }: { view: View; work: Work }) {
  const t = texts[view.lang];
  const failed = work.gathered.counters.filter(({ count }) => count === null);
  if (failed.length === 0) return null;
  return (
    <Notice tone="waiting" title={t.failed_title()}>
      <p>{t.failed_which({ kinds: failed.map(({ label }) => label).join(', ') })}</p>
    </Notice>
  );
}

function Waiting({ view, work }: { view: View; work: Work }) {
  const t = texts[view.lang];
  const { gathered, scope } = work;
  if (gathered.items.length === 0) return <Nothing view={view} work={work} />;
  const several = work.kind === null && gathered.counters.filter(({ count }) => (count ?? 0) > 0).length > 1;
  const row = (item: GatheredItem): WaitingRow => ({
    id: item.id,
    title: item.title,
    detail: item.detail,
    href: item.href,
    kind: several ? item.kindLabel : undefined,
    due: item.due === null ? undefined : dueText(item.due, work.now, work.timeZone, view.lang),
    actions: (item.actions ?? []).map((action) => ({ ...action, fields: { ...action.fields, back: workAddress(scope, work.kind, true) } })),
  });
  return (
    <>
      <WaitingList view={view} rows={gathered.items.map(row)} label={t.list()} />
      {gathered.items.length < gathered.count && <p class="muted">{t.more({ shown: gathered.items.length, count: gathered.count })}</p>}
    </>
  );
}

/** Nothing waits: what would be here, so that the empty page explains itself. */
function Nothing({ view, work }: { view: View; work: Work }) {
  const t = texts[view.lang];
  const { counters } = work.gathered;
  if (counters.length === 0) return <EmptyState icon="info" title={t.none_given_title()} why={t.none_given_why()} />;
  const known = counters.filter(({ count }) => count !== null);
  if (known.length === 0) return null;
  return (
    <EmptyState
      icon="good"
      title={work.scope === 'place' ? t.empty_place() : t.empty_mine()}
      why={t.empty_why({ kinds: known.map(({ label }) => label).join(', ') })}
    />
  );
}

/** The ways to everything else that this person may do. */
function Entrances({ view }: { view: View }) {
  const entrances = view.navigation.filter(({ href }) => href !== '/console');
  if (entrances.length === 0) return null;
  const t = texts[view.lang];
  return (
    <section aria-labelledby="entrances">
      <h2 id="entrances">{t.entrances()}</h2>
      <nav class="link-cards entrances" aria-labelledby="entrances">
        {entrances.map(({ href, label }) => (
          <LinkCard key={href} href={href} title={label} />
        ))}
      </nav>
    </section>
  );
}
