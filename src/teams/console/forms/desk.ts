/** What the routes that change teams have in common: open the team, run the command on what the form saw, show what was refused. */
import type { FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import type { Tx } from '../../../platform/db/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import { type Outcome, type Refusal, refused } from '../../../platform/outcome/index.ts';
import { type Right, rowState } from '../../../platform/session/index.ts';
import type { FieldProblem } from '../../../platform/ui/index.ts';
import { teamsRights } from '../../contract.ts';
import { lineOf } from '../form-values.ts';
import { type OpenTeam, openTeam } from '../team/gather.ts';
import { problemAt } from '../words.ts';
import { stampOf, stillAs } from './stamp.ts';

/** Options of routes that change teams. */
export const managing = { config: { right: teamsRights.manage }, schema: { hide: true } } as const;
export const managingWithFile = { config: { right: teamsRights.manage, uploads: true }, schema: { hide: true } } as const;

export interface TeamRoute {
  Params: { id: string };
}

export interface Desk {
  /** The team of the address as it is today, or the refusal to anybody who may not change it. */
  open(request: FastifyRequest<TeamRoute>): Promise<Outcome<{ readonly team: OpenTeam; readonly stamp: string }>>;
  /** Runs the command if the teams are still as the form saw them. */
  change<T>(
    request: FastifyRequest,
    teamIds: readonly string[],
    command: (tx: Tx) => Promise<Outcome<T>>,
    right?: Right,
  ): Promise<Outcome<T>>;
  /** What was refused, at the field of the form. */
  problem(request: FastifyRequest, refusal: Refusal, fallback: string): FieldProblem;
  today(): string;
}

/** Refusals that are about the whole page, not about a field of the form. */
export const isAboutPage = (refusal: Refusal): boolean => refusal.status === 404 || refusal.status === 403;

/** Runs a command such that nothing of one that refuses stays. */
export async function orUndone<T>(tx: Tx, command: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  const rows = tx.rows<unknown>();
  await sql`savepoint command`.execute(rows);
  const outcome = await command();
  await (outcome.ok ? sql`release savepoint command` : sql`rollback to savepoint command`).execute(rows);
  return outcome;
}

export function openDesk(context: Context): Desk {
  const { db, clock } = context;
  const today = () => clock.today().toString();
  return {
    today,
    async open(request) {
      const team = await openTeam(db, request.actor, request.params.id, today(), today());
      if (!team) return refused({ code: 'http.not-found', status: 404 });
      if (!team.mayManage) return refused({ code: 'teams.place-not-yours', status: 403 });
      return { ok: true, value: { team, stamp: await stampOf(db, [team.id]) } };
    },
    change: (request, teamIds, command, right = teamsRights.manage) =>
      db.transaction(
        async (tx) => {
          if (!(await stillAs(tx, teamIds, lineOf(request.body, 'seen')))) return refused({ code: 'teams.roster-moved-on', status: 409 });
          return orUndone(tx, () => command(tx));
        },
        { state: rowState(request.actor, right) },
      ),
    problem: (request, refusal, fallback) => problemAt(context, refusal, request.lang, fallback),
  };
}
