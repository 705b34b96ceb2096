/** What reports hold about a person; its export, and its part of an erasure. */
import { type RawBuilder, sql } from 'kysely';
import { touch } from '../platform/cache/index.ts';
import type { JsonObject, JsonValue, Tx } from '../platform/db/index.ts';
import { releaseUploads } from '../platform/files/uploads/index.ts';
import type { Context, PrivacySource } from '../platform/module/index.ts';
import { faceSearch } from './core/face.ts';
import { texts } from './core/messages.gen.ts';
import { contactPlace } from './core/view.ts';
import { texts as doorTexts } from './doors/messages.gen.ts';
import { reportsTag, reportTag } from './tags.ts';

/** Stands where words were removed, so that a step still shows that something was said. */
const REMOVED = '…';

async function rowsOf(tx: Tx, query: RawBuilder<{ row: JsonObject }>): Promise<readonly JsonObject[]> {
  const found = await query.execute(tx.rows<unknown>());
  return found.rows.map(({ row }) => row);
}

const own = (personId: string) => sql`(select report_id from reports.content where person_id = ${personId}::uuid)`;

async function exportReports(
  tx: Tx,
  { vault }: Pick<Context, 'vault'>,
  personId: string,
): Promise<Readonly<Record<string, readonly JsonObject[]>>> {
  const reporters = await rowsOf(
    tx,
    sql<{
      row: JsonObject;
    }>`select to_jsonb(s) - 'contact_digests' as row from reports.reporter s where s.person_id = ${personId}::uuid or s.helper_id = ${personId}::uuid
      order by s.report_id`,
  );
  return {
    'reports.content': await rowsOf(
      tx,
      sql<{
        row: JsonObject;
      }>`select to_jsonb(c) || jsonb_build_object('code', r.code, 'state', r.state, 'sent_at', r.sent_at, 'category_code', r.category_code) as row
        from reports.content c join reports.report r on r.id = c.report_id where c.person_id = ${personId}::uuid order by r.sent_at, r.id`,
    ),
    'reports.reporter': reporters.map(({ sealed_contact, ...row }) => ({
      ...row,
      // What a neighbour left is the neighbour's: the helper's copy only says that they helped.
      contact:
        typeof sealed_contact === 'string' && row.person_id === personId
          ? (JSON.parse(vault.open(sealed_contact, contactPlace(String(row.report_id)))) as JsonValue)
          : null,
    })),
    'reports.event_words': await rowsOf(
      tx,
      sql<{
        row: JsonObject;
      }>`select to_jsonb(w) || jsonb_build_object('at', e.at, 'step', e.step) as row from reports.event_words w join reports.event e on e.id = w.event_id
        where w.person_id = ${personId}::uuid order by e.at, e.ordinal`,
    ),
    'reports.attachment': await rowsOf(
      tx,
      sql<{
        row: JsonObject;
      }>`select to_jsonb(a) as row from reports.attachment a where a.person_id = ${personId}::uuid order by a.report_id, a.rank, a.id`,
    ),
    // A call that is still to be returned is found by the number that stands with the person's reports.
    'reports.call_back': await rowsOf(
      tx,
      sql<{
        row: JsonObject;
      }>`select to_jsonb(c) - 'sealed_number' - 'number_digest' as row from reports.call_back c where c.taken_by = ${personId}::uuid
        or c.number_digest in (select unnest(contact_digests) from reports.reporter where person_id = ${personId}::uuid) order by c.called_at, c.id`,
    ),
    'reports.follower': await rowsOf(
      tx,
      sql<{
        row: JsonObject;
      }>`select to_jsonb(f) as row from reports.follower f where f.person_id = ${personId}::uuid order by f.followed_at`,
    ),
    'reports.listener': await rowsOf(
      tx,
      sql<{
        row: JsonObject;
      }>`select to_jsonb(l) - 'added_by' - 'ended_by' as row from reports.listener l where l.person_id = ${personId}::uuid order by l.added_at`,
    ),
  };
}

/**
 * Words, contact, place and files go; what the offices did, the words that everybody was shown, and every count stay. Pictures that officials took of the result
 * are the office's evidence and stay too.
 */
