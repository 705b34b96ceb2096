/** `/teams` and `/teams/:id` for everybody. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { may } from '../../platform/session/index.ts';
import { ancestorsOf, getUnit, getUnits, isId } from '../../territory/index.ts';
import { teamsRights } from '../contract.ts';
import { teamHistory, teamOn, teamsIn, teamsMatching } from '../rosters/index.ts';
import { type Asked, readAsked, Unreadable } from './asked.ts';
import { listPage } from './list.page.tsx';
import { forcesOfTeam, teamNames } from './queries.ts';
import { servePage } from './serve.ts';
import { teamPage } from './team.page.tsx';
import { refusalOf, unknownTeam, unknownUnit } from './words.ts';

const open = { config: { right: 'public' }, schema: { hide: true } } as const;
const pageLength = 50;

/** What a list of teams asks of the rosters. */
export function listAsked(asked: Asked, today: string) {
  return {
    on: asked.on,
    today,
    ...(asked.within === null ? {} : { within: asked.within }),
    ...(asked.level === null ? {} : { level: asked.level }),
    ...(asked.text === '' ? {} : { text: asked.text }),
  };
}

export function teamCitizenRoutes(app: App, context: Context): void {
  const { db, clock } = context;

  app.get('/teams', open, async (request, reply) => {
    const asked = read(request, reply);
    if (asked === null) return reply;
    const today = clock.today().toString();
    const unit = asked.within === null ? null : await getUnit(db, asked.within, asked.on);
    if (asked.within !== null && unit === null) return reply.refuse(unknownUnit(asked.within));
    return servePage(request, reply, context, async () => {
      const wanted = listAsked(asked, today);
      const [page, total] = await Promise.all([
        teamsIn(db, { ...wanted, limit: pageLength, after: asked.after }),
        teamsMatching(db, wanted),
      ]);
      const seats = await getUnits(
        db,
        page.teams.map((team) => team.unitId),
        asked.on,
      );
      return { page: listPage(request.view(), { asked, unit, ...page, total, seats }) };
    });
  });

  app.get<{ Params: { id: string } }>('/teams/:id', open, async (request, reply) => {
    const asked = read(request, reply);
    if (asked === null) return reply;
    const id = request.params.id.toLowerCase();
    const history = isId(id) ? await teamHistory(db, id) : null;
    if (history === null) return reply.refuse(unknownTeam);
    return servePage(request, reply, context, async () => {
      const { on } = asked;
      const [team, forces] = await Promise.all([teamOn(db, id, on), forcesOfTeam(db, id, on)]);
      const unitId = team?.unitId ?? history.versions.at(-1)?.unitId ?? null;
      const [seat, ancestors, names] = await Promise.all([
        unitId === null ? null : getUnit(db, unitId, on),
        unitId === null ? [] : ancestorsOf(db, unitId, on),
        teamNames(
          db,
          history.events.flatMap((event) => [...event.fromTeams, ...event.toTeams]),
        ),
      ]);
      const maySee = may(request.actor, teamsRights.see);
      return {
        page: teamPage(request.view(), { on, given: asked.given, team, history, forces, seat, ancestors, names, maySee }),
        teams: [id],
      };
    });
  });

  function read(request: FastifyRequest, reply: FastifyReply): Asked | null {
    try {
      return readAsked(request.query as Record<string, unknown>, clock.today().toString(), true);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      reply.refuse(refusalOf(error));
      return null;
    }
  }
}
