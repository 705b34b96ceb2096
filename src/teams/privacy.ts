/** What teams hold about a person; its export, and its part of an erasure. Memberships stay: they are counts of every day. */
import { type RawBuilder, sql } from 'kysely';
import type { Vault } from '../platform/crypto/index.ts';
import type { JsonObject, JsonValue, Tx } from '../platform/db/index.ts';
import type { Context, PrivacySource } from '../platform/module/index.ts';
import { removeFile } from './cards/photos.ts';
import { cardsPrivacy } from './cards/privacy.ts';
import { newSecrets } from './cards/secrets.ts';
import { texts } from './rosters/messages.gen.ts';
import { changeRosters } from './store/change-rosters.ts';

const asObject = (value: JsonValue | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

/** Lines of workbooks about a person: by the membership that came of them, or the person they were understood to mean. */
const linesOf = (personId: string) => sql`(r.membership_id in (select id from teams.membership where person_id = ${personId}::uuid)
  or r.reading -> 'effect' ->> 'personId' = ${personId})`;

/** Offers of a person, also those written down by an official that led to a membership. */
const offersOf = (personId: string) => sql`(o.person_id = ${personId}::uuid
  or o.membership_id in (select id from teams.membership where person_id = ${personId}::uuid))`;

async function rowsOf(tx: Tx, query: RawBuilder<{ row: JsonObject }>): Promise<readonly JsonObject[]> {
  const found = await query.execute(tx.rows<unknown>());
  return found.rows.map(({ row }) => row);
}

async function exportRosters(tx: Tx, vault: Vault, personId: string): Promise<Readonly<Record<string, readonly JsonObject[]>>> {
  const served = sql`select id from teams.membership where person_id = ${personId}::uuid`;
  const offers = await rowsOf(
    tx,
    sql<{ row: JsonObject }>`select to_jsonb(o) as row from teams.offer o where ${offersOf(personId)} order by o.offered_at`,
  );
  const lines = await rowsOf(
    tx,
    sql<{
      row: JsonObject;
    }>`select jsonb_build_object('batch_id', r.batch_id, 'row_no', r.row_no, 'file_name', b.file_name, 'sheet', r.sheet, 'sheet_row', r.sheet_row,
        'action', r.action, 'checked_at', b.checked_at, 'cells', r.cells) as row
      from teams.import_row r join teams.import_batch b on b.id = r.batch_id where ${linesOf(personId)} order by b.checked_at, r.row_no`,
  );
  return {
    'teams.membership': await rowsOf(
      tx,
      sql<{
        row: JsonObject;
      }>`select to_jsonb(m) || jsonb_build_object('team', (select name from teams.team_version v where v.team_id = m.team_id order by valid desc limit 1))
          as row from teams.membership m where m.person_id = ${personId}::uuid order by m.valid`,
    ),
    'teams.leave': await rowsOf(
      tx,
      sql<{
        row: JsonObject;
      }>`select to_jsonb(l) as row from teams.leave l where l.membership_id in (${served}) or l.stand_in_id in (${served}) order by l.valid`,
    ),
    'teams.offer': offers.map(({ sealed_contact, ...row }) => ({
      ...row,
      contact:
        typeof sealed_contact === 'string' ? (JSON.parse(vault.open(sealed_contact, `teams.offer/${String(row.id)}`)) as JsonValue) : null,
    })),
    'teams.contribution': await rowsOf(
      tx,
      sql<{
        row: JsonObject;
      }>`select to_jsonb(c) as row from teams.contribution c join teams.offer o on o.id = c.offer_id where ${offersOf(personId)} order by c.on_day`,
    ),
    'teams.import_row': lines.map((row) => ({ ...row, cells: openedCells(row, vault) })),
  };
}

/** The cells as they were written; a number lies sealed among them. */
function openedCells(row: JsonObject, vault: Vault): JsonObject {
  const cells = asObject(row.cells);
  const { phone } = cells;
  if (typeof phone !== 'string') return cells;
  return { ...cells, phone: vault.open(phone, `teams.import_row/${String(row.batch_id)}/${String(row.row_no)}`) };
}

/** Service ends today with the data: a roster can't go on with somebody whom nobody can name. */
async function endService(tx: Tx, personId: string): Promise<number> {
  const today = tx.clock.today().toString();
  const open = await sql<{ team_id: string }>`select distinct team_id from teams.membership where person_id = ${personId}::uuid
    and coalesce(upper(valid) > ${today}::date, true)`.execute(tx.rows<unknown>());
  if (open.rows.length === 0) return 0;
  return changeRosters(
    tx,
    open.rows.map((row) => row.team_id),
    async () => {
      // What begins today or later keeps its first day, because a membership is never without one.
      const ended = await sql`update teams.membership set ended_why = 'own-wish',
          valid = daterange(lower(valid), greatest(${today}::date, lower(valid) + 1))
        where person_id = ${personId}::uuid and coalesce(upper(valid) > greatest(${today}::date, lower(valid) + 1), true)`.execute(
        tx.rows<unknown>(),
      );
      await sql`update teams.leave l set valid = l.valid * m.valid from teams.membership m
        where m.id = l.membership_id and m.person_id = ${personId}::uuid and l.valid && m.valid and not l.valid <@ m.valid`.execute(
        tx.rows<unknown>(),
      );
      return { value: Number(ended.numAffectedRows ?? 0n) };
    },
  );
}

/** Nobody knows the number and key of a revoked card afterwards; others in their place keep the row readable for the change of keys. */
async function scramble(tx: Tx, vault: Vault, cardId: string): Promise<void> {
  const { digest, digestKey, sealedNumber, sealedKey } = newSecrets(vault, cardId);
  await sql`update teams.card set digest = ${digest}, digest_key = ${digestKey}, sealed_number = ${sealedNumber}, sealed_key = ${sealedKey}
    where id = ${cardId}::uuid`.execute(tx.rows<unknown>());
}

async function eraseRosters(
  tx: Tx,
  context: Pick<Context, 'db' | 'files' | 'log' | 'vault'>,
  personId: string,
): Promise<Readonly<Record<string, number>>> {
  const rows = tx.rows<unknown>();
  const count = (result: { numAffectedRows?: bigint }) => Number(result.numAffectedRows ?? 0n);
  // The marked workbook names the person too. Its rows are in the record or can be sent in again.
  const files = await sql<{ marked_hash: string | null }>`update teams.import_batch b set marked_hash = null from teams.import_batch old
    where old.id = b.id and b.marked_hash is not null and b.id in (select r.batch_id from teams.import_row r where ${linesOf(personId)})
    returning old.marked_hash`.execute(rows);
  const lines = await sql`update teams.import_row r set cells = '{}', findings = '[]', reading = '{}'
    where ${linesOf(personId)} and r.cells <> '{}'`.execute(rows);
  const offers = await sql`update teams.offer o set sealed_contact = null, what = null, answer = null
    where ${offersOf(personId)} and (sealed_contact is not null or what is not null or answer is not null)`.execute(rows);
  const given =
    await sql`update teams.contribution c set what = '…' from teams.offer o where o.id = c.offer_id and ${offersOf(personId)} and c.what <> '…'`.execute(
      rows,
    );
  const cards = await sql<{ id: string }>`select id from teams.card
    where membership_id in (select id from teams.membership where person_id = ${personId}::uuid) order by id`.execute(rows);
  for (const { id } of cards.rows) await scramble(tx, context.vault, id);
  for (const { marked_hash } of files.rows) {
    tx.afterCommit(() => {
      removeFile(context, marked_hash).catch((error: unknown) => context.log.error({ err: error }, 'a marked workbook was not removed'));
    });
  }
  return {
    'teams.membership': await endService(tx, personId),
    'teams.import_row': count(lines),
    'teams.offer': count(offers),
    'teams.contribution': count(given),
    'teams.card': cards.rows.length,
  };
}

/** The answer of teams to a person who asks what is held, for all of it, or to be forgotten. */
export function teamsPrivacy(context: Context): PrivacySource {
  const cards = cardsPrivacy(context);
  return {
    holds: (lang) => {
      const t = texts[lang];
      return [
        { what: t.holds_service(), why: t.holds_service_why(), basis: t.holds_basis_duty() },
        ...cards.holds(lang),
        { what: t.holds_offers(), why: t.holds_offers_why(), basis: t.holds_basis_consent() },
        { what: t.holds_lists(), why: t.holds_lists_why(), basis: t.holds_basis_duty() },
      ];
    },
    exportPerson: async (tx, personId) => ({
      ...(await exportRosters(tx, context.vault, personId)),
      ...(await cards.exportPerson(tx, personId)),
    }),
    async erasePerson(tx, personId) {
      const of = await cards.erasePerson(tx, personId);
      const own = await eraseRosters(tx, context, personId);
      return { ...of, ...own };
    },
  };
}
