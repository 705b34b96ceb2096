/** Changing the state of a team: name, seat, suspended or not, dissolved, what was recorded wrongly. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../../platform/http/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import type { Refusal } from '../../../platform/outcome/index.ts';
import { reach } from '../../../platform/session/index.ts';
import type { FieldProblem } from '../../../platform/ui/index.ts';
import { type ChangeTeam, teamsRights } from '../../contract.ts';
import { changeTeam, whoServed } from '../../rosters/index.ts';
import { decisionFileOf } from '../decision-file.ts';
import { idOf, lineOf } from '../form-values.ts';
import { type Desk, isAboutPage, managing, managingWithFile, type TeamRoute } from '../forms/desk.ts';
import { dayIn, dayTyped, decisionIn, noDecision, type TypedDecision } from '../forms/typed.ts';
import { communeOf, communesToChoose, type SeatChoice, seatNames, seatsToChoose } from '../units.ts';
import { changePage, type TeamChange, type TypedChange, teamChanges } from './change.page.tsx';
import type { OpenTeam } from './gather.ts';

export function changeRoutes(app: App, context: Context, desk: Desk): void {
  const { db, files } = context;

  for (const kind of teamChanges) {
    const path = `/console/teams/:id/${kind}`;

    app.get<TeamRoute>(path, managing, async (request, reply) => {
      const opened = await desk.open(request);
      if (!opened.ok) return reply.refuse(opened.refusal);
      const { team, stamp } = opened.value;
      const typed: TypedChange = {
        name: team.version.name,
        unit: team.version.unitId,
        on: dayTyped(desk.today()),
        begins: dayTyped(team.version.from),
        decision: kind === 'correct' ? recordedDecision(team) : noDecision,
      };
      return show(request, reply, { kind, team, stamp, typed, problems: [] });
    });

    app.post<TeamRoute>(path, managingWithFile, async (request, reply) => {
      const opened = await desk.open(request);
      if (!opened.ok) return reply.refuse(opened.refusal);
      const { team, stamp } = opened.value;
      const { body } = request;
      const decision = decisionIn(body, await decisionFileOf(request, files));
      const on = dayIn(body, 'on', kind === 'correct' || kind === 'confirm-seat');
      const begins = dayIn(body, 'begins', kind !== 'correct');
      const typed: TypedChange = {
        name: lineOf(body, 'name'),
        unit: idOf(lineOf(body, 'unit')) ?? team.version.unitId,
        on: on.typed,
        begins: begins.typed,
        decision: decision.typed,
      };
      const refusals = [on.refusal, begins.refusal, ...decision.refusals].filter((one) => one !== null);
      if (refusals.length > 0) return again(refusals);
      const input = inputOf(team, kind, typed, { on: on.iso ?? desk.today(), begins: begins.iso });
      const told = kind === 'correct' && sameDecision(typed.decision, recordedDecision(team)) ? undefined : decision.decision;
      const done = await desk.change(request, [team.id], (tx) =>
        changeTeam(tx, context, request.actor, told === undefined ? input : { ...input, decision: told }),
      );
      if (done.ok) return reply.redirect(`/console/teams/${team.id}?done=changed`, 303);
      return isAboutPage(done.refusal) ? reply.refuse(done.refusal) : again([done.refusal]);

      function again(found: readonly Refusal[]): Promise<FastifyReply> {
        const problems = found.map((refusal) =>
          desk.problem(request, refusal, kind === 'rename' ? 'name' : kind === 'correct' ? 'begins' : 'on'),
        );
        return show(request, reply, { kind, team, stamp, typed, problems }, found[0]?.status ?? 422);
      }
    });
  }

  interface Shown {
    readonly kind: TeamChange;
    readonly team: OpenTeam;
    readonly stamp: string;
    readonly typed: TypedChange;
    readonly problems: readonly FieldProblem[];
  }

  async function show(request: FastifyRequest, reply: FastifyReply, shown: Shown, status = 200): Promise<FastifyReply> {
    const { kind, team, stamp, typed, problems } = shown;
    const { lang } = request;
    const today = desk.today();
    const seats = await seatNames(db, [team.version.unitId], today, lang);
    const members = await whoServed(db, team.id, today);
    const page = changePage(request.view({ formToken: true }), {
      kind,
      team: { id: team.id, name: team.version.name, seat: seats.get(team.version.unitId) ?? '–', members: members.length },
      stamp,
      typed,
      problems,
      seats: kind === 'move' || kind === 'confirm-seat' || kind === 'correct' ? await seatsFor(request, team) : [],
    });
    return reply.page({ ...page, status });
  }

  /** Where the team can sit: seats of its level in the commune where it is, or the communes. */
  async function seatsFor(request: FastifyRequest, team: OpenTeam): Promise<readonly SeatChoice[]> {
    const units = reach(request.actor, teamsRights.manage);
    const today = desk.today();
    if (team.level === 'commune') return communesToChoose(db, units, today, request.lang);
    const commune = await communeOf(db, team.place, today);
    const communes = commune === null ? (await communesToChoose(db, units, today, request.lang)).map((one) => one.id) : [commune];
    const seats = await Promise.all(communes.slice(0, 5).map((id) => seatsToChoose(db, id, units, today, request.lang)));
    return seats.flat().filter((seat) => seat.level === 'village');
  }
}

function inputOf(
  team: OpenTeam,
  kind: TeamChange,
  typed: TypedChange,
  { on, begins }: { readonly on: string; readonly begins: string | null },
): ChangeTeam {
  const { version } = team;
  const base = { teamId: team.id, on };
  switch (kind) {
    case 'rename':
      return { ...base, kind, name: typed.name };
    case 'move':
      return { ...base, kind, unitId: typed.unit };
    case 'confirm-seat':
      // Another seat than the one that the system chose is a seat from the same day on.
      return typed.unit === version.unitId
        ? { ...base, on: version.from, kind }
        : { ...base, on: version.from, kind: 'move', unitId: typed.unit };
    case 'suspend':
    case 'revive':
    case 'dissolve':
      return { ...base, kind };
    case 'correct':
      return {
        ...base,
        on: version.from,
        kind,
        ...(typed.name === version.name ? {} : { name: typed.name }),
        ...(typed.unit === version.unitId ? {} : { unitId: typed.unit }),
        ...(begins === null || begins === version.from ? {} : { begins }),
      };
  }
}

/** The decision by which the present state began, as a form shows it; its paper stays unless another is sent. */
function recordedDecision(team: OpenTeam): TypedDecision {
  const decision = team.history.events.find((event) => event.eventId === team.version.eventId)?.decision;
  if (!decision) return noDecision;
  return { number: decision.number ?? '', decidedOn: dayTyped(decision.decidedOn), issuer: decision.issuer ?? '', file: null };
}

const sameDecision = (a: TypedDecision, b: TypedDecision): boolean =>
  a.number === b.number && a.decidedOn === b.decidedOn && a.issuer === b.issuer && a.file === null;
