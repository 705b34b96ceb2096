import { sql } from 'kysely';
import type { Sample, Samples, Subject, World } from '../../../test/support/access-matrix.ts';

/** An offer near this person, with its contact sealed as one that somebody sent. */
const offerNear = (world: World, key: string): Promise<string> =>
  world.once(`offer near ${key}`, async () => {
    const id = world.id();
    const contact = JSON.stringify({ name: 'Vàng A Dế', organisation: null, phone: '+84900009999' });
    await world.run(
      sql`insert into teams.offer (id, kind, unit_id, code, sealed_contact, offered_at)
        values (${id}::uuid, 'join', ${await world.unitOf(key)}::uuid, ${id.replaceAll('-', '').slice(-12)},
          ${world.app.context.vault.seal(contact, `teams.offer/${id}`)}, now())`,
      'privacy',
    );
    return id;
  });

const ofOffer =
  (tail: string, body: Readonly<Record<string, string>> = {}) =>
  async (world: World, subject: Subject): Promise<Sample> => {
    const path = async (key: string) => `/console/teams/offers/${await offerNear(world, key)}${tail}`;
    const inside = await path('commune-officer');
    return (await world.holdsEverywhere(subject.key)) ? { inside } : { inside, outside: await path('other-commune-officer'), body };
  };

export const samples: Samples = {
  '/console/teams/offers/:offerId': ofOffer(''),
  '/console/teams/offers/:offerId/answer': ofOffer('/answer', { answer: 'welcomed', words: 'x' }),
  '/console/teams/offers/:offerId/contributions': ofOffer('/contributions', { on_day: '20/11/2026', what: 'x' }),
  '/console/teams/offers/:offerId/join': ofOffer('/join', { team: 'x' }),
};
