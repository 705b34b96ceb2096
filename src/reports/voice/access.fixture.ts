import { sql } from 'kysely';
import type { Sample, Samples, World } from '../../../test/support/access-matrix.ts';
import { digestOf, spokenText } from '../../platform/speech/index.ts';

/** A slot that is filled. Recordings of texts belong to no place: whoever holds the right holds it everywhere. */
const slot =
  (tail: string) =>
  async (world: World): Promise<Sample> => {
    await world.once('recording of reports.new', async () => {
      const text = spokenText('reports.new');
      if (!text) throw new Error('reports.new is not registered');
      const file = await world.app.context.files.put(Buffer.from('a recording'), { maxBytes: 1_000 });
      await world.run(sql`insert into platform.spoken_text (key, language, text_digest, file_hash, bytes, added_at)
        values ('reports.new', 'mong', ${digestOf(text)}::bytea, ${file.hash}, ${file.size}, now())`);
    });
    return { inside: `/console/recordings/reports.new/mong${tail}` };
  };

export const samples: Samples = {
  '/console/recordings/:key/:language': slot(''),
  '/console/recordings/:key/:language/file': slot('/file'),
  '/console/recordings/:key/:language/remove': slot('/remove'),
};
