/** `/api/v1/teams`: teams on any day, for programs. Counts only. */
import type { FastifyReply } from 'fastify';
import { lastValidDay } from '../../platform/calendar/index.ts';
import type { App } from '../../platform/http/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { getUnit, isId } from '../../territory/index.ts';
import type { TeamOnDay } from '../contract.ts';
import { teamHistory, teamOn, teamsIn, teamsMatching } from '../rosters/index.ts';
import { TeamAnswer, TeamParams, TeamQuery, TeamsAnswer, TeamsQuery } from './api-schemas.ts';
import { type Asked, addressOf, readAsked, Unreadable } from './asked.ts';
import { forcesOfTeam } from './queries.ts';
import { listAsked } from './routes.ts';
import { serveJson } from './serve.ts';
import { refusalOf, unknownTeam, unknownUnit } from './words.ts';

const defaultLimit = 100;
const tags = ['Teams'];
const config = { right: 'public' } as const;

const teamJson = (team: TeamOnDay) => ({
  id: team.id,
  name: team.name,
  level: team.level,
  unit: { id: team.unitId, name: team.unitName },
  status: team.status,
  seatToConfirm: team.toConfirm,
  validFrom: team.from,
  validTo: lastValidDay(team.to),
  demonstration: team.origin === 'demonstration',
});

export function teamApiRoutes(app: App, context: Context): void {
  const { db, clock } = context;

  app.get(
    '/api/v1/teams',
    {
      config,
      schema: { tags, summary: 'Teams on a day, by unit, level or words', querystring: TeamsQuery, response: { 200: TeamsAnswer } },
    },
    async (request, reply) => {
      const asked = read(request.query, reply);
      if (asked === null) return reply;
      if (asked.within !== null && (await getUnit(db, asked.within, asked.on)) === null) return reply.refuse(unknownUnit(asked.within));
      const today = clock.today().toString();
      const { limit = defaultLimit } = request.query;
      return serveJson(request, reply, context, today, async () => {
        const wanted = listAsked(asked, today);
        const [page, total] = await Promise.all([teamsIn(db, { ...wanted, limit, after: asked.after }), teamsMatching(db, wanted)]);
        const next =
          page.next === null ? null : `/api/v1${addressOf({ ...asked, given: true }, { limit: String(limit), after: page.next })}`;
        const items = page.teams.map((team) => ({ ...teamJson(team), members: team.members, hasLeader: team.led }));
        return { body: { on: asked.on, total, items, next } };
      });
    },
  );

  app.get(
    '/api/v1/teams/:id',
    {
      config,
      schema: {
        tags,
        summary: 'One team on a day, with its history',
        params: TeamParams,
        querystring: TeamQuery,
        response: { 200: TeamAnswer },
      },
    },
    async (request, reply) => {
      const asked = read(request.query, reply);
      if (asked === null) return reply;
      const id = request.params.id.toLowerCase();
      const history = isId(id) ? await teamHistory(db, id) : null;
      if (history === null) return reply.refuse(unknownTeam);
      return serveJson(request, reply, context, clock.today().toString(), async () => {
        const [team, forces] = await Promise.all([teamOn(db, id, asked.on), forcesOfTeam(db, id, asked.on)]);
        const body = {
          on: asked.on,
          id,
          team: team && teamJson(team),
          members: {
            total: forces.reduce((sum, force) => sum + force.members, 0),
            byCoreForce: Object.fromEntries(forces.map((force) => [force.code, force.members])),
          },
          states: history.versions.map(({ name, unitId, status, from, to }) => ({
            name,
            unitId,
            status,
            validFrom: from,
            validTo: lastValidDay(to),
          })),
          events: history.events.map(({ kind, on, decision, fromTeams, toTeams }) => ({
            kind,
            on,
            decision: decision.number === null ? null : { number: decision.number, decidedOn: decision.decidedOn, issuer: decision.issuer },
            from: fromTeams,
            to: toTeams,
          })),
        };
        return { body, teams: [id] };
      });
    },
  );

  function read(query: object, reply: FastifyReply): Asked | null {
    try {
      return readAsked(query as Record<string, unknown>, clock.today().toString(), false);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      reply.refuse(refusalOf(error));
      return null;
    }
  }
}
