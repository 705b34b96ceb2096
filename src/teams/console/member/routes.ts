/** One member of a team: the page, another role or force, the end, the phone. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { peopleRights, type RosterPerson } from '../../../people/index.ts';
import type { Tx } from '../../../platform/db/index.ts';
import type { App } from '../../../platform/http/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import { type Outcome, type Refusal, refused } from '../../../platform/outcome/index.ts';
import { may, rowState } from '../../../platform/session/index.ts';
import { chosenReasons, type Leave, type Membership, memberRoles, teamsRights } from '../../contract.ts';
import { changeMember, endMember, enrolMember, membershipById } from '../../rosters/index.ts';
import { lineOf } from '../form-values.ts';
import { type Desk, isAboutPage, managing, orUndone, type TeamRoute } from '../forms/desk.ts';
import { dayIn, dayTyped } from '../forms/typed.ts';
import { texts } from '../messages.gen.ts';
import { namesOf, personsOf } from '../people.ts';
import { forceNames, type OpenTeam, recordSight } from '../team/gather.ts';
import { forceOptions } from './forces.ts';
import { changeMemberPage, endMemberPage } from './forms.page.tsx';
import { enrolledPage, enrolPage, memberPage } from './member.page.tsx';

export interface MemberRoute extends TeamRoute {
  Params: { id: string; membershipId: string };
  Querystring: { done?: string };
}

export interface OpenMember {
  readonly team: OpenTeam;
  readonly stamp: string;
  readonly membership: Membership;
  readonly name: string;
  readonly person: RosterPerson | undefined;
}

/** The member of the address, seen and recorded as seen; refused outside the actor's place and for a membership of another team. */
export async function openMember(context: Context, desk: Desk, request: FastifyRequest<MemberRoute>): Promise<Outcome<OpenMember>> {
  const { db, vault } = context;
  const opened = await desk.open(request);
  if (!opened.ok) return opened;
  const { team } = opened.value;
  return db.transaction(
    async (tx) => {
      const membership = await membershipById(tx, request.params.membershipId);
      if (membership?.teamId !== team.id) return refused({ code: 'http.not-found', status: 404 });
      const person = (await personsOf(tx, vault, [membership.personId])).get(membership.personId);
      if (person) await recordSight(tx, request.actor, team, [person.id]);
      const name = person?.fullName ?? texts[request.lang].name_elsewhere();
      return { ok: true, value: { ...opened.value, membership, person, name } };
    },
    { state: rowState(request.actor, teamsRights.see) },
  );
}

