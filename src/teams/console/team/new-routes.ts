/** `/console/teams/new`: forming a team by hand. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import type { Tx } from '../../../platform/db/index.ts';
import type { App } from '../../../platform/http/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import { accepted, type Refusal } from '../../../platform/outcome/index.ts';
import { type Actor, reach, rowState } from '../../../platform/session/index.ts';
import { fold } from '../../../platform/text/index.ts';
import type { FieldProblem } from '../../../platform/ui/index.ts';
import { type FormTeam, teamsRights } from '../../contract.ts';
import { formTeam } from '../../rosters/index.ts';
import { decisionFileOf } from '../decision-file.ts';
import { idOf, lineOf } from '../form-values.ts';
import { type Desk, isAboutPage, managing, managingWithFile, orUndone } from '../forms/desk.ts';
import { dayIn, dayTyped, decisionIn, noDecision } from '../forms/typed.ts';
import { communesToChoose, seatsToChoose } from '../units.ts';
import { chooseCommunePage, newTeamPage, type TypedTeam } from './new.page.tsx';

interface NewRoute {
  Querystring: { in?: string };
}

export function newTeamRoutes(app: App, context: Context, desk: Desk): void {
  const { db, files } = context;

  app.get<NewRoute>('/console/teams/new', managing, async (request, reply) => {
    const typed: TypedTeam = { name: '', unit: '', on: dayTyped(desk.today()), decision: noDecision };
    return show(request, reply, typed, []);
  });

  app.post<NewRoute>('/console/teams/new', managingWithFile, async (request, reply) => {
    const { body, actor } = request;
    const decision = decisionIn(body, await decisionFileOf(request, files));
    const on = dayIn(body, 'on');
    const typed: TypedTeam = { name: lineOf(body, 'name'), unit: lineOf(body, 'unit'), on: on.typed, decision: decision.typed };
    const seats = await seatsOf(request);
    const seat = seats?.find((one) => one.id === typed.unit);
    const refusals: Refusal[] = [
      ...(seat === undefined ? [{ code: 'teams.seat-missing' as const, field: 'unit' }] : []),
      ...(typed.name === '' ? [{ code: 'teams.name-missing' as const, field: 'name' }] : []),
      ...[on.refusal, ...decision.refusals].filter((one) => one !== null),
    ];
    if (seat === undefined || on.iso === null || refusals.length > 0) return again(refusals);
    const input: FormTeam = {
      level: seat.level,
      unitId: seat.id,
      name: typed.name,
      on: on.iso,
      ...(decision.decision === undefined ? {} : { decision: decision.decision }),
    };
    const done = await db.transaction(
      async (tx) => {
        const same = await formedBefore(tx, actor, input);
        return same === null
          ? orUndone<{ readonly teamId: string }>(tx, () => formTeam(tx, context, actor, input))
          : accepted({ teamId: same });
      },
      { state: rowState(actor, teamsRights.manage) },
    );
    if (done.ok) return reply.redirect(`/console/teams/${done.value.teamId}?done=formed`, 303);
    return isAboutPage(done.refusal) ? reply.refuse(done.refusal) : again([done.refusal]);

    function again(found: readonly Refusal[]): Promise<FastifyReply> {
      const problems = found.map((refusal) => desk.problem(request, refusal, 'name'));
      return show(request, reply, typed, problems, found[0]?.status ?? 422);
    }
  });

  const communeAsked = (request: FastifyRequest): string | null => idOf(lineOf(request.query, 'in'));

  async function communes(request: FastifyRequest) {
    return communesToChoose(db, reach(request.actor, teamsRights.manage), desk.today(), request.lang);
  }

  /** The seats of the commune that is asked for, or of the only one; null where one has to be chosen first. */
  async function seatsOf(request: FastifyRequest) {
    const all = await communes(request);
    const asked = communeAsked(request);
    const [only] = all;
    const commune = all.find((one) => one.id === asked) ?? (all.length === 1 ? only : undefined);
    if (!commune) return null;
    return seatsToChoose(db, commune.id, reach(request.actor, teamsRights.manage), desk.today(), request.lang);
  }

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    typed: TypedTeam,
    problems: readonly FieldProblem[],
    status = 200,
  ): Promise<FastifyReply> {
    const seats = await seatsOf(request);
    if (seats === null) return reply.page(chooseCommunePage(request.view(), await communes(request)));
    const page = newTeamPage(request.view({ formToken: true }), { commune: communeAsked(request) ?? '', seats, typed, problems });
    return reply.page({ ...page, status });
  }
}

/** The team that this very form formed already, when it is sent twice; posts for one seat wait for each other. */
async function formedBefore(tx: Tx, actor: Actor, { unitId, name, on }: FormTeam): Promise<string | null> {
  const rows = tx.rows<unknown>();
  await sql`select pg_advisory_xact_lock(hashtextextended(${`teams.form ${unitId}`}, 0))`.execute(rows);
  const found = await sql<{ team_id: string }>`select v.team_id from teams.team_version v join teams.team_event e on e.id = v.event_id
    where e.kind = 'formed' and e.on_day = ${on}::date and e.recorded_by = ${actor.id}::uuid and v.unit_id = ${unitId}::uuid and v.search = ${fold(name)}
      and e.recorded_at > ${tx.clock.now().subtract({ hours: 1 }).toString()}::timestamptz`.execute(rows);
  return found.rows[0]?.team_id ?? null;
}
