import { sql } from 'kysely';
import type { Sample, Samples, Subject, World } from '../../../test/support/access-matrix.ts';
import { codeFrom } from '../code.ts';

/** A report spoken in a language that waits to be heard, with its recording. */
const spokenIn = (world: World, language: string): Promise<{ readonly code: string; readonly fileId: string }> =>
  world.once(`report to be heard in ${language}`, async () => {
    const [id, fileId] = [world.id(), world.id()];
    const unit = await world.unitOf('citizen');
    const digits = BigInt(`0x${id.replaceAll('-', '')}`).toString();
    const code = codeFrom(digits.slice(-11));
    const file = await world.app.context.files.put(Buffer.from(`spoken ${id}`), { maxBytes: 1_000 });
    await world.run(
      sql`with report as (
          insert into reports.report (id, code, kind, category_code, unit_id, language, door, state, urgency, privacy, listening, sent_at)
            select ${id}::uuid, ${code}, 'field', (select code from reports.category order by code limit 1), ${unit}::uuid, ${language}, 'web',
              'sent', 'normal', 'public', true, now() returning id
        ), content as (
          insert into reports.content (report_id, unit_id, words) select id, ${unit}::uuid, '' from report
        )
        insert into reports.attachment (id, report_id, rank, role, kind, file_hash, sent_hash, bytes, unit_id)
          select ${fileId}::uuid, id, 1, 'sent', 'audio', ${file.hash}, ${file.hash}, ${file.size}, ${unit}::uuid from report`,
      'identity',
    );
    return { code, fileId };
  });

/** Whoever is named for a language hears it, with any role or none; other languages are unknown to them. */
const heard =
  (tail: (made: { readonly fileId: string }) => string) =>
  async (world: World, { personId }: Subject): Promise<Sample> => {
    await world.once(`listener without office ${personId}`, () =>
      world.run(
        sql`insert into reports.listener (id, language, person_id, valid, added_at)
          values (${world.id()}::uuid, 'thai', ${personId}::uuid, daterange('2025-07-01', null), now())`,
        'identity',
      ),
    );
    const path = async (language: string) => {
      const made = await spokenIn(world, language);
      return `/account/listening/${made.code}${tail(made)}`;
    };
    return { inside: await path('thai'), outside: await path('mong'), body: { heard: '' } };
  };

export const samples: Samples = {
  '/account/listening/:code': heard(() => ''),
  '/account/listening/:code/files/:file': heard(({ fileId }) => `/files/${fileId}`),
};
