import { sql } from 'kysely';
import type { Sample, Samples, Subject, World } from '../../../test/support/access-matrix.ts';

/** A list with one row in a unit: made once for each unit. */
const listIn = (world: World, unitId: string): Promise<string> =>
  world.once(`team list in ${unitId}`, async () => {
    const id = world.id();
    const { hash } = await world.app.context.files.put(Buffer.from(`list of ${unitId}`), { maxBytes: 1_000 });
    const how = JSON.stringify({ sheets: [], complete: false, choices: {}, places: [unitId], communes: [unitId], doubtful: [] });
    await world.run(sql`insert into teams.import_batch (id, file_name, file_hash, marked_hash, as_of, columns, counts, checked_at)
      values (${id}::uuid, 'danh-sach.xlsx', ${hash}, ${hash}, '2026-11-01', ${how}::jsonb, '{}', now())`);
    const effect = JSON.stringify({
      staged: null,
      effect: { team: null, membershipId: null, personId: null, role: 'member', force: 'citizen', term: null, from: null, to: null },
    });
    await world.run(sql`insert into teams.import_row (batch_id, row_no, unit_id, sheet, sheet_row, action, cells, reading, findings)
      values (${id}::uuid, 1, ${unitId}::uuid, 'A', 2, 'refused', '{}', ${effect}::jsonb, '[]')`);
    return id;
  });

const list =
  (tail: string) =>
  async (world: World, subject: Subject): Promise<Sample> => {
    const path = async (unitId: string): Promise<string> => `/console/teams/import/${await listIn(world, unitId)}${tail}`;
    const here = await world.unitOf('commune-officer');
    const there = await world.unitOf('other-commune-officer');
    if (await world.holdsEverywhere(subject.key)) return { inside: await path(here) };
    return subject.key === 'other-commune-officer'
      ? { inside: await path(there), outside: await path(here) }
      : { inside: await path(here), outside: await path(there) };
  };

export const samples: Samples = {
  '/console/teams/import/:id': list(''),
  '/console/teams/import/:id/check': list('/check'),
  '/console/teams/import/:id/columns': list('/columns'),
  '/console/teams/import/:id/persons': list('/persons'),
  '/console/teams/import/:id/apply': list('/apply'),
  '/console/teams/import/:id/drop': list('/drop'),
  '/console/teams/import/:id/undo': list('/undo'),
  '/console/teams/import/:id/marked.xlsx': list('/marked.xlsx'),
};
