/** `/console/reports`, and several reports at once. */
import { readCalendar } from '../../../platform/calendar/store.ts';
import type { App } from '../../../platform/http/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import { reportsRights } from '../../contract.ts';
import { officesOfFew } from '../../core/approvers.ts';
import { categoriesOn } from '../../core/index.ts';
import { deskState, openDesk } from '../access.ts';
import { categoryOptions, officeOptions, peopleOptions, unitOptions } from '../choices.ts';
import { namesFor } from '../names.ts';
import { dueOf } from '../words.ts';
import { bulkRoutes } from './bulk.tsx';
import { cursorText, listAddress, readChoice, readCursor, viewsOf } from './choice.ts';
import { listPage, waysFor } from './list.page.tsx';
import { type Asking, countHeaps, languagesOf, reportsOn } from './queries.ts';

const pageLength = 50;

export function listRoutes(app: App, context: Context): void {
  const { db, clock, config } = context;

  app.get<{ Querystring: Record<string, unknown> }>(
    listAddress,
    { config: { right: reportsRights.see }, schema: { hide: true } },
    async (request, reply) => {
      const { actor, lang, query } = request;
      const now = clock.now();
      const today = clock.today().toString();
      const desk = await openDesk(context, actor);
      const everywhere = desk.units === 'everywhere';
      const state = await deskState(context, actor, reportsRights.see);
      const found = await db.transaction(
        async (tx) => {
          const languages = await languagesOf(tx, actor.id, today);
          const views = viewsOf(desk, languages.length > 0);
          const choice = readChoice(query, views);
          const few = views.includes('instead') ? await officesOfFew(tx, context, today) : [];
          const asking: Asking = { desk, today, now, languages, few };
          const page = await reportsOn(tx, asking, choice, { after: readCursor(query.after), limit: pageLength });
          // Whoever looks for something does not ask how much lies on the heaps.
          const counts = choice.q === '' ? await countHeaps(tx, asking, views) : {};
          return { choice, views, languages, counts, ...page };
        },
        { state, readOnly: true },
      );
      const works = [...new Set([...desk.handles, ...desk.approves])];
      const [calendar, categories, names, units, offices, people] = await Promise.all([
        readCalendar(db, config.TIME_ZONE),
        categoriesOn(db, today),
        namesFor(db, context, found.lines, { on: today, lang }),
        unitOptions(db, desk, today, lang),
        everywhere || desk.centre ? officeOptions(db, today) : [],
        peopleOptions(context, actor, { offices: works, on: today, lang }),
      ]);
      const page = listPage(request.view({ formToken: true }), {
        choice: found.choice,
        views: found.views,
        counts: found.counts,
        lines: found.lines.map((line) => ({ line, due: dueOf(line, { now, calendar, lang }) })),
        next: found.next === null ? null : cursorText(found.next),
        names,
        categories: categoryOptions(categories, lang, { leaves: false }),
        units,
        offices,
        bulk: {
          receive: desk.centre,
          offices: desk.centre ? offices : [],
          people,
        },
        ways: waysFor(actor),
        listens: found.languages.length > 0 || desk.centre,
        templates: desk.handles.length > 0 || desk.approves.length > 0,
      });
      return reply.header('cache-control', 'private, no-store').page(page);
    },
  );

  bulkRoutes(app, context);
}
