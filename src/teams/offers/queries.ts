/** What pages ask about offers. */
import { sql } from 'kysely';
import type { Vault } from '../../platform/crypto/index.ts';
import type { Reader } from '../../platform/db/index.ts';
import { type Contact, contactPlace } from './commands.ts';
import type { OfferKind, OfferState } from './model.ts';

export interface Offer {
  readonly id: string;
  readonly kind: OfferKind;
  readonly state: OfferState;
  readonly code: string;
  readonly unitId: string;
  readonly unitName: string;
  /** Null once removed. */
  readonly contact: Contact | null;
  readonly what: string | null;
  readonly coreForce: string | null;
  readonly from: string | null;
  /** Last day. */
  readonly until: string | null;
  readonly offeredAt: Temporal.Instant;
  readonly answer: string | null;
  readonly membershipId: string | null;
  readonly contributions: readonly { readonly onDay: string; readonly what: string }[];
}

interface OfferRow {
  readonly id: string;
  readonly kind: OfferKind;
  readonly state: OfferState;
  readonly code: string;
  readonly unit_id: string;
  readonly unit_name: string;
  readonly sealed_contact: string | null;
  readonly what: string | null;
  readonly core_force: string | null;
  readonly from: string | null;
  readonly until: string | null;
  readonly offered_at: Temporal.Instant;
  readonly answer: string | null;
  readonly membership_id: string | null;
}

const columns = sql`offer.id, offer.kind, offer.state, offer.code, offer.unit_id, type.name_vi || ' ' || unit.name as unit_name, offer.sealed_contact, offer.what,
  offer.core_force, lower(offer.available) as "from", (upper(offer.available) - 1) as until, offer.offered_at, offer.answer, offer.membership_id`;
/** Units are named as they were last called. */
const joins = sql`join lateral (select name, type_id from territory.unit_versions where unit_id = offer.unit_id order by valid desc limit 1) unit on true
  join territory.unit_types type on type.id = unit.type_id`;

function shaped(row: OfferRow, vault: Vault | null): Offer {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    code: row.code,
    unitId: row.unit_id,
    unitName: row.unit_name,
    contact:
      vault === null || row.sealed_contact === null ? null : (JSON.parse(vault.open(row.sealed_contact, contactPlace(row.id))) as Contact),
    what: row.what,
    coreForce: row.core_force,
    from: row.from,
    until: row.until,
    offeredAt: row.offered_at,
    answer: row.answer,
    membershipId: row.membership_id,
    contributions: [],
  };
}

/** The offers that the transaction may see, newest first; contacts stay closed. */
export async function offersSeen(
  reader: Reader,
  ask: { readonly states: readonly OfferState[]; readonly limit: number; readonly before: Temporal.Instant | null },
): Promise<readonly Offer[]> {
  const { rows } = await sql<OfferRow>`select ${columns} from teams.offer offer ${joins} where offer.state = any (${ask.states}::text[])
    and (${ask.before?.toString() ?? null}::timestamptz is null or offer.offered_at < ${ask.before?.toString() ?? null}::timestamptz)
    order by offer.offered_at desc, offer.id desc limit ${ask.limit}`.execute(reader.rows<unknown>());
  return rows.map((row) => shaped(row, null));
}

/** How many offers in these states the transaction may see. */
export async function countOffers(reader: Reader, states: readonly OfferState[]): Promise<number> {
  const { rows } = await sql<{
    count: number;
  }>`select count(*)::integer as count from teams.offer where state = any (${states}::text[])`.execute(reader.rows<unknown>());
  return rows[0]?.count ?? 0;
}

/** One offer by its id, with its contact opened; null where the transaction may not see it. Whoever shows it records the sight. */
export function offerById(reader: Reader, vault: Vault, id: string): Promise<Offer | null> {
  return one(reader, vault, sql`offer.id = ${id}::uuid`);
}

/** The offer of a code, without its contact. Runs under the duty `identity`: whoever knows the code made the offer. */
export function offerByCode(reader: Reader, code: string): Promise<Offer | null> {
  return one(reader, null, sql`offer.code = ${code}`);
}

async function one(reader: Reader, vault: Vault | null, which: ReturnType<typeof sql>): Promise<Offer | null> {
  const db = reader.rows<unknown>();
  const { rows } = await sql<OfferRow>`select ${columns} from teams.offer offer ${joins} where ${which}`.execute(db);
  const [row] = rows;
  if (!row) return null;
  const given = await sql<{
    onDay: string;
    what: string;
  }>`select on_day as "onDay", what from teams.contribution where offer_id = ${row.id}::uuid
    order by on_day, id`.execute(db);
  return { ...shaped(row, vault), contributions: given.rows };
}
