/**
 * Finished public answers, kept in memory until a fact that they show changes.
 *
 * An entry names the facts it shows by tags; a command that changes facts names the same tags with `touch` in its own
 * transaction, and PostgreSQL tells every program at commit. While a program can't hear those messages its cache is off.
 *
 * One entry serves many days: the text is cut at its holes (the day asked for, in its written forms), which are filled
 * for each answer.
 *
 * A request without cookies is decided by its address alone. Once such an address was answered, `again` answers it before
 * the web program is asked, with the very same headers.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock/index.ts';
import type { Db } from '../db/index.ts';
import type { Logger } from '../log/index.ts';
import { EVERYTHING, listen } from './changes.ts';
import { type Answer, cut, type Encoding, type Entry, encodingFor, etagOf, fill, type Holes, packed, weightOf } from './entry.ts';

export { EVERYTHING, touch } from './changes.ts';
export { type Answer, hole } from './entry.ts';

const ADDRESSES = 50_000;
/** Longer addresses are somebody's own; what is kept of many must stay small. */
const LONGEST_ADDRESS = 300;

export interface Served {
  /** What makes this answer different from others: address without the day, language, looks, who is asking. */
  readonly key: string;
  /** Texts in the answer that differ from request to request: mark → what to write. Marks are made by `hole()`. */
  readonly holes?: Holes;
  readonly render: () => Promise<Answer>;
}

export interface CacheStatistics {
  hits: number;
  misses: number;
  forgotten: number;
}

/** An answer given by `again`, for the log line. */
export interface Repeated {
  readonly route: string;
  readonly status: number;
}

export interface PageCache {
  /** Answers the request from memory, or renders, keeps and answers. Handles ETag, 304 and compression. */
  serve(request: FastifyRequest, reply: FastifyReply, served: Served): Promise<FastifyReply>;
  /** Answers a request whose address was answered before and still has that answer; null, untouched, when it can't. */
  again(request: IncomingMessage, response: ServerResponse): Repeated | null;
  readonly statistics: Readonly<CacheStatistics>;
  close(): Promise<void>;
}

/** How an address was answered. It names its entry and does not hold it, so that a forgotten entry frees its memory. */
interface Known {
  readonly key: string;
  /** The entry's own ETag: the same means the same bytes, also after a new rendering. */
  readonly version: string;
  readonly holes: Holes;
  readonly etag: string;
  readonly encoding: Encoding;
  readonly route: string;
  /** Names and values in turn, as `writeHead` takes them. */
  readonly headers: readonly string[];
  /** Pages say what day it is: the end of that day, or of the entry where that comes first, in milliseconds of the epoch. */
  readonly until: number;
}

