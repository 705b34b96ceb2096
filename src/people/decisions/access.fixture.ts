import { sql } from 'kysely';
import type { Sample, Samples, Subject, World } from '../../../test/support/access-matrix.ts';

function decisionBy(world: World, key: string): Promise<string> {
  return world.once(`decision of ${key}`, async () => {
    const { unitId, organisationId } = await world.placeOf(key);
    const person = await world.neighbourOf(key);
    const id = world.id();
    const payload = JSON.stringify({ personId: person, role: 'commune-leader', unitId, organisationId, from: '2027-01-01' });
    await world.run(sql`insert into people.decision (id, kind, subject_kind, subject_id, persons, unit_id, organisation_id, payload, proposed_by, proposed_role,
        proposed_at, reason, expires_at)
      values (${id}::uuid, 'people.grant-role', 'people.role-grant', ${person}, ${[person]}::uuid[], ${unitId}::uuid, ${organisationId}::uuid,
        ${payload}::jsonb, ${world.person(key)}::uuid, ${key.replace('other-', '')}, ${world.app.context.clock.now().toString()}::timestamptz, 'QĐ 1',
        ${world.app.context.clock.now().add({ hours: 24 }).toString()}::timestamptz)`);
    return id;
  });
}

/** What the subject proposed, and what somebody of another commune proposed there. Who sees the whole province has no outside. */
const decision =
  (tail: string) =>
  async (world: World, subject: Subject): Promise<Sample> => {
    const path = (id: string) => `/console/decisions/${id}${tail}`;
    const inside = path(await decisionBy(world, subject.key));
    const outside = path(await decisionBy(world, 'other-commune-officer'));
    return subject.key === 'operator' || subject.key === 'province-supervisor'
      ? { inside }
      : { inside, outside, body: { why: 'Chưa đủ căn cứ' } };
  };

export const samples: Samples = {
  '/console/decisions/:id': decision(''),
  '/console/decisions/:id/confirm': decision('/confirm'),
  '/console/decisions/:id/refuse': decision('/refuse'),
  '/console/decisions/:id/withdraw': decision('/withdraw'),
};
