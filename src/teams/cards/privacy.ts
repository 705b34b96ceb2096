/** What cards and photographs hold about a person. */
import { sql } from 'kysely';
import type { JsonObject } from '../../platform/db/index.ts';
import type { Context, PrivacySource } from '../../platform/module/index.ts';
import { texts } from './messages.gen.ts';
import { removeFile } from './photos.ts';

/** Numbers and keys of cards stay out of an export: it passes through other hands. */
export function cardsPrivacy(context: Pick<Context, 'db' | 'files' | 'log'>): PrivacySource {
  return {
    holds: (lang) => {
      const t = texts[lang];
      return [
        { what: t.holds_photo(), why: t.holds_photo_why(), basis: t.holds_photo_basis() },
        { what: t.holds_cards(), why: t.holds_cards_why(), basis: t.holds_cards_basis() },
      ];
    },
    async exportPerson(tx, personId) {
      const rows = tx.rows<unknown>();
      const photos = await sql<{
        row: JsonObject;
      }>`select to_jsonb(t) as row from teams.photo t where person_id = ${personId}::uuid`.execute(rows);
      const cards = await sql<{ row: JsonObject }>`select to_jsonb(c) - 'digest' - 'digest_key' - 'sealed_number' - 'sealed_key' as row
        from teams.card c join teams.membership m on m.id = c.membership_id where m.person_id = ${personId}::uuid order by c.issued_at`.execute(
        rows,
      );
      return { 'teams.photo': photos.rows.map(({ row }) => row), 'teams.card': cards.rows.map(({ row }) => row) };
    },
    async erasePerson(tx, personId) {
      const rows = tx.rows<unknown>();
      const photos = await sql<{
        file_hash: string;
      }>`delete from teams.photo where person_id = ${personId}::uuid returning file_hash`.execute(rows);
      const cards = await sql`update teams.card set revoked_at = ${tx.clock.now().toString()}::timestamptz, revoked_why = 'left'
        where revoked_at is null and membership_id in (select id from teams.membership where person_id = ${personId}::uuid)`.execute(rows);
      for (const { file_hash } of photos.rows) {
        tx.afterCommit(() => {
          removeFile(context, file_hash).catch((error: unknown) =>
            context.log.error({ err: error }, 'the file of a photograph was not removed'),
          );
        });
      }
      return { 'teams.photo': photos.rows.length, 'teams.card': Number(cards.numAffectedRows ?? 0n) };
    },
  };
}
