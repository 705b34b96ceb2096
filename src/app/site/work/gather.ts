/** Gathers what waits from every module, for the officials' front page. One source that fails does not take the page with it. */
import type { Lang } from '../../../platform/i18n/index.ts';
import type { Context, Waiting, WaitingItem, WaitingSource } from '../../../platform/module/index.ts';
import { type Actor, may } from '../../../platform/session/index.ts';

export type Scope = 'mine' | 'place';

/** A kind of work and how much of it waits; null counts where it could not be found out. */
export interface Counter {
  readonly kind: string;
  readonly label: string;
  readonly count: number | null;
}

/** One thing that waits, with the kind it is of. */
export interface GatheredItem extends WaitingItem {
  readonly kindLabel: string;
}

export interface Gathered {
  /** Every kind of work that this person could have, in the order of the modules. */
  readonly counters: readonly Counter[];
  /** Of the kind asked for, or of all: overdue first, then by time. */
  readonly items: readonly GatheredItem[];
  /** How many there are of these, shown or not. */
  readonly count: number;
  readonly overdue: number;
}

export interface Ask {
  readonly lang: Lang;
  readonly scope: Scope;
  /** Only this kind; all where it is none of them. */
  readonly kind?: string | undefined;
  /** How long a source may take; what takes longer is shown as failed. Default 5 seconds: nobody waits longer for a front page. */
  readonly patienceMs?: number;
}

const SHOWN_OF_ALL = 50;
const SHOWN_OF_ONE = 200;
const PATIENCE_MS = 5_000;

/** The sources whose work this actor may have. */
export function sourcesFor(all: readonly WaitingSource[], actor: Actor): readonly WaitingSource[] {
  return all.filter((source) => source.rights.some((right) => may(actor, right)));
}

type Asking = Pick<Context, 'clock' | 'log'>;

/** Asks all sources at once. What a source throws is logged without stopping the others. */
export async function gather(context: Asking, sources: readonly WaitingSource[], actor: Actor, ask: Ask): Promise<Gathered> {
  const { lang, scope, patienceMs = PATIENCE_MS } = ask;
  const asked = sources.find((source) => source.kind === ask.kind);
  const limit = asked ? SHOWN_OF_ONE : SHOWN_OF_ALL;
  const now = context.clock.now();
  const loaded = await Promise.all(
    sources.map(async (source) => {
      // Kinds that are not shown are only counted.
      const shown = asked === undefined || asked === source;
      return {
        source,
        shown,
        waiting: await load(context, source, patienceMs, () => source.load(actor, { lang, scope, limit: shown ? limit : 0 })),
      };
    }),
  );
  const shown = loaded.flatMap(({ source, shown: isShown, waiting }) => (isShown && waiting ? [{ source, waiting }] : []));
  const items = shown
    .flatMap(({ source, waiting }) => waiting.items.map((item) => ({ ...item, kindLabel: source.label(lang) })))
    .sort((a, b) => urgency(a, now) - urgency(b, now) || Temporal.Instant.compare(a.since, b.since));
  return {
    counters: loaded.map(({ source, waiting }) => ({ kind: source.kind, label: source.label(lang), count: waiting?.count ?? null })),
    items: items.slice(0, limit),
    count: shown.reduce((sum, { waiting }) => sum + waiting.count, 0),
    overdue: shown.reduce((sum, { waiting }) => sum + waiting.overdue, 0),
  };
}

/** Time left; what has no time limit comes last. Overdue things have the least left, so they lead. */
function urgency(item: WaitingItem, now: Temporal.Instant): number {
  return item.due === null ? Number.MAX_SAFE_INTEGER : Temporal.Instant.from(item.due).epochMilliseconds - now.epochMilliseconds;
}

/** What the source answers; null where it fails or takes too long. */
async function load(context: Asking, { kind }: WaitingSource, patienceMs: number, ask: () => Promise<Waiting>): Promise<Waiting | null> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs} ms`)), patienceMs);
  });
  try {
    return await Promise.race([ask(), tooLong]);
  } catch (error) {
    context.log.error({ source: kind, error: error instanceof Error ? error.message : String(error) }, 'a waiting source failed');
    return null;
  } finally {
    clearTimeout(timer);
  }
}
