/** Public answers about units go through the page cache here: one kept answer serves every day between two changes. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { type Answer, EVERYTHING, hole } from '../../platform/cache/index.ts';
import { formatDate } from '../../platform/calendar/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { type Epochs, epochOf, figureDays, readEpochs, readMark } from '../queries/index.ts';
import { structureTag, unitTag } from '../tags.ts';

/** The day an answer is about, and whether the address names it. */
export interface Asked {
  readonly on: string;
  readonly given: boolean;
}

/** What stands in an answer for the day asked for: ISO in addresses and data, written for people in texts. */
export const onMark = hole('on');
export const dayMark = hole('day');

/** An expected "no" found while an answer is made. */
export class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/** The days of change are others than when the answer was looked for: it has to be looked for again. */
class EpochsMoved extends Error {}

export interface KeptAnswer {
  readonly type: string;
  readonly text: string;
  /** Units shown, whose own facts (people, boundaries) may change without a change of structure. */
  readonly units: Iterable<string>;
}

export interface Wanted {
  /** What else the answer depends on than the day. */
  readonly key: string;
  readonly asked: Asked;
  /** Whose figures of people the answer shows: those around a unit, or `null` for those of all. Left out: none. */
  readonly figures?: string | null;
  /** `Refused` thrown here becomes the refusal's answer. `epochs` are those of this answer. */
  readonly render: (epochs: Epochs) => Promise<KeptAnswer>;
}

export interface Kept {
  /** Answers for a day. The answer must be the same for all days of an epoch, but for `onMark` and `dayMark`. */
  serve(request: FastifyRequest, reply: FastifyReply, wanted: Wanted): Promise<FastifyReply>;
  /** The present epochs, as fresh as the last answer that was made. */
  epochs(figures?: string | null): Promise<Epochs>;
}

const attempts = 3;
/** Units whose days of figures are remembered. */
const mostUnits = 50_000;
const everyUnit = '';

/** The days of figures around a unit, and the epochs made of them and of the structure's. */
interface Figures {
  readonly days: readonly string[];
  readonly within: Epochs;
  readonly epochs: Epochs;
}

export function createKept(context: Pick<Context, 'db' | 'cache'>): Kept {
  const { db, cache } = context;
  let known: Epochs | null = null;
  const remembered = new LRUCache<string, Figures>({ max: mostUnits });

  async function epochs(figures?: string | null): Promise<Epochs> {
    known ??= await readEpochs(db);
    if (figures === undefined) return known;
    const name = figures ?? everyUnit;
    const found = remembered.get(name);
    if (found?.within === known) return found.epochs;
    const days = found?.days ?? (await figureDays(db, figures));
    const merged = days.length === 0 ? known : { ...known, days: [...new Set([...known.days, ...days])].sort() };
    remembered.set(name, { days, within: known, epochs: merged });
    return merged;
  }

  /** The list by which an answer was looked for may be older than the facts: then the answer belongs under another key. */
  async function check(before: Epochs, figures: string | null | undefined): Promise<void> {
    if ((await readMark(db)) !== before.mark) {
      known = null;
      throw new EpochsMoved();
    }
    if (figures === undefined) return;
    const name = figures ?? everyUnit;
    const days = await figureDays(db, figures);
    if (days.join() === remembered.get(name)?.days.join()) return;
    remembered.delete(name);
    throw new EpochsMoved();
  }

  return {
    epochs,
    async serve(request, reply, { key, asked, figures, render }) {
      for (let left = attempts; ; left -= 1) {
        const now = await epochs(figures);
        try {
          return await cache.serve(request, reply, {
            key: `${key}\n${now.mark} ${epochOf(now.days, asked.on)} ${asked.given}`,
            holes: { on: asked.on, day: formatDate(asked.on) },
            render: async () => {
              await check(now, figures);
              return toAnswer(await render(now));
            },
          });
        } catch (error) {
          if (error instanceof Refused) return reply.refuse(error.refusal);
          if (!(error instanceof EpochsMoved) || left === 1) throw error;
        }
      }
    },
  };
}

function toAnswer({ type, text, units }: KeptAnswer): Answer {
  return { type, text, tags: [EVERYTHING, structureTag, ...new Set(Array.from(units, unitTag))] };
}
