import { sql } from 'kysely';
import type { Sample, Samples, Subject, World } from '../../../test/support/access-matrix.ts';

/** A village team that the subject may look at: the one that a leader leads, else one where an officer of a commune works; outside, one of another commune. */
async function teamFor(world: World, subject: Subject): Promise<{ readonly inside: string; readonly outside: string }> {
  const leader = (await world.actor('team-leader')).id;
  const led = await world.once('team of the leader', () =>
    world.run(
      sql<{ id: string }>`select team_id as id from teams.membership where person_id = ${leader}::uuid and role = 'leader' limit 1`,
    ),
  );
  const teamOf = (key: string) =>
    world.once(`team near ${key}`, async () => {
      const unitId = await world.unitOf(key);
      const found = await world.run(
        sql<{
          id: string;
        }>`select v.team_id as id from teams.team_version v join territory.units_on('2026-11-22') unit on unit.unit_id = v.unit_id
          where unit.parent_id = ${unitId}::uuid and upper(v.valid) is null order by v.team_id limit 1`,
      );
      return found[0]?.id ?? '';
    });
  const near = await teamOf('commune-officer');
  return { inside: subject.key === 'team-leader' ? (led[0]?.id ?? near) : near, outside: await teamOf('other-commune-officer') };
}

/** A member of the team. */
const memberOf = (world: World, teamId: string): Promise<string> =>
  world.once(`member of ${teamId}`, async () => {
    const found = await world.run(
      sql<{ id: string }>`select id from teams.membership where team_id = ${teamId}::uuid and upper(valid) is null order by id limit 1`,
    );
    return found[0]?.id ?? '';
  });

const ofTeam =
  (tail: string, body: Readonly<Record<string, string>> = {}) =>
  async (world: World, subject: Subject): Promise<Sample> => {
    const { inside, outside } = await teamFor(world, subject);
    const path = (id: string) => `/console/teams/${id}${tail}`;
    return (await world.holdsEverywhere(subject.key)) ? { inside: path(inside) } : { inside: path(inside), outside: path(outside), body };
  };

const ofMember =
  (tail: string, body: Readonly<Record<string, string>> = {}) =>
  async (world: World, subject: Subject): Promise<Sample> => {
    const { inside, outside } = await teamFor(world, subject);
    const path = async (id: string) => `/console/teams/${id}/members/${await memberOf(world, id)}${tail}`;
    return (await world.holdsEverywhere(subject.key))
      ? { inside: await path(inside) }
      : { inside: await path(inside), outside: await path(outside), body };
  };

/** The paper of a decision: each team of the sample gets one. */
async function decision(world: World, subject: Subject): Promise<Sample> {
  const { inside, outside } = await teamFor(world, subject);
  const path = (id: string) =>
    world.once(`decision of ${id}`, async () => {
      const { hash } = await world.app.context.files.put(Buffer.from('%PDF-1.7'), { maxBytes: 100 });
      const found = await world.run(
        sql<{ id: string }>`update teams.team_event set file_hash = ${hash}, file_name = 'quyet-dinh.pdf'
          where id = (select event_id from teams.team_version where team_id = ${id}::uuid order by valid limit 1) returning id`,
      );
      return `/console/teams/${id}/decisions/${found[0]?.id}`;
    });
  return (await world.holdsEverywhere(subject.key))
    ? { inside: await path(inside) }
    : { inside: await path(inside), outside: await path(outside) };
}

export const samples: Samples = {
  '/console/teams/:id': ofTeam(''),
  '/console/teams/:id/confirm': ofTeam('/confirm'),
  '/console/teams/:id/decisions/:eventId': decision,
  '/console/teams/:id/rename': ofTeam('/rename'),
  '/console/teams/:id/move': ofTeam('/move'),
  '/console/teams/:id/confirm-seat': ofTeam('/confirm-seat'),
  '/console/teams/:id/suspend': ofTeam('/suspend'),
  '/console/teams/:id/revive': ofTeam('/revive'),
  '/console/teams/:id/dissolve': ofTeam('/dissolve'),
  '/console/teams/:id/correct': ofTeam('/correct'),
  '/console/teams/:id/merge': ofTeam('/merge'),
  '/console/teams/:id/split': ofTeam('/split'),
  '/console/teams/:id/hand-over': ofTeam('/hand-over'),
  '/console/teams/:id/members': ofTeam('/members'),
  '/console/teams/:id/members/new': ofTeam('/members/new'),
  '/console/teams/:id/members/find': ofTeam('/members/find', { who: 'Lò' }),
  '/console/teams/:id/members/:membershipId': ofMember(''),
  '/console/teams/:id/members/:membershipId/change': ofMember('/change'),
  '/console/teams/:id/members/:membershipId/end': ofMember('/end'),
  '/console/teams/:id/members/:membershipId/leave': ofMember('/leave'),
  '/console/teams/:id/members/:membershipId/leave/end': ofMember('/leave/end'),
  '/console/teams/:id/members/:membershipId/enrol': ofMember('/enrol'),
};
