import type { Sample, Samples, Subject, World } from '../../../test/support/access-matrix.ts';

/** A citizen of the place of whoever asks, and one of another commune or agency. */
const citizen =
  (tail: string) =>
  async (world: World, subject: Subject): Promise<Sample> => {
    const path = (id: string) => `/console/people/${id}${tail}`;
    const away = await world.neighbourOf(
      subject.key === 'agency-handler' || subject.key === 'agency-leader' ? 'budget-officer' : 'other-commune-officer',
    );
    const inside = path(await world.neighbourOf(subject.key));
    return (await world.holdsEverywhere(subject.key)) ? { inside } : { inside, outside: path(away), body: { purpose: 'case' } };
  };

/** A team leader helps members of the team, not citizens. */
const member =
  (tail: string) =>
  async (world: World, subject: Subject): Promise<Sample> => {
    const sample = await citizen(tail)(world, subject);
    return subject.key === 'team-leader' ? { ...sample, inside: `/console/people/${world.person('team-member')}${tail}` } : sample;
  };

export const samples: Samples = {
  '/console/people/:id': citizen(''),
  '/console/people/:id/unmask': citizen('/unmask'),
  '/console/people/:id/correct': member('/correct'),
  '/console/people/:id/enrol': member('/enrol'),
  '/console/people/:id/recover': citizen('/recover'),
  '/console/people/:id/recover/code': citizen('/recover/code'),
  '/console/people/:id/request-for': citizen('/request-for'),
};
