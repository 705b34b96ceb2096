import type { Sample, Samples, Subject, World } from '../../../test/support/access-matrix.ts';
import { makeTeam } from './team.fixture.ts';

/** A team in the place of a made-up person, with one member; made once. */
const teamOf = (world: World, key: string) =>
  world.once(`cards team of ${key}`, async () => {
    const personId = await world.neighbourOf(key);
    const unitId = await world.unitOf(key);
    const made = await world.app.context.db.transaction((tx) => makeTeam(tx, { unitId, name: 'Tổ thử thẻ', persons: [personId] }));
    return { teamId: made.teamId, membershipId: made.memberships.get(personId) ?? '' };
  });

/** Whoever has no unit of their own is asked about a commune's team. */
const placed = async (world: World, key: string): Promise<string> => ((await world.unitOf(key)) ? key : 'commune-officer');

const sample =
  (tail: (made: { teamId: string; membershipId: string }) => string) =>
  async (world: World, subject: Subject): Promise<Sample> => {
    const path = async (key: string) => {
      const made = await teamOf(world, key);
      return `/console/teams/${made.teamId}${tail(made)}`;
    };
    const inside = await path(await placed(world, subject.key));
    if (await world.holdsEverywhere(subject.key)) return { inside };
    return { inside, outside: await path('other-commune-officer'), body: { why: 'lost', card: world.id() } };
  };

export const samples: Samples = {
  '/console/teams/:id/cards': sample(() => '/cards'),
  '/console/teams/:id/cards/issue': sample(() => '/cards/issue'),
  '/console/teams/:id/cards/print': sample(() => '/cards/print'),
  '/console/teams/:id/sheet': sample(() => '/sheet'),
  '/console/teams/:id/cards/:membership': sample(({ membershipId }) => `/cards/${membershipId}`),
  '/console/teams/:id/cards/:membership/issue': sample(({ membershipId }) => `/cards/${membershipId}/issue`),
  '/console/teams/:id/cards/:membership/revoke': sample(({ membershipId }) => `/cards/${membershipId}/revoke`),
  '/console/teams/:id/cards/:membership/photo': sample(({ membershipId }) => `/cards/${membershipId}/photo`),
  '/console/teams/:id/cards/:membership/photo/remove': sample(({ membershipId }) => `/cards/${membershipId}/photo/remove`),
};
