/** Public answers about coverage go through the page cache here: one kept answer serves every day between two steps. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { EVERYTHING, hole } from '../../platform/cache/index.ts';
import { formatDate } from '../../platform/calendar/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { epochOf, structureTag } from '../../territory/index.ts';
import { type CoverageAsked, type CoverageView, type Ready, readyFor, viewOf } from './read.ts';
import { checkDays, type MapDays, type Resolved, readMapDays, readMapMark, resolve } from './reading/ask.ts';
import { coverageTag } from './tags.ts';

/** What stands in an answer for the days asked for: ISO in addresses and data, written for people in texts. */
export const marks = { on: hole('on'), onDay: hole('onDay'), map: hole('map'), mapDay: hole('mapDay') } as const;

interface WantedCoverage {
  /** What else the answer depends on than unit, day and map: route, language, further parameters. */
  readonly key: string;
  readonly asked: CoverageAsked;
  /** Whether the address names the day (today otherwise). */
  readonly given: boolean;
  /**
   * Makes the answer. It must be the same for all days from `view.sameFrom` to `view.sameTo` and for all days of the map, but for
   * `marks`: never write `view.on` or `view.map` themselves. It may show figures of the unit, its children and the communes in it,
   * and the teams that sit right in it; what else it shows it names by tags. A tag
   * that every change touches keeps nothing.
   */
  readonly render: (view: CoverageView) => Promise<{ readonly type: string; readonly text: string; readonly tags?: readonly string[] }>;
}

export interface KeptCoverage {
  /** Answers from what is kept, or reads and renders. Refusals are answered as such. */
  serve(request: FastifyRequest, reply: FastifyReply, wanted: WantedCoverage): Promise<FastifyReply>;
}

/** An expected "no" found while an answer is made. */
class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/** The days of change are others than when the answer was looked for: it has to be looked for again. */
class DaysMoved extends Error {}

const attempts = 3;
/** Readings (unit, map, period of the day) whose days of change are remembered. */
const mostReadings = 20_000;

/** The days of change of one reading, and of which list of map days they were made. */
interface Days {
  readonly within: MapDays;
  readonly days: readonly string[];
}

export function createKeptCoverage(context: Pick<Context, 'db' | 'cache'>): KeptCoverage {
  const { db, cache } = context;
  let known: MapDays | null = null;
  const remembered = new LRUCache<string, Days>({ max: mostReadings });

  async function ask(asked: CoverageAsked, mapDays: MapDays): Promise<{ resolved: Resolved; ready: Ready }> {
    const resolved = await resolve(db, asked, mapDays);
    if (!resolved.ok) throw new Refused(resolved.refusal);
    return { resolved: resolved.value, ready: await readyFor(db, resolved.value, mapDays) };
  }

  async function daysOf(name: string, asked: CoverageAsked, mapDays: MapDays): Promise<readonly string[]> {
    const found = remembered.get(name);
    if (found?.within === mapDays) return found.days;
    const { days } = (await ask(asked, mapDays)).ready;
    remembered.set(name, { within: mapDays, days });
    return days;
  }

  async function attempt(request: FastifyRequest, reply: FastifyReply, wanted: WantedCoverage): Promise<FastifyReply> {
    const { key, asked, given, render } = wanted;
    known ??= await readMapDays(db);
    const mapDays = known;
    const wrong = checkDays(asked, mapDays);
    if (wrong) throw new Refused(wrong);
    const { on, map = on, unit = '' } = asked;
    const name = `${unit.toLowerCase()} ${epochOf(mapDays.days, map)} ${epochOf(mapDays.days, on)}`;
    const days = await daysOf(name, asked, mapDays);
    return cache.serve(request, reply, {
      key: `${key}\ncoverage ${name} ${epochOf(days, on)} ${given} ${asked.map !== undefined} ${mapDays.mark}`,
      holes: { on, onDay: formatDate(on), map, mapDay: formatDate(map) },
      render: async () => {
        // What was known when the answer was looked for may be older than the facts: then it belongs under another key.
        if ((await readMapMark(db)) !== mapDays.mark) {
          known = null;
          throw new DaysMoved();
        }
        const now = await ask(asked, mapDays);
        if (now.ready.days.join() !== days.join()) {
          remembered.delete(name);
          throw new DaysMoved();
        }
        const { unit, children } = now.resolved;
        const answer = await render(await viewOf(db, now.resolved, mapDays, now.ready));
        // A change below the unit is one of the unit itself.
        const units = [...(unit ? [unit.id] : []), ...children.map((child) => child.id)];
        return { ...answer, tags: [EVERYTHING, structureTag, ...units.map(coverageTag), ...(answer.tags ?? [])] };
      },
    });
  }

  return {
    async serve(request, reply, wanted) {
      for (let left = attempts; ; left -= 1) {
        try {
          return await attempt(request, reply, wanted);
        } catch (error) {
          if (error instanceof Refused) return reply.refuse(error.refusal);
          if (!(error instanceof DaysMoved) || left === 1) throw error;
        }
      }
    },
  };
}
