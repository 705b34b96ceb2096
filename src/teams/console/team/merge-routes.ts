/** Merging teams of one place. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import type { Tx } from '../../../platform/db/index.ts';
import type { App } from '../../../platform/http/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import type { Refusal } from '../../../platform/outcome/index.ts';
import { reach, rowState } from '../../../platform/session/index.ts';
import type { FieldProblem } from '../../../platform/ui/index.ts';
import { unitsWithin } from '../../../territory/index.ts';
import { type MergeTeams, type TeamLevel, teamsRights } from '../../contract.ts';
import { mergeTeams } from '../../rosters/index.ts';
import { decisionFileOf } from '../decision-file.ts';
import { idOf, lineOf } from '../form-values.ts';
import { type Desk, isAboutPage, managing, managingWithFile, type TeamRoute } from '../forms/desk.ts';
import { stampOf } from '../forms/stamp.ts';
import { dayIn, dayTyped, decisionIn, noDecision } from '../forms/typed.ts';
import { texts } from '../messages.gen.ts';
import { namesOf } from '../people.ts';
import { communeOf, type SeatChoice, seatNames, seatsToChoose } from '../units.ts';
import { type OpenTeam, recordSight } from './gather.ts';
import { type MergeCandidate, mergePage, type TypedMerger, teamField } from './merge.page.tsx';

/** Most teams of one commune that a form offers: a form has room for a hundred fields. */
const MOST_CANDIDATES = 60;

