import type { Sample, Samples, Subject, World } from '../../../test/support/access-matrix.ts';

/** A grant in the place of whoever asks, and one of elsewhere for those who do not reach everything. */
async function grants(world: World, subject: Subject): Promise<{ readonly inside: string; readonly outside: string | null }> {
  if (subject.key === 'commune-leader')
    return { inside: await world.grantOf('commune-officer'), outside: await world.grantOf('other-commune-officer') };
  // The account administrator's own: their agency has no other in the demonstration.
  if (subject.key === 'account-administrator')
    return { inside: await world.grantOf('account-administrator'), outside: await world.grantOf('agency-handler') };
  return { inside: await world.grantOf('commune-officer'), outside: null };
}

const of =
  (tail: string) =>
  async (world: World, subject: Subject): Promise<Sample> => {
    const { inside, outside } = await grants(world, subject);
    const path = (id: string) => `/console/roles/${id}${tail}`;
    return { inside: path(inside), ...(outside === null ? {} : { outside: path(outside), body: { why: 'moved' } }) };
  };

export const samples: Samples = {
  '/console/roles/:grantId': of(''),
  '/console/roles/:grantId/end': of('/end'),
};
