/** `/console/successions`, the work that waits, and the daily look at units whose end was recorded ahead. */
import { formatDate } from '../../platform/calendar/index.ts';
import { type App, ownPath } from '../../platform/http/index.ts';
import type { Context, WaitingSource } from '../../platform/module/index.ts';
import { peopleRights } from '../contract.ts';
import { namesOfActors } from '../names.ts';
import type { Part } from '../part.ts';
import { readRoles } from '../roles/catalogue.ts';
import { decideSuccession, openSuccessions } from './commands.ts';
import { followUnits } from './follow.ts';
import { texts } from './messages.gen.ts';
import { successionListPage } from './successions.page.tsx';

const route = { config: { right: peopleRights.grant }, schema: { hide: true } } as const;

function textOf(source: unknown, field: string): string {
  const value = typeof source === 'object' && source !== null ? (source as Record<string, unknown>)[field] : undefined;
  return typeof value === 'string' ? value : '';
}

const answerIn = (source: unknown, field: string) => (['confirm', 'decline'] as const).find((one) => one === textOf(source, field)) ?? null;

function routes(app: App, context: Context): void {
  const { db, clock } = context;

  app.get('/console/successions', route, async (request, reply) => {
    const rows = await openSuccessions(db, request.actor, clock.today().toString());
    const [names, roles] = await Promise.all([
      namesOfActors(
        db,
        rows.map((row) => row.personId),
      ),
      readRoles(db),
    ]);
    return reply.page(successionListPage(request.view({ formToken: true }), { rows, names, roles, done: answerIn(request.query, 'done') }));
  });

  app.post<{ Params: { successionId: string } }>('/console/successions/:successionId', route, async (request, reply) => {
    const answer = answerIn(request.body, 'answer');
    if (!answer) return reply.refuse({ code: 'people.succession-answer', field: 'answer' });
    const outcome = await db.transaction((tx) =>
      decideSuccession(tx, context, request.actor, { successionId: request.params.successionId, answer }),
    );
    if (!outcome.ok) return reply.refuse(outcome.refusal);
    const back = textOf(request.body, 'back');
    return reply.redirect(back === '' ? `/console/successions?done=${answer}` : ownPath(back), 303);
  });
}

function waiting({ db, clock }: Context): readonly WaitingSource[] {
  return [
    {
      kind: 'people.successions',
      label: (lang) => texts[lang].waiting(),
      rights: [peopleRights.grant],
      async load(actor, { lang, limit }) {
        const t = texts[lang];
        const rows = await openSuccessions(db, actor, clock.today().toString());
        const shown = rows.slice(0, limit);
        const [names, roles] = await Promise.all([
          namesOfActors(
            db,
            shown.map((row) => row.personId),
          ),
          readRoles(db),
        ]);
        const items = shown.map((row) => ({
          id: row.id,
          title: t.item({ name: names.get(row.personId) ?? t.nameless(), role: roles.get(row.role)?.names[lang] ?? row.role }),
          detail: t.detail({ from: row.fromUnit, to: row.toUnit, day: formatDate(row.effectiveOn) }),
          href: '/console/successions',
          since: row.proposedAt.toString(),
          due: null,
          actions: [
            { label: t.confirm(), action: `/console/successions/${row.id}`, fields: { answer: 'confirm' }, primary: true },
            { label: t.decline(), action: `/console/successions/${row.id}`, fields: { answer: 'decline' } },
          ],
        }));
        return { items, count: rows.length, overdue: 0 };
      },
    },
  ];
}

export const successions: Part = {
  routes,
  waiting,
  jobs: ({ db }) => [
    {
      name: 'people.follow-units',
      cron: '5 0 * * *',
      handle: async () => {
        await db.transaction(followUnits);
      },
    },
  ],
  refusalText: ({ code }, lang) => {
    const t = texts[lang];
    if (code === 'people.succession-unknown') return { title: t.unknown_title(), advice: t.unknown_advice() };
    return code === 'people.succession-answer' ? { title: t.answer_title(), advice: t.answer_advice() } : null;
  },
};
