import { sql } from 'kysely';
import type { Sample, Samples, Subject, World } from '../../../test/support/access-matrix.ts';
import { codeFrom } from '../code.ts';

const codeOf = (id: string): string =>
  codeFrom(
    BigInt(`0x${id.replaceAll('-', '')}`)
      .toString()
      .slice(-11),
  );

/** A slip printed for the place of this person; for the commune of the citizens where they have none. */
const slipNear = (world: World, key: string): Promise<string> =>
  world.once(`slip near ${key}`, async () => {
    const unit = (await world.placeOf(key)).unitId ?? (await world.unitOf('citizen'));
    const id = world.id();
    const code = codeOf(id);
    await world.run(sql`insert into reports.slip (code, unit_id, printed_at, form_id) values (${code}, ${unit}::uuid, now(), ${id}::uuid)`);
    return code;
  });

const ofSlip =
  (body: Readonly<Record<string, string>>) =>
  async (world: World, subject: Subject): Promise<Sample> => {
    const inside = `/console/reports/slips/${await slipNear(world, subject.key)}`;
    if (await world.holdsEverywhere(subject.key)) return { inside };
    return { inside, outside: `/console/reports/slips/${await slipNear(world, 'other-commune-officer')}`, body };
  };

/** A report that this person wrote down, whose answer has to be brought. */
const writtenBy = (world: World, personId: string): Promise<string> =>
  world.once(`written down by ${personId}`, async () => {
    const id = world.id();
    const code = codeOf(id);
    const unit = await world.unitOf('citizen');
    await world.run(
      sql`with report as (
          insert into reports.report (id, code, kind, category_code, unit_id, door, state, urgency, privacy, sent_at, answered_at)
            select ${id}::uuid, ${code}, 'field', (select code from reports.category order by code limit 1), ${unit}::uuid, 'helper', 'answered', 'normal',
              'public', now(), now() returning id
        ), content as (insert into reports.content (report_id, unit_id, words) select id, ${unit}::uuid, 'x' from report)
        insert into reports.reporter (report_id, how_to_answer, helper_id, helper_consent, visit_back)
          select id, 'visit', ${personId}::uuid, 'spoken', true from report`,
      'identity',
    );
    return code;
  });

const ofVisit = async (world: World, subject: Subject): Promise<Sample> => {
  const inside = `/console/reports/visits/${await writtenBy(world, subject.personId)}`;
  // The receiving centre sees everybody's.
  if (subject.key === 'intake-officer') return { inside };
  return { inside, outside: `/console/reports/visits/${await writtenBy(world, world.person('citizen'))}`, body: { note: 'x' } };
};

/** A missed call that this person has taken; the receiving centre is one place. */
const ofCall =
  (tail: string) =>
  async (world: World, subject: Subject): Promise<Sample> => {
    const id = await world.once(`call with ${subject.personId}${tail}`, async () => {
      const made = world.id();
      const sealed = world.app.context.vault.seal('+84900000001', `reports.call_back/${made}`);
      await world.run(
        sql`insert into reports.call_back (id, gateway_id, sealed_number, number_digest, called_at, taken_by)
          values (${made}::uuid, ${made}, ${sealed}, decode(replace(${made}, '-', ''), 'hex'), now(), ${subject.personId}::uuid)`,
        'identity',
      );
      return made;
    });
    return { inside: `/console/reports/calls/${id}${tail}` };
  };

export const samples: Samples = {
  '/console/reports/slips/:code': ofSlip({ agreed: 'yes' }),
  '/console/reports/visits/:code': ofVisit,
  '/console/reports/calls/:id': ofCall(''),
  '/console/reports/calls/:id/take': ofCall('/take'),
  '/console/reports/calls/:id/end': ofCall('/end'),
  '/console/reports/calls/:id/write': ofCall('/write'),
};