/** Whether nothing of a visitor's own came along: no cookie, so neither session nor choice of looks or language, and no key of any kind. */
export function bringsNothing({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return [headers.cookie, headers.authorization, headers['x-api-key']].every((one) => one === undefined);
}

/** A read whose answer depends on nothing but its address. */
function isPlain(request: IncomingMessage): boolean {
  return request.method === 'GET' && bringsNothing(request);
}

function addressOf(request: IncomingMessage): string {
  const accepted = request.headers['accept-encoding'];
  return `${accepted === undefined ? '' : accepted.includes('br') ? 'br' : accepted.includes('gzip') ? 'gzip' : ''} ${request.url}`;
}

export interface PageCacheOptions {
  readonly db: Db;
  readonly clock: Clock;
  /** IANA name of civil time: pages are made for a day. */
  readonly timeZone: string;
  /** 0 renders every answer anew. */
  readonly megabytes: number;
  readonly log: Logger;
}

/** Opens the cache of one program. */
export async function openPageCache({ db, clock, timeZone, megabytes, log }: PageCacheOptions): Promise<PageCache> {
  const statistics: CacheStatistics = { hits: 0, misses: 0, forgotten: 0 };
  const byTag = new Map<string, Set<string>>();
  const underway = new Map<string, Promise<Entry>>();
  const known = new LRUCache<string, Known>({ max: ADDRESSES });
  // Raised by each change heard, so that an answer rendered from facts read before it is not kept.
  let changes = 0;
  let listening = false;

  const entries = new LRUCache<string, Entry>({
    maxSize: Math.max(1, megabytes * 1_000_000),
    sizeCalculation: weightOf,
    dispose: (entry, key) => {
      for (const tag of entry.tags) {
        const keys = byTag.get(tag);
        keys?.delete(key);
        if (keys?.size === 0) byTag.delete(tag);
      }
    },
  });

  function forget(tags: readonly string[]): void {
    changes += 1;
    underway.clear();
    if (tags.includes(EVERYTHING)) {
      statistics.forgotten += entries.size;
      entries.clear();
      known.clear();
      byTag.clear();
      return;
    }
    for (const tag of tags) {
      for (const key of [...(byTag.get(tag) ?? [])]) {
        statistics.forgotten += 1;
        entries.delete(key);
      }
    }
  }

  const listener =
    megabytes === 0
      ? null
      : listen(db, log, forget, (on) => {
          listening = on;
          forget([EVERYTHING]);
        });
  await listener?.ready;

  async function make(served: Served): Promise<Entry> {
    const before = changes;
    const entry = cut(await served.render(), served.holes ?? {});
    if (listening && changes === before) {
      entries.set(served.key, entry);
      for (const tag of entry.tags) {
        const keys = byTag.get(tag);
        if (keys) keys.add(served.key);
        else byTag.set(tag, new Set([served.key]));
      }
    }
    return entry;
  }

  /** Many who ask for the same page at once wait for one rendering. */
  function makeOnce(served: Served): Promise<Entry> {
    let making = underway.get(served.key);
    if (!making) {
      const started = make(served).finally(() => {
        if (underway.get(served.key) === started) underway.delete(served.key);
      });
      underway.set(served.key, started);
      making = started;
    }
    return making;
  }

  function remember(request: FastifyRequest, reply: FastifyReply, length: number, answer: Omit<Known, 'route' | 'headers'>): void {
    const headers = Object.entries(reply.getHeaders()).flatMap(([name, value]) => [name, String(value)]);
    headers.push('content-length', String(length));
    const midnight = clock.today().add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds;
    const until = Math.min(answer.until, midnight);
    known.set(addressOf(request.raw), { ...answer, route: request.routeOptions.url ?? '', headers, until });
  }

  const isOver = (until: number): boolean => clock.now().epochMilliseconds >= until;

  return {
    statistics,
    async serve(request, reply, served) {
      // A page that names its reader is theirs alone.
      if (request.actor.kind === 'person') {
        const { type, text } = await served.render();
        reply.headers({ 'cache-control': 'private, no-cache', vary: 'cookie' });
        return reply.type(type).send(fill(cut({ type, text, tags: [] }, served.holes ?? {}), served.holes ?? {}));
      }
      const found = entries.get(served.key);
      const kept = found && !isOver(found.until) ? found : null;
      statistics[kept ? 'hits' : 'misses'] += 1;
      const entry = kept ?? (await makeOnce(served));
      const holes = served.holes ?? {};
      const etag = etagOf(entry, holes);
      const encoding = encodingFor(entry, request.headers['accept-encoding']);
      reply.headers({ 'cache-control': 'no-cache', etag, vary: 'accept-encoding, cookie' });
      reply.type(entry.type);
      if (encoding !== null) reply.header('content-encoding', encoding);
      const body = encoding === null ? fill(entry, holes) : packed(entry, holes, encoding, etag);
      if (isPlain(request.raw) && request.url.length <= LONGEST_ADDRESS) {
        const { etag: version, until } = entry;
        remember(request, reply, body.length, { key: served.key, version, holes, etag, encoding, until });
      }
      if (request.headers['if-none-match'] === etag) return reply.code(304).removeHeader('content-encoding').send();
      return reply.send(body);
    },
    again(request, response) {
      if (!isPlain(request)) return null;
      const address = addressOf(request);
      const answer = known.get(address);
      if (!answer) return null;
      const { key, version, holes, etag, encoding, headers, route } = answer;
      const entry = entries.get(key);
      if (entry?.etag !== version || isOver(answer.until)) {
        known.delete(address);
        return null;
      }
      statistics.hits += 1;
      if (request.headers['if-none-match'] === etag) {
        response.writeHead(304, ['etag', etag, 'cache-control', 'no-cache', 'vary', 'accept-encoding, cookie']).end();
        return { route, status: 304 };
      }
      const body = encoding === null ? fill(entry, holes) : packed(entry, holes, encoding, etag);
      response.writeHead(200, headers as string[]).end(body);
      return { route, status: 200 };
    },
    async close() {
      await listener?.close();
    },
  };
}
