/** Public pages through the cache: what each depends on, and its links that keep the day. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { formatDate } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { type Page, renderDocument, type View, writeDisplay } from '../../platform/ui/index.ts';
import { type Asked, dayMark, type Kept, onMark } from '../api/kept.ts';
import { type Epochs, epochOf } from '../queries/index.ts';

/** What a page is made for. */
export interface Making {
  readonly lang: Lang;
  readonly today: string;
  readonly epochs: Epochs;
  /** The day asked for. Only its epoch may show in the page; in words and links it stands as a mark. */
  readonly asked: Asked;
  /** The day asked for as people write it. */
  readonly day: string;
  /** A link inside the territory pages that keeps the day asked for. */
  href(path: string, parameters?: Readonly<Record<string, string>>): string;
}

export interface Made {
  readonly page: Page;
  /** Units whose own facts are shown. */
  readonly units: Iterable<string>;
}

const html = 'text/html; charset=utf-8';

function address(path: string, parameters: Readonly<Record<string, string>>, asked: Asked): string {
  const query = [
    ...Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`),
    ...(asked.given ? [`on=${onMark}`] : []),
  ];
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}

/** How the page looks depends on the reader's choices and on the day of reading, not only on its address. */
function keyOf(view: View, path: string): string {
  return [path, view.lang, writeDisplay(view.display), view.actor.kind, view.actor.name, view.today, view.origin].join(' ');
}

/** Answers with a kept page. `path` and `parameters` are its address without the day; `figures` as in `Wanted`. */
export function servePage(
  request: FastifyRequest,
  reply: FastifyReply,
  kept: Kept,
  what: {
    path: string;
    parameters?: Readonly<Record<string, string>>;
    asked: Asked;
    figures?: string | null;
    make: (making: Making) => Promise<Made>;
  },
): Promise<FastifyReply> {
  const { path, parameters = {}, asked, figures, make } = what;
  const view: View = { ...request.view(), path: address(path, parameters, asked) };
  return kept.serve(request, reply, {
    key: keyOf(view, view.path),
    asked,
    ...(figures === undefined ? {} : { figures }),
    render: async (epochs) => {
      const { page, units } = await make(makingOf(view, epochs, asked));
      return { type: html, text: renderDocument(view, page), units };
    },
  });
}

function makingOf(view: View, epochs: Epochs, asked: Asked): Making {
  return { lang: view.lang, today: view.today, epochs, asked, day: dayMark, href: (to, more = {}) => address(to, more, asked) };
}

/** Answers with a page that nobody else will ask for: something typed in it can't be read, or it is about where somebody is. */
export async function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  kept: Kept,
  what: { asked: Asked; status?: number; figures?: string | null; make: (making: Making) => Promise<Made> },
): Promise<FastifyReply> {
  const { asked, status = 200, figures, make } = what;
  const view = request.view();
  const { page } = await make(makingOf(view, await kept.epochs(figures), asked));
  const text = renderDocument(view, page).replaceAll(onMark, asked.on).replaceAll(dayMark, formatDate(asked.on));
  return reply.code(status).header('cache-control', 'private, no-store').type(html).send(text);
}

/** A day that stands for all days of the epoch asked for: pages read the record by it. */
export function epochDay({ epochs, asked }: Pick<Making, 'epochs' | 'asked'>): string {
  const day = epochOf(epochs.days, asked.on);
  return day === '' ? asked.on : day;
}
