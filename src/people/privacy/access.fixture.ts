import { sql } from 'kysely';
import type { Sample, Samples, Subject, World } from '../../../test/support/access-matrix.ts';

/** A request of a citizen, or of a made-up person about themselves. */
function requestOf(world: World, personId: string, place: { unitId: string | null; organisationId: string | null }): Promise<string> {
  return world.once(`privacy request of ${personId}`, async () => {
    const id = world.id();
    const now = world.app.context.clock.now();
    await world.run(
      sql`insert into people.privacy_request (id, person_id, unit_id, organisation_id, kind, received_at, received_how, due_at)
        values (${id}::uuid, ${personId}::uuid, ${place.unitId}::uuid, ${place.organisationId}::uuid, 'export', ${now.toString()}::timestamptz, 'self',
          ${now.add({ hours: 48 }).toString()}::timestamptz)`,
      'privacy',
    );
    return id;
  });
}

const inPlace =
  (tail: string) =>
  async (world: World, subject: Subject): Promise<Sample> => {
    const of = async (key: string) =>
      `/console/privacy/${await requestOf(world, await world.neighbourOf(key), await world.placeOf(key))}${tail}`;
    const inside = await of(subject.key);
    if (await world.holdsEverywhere(subject.key)) return { inside };
    return { inside, outside: await of('other-commune-officer'), body: { answer: 'Đã xem', why: 'Chưa đủ căn cứ' } };
  };

/** One's own request, and somebody else's. */
const own = async (world: World, subject: Subject): Promise<Sample> => {
  const path = (id: string) => `/account/privacy/${id}/withdraw`;
  const other = await requestOf(world, await world.neighbourOf('other-commune-officer'), await world.placeOf('other-commune-officer'));
  return { inside: path(await requestOf(world, subject.personId, await world.placeOf(subject.key))), outside: path(other) };
};

export const samples: Samples = {
  '/console/privacy/:id': inPlace(''),
  '/console/privacy/:id/answer': inPlace('/answer'),
  '/console/privacy/:id/refuse': inPlace('/refuse'),
  '/console/privacy/:id/carry-out': inPlace('/carry-out'),
  '/console/privacy/:id/export': inPlace('/export'),
  '/account/privacy/:id/withdraw': own,
  '/account/consents/:purpose': async () => ({ inside: '/account/consents/service' }),
};
