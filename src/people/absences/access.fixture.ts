import { sql } from 'kysely';
import type { Samples, World } from '../../../test/support/access-matrix.ts';

/** An absence of two persons, far from whoever asks. */
const absence = (world: World, absent: string, deputy: string): Promise<string> =>
  world.once(`absence of ${absent}`, async () => {
    const id = world.id();
    await world.run(sql`insert into people.absence (id, person_id, deputy_id, grant_ids, valid, recorded_by, recorded_at)
      values (${id}::uuid, ${world.person(absent)}::uuid, ${world.person(deputy)}::uuid, ${[await world.grantOf(absent)]}::uuid[],
        daterange('2027-06-01', '2027-06-10'), ${world.person(absent)}::uuid, now())`);
    return id;
  });

const end = (id: string): string => `/console/absences/${id}/end`;

export const samples: Samples = {
  '/console/absences/:absenceId/end': async (world, subject) => {
    const agency = subject.key.startsWith('agency-');
    const elsewhere = agency
      ? await absence(world, 'other-commune-officer', 'commune-officer')
      : await absence(world, 'agency-handler', 'agency-leader');
    return { inside: end(world.id()), outside: end(elsewhere) };
  },
};
