import { sql } from 'kysely';
import type { Samples, World } from '../../../test/support/access-matrix.ts';

/** Whose notices nobody else gets at, whatever the role. */
const others = 'other-commune-officer';

const noticeOf = (world: World, personId: string): Promise<string> =>
  world.once(`notice of ${personId}`, async () => {
    const id = world.id();
    await world.run(sql`insert into channel.notice (id, key, topic, subject_kind, subject_id, person_id, lang, title, words, href, state, at)
      values (${id}::uuid, ${id}, 'reports.mine', 'reports.report', ${id}::uuid, ${personId}::uuid, 'vi', 'x', 'x', '/account', 'page-only', now())`);
    return id;
  });

export const samples: Samples = {
  '/account/notices/:id': async (world, { personId }) => ({
    inside: `/account/notices/${await noticeOf(world, personId)}`,
    outside: `/account/notices/${await noticeOf(world, world.person(others))}`,
  }),
};
