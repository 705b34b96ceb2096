/** `/console/teams/:id`: one team on a day, the button that says that its list is right, and the papers of its decisions. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { record } from '../../../audit/index.ts';
import { readDate } from '../../../platform/calendar/index.ts';
import { FileMissing } from '../../../platform/files/index.ts';
import type { App } from '../../../platform/http/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import { rowState } from '../../../platform/session/index.ts';
import { teamsRights } from '../../contract.ts';
import { confirmRoster } from '../../rosters/index.ts';
import { attachment, decisionFileType } from '../decision-file.ts';
import { lineOf } from '../form-values.ts';
import { type Desk, managing, type TeamRoute } from '../forms/desk.ts';
import { openTeam, teamContent } from './gather.ts';
import { type DoneThing, doneThings, teamPage } from './team.page.tsx';

interface PageRoute extends TeamRoute {
  Querystring: { on?: string; done?: string };
}

interface FileRoute extends TeamRoute {
  Params: { id: string; eventId: string };
}

const seeing = { config: { right: teamsRights.see }, schema: { hide: true } } as const;

export function teamRoutes(app: App, context: Context, desk: Desk): void {
  const { db, files } = context;

  app.get<PageRoute>('/console/teams/:id', seeing, async (request, reply) => {
    const done = doneThings.find((known) => known === lineOf(request.query, 'done')) ?? null;
    return show(request, reply, done);
  });

  app.post<TeamRoute>('/console/teams/:id/confirm', managing, async (request, reply) => {
    const opened = await desk.open(request);
    if (!opened.ok) return reply.refuse(opened.refusal);
    const { team } = opened.value;
    const done = await db.transaction((tx) => confirmRoster(tx, context, request.actor, { teamId: team.id }), {
      state: rowState(request.actor, teamsRights.manage),
    });
    if (!done.ok) return reply.refuse(done.refusal);
    return reply.redirect(`/console/teams/${team.id}?done=confirmed`, 303);
  });

  app.get<FileRoute>('/console/teams/:id/decisions/:eventId', seeing, async (request, reply) => {
    const { actor } = request;
    const today = desk.today();
    const team = await openTeam(db, actor, request.params.id, today, today);
    const event = team?.history.events.find((one) => one.eventId === request.params.eventId);
    const file = event?.decision.file;
    if (!team || !event || !file) return reply.refuse({ code: 'http.not-found' });
    try {
      const bytes = await files.get(file.hash);
      await db.transaction((tx) =>
        record(tx, actor, {
          action: 'teams.see-decision',
          subject: { kind: 'teams.team-event', id: event.eventId },
          places: [team.place],
          right: teamsRights.see,
        }),
      );
      return reply
        .header('cache-control', 'private, no-store')
        .header('content-disposition', attachment(file.name))
        .header('x-content-type-options', 'nosniff')
        .type(decisionFileType(bytes))
        .send(bytes);
    } catch (error) {
      if (error instanceof FileMissing) return reply.refuse({ code: 'teams.decision-file-gone', status: 404 });
      throw error;
    }
  });

  async function show(request: FastifyRequest<PageRoute>, reply: FastifyReply, done: DoneThing | null): Promise<FastifyReply> {
    const { actor, lang } = request;
    const typed = readDate(lineOf(request.query, 'on'));
    const wrongDay = !typed.ok && typed.problem !== 'empty';
    const on = typed.ok ? typed.iso : desk.today();
    const content = await db.transaction(
      async (tx) => {
        const team = await openTeam(tx, actor, request.params.id, on, desk.today());
        return team && teamContent(tx, context, actor, team, { on, lang });
      },
      { state: rowState(actor, teamsRights.see) },
    );
    if (!content) return reply.refuse({ code: 'http.not-found' });
    const page = teamPage(request.view({ formToken: content.team.mayManage }), content, { done, wrongDay });
    return reply.header('cache-control', 'private, no-store').page({ ...page, status: wrongDay ? 422 : 200 });
  }
}
