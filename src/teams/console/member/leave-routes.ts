/** Leave with a stand-in, and handing over the lead. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { dayBefore } from '../../../platform/calendar/index.ts';
import type { App } from '../../../platform/http/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import type { Refusal } from '../../../platform/outcome/index.ts';
import { rowState } from '../../../platform/session/index.ts';
import { type HandOver, type RosterMember, teamsRights } from '../../contract.ts';
import { endLeave, handOver, recordLeave, rosterOf } from '../../rosters/index.ts';
import { idOf, lineOf } from '../form-values.ts';
import { type Desk, isAboutPage, managing, type TeamRoute } from '../forms/desk.ts';
import { dayIn, dayTyped } from '../forms/typed.ts';
import { texts } from '../messages.gen.ts';
import { nameWithYear } from '../people.ts';
import { type OpenTeam, recordSight } from '../team/gather.ts';
import { roleName } from '../words.ts';
import { handOverPage, leavePage } from './forms.page.tsx';
import { type MemberRoute, type OpenMember, openMember, statusOf } from './routes.ts';

export function leaveRoutes(app: App, context: Context, desk: Desk): void {
  const { db } = context;
  const path = '/console/teams/:id/members/:membershipId/leave';

  app.get<MemberRoute>(path, managing, async (request, reply) => {
    const opened = await openMember(context, desk, request);
    if (!opened.ok) return reply.refuse(opened.refusal);
    return showLeave(request, reply, opened.value, { from: dayTyped(desk.today()), until: '', standIn: '' }, []);
  });

  app.post<MemberRoute>(path, managing, async (request, reply) => {
    const opened = await openMember(context, desk, request);
    if (!opened.ok) return reply.refuse(opened.refusal);
    const { team, membership } = opened.value;
    const { body, actor } = request;
    const from = dayIn(body, 'from');
    const until = dayIn(body, 'until', true);
    const standIn = idOf(lineOf(body, 'stand_in'));
    const typed = { from: from.typed, until: until.typed, standIn: standIn ?? '' };
    const refusals = [from.refusal, until.refusal].filter((one) => one !== null);
    if (from.iso === null || refusals.length > 0) return showLeave(request, reply, opened.value, typed, refusals);
    const input = { membershipId: membership.id, from: from.iso, until: until.iso, standIn };
    const done = await desk.change(request, [team.id], (tx) => recordLeave(tx, context, actor, input));
    if (done.ok) return reply.redirect(`/console/teams/${team.id}/members/${membership.id}?done=leave`, 303);
    return isAboutPage(done.refusal) ? reply.refuse(done.refusal) : showLeave(request, reply, opened.value, typed, [done.refusal]);
  });

  app.post<MemberRoute>(`${path}/end`, managing, async (request, reply) => {
    const opened = await openMember(context, desk, request);
    if (!opened.ok) return reply.refuse(opened.refusal);
    const { team, membership } = opened.value;
    const { body, actor } = request;
    const leaveId = idOf(lineOf(body, 'leave'));
    if (leaveId === null) return reply.refuse({ code: 'http.not-found' });
    const today = desk.today();
    const roster = await db.transaction((tx) => rosterOf(tx, team.id, today), { state: rowState(actor, teamsRights.see) });
    const leave = roster.find((member) => member.id === membership.id)?.leave;
    // Leave that began before today ends yesterday; any other never was.
    const lastDay = leave?.id === leaveId && leave.from < today ? dayBefore(today) : null;
    const done = await desk.change(request, [team.id], (tx) => endLeave(tx, context, actor, { leaveId, lastDay }));
    if (done.ok) return reply.redirect(`/console/teams/${team.id}/members/${membership.id}?done=leave`, 303);
    return reply.refuse(done.refusal);
  });

  app.get<TeamRoute>('/console/teams/:id/hand-over', managing, async (request, reply) => {
    const opened = await desk.open(request);
    if (!opened.ok) return reply.refuse(opened.refusal);
    return showHandOver(request, reply, opened.value, { to: '', becomes: 'member', on: dayTyped(desk.today()) }, []);
  });

  app.post<TeamRoute>('/console/teams/:id/hand-over', managing, async (request, reply) => {
    const opened = await desk.open(request);
    if (!opened.ok) return reply.refuse(opened.refusal);
    const { team } = opened.value;
    const { body, actor } = request;
    const on = dayIn(body, 'on');
    const to = idOf(lineOf(body, 'to'));
    const typed = { to: to ?? '', becomes: lineOf(body, 'becomes'), on: on.typed };
    const becomes = (['deputy', 'member', 'leaves'] as const).find((known) => known === typed.becomes);
    const refusals: Refusal[] = [
      ...(to === null ? [{ code: 'teams.new-leader-missing' as const, field: 'to' }] : []),
      ...(becomes === undefined ? [{ code: 'teams.role-missing' as const, field: 'becomes' }] : []),
      ...(on.refusal === null ? [] : [on.refusal]),
    ];
    if (to === null || becomes === undefined || on.iso === null) return showHandOver(request, reply, opened.value, typed, refusals);
    const input: HandOver = { teamId: team.id, on: on.iso, to, leaderBecomes: becomes === 'leaves' ? null : becomes };
    const done = await desk.change(request, [team.id], (tx) => handOver(tx, context, actor, input));
    if (done.ok) return reply.redirect(`/console/teams/${team.id}?done=handed`, 303);
    return isAboutPage(done.refusal) ? reply.refuse(done.refusal) : showHandOver(request, reply, opened.value, typed, [done.refusal]);
  });

  /** The members of today as choices, and who leads. */
  async function members(request: FastifyRequest, team: OpenTeam) {
    const roster = await db.transaction(
      async (tx) => {
        const found = await rosterOf(tx, team.id, desk.today());
        const seen = found.filter((member) => member.fullName !== null);
        await recordSight(
          tx,
          request.actor,
          team,
          seen.map((member) => member.personId),
        );
        return found;
      },
      { state: rowState(request.actor, teamsRights.see) },
    );
    const label = ({ fullName, birthYear, role }: RosterMember) =>
      `${fullName === null ? texts[request.lang].name_elsewhere() : nameWithYear({ fullName, birthYear })} (${roleName(role, request.lang)})`;
    return {
      options: roster.map((member) => ({ value: member.id, label: label(member), role: member.role })),
      leader: roster.find((member) => member.role === 'leader')?.fullName ?? null,
    };
  }

  async function showLeave(
    request: FastifyRequest,
    reply: FastifyReply,
    opened: OpenMember,
    typed: Parameters<typeof leavePage>[1]['typed'],
    refusals: readonly Refusal[],
  ): Promise<FastifyReply> {
    const { team, stamp, membership, name } = opened;
    const { options } = await members(request, team);
    const page = leavePage(request.view({ formToken: true }), {
      team: { id: team.id, name: team.version.name },
      stamp,
      membershipId: membership.id,
      name,
      typed,
      others: options.filter((one) => one.value !== membership.id),
      problems: refusals.map((refusal) => desk.problem(request, refusal, 'from')),
    });
    return reply.page({ ...page, status: statusOf(refusals) });
  }

  async function showHandOver(
    request: FastifyRequest,
    reply: FastifyReply,
    { team, stamp }: { readonly team: OpenTeam; readonly stamp: string },
    typed: Parameters<typeof handOverPage>[1]['typed'],
    refusals: readonly Refusal[],
  ): Promise<FastifyReply> {
    const { options, leader } = await members(request, team);
    const page = handOverPage(request.view({ formToken: true }), {
      team: { id: team.id, name: team.version.name },
      stamp,
      leader,
      members: options.filter((one) => one.role !== 'leader'),
      typed,
      problems: refusals.map((refusal) => desk.problem(request, refusal, 'on')),
    });
    return reply.page({ ...page, status: statusOf(refusals) });
  }
}