export function memberRoutes(app: App, context: Context, desk: Desk): void {
  const { db } = context;
  const path = '/console/teams/:id/members/:membershipId';
  const at = ({ team, membership }: OpenMember) => `/console/teams/${team.id}/members/${membership.id}`;
  const head = ({ team, stamp, membership, name }: OpenMember) => ({
    team: { id: team.id, name: team.version.name },
    stamp,
    membershipId: membership.id,
    name,
  });

  app.get<MemberRoute>(path, managing, async (request, reply) => {
    const opened = await openMember(context, desk, request);
    if (!opened.ok) return reply.refuse(opened.refusal);
    const { team, membership, person, name, stamp } = opened.value;
    const { lang } = request;
    const leaves = await db.transaction((tx) => leavesOf(tx, membership.id), { state: rowState(request.actor, teamsRights.see) });
    const page = memberPage(request.view({ formToken: true }), {
      team: { id: team.id, name: team.version.name },
      membership,
      name,
      birthYear: person?.birthYear ?? null,
      phones: person?.phones ?? [],
      force: (await forceNames(db, lang)).get(membership.coreForce) ?? membership.coreForce,
      leaves,
      today: desk.today(),
      mayEnrol: may(request.actor, peopleRights.enrol),
      stamp,
      done: (['member', 'leave'] as const).find((known) => known === lineOf(request.query, 'done')) ?? null,
    });
    return reply.page(page);
  });

  app.get<MemberRoute>(`${path}/change`, managing, async (request, reply) => {
    const opened = await openMember(context, desk, request);
    if (!opened.ok) return reply.refuse(opened.refusal);
    const { membership } = opened.value;
    const typed = {
      role: membership.role,
      force: membership.coreForce,
      term: dayTyped(membership.termUntil),
      from: dayTyped(desk.today()),
    };
    return showChange(request, reply, opened.value, typed, []);
  });

  app.post<MemberRoute>(`${path}/change`, managing, async (request, reply) => {
    const opened = await openMember(context, desk, request);
    if (!opened.ok) return reply.refuse(opened.refusal);
    const { membership, team } = opened.value;
    const { body, actor } = request;
    const from = dayIn(body, 'from');
    const term = dayIn(body, 'term', true);
    const typed = { role: lineOf(body, 'role'), force: lineOf(body, 'core_force'), term: term.typed, from: from.typed };
    const role = memberRoles.find((known) => known === typed.role);
    const refusals: Refusal[] = [
      ...(role === undefined ? [{ code: 'teams.role-missing' as const, field: 'role' }] : []),
      ...[from.refusal, term.refusal].filter((one) => one !== null),
    ];
    if (role === undefined || from.iso === null || refusals.length > 0) return showChange(request, reply, opened.value, typed, refusals);
    const input = { membershipId: membership.id, from: from.iso, role, coreForce: typed.force, termUntil: term.iso };
    const done = await desk.change(request, [team.id], (tx) => changeMember(tx, context, actor, input));
    if (done.ok) return reply.redirect(`/console/teams/${team.id}?done=member`, 303);
    return isAboutPage(done.refusal) ? reply.refuse(done.refusal) : showChange(request, reply, opened.value, typed, [done.refusal]);
  });

  app.get<MemberRoute>(`${path}/end`, managing, async (request, reply) => {
    const opened = await openMember(context, desk, request);
    if (!opened.ok) return reply.refuse(opened.refusal);
    return showEnd(request, reply, opened.value, { lastDay: dayTyped(desk.today()), why: '' }, []);
  });

  app.post<MemberRoute>(`${path}/end`, managing, async (request, reply) => {
    const opened = await openMember(context, desk, request);
    if (!opened.ok) return reply.refuse(opened.refusal);
    const { membership, team } = opened.value;
    const { body, actor } = request;
    const typedWhy = lineOf(body, 'why');
    const why = chosenReasons.find((known) => known === typedWhy);
    const last = dayIn(body, 'last_day', why === 'mistake');
    const typed = { lastDay: last.typed, why: typedWhy };
    const refusals: Refusal[] = [
      ...(why === undefined ? [{ code: 'teams.reason-missing' as const, field: 'why' }] : []),
      ...(last.refusal === null ? [] : [last.refusal]),
    ];
    if (why === undefined || refusals.length > 0) return showEnd(request, reply, opened.value, typed, refusals);
    const input = { membershipId: membership.id, lastDay: last.iso, why };
    const done = await desk.change(request, [team.id], (tx) => endMember(tx, context, actor, input));
    if (done.ok) return reply.redirect(`/console/teams/${team.id}?done=ended`, 303);
    return isAboutPage(done.refusal) ? reply.refuse(done.refusal) : showEnd(request, reply, opened.value, typed, [done.refusal]);
  });

  app.get<MemberRoute>(`${path}/enrol`, managing, async (request, reply) => {
    const opened = await openMember(context, desk, request);
    if (!opened.ok) return reply.refuse(opened.refusal);
    const { team, name } = opened.value;
    const page = enrolPage(request.view({ formToken: true }), {
      team: { id: team.id, name: team.version.name },
      name,
      at: at(opened.value),
    });
    return reply.header('cache-control', 'no-store').page(page);
  });

  app.post<MemberRoute>(`${path}/enrol`, managing, async (request, reply) => {
    const opened = await openMember(context, desk, request);
    if (!opened.ok) return reply.refuse(opened.refusal);
    const { team, name, membership } = opened.value;
    const { actor } = request;
    const made = await db.transaction((tx) => orUndone(tx, () => enrolMember(tx, context, actor, { membershipId: membership.id })), {
      state: rowState(actor, peopleRights.enrol),
    });
    if (!made.ok) return reply.refuse(made.refusal);
    const origin = context.config.PUBLIC_URL?.origin ?? `${request.protocol}://${request.host}`;
    const page = enrolledPage(request.view(), {
      team: { id: team.id, name: team.version.name },
      name,
      at: at(opened.value),
      code: made.value.code,
      address: `${origin}/join`,
      until: momentText(made.value.expiresAt, context.config.TIME_ZONE),
    });
    // Neither the code nor whom it is for stays in the browser's memory.
    return reply.header('cache-control', 'no-store').page(page);
  });

  async function showChange(
    request: FastifyRequest,
    reply: FastifyReply,
    opened: OpenMember,
    typed: Parameters<typeof changeMemberPage>[1]['typed'],
    refusals: readonly Refusal[],
  ): Promise<FastifyReply> {
    const page = changeMemberPage(request.view({ formToken: true }), {
      ...head(opened),
      typed,
      problems: refusals.map((refusal) => desk.problem(request, refusal, 'role')),
      forces: await forceOptions(db, request.lang, desk.today(), opened.membership.coreForce),
    });
    return reply.page({ ...page, status: statusOf(refusals) });
  }

  function showEnd(
    request: FastifyRequest,
    reply: FastifyReply,
    opened: OpenMember,
    typed: Parameters<typeof endMemberPage>[1]['typed'],
    refusals: readonly Refusal[],
  ): FastifyReply {
    const problems = refusals.map((refusal) => desk.problem(request, refusal, 'last_day'));
    const page = endMemberPage(request.view({ formToken: true }), { ...head(opened), typed, problems });
    return reply.page({ ...page, status: statusOf(refusals) });
  }
}

/** The status of a form: 200 when nothing was refused. */
export const statusOf = (refusals: readonly Refusal[]): number => (refusals.length === 0 ? 200 : (refusals[0]?.status ?? 422));

/** `14:05 ngày 01/07/2025` without words: day and time on the clock of the place. */
function momentText(instant: Temporal.Instant, timeZone: string): string {
  const at = instant.toZonedDateTimeISO(timeZone);
  return `${String(at.hour).padStart(2, '0')}:${String(at.minute).padStart(2, '0')} ${dayTyped(at.toPlainDate().toString())}`;
}

async function leavesOf(tx: Tx, membershipId: string): Promise<readonly (Leave & { readonly standInName: string | null })[]> {
  const found = await sql<Leave & { personId: string | null }>`select l.id, l.membership_id as "membershipId", lower(l.valid) as "from",
      upper(l.valid) as "to", l.stand_in_id as "standIn", m.person_id as "personId"
    from teams.leave l left join teams.membership m on m.id = l.stand_in_id where l.membership_id = ${membershipId}::uuid
    order by lower(l.valid) desc`.execute(tx.rows<unknown>());
  const names = await namesOf(
    tx,
    found.rows.map((row) => row.personId).filter((id) => id !== null),
  );
  return found.rows.map(({ personId, ...leave }) => ({ ...leave, standInName: personId === null ? null : (names.get(personId) ?? null) }));
}
