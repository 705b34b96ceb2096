import { sql } from 'kysely';
import type { Sample, Samples, Subject, World } from '../../../../test/support/access-matrix.ts';

/** An entry of the list for the unit of somebody. */
const entryAt = (world: World, key: string): Promise<string> =>
  world.once(`listener at the unit of ${key}`, async () => {
    const id = world.id();
    await world.run(
      sql`insert into reports.listener (id, language, person_id, unit_id, valid, added_at)
        values (${id}::uuid, 'dao', ${await world.neighbourOf(key)}::uuid, ${await world.unitOf(key)}::uuid, daterange('2025-07-01', null), now())`,
      'identity',
    );
    return id;
  });

/** Those who only see reports keep no list: for them every entry is unknown, as for officials of another commune. */
const ended = async (world: World, { key }: Subject): Promise<Sample> => {
  const path = (id: string) => `/console/reports/listeners/${id}/end`;
  const inside = path(await entryAt(world, 'commune-officer'));
  if (key === 'intake-officer') return { inside };
  return { inside, outside: path(await entryAt(world, 'other-commune-officer')), body: { reason: 'own-wish' } };
};

export const samples: Samples = { '/console/reports/listeners/:listener/end': ended };
