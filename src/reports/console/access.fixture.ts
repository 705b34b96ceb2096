import { sql } from 'kysely';
import sharp from 'sharp';
import type { Sample, Samples, Subject, World } from '../../../test/support/access-matrix.ts';
import { codeFrom } from '../code.ts';

interface Made {
  readonly code: string;
  readonly fileId: string;
}

/** A report with a recording, where this person works: in the unit, or with the office. `language` decides who may be asked to listen. */
const reportNear = (world: World, key: string, language = 'mong'): Promise<Made> =>
  world.once(`report near ${key} in ${language}`, async () => {
    const { unitId, organisationId } = await world.placeOf(key);
    const unit = unitId ?? (await world.unitOf('citizen'));
    const [id, fileId] = [world.id(), world.id()];
    const code = codeFrom(
      BigInt(`0x${id.replaceAll('-', '')}`)
        .toString()
        .slice(-11),
    );
    const file = await world.app.context.files.put(Buffer.from(`recording of ${id}`), { maxBytes: 1_000 });
    const offices = organisationId === null ? [] : [organisationId];
    await world.run(
      sql`with report as (
          insert into reports.report (id, code, kind, category_code, unit_id, language, door, state, urgency, privacy, listening, sent_at, organisation_id)
            select ${id}::uuid, ${code}, 'field', (select code from reports.category order by code limit 1), ${unit}::uuid, ${language}, 'web',
              ${organisationId === null ? 'sent' : 'handed'}, 'normal', 'public', true, now(), ${organisationId}::uuid returning id
        ), content as (
          insert into reports.content (report_id, unit_id, organisations, words) select id, ${unit}::uuid, ${offices}::uuid[], 'x' from report
        ), upload as (
          insert into platform.upload (id, owner, purpose, declared_name, declared_bytes, received_bytes, state, sent_hash, kept_hash, kept_bytes, kind, media,
              created_at, expires_at)
            values (${fileId}::uuid, 'x', 'reports.sent', 'x.ogg', ${file.size}, ${file.size}, 'taken', ${file.hash}, ${file.hash}, ${file.size}, 'audio',
              '{"type":"audio/ogg"}', now(), now())
        )
        insert into reports.attachment (id, report_id, rank, role, kind, file_hash, sent_hash, bytes, unit_id, organisations)
          select ${fileId}::uuid, id, 1, 'sent', 'audio', ${file.hash}, ${file.hash}, ${file.size}, ${unit}::uuid, ${offices}::uuid[] from report`,
      'identity',
    );
    return { code, fileId };
  });

const ofReport =
  (tail: (made: Made) => string, body: Readonly<Record<string, string>> = {}) =>
  async (world: World, subject: Subject): Promise<Sample> => {
    const path = async (key: string) => {
      const made = await reportNear(world, key);
      return `/console/reports/${made.code}${tail(made)}`;
    };
    const inside = await path(subject.key);
    return (await world.holdsEverywhere(subject.key)) ? { inside } : { inside, outside: await path('other-commune-officer'), body };
  };

/** Listening has no place of roles: whoever is named for a language hears it, and nobody anything else. */
const ofListener =
  (tail: (made: Made) => string) =>
  async (world: World, subject: Subject): Promise<Sample> => {
    await world.once(`listener ${subject.personId}`, () =>
      world.run(
        sql`insert into reports.listener (id, language, person_id, valid, added_at)
          values (${world.id()}::uuid, 'tay', ${subject.personId}::uuid, daterange('2025-07-01', null), now())`,
        'identity',
      ),
    );
    const path = async (language: string) => {
      const made = await reportNear(world, 'commune-officer', language);
      return `/console/reports/listening/${made.code}${tail(made)}`;
    };
    return { inside: await path('tay'), outside: await path('dao'), body: { revision: '1' } };
  };

/** Sở Tài chính: nobody of the made-up persons handles reports there. */
const foreignOffice = '0190a000-0000-7000-8000-000000000004';

const ofTemplate = async (world: World): Promise<Sample> => {
  const foreign = await world.once('template of a foreign office', async () => {
    const id = world.id();
    await world.run(sql`insert into reports.reply_template (id, organisation_id, title, body, valid)
      values (${id}::uuid, ${foreignOffice}::uuid, 'x', 'x', daterange('2025-07-01', null))`);
    return id;
  });
  return { inside: `/console/reports/templates/${world.id()}/end`, outside: `/console/reports/templates/${foreign}/end` };
};

/** A photo of a report, for those who decide what everybody sees. */
const ofPhoto =
  (tail: string) =>
  async (world: World, subject: Subject): Promise<Sample> => {
    const path = async (key: string) => {
      const made = await reportNear(world, key);
      const photo = await world.once(`photo of ${made.code}`, async () => {
        const id = world.id();
        const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#765' } })
          .jpeg()
          .toBuffer();
        const file = await world.app.context.files.put(bytes, { maxBytes: 100_000 });
        const copy = await world.app.context.files.put(Buffer.concat([bytes, Buffer.from(id)]), { maxBytes: 100_000 });
        await world.run(
          sql`insert into reports.attachment (id, report_id, rank, role, kind, file_hash, sent_hash, bytes, unit_id, organisations, covers, shown_hash)
            select ${id}::uuid, content.report_id, 2, 'sent', 'image', ${file.hash}, ${file.hash}, ${file.size}, content.unit_id, content.organisations,
              '[[0, 0, 500, 500]]', ${copy.hash}
            from reports.content join reports.report on report.id = content.report_id where report.code = ${made.code}`,
          'identity',
        );
        return id;
      });
      return `/console/reports/${made.code}/photos/${photo}${tail}`;
    };
    const inside = await path(subject.key);
    return (await world.holdsEverywhere(subject.key))
      ? { inside }
      : { inside, outside: await path('other-commune-officer'), body: { do: 'clear' } };
  };

export const samples: Samples = {
  '/console/reports/:code': ofReport(() => ''),
  '/console/reports/:code/files/:file': ofReport(({ fileId }) => `/files/${fileId}`),
  '/console/reports/:code/letter': ofReport(() => '/letter'),
  '/console/reports/:code/photos/:attachment': ofPhoto(''),
  '/console/reports/:code/photos/:attachment/covered': ofPhoto('/covered'),
  '/console/reports/:code/steps/:step': ofReport(() => '/steps/note', { revision: '1', 'note.wordsToOfficials': 'x' }),
  '/console/reports/listening/:code': ofListener(() => ''),
  '/console/reports/listening/:code/spoken': ofListener(() => '/spoken'),
  '/console/reports/listening/:code/files/:file': ofListener(({ fileId }) => `/files/${fileId}`),
  '/console/reports/templates/:template/end': ofTemplate,
};