async function eraseReports(tx: Tx, personId: string): Promise<Readonly<Record<string, number>>> {
  const rows = tx.rows<unknown>();
  const count = (result: { numAffectedRows?: bigint }) => Number(result.numAffectedRows ?? 0n);
  const attachments = await sql<{
    id: string;
  }>`delete from reports.attachment where report_id in ${own(personId)} and role in ('sent', 'judgement')
    returning id`.execute(rows);
  await releaseUploads(
    tx,
    attachments.rows.map((row) => row.id),
  );
  const words = await sql`update reports.event_words set words = ${REMOVED} where report_id in ${own(personId)} and audience <> 'everybody'
    and words <> ${REMOVED}`.execute(rows);
  await sql`update reports.search s set words = r.code from reports.report r where r.id = s.report_id and s.report_id in ${own(personId)}`.execute(
    rows,
  );
  const homes = await sql<{ id: string; code: string; words: string }>`select r.id, r.code, f.words from reports.public_face f
    join reports.report r on r.id = f.report_id join reports.content c on c.report_id = r.id
    where c.person_id = ${personId}::uuid and c.at_home`.execute(rows);
  for (const { id, code, words: open } of homes.rows) {
    await sql`update reports.public_face set lat = null, lon = null, place_words = '', search = ${faceSearch(code, open, '')}
      where report_id = ${id}::uuid`.execute(rows);
  }
  const shown = await sql<{ id: string }>`select id from reports.report where shown and id in ${own(personId)}`.execute(rows);
  if (shown.rows.length > 0) await touch(tx, [reportsTag, ...shown.rows.map(({ id }) => reportTag(id))]);
  await sql`delete from reports.ticket where relation = 'sender' and report_id in ${own(personId)}`.execute(rows);
  const content =
    await sql`update reports.content set words = ${REMOVED}, answers = '{}', place_words = '', lat = null, lon = null, accuracy_metres = null,
      summary = null where person_id = ${personId}::uuid and (words <> ${REMOVED} or answers <> '{}' or place_words <> '' or lat is not null or summary is not null)`.execute(
      rows,
    );
  // A call that the person left and that nobody has returned yet is found by the number that stands with their reports.
  const calls =
    await sql`update reports.call_back set sealed_number = null, state = 'done', ended_at = ${tx.clock.now().toString()}::timestamptz,
      next_try_at = null, revision = revision + 1
    where state = 'open' and number_digest in (select unnest(contact_digests) from reports.reporter where person_id = ${personId}::uuid)`.execute(
      rows,
    );
  const contacts = await sql`update reports.reporter set sealed_contact = null, contact_digests = '{}'
    where person_id = ${personId}::uuid and (sealed_contact is not null or contact_digests <> '{}')`.execute(rows);
  await sql`update reports.reporter set helper_id = null where helper_id = ${personId}::uuid`.execute(rows);
  await sql`update reports.reporter set brought_by = null where brought_by = ${personId}::uuid`.execute(rows);
  await sql`update reports.call_back set taken_by = null where taken_by = ${personId}::uuid`.execute(rows);
  await sql`update reports.slip set printed_by = null where printed_by = ${personId}::uuid`.execute(rows);
  const follows = await sql`delete from reports.follower where person_id = ${personId}::uuid`.execute(rows);
  const listens = await sql`delete from reports.listener where person_id = ${personId}::uuid`.execute(rows);
  return {
    'reports.content': count(content),
    'reports.reporter': count(contacts),
    'reports.call_back': count(calls),
    'reports.event_words': count(words),
    'reports.attachment': attachments.rows.length,
    'reports.follower': count(follows),
    'reports.listener': count(listens),
  };
}

/** The answer of reports to a person who asks what is held, for all of it, or to be forgotten. */
export function reportsPrivacy(context: Context): PrivacySource {
  return {
    holds: (lang) => {
      const t = texts[lang];
      return [
        { what: t.holds_reports(), why: t.holds_reports_why(), basis: t.holds_basis_duty() },
        { what: doorTexts[lang].holds_calls(), why: doorTexts[lang].holds_calls_why(), basis: t.holds_basis_consent() },
        { what: t.holds_contact(), why: t.holds_contact_why(), basis: t.holds_basis_consent() },
        { what: t.holds_follows(), why: t.holds_follows_why(), basis: t.holds_basis_consent() },
        { what: t.holds_listening(), why: t.holds_listening_why(), basis: t.holds_basis_consent() },
      ];
    },
    exportPerson: (tx, personId) => exportReports(tx, context, personId),
    erasePerson: (tx, personId) => eraseReports(tx, personId),
  };
}
