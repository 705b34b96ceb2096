/** Dividing a team. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../../platform/http/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import type { Refusal } from '../../../platform/outcome/index.ts';
import { reach, rowState } from '../../../platform/session/index.ts';
import type { FieldProblem } from '../../../platform/ui/index.ts';
import { type SplitTeam, teamsRights } from '../../contract.ts';
import { rosterOf, splitTeam } from '../../rosters/index.ts';
import { decisionFileOf } from '../decision-file.ts';
import { idOf, lineOf } from '../form-values.ts';
import { type Desk, isAboutPage, managing, managingWithFile, type TeamRoute } from '../forms/desk.ts';
import { dayIn, dayTyped, decisionIn, noDecision } from '../forms/typed.ts';
import { texts } from '../messages.gen.ts';
import { nameWithYear } from '../people.ts';
import { communeOf, seatsToChoose } from '../units.ts';
import { roleName } from '../words.ts';
import { type OpenTeam, recordSight } from './gather.ts';
import { MOST_PARTS, memberField, splitPage, type TypedSplit } from './split.page.tsx';

interface SplitRoute extends TeamRoute {
  Querystring: { parts?: string };
}

export function splitRoutes(app: App, context: Context, desk: Desk): void {
  const { db, files } = context;
  const path = '/console/teams/:id/split';

  app.get<SplitRoute>(path, managing, async (request, reply) => {
    const opened = await desk.open(request);
    if (!opened.ok) return reply.refuse(opened.refusal);
    const { team, stamp } = opened.value;
    const typed: TypedSplit = {
      goesOn: 'yes',
      parts: Array.from({ length: partsAsked(request) }, () => ({ name: '', unit: '', leader: '' })),
      to: new Map(),
      on: dayTyped(desk.today()),
      decision: noDecision,
    };
    return show(request, reply, { team, stamp, typed, problems: [] });
  });

  app.post<SplitRoute>(path, managingWithFile, async (request, reply) => {
    const opened = await desk.open(request);
    if (!opened.ok) return reply.refuse(opened.refusal);
    const { team, stamp } = opened.value;
    const { body, actor } = request;
    const decision = decisionIn(body, await decisionFileOf(request, files));
    const on = dayIn(body, 'on');
    const numbers = Array.from({ length: partsAsked(request) }, (_, index) => String(index + 1));
    const memberIds = (await membersOf(request, team)).map((member) => member.membershipId);
    const typed: TypedSplit = {
      goesOn: lineOf(body, 'goes_on') === 'no' ? 'no' : 'yes',
      parts: numbers.map((number) => ({
        name: lineOf(body, `name_${number}`),
        unit: idOf(lineOf(body, `unit_${number}`)) ?? '',
        leader: idOf(lineOf(body, `leader_${number}`)) ?? '',
      })),
      to: new Map(memberIds.map((id) => [id, lineOf(body, memberField(id))])),
      on: on.typed,
      decision: decision.typed,
    };
    const refusals: Refusal[] = [
      ...typed.parts.flatMap((part, index) => [
        ...(part.name === '' ? [{ code: 'teams.name-missing' as const, field: `name_${index + 1}` }] : []),
        ...(part.unit === '' ? [{ code: 'teams.seat-missing' as const, field: `unit_${index + 1}` }] : []),
      ]),
      ...[on.refusal, ...decision.refusals].filter((one) => one !== null),
    ];
    if (on.iso === null || refusals.length > 0) return again(refusals);
    const input: SplitTeam = {
      teamId: team.id,
      on: on.iso,
      goesOn: typed.goesOn === 'yes',
      parts: typed.parts.map((part, index) => ({
        unitId: part.unit,
        name: part.name,
        membershipIds: memberIds.filter((id) => typed.to.get(id) === String(index + 1)),
        leader: part.leader === '' ? null : part.leader,
      })),
      ...(decision.decision === undefined ? {} : { decision: decision.decision }),
    };
    const done = await desk.change(request, [team.id], (tx) => splitTeam(tx, context, actor, input));
    if (done.ok) return reply.redirect(`/console/teams/${team.id}?done=split#history`, 303);
    return isAboutPage(done.refusal) ? reply.refuse(done.refusal) : again([done.refusal]);

    function again(found: readonly Refusal[]): Promise<FastifyReply> {
      const problems = found.map((refusal) => atPart(desk.problem(request, refusal, 'on')));
      return show(request, reply, { team, stamp, typed, problems }, found[0]?.status ?? 422);
    }
  });

  const partsAsked = (request: FastifyRequest): number => {
    const asked = Number(lineOf(request.query, 'parts'));
    return Number.isInteger(asked) && asked >= 1 && asked <= MOST_PARTS ? asked : 1;
  };

  async function membersOf(request: FastifyRequest, team: OpenTeam) {
    const t = texts[request.lang];
    return db.transaction(
      async (tx) => {
        const members = await rosterOf(tx, team.id, desk.today());
        await recordSight(
          tx,
          request.actor,
          team,
          members.filter((member) => member.fullName !== null).map((member) => member.personId),
        );
        return members.map((member) => ({
          membershipId: member.id,
          name: member.fullName === null ? t.name_elsewhere() : nameWithYear({ fullName: member.fullName, birthYear: member.birthYear }),
          role: roleName(member.role, request.lang),
        }));
      },
      { state: rowState(request.actor, teamsRights.see) },
    );
  }

  interface Shown {
    readonly team: OpenTeam;
    readonly stamp: string;
    readonly typed: TypedSplit;
    readonly problems: readonly FieldProblem[];
  }

  async function show(request: FastifyRequest, reply: FastifyReply, { team, ...shown }: Shown, status = 200): Promise<FastifyReply> {
    const today = desk.today();
    const commune = await communeOf(db, team.place, today);
    const seats = commune === null ? [] : await seatsToChoose(db, commune, reach(request.actor, teamsRights.manage), today, request.lang);
    const page = splitPage(request.view({ formToken: true }), {
      ...shown,
      team: { id: team.id, name: team.version.name },
      members: await membersOf(request, team),
      seats: seats.filter((seat) => seat.level === team.level),
    });
    return reply.page({ ...page, status });
  }
}

/** Refusals name a part by its place in the list from 0, or all of them; the form's fields count from 1. */
function atPart({ field, message }: FieldProblem): FieldProblem {
  const part = /^parts\.(\d+)\.(name|unit|leader)$/.exec(field);
  return { field: part ? `${part[2]}_${Number(part[1]) + 1}` : field, message };
}