export function mergeRoutes(app: App, context: Context, desk: Desk): void {
  const { db, files } = context;
  const path = '/console/teams/:id/merge';

  app.get<TeamRoute>(path, managing, async (request, reply) => {
    const opened = await desk.open(request);
    if (!opened.ok) return reply.refuse(opened.refusal);
    const { team } = opened.value;
    const typed: TypedMerger = {
      teams: [],
      into: 'this',
      name: '',
      unit: team.version.unitId,
      leader: '',
      on: dayTyped(desk.today()),
      decision: noDecision,
    };
    return show(request, reply, team, typed, []);
  });

  app.post<TeamRoute>(path, managingWithFile, async (request, reply) => {
    const opened = await desk.open(request);
    if (!opened.ok) return reply.refuse(opened.refusal);
    const { team } = opened.value;
    const { body } = request;
    const decision = decisionIn(body, await decisionFileOf(request, files));
    const on = dayIn(body, 'on');
    const candidates = await candidatesOf(request, team);
    const typed: TypedMerger = {
      teams: candidates.others.filter((other) => lineOf(body, teamField(other.id)) === 'yes').map((other) => other.id),
      into: lineOf(body, 'into') === 'new' ? 'new' : 'this',
      name: lineOf(body, 'name'),
      unit: idOf(lineOf(body, 'unit')) ?? team.version.unitId,
      leader: idOf(lineOf(body, 'leader')) ?? '',
      on: on.typed,
      decision: decision.typed,
    };
    const refusals: Refusal[] = [
      ...(typed.teams.length === 0 ? [{ code: 'teams.merge-none-chosen' as const, field: 'teams' }] : []),
      ...(typed.into === 'new' && typed.name === '' ? [{ code: 'teams.name-missing' as const, field: 'name' }] : []),
      ...[on.refusal, ...decision.refusals].filter((one) => one !== null),
    ];
    if (on.iso === null || refusals.length > 0) return again(refusals);
    const input: MergeTeams = {
      on: on.iso,
      teamIds: typed.into === 'this' ? typed.teams : [team.id, ...typed.teams],
      into: typed.into === 'this' ? { teamId: team.id } : { unitId: typed.unit, name: typed.name },
      leaderId: typed.leader === '' ? null : typed.leader,
      ...(decision.decision === undefined ? {} : { decision: decision.decision }),
    };
    const done = await desk.change(request, everyTeam(candidates), (tx) => mergeTeams(tx, context, request.actor, input));
    if (done.ok) return reply.redirect(`/console/teams/${done.value.teamId}?done=merged`, 303);
    return isAboutPage(done.refusal) ? reply.refuse(done.refusal) : again([done.refusal]);

    function again(found: readonly Refusal[]): Promise<FastifyReply> {
      const problems = found.map((refusal) => desk.problem(request, refusal, 'on'));
      return show(request, reply, team, typed, problems, found[0]?.status ?? 422);
    }
  });

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    team: OpenTeam,
    typed: TypedMerger,
    problems: readonly FieldProblem[],
    status = 200,
  ): Promise<FastifyReply> {
    const found = await candidatesOf(request, team);
    const page = mergePage(request.view({ formToken: true }), {
      ...found,
      stamp: await stampOf(db, everyTeam(found)),
      typed,
      problems,
    });
    return reply.page({ ...page, status });
  }

  /** The team, the others of its level in the same commune, and where the merged one can sit. */
  async function candidatesOf(request: FastifyRequest, team: OpenTeam) {
    const { actor, lang } = request;
    const today = desk.today();
    const units = reach(actor, teamsRights.manage);
    const commune = await communeOf(db, team.place, today);
    const within = commune === null ? [team.place] : await unitsWithin(db, commune, today);
    const reached = units === 'everywhere' ? within : within.filter((id) => units.includes(id));
    const all = await db.transaction(
      async (tx) => {
        const found = await teamsToMerge(tx, team, reached, today);
        const names = await namesOf(
          tx,
          found.map((one) => one.leaderId).filter((id) => id !== null),
        );
        if (names.size > 0) await recordSight(tx, actor, team, [...names.keys()]);
        return found.map(({ leaderId, unitId, ...one }) => ({
          ...one,
          unitId,
          leader: leaderId === null ? null : { personId: leaderId, name: names.get(leaderId) ?? texts[lang].name_elsewhere() },
        }));
      },
      { state: rowState(actor, teamsRights.see) },
    );
    const places = await seatNames(
      db,
      all.map((one) => one.unitId),
      today,
      lang,
    );
    const named: readonly MergeCandidate[] = all.map(({ unitId, ...one }) => ({ ...one, seat: places.get(unitId) ?? '–' }));
    const own = named.find((one) => one.id === team.id) ?? { id: team.id, name: team.version.name, seat: '–', members: 0, leader: null };
    const choices: readonly SeatChoice[] = commune === null ? [] : await seatsToChoose(db, commune, units, today, lang);
    return {
      team: own,
      others: named.filter((one) => one.id !== team.id),
      seats: choices.filter((seat) => seat.level === team.level),
    };
  }
}

const everyTeam = (of: {
  readonly team: { readonly id: string };
  readonly others: readonly { readonly id: string }[];
}): readonly string[] => [of.team.id, ...of.others.map((other) => other.id)];

interface ToMerge {
  readonly id: string;
  readonly name: string;
  readonly unitId: string;
  readonly members: number;
  readonly leaderId: string | null;
}

async function teamsToMerge(tx: Tx, team: { readonly id: string; readonly level: TeamLevel }, units: readonly string[], on: string) {
  const found = await sql<ToMerge>`select v.team_id as id, v.name, v.unit_id as "unitId", led.person_id as "leaderId",
      (select count(*) from teams.membership m where m.team_id = v.team_id and m.valid @> ${on}::date)::integer as members
    from teams.team_version v join teams.team t on t.id = v.team_id
    left join teams.membership led on led.team_id = v.team_id and led.role = 'leader' and led.valid @> ${on}::date
    where v.valid @> ${on}::date and t.level_id = ${team.level} and v.unit_id = any (${units}::uuid[])
    order by v.team_id = ${team.id}::uuid desc, v.name collate "vi-x-icu", v.team_id limit ${MOST_CANDIDATES}`.execute(tx.rows<unknown>());
  return found.rows;
}
