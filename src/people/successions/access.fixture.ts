import { sql } from 'kysely';
import type { Samples, World } from '../../../test/support/access-matrix.ts';

/** A proposal for a role that none of those who ask could give there. */
const proposal = (world: World): Promise<string> =>
  world.once('succession elsewhere', async () => {
    const id = world.id();
    await world.run(sql`insert into people.succession (id, grant_id, to_unit_id, proposed_at, effective_on)
      values (${id}::uuid, ${await world.grantOf('other-commune-officer')}::uuid, ${await world.unitOf('other-commune-officer')}::uuid, now(), '2026-01-01')`);
    return id;
  });

export const samples: Samples = {
  '/console/successions/:successionId': async (world) => ({
    inside: `/console/successions/${world.id()}`,
    outside: `/console/successions/${await proposal(world)}`,
    body: { answer: 'confirm' },
  }),
};
