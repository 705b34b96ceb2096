import { sql } from 'kysely';
import type { Samples, World } from '../../../test/support/access-matrix.ts';

/** Things of somebody else: nobody gets at them by their id, whatever the role. */
const others = 'other-commune-officer';

const device = (world: World): Promise<string> =>
  world.once('device of another', async () => {
    const id = world.id();
    await world.run(
      sql`insert into people.device (id, person_id, name, kind, token_digest, enrolled_at, last_seen_at)
        values (${id}::uuid, ${world.person(others)}::uuid, 'Android, Chrome', 'remembered', ${Buffer.from(id)}, now(), now())`,
      'identity',
    );
    return id;
  });

const session = (world: World): Promise<string> =>
  world.once('session of another', async () => {
    await world.app.signedIn(others);
    const found = await world.run(
      sql<{ id: string }>`select id from people.session where person_id = ${world.person(others)}::uuid limit 1`,
    );
    return found[0]?.id ?? '';
  });

const passkey = (world: World): Promise<string> =>
  world.once('passkey of another', async () => {
    const id = world.id();
    await world.run(
      sql`insert into people.credential (id, person_id, kind, public_id, secret, label, created_at)
        values (${id}::uuid, ${world.person(others)}::uuid, 'passkey', ${id}, '{}', 'Khóa', now())`,
      'identity',
    );
    return id;
  });

const link = (world: World): Promise<string> =>
  world.once('link of another', async () => {
    const id = world.id();
    await world.run(
      sql`insert into people.identifier (id, person_id, kind, sealed, digest, digest_key, verified_at, added_at)
        values (${id}::uuid, ${world.person(others)}::uuid, 'oidc-subject', '', ${Buffer.from(id)}, 'test', now(), now())`,
      'identity',
    );
    return id;
  });

const somebodyElses =
  (path: (id: string) => string, of: (world: World) => Promise<string>): Samples[string] =>
  async (world) => {
    const id = await of(world);
    return { inside: path(world.id()), outside: path(id), body: { [`label-${id}`]: 'x' } };
  };

export const samples: Samples = {
  '/account/devices/:id/end': somebodyElses((id) => `/account/devices/${id}/end`, device),
  '/account/sessions/:id/end': somebodyElses((id) => `/account/sessions/${id}/end`, session),
  '/account/passkeys/:id/rename': somebodyElses((id) => `/account/passkeys/${id}/rename`, passkey),
  '/account/passkeys/:id/remove': somebodyElses((id) => `/account/passkeys/${id}/remove`, passkey),
  '/account/links/:id/remove': somebodyElses((id) => `/account/links/${id}/remove`, link),
};
