/** The files that teams keep in the store, so that nobody's upload of the same content takes them along. */
import { sql } from 'kysely';
import { registerFileKeeper } from '../platform/files/uploads/index.ts';

registerFileKeeper('teams', async (reader, hash) => {
  const found = await sql`select from teams.photo where file_hash = ${hash}
    union all select from teams.team_event where file_hash = ${hash}
    union all select from teams.import_batch where file_hash = ${hash} or marked_hash = ${hash} limit 1`.execute(reader.rows<unknown>());
  return found.rows.length > 0;
});
