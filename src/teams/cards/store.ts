/** Cards and the service that they stand for, as they lie in the database. */
import { type RawBuilder, sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db/index.ts';
import type { MemberRole, TeamStatus } from '../contract.ts';
import type { CardFacts, Why } from './model.ts';
import type { SealedCard } from './secrets.ts';

/** A membership with its team as it is today. */
export interface Service {
  readonly membershipId: string;
  readonly personId: string;
  readonly teamId: string;
  /** The team today; as it last was, where it has ended. */
  readonly teamName: string;
  readonly unitId: string;
  readonly role: MemberRole;
  readonly facts: Pick<CardFacts, 'serving' | 'servesUntil' | 'termUntil' | 'teamStatus'>;
  /** Last day of a leave that holds today. */
  readonly awayUntil: string | null;
}

export interface CardRow extends SealedCard {
  readonly serial: string;
  readonly from: string;
  readonly lastDay: string;
  readonly issuedAt: Temporal.Instant;
  readonly revokedAt: Temporal.Instant | null;
  readonly revokedWhy: Why | null;
  readonly service: Service;
}

/** Everything that decides what the card is worth. */
export const factsOf = (card: CardRow): CardFacts => ({
  from: card.from,
  lastDay: card.lastDay,
  revoked: card.revokedAt !== null,
  ...card.service.facts,
});

interface ServiceColumns {
  readonly membership_id: string;
  readonly person_id: string;
  readonly team_id: string;
  readonly team_name: string;
  readonly unit_id: string;
  readonly role: MemberRole;
  readonly serving: boolean;
  readonly serves_until: string | null;
  readonly term_until: string | null;
  readonly team_status: TeamStatus | null;
  readonly away_until: string | null;
}

interface CardColumns extends ServiceColumns {
  readonly id: string;
  readonly serial: string;
  readonly digest: Uint8Array;
  readonly digest_key: string;
  readonly sealed_number: string;
  readonly sealed_key: string;
  readonly from_day: string;
  readonly last_day: string;
  readonly issued_at: Temporal.Instant;
  readonly revoked_at: Temporal.Instant | null;
  readonly revoked_why: Why | null;
}

const serviceColumns = (today: string) => sql`m.id as membership_id, m.person_id, m.team_id, v.name as team_name, v.unit_id, m.role,
  m.valid @> ${today}::date as serving, (upper(m.valid) - 1)::text as serves_until, m.term_until::text as term_until,
  case when v.valid @> ${today}::date then v.status end as team_status,
  (select (upper(l.valid) - 1)::text from teams.leave l where l.membership_id = m.id and l.valid @> ${today}::date) as away_until`;

/** Memberships (`m`) with the team's state of today or the last before it (`v`). */
const services = (today: string) => sql`teams.membership m
  join lateral (
    select name, unit_id, status, valid from teams.team_version state where state.team_id = m.team_id
    order by (lower(state.valid) <= ${today}::date) desc, lower(state.valid) desc limit 1
  ) v on true`;

const cardColumns = sql`c.id, c.serial, c.digest, c.digest_key, c.sealed_number, c.sealed_key, lower(c.valid)::text as from_day,
  (upper(c.valid) - 1)::text as last_day, c.issued_at, c.revoked_at, c.revoked_why`;

const shapedService = (row: ServiceColumns): Service => ({
  membershipId: row.membership_id,
  personId: row.person_id,
  teamId: row.team_id,
  teamName: row.team_name,
  unitId: row.unit_id,
  role: row.role,
  facts: { serving: row.serving, servesUntil: row.serves_until, termUntil: row.term_until, teamStatus: row.team_status },
  awayUntil: row.away_until,
});

const shapedCard = (row: CardColumns): CardRow => ({
  id: row.id,
  serial: row.serial,
  digest: row.digest,
  digestKey: row.digest_key,
  sealedNumber: row.sealed_number,
  sealedKey: row.sealed_key,
  from: row.from_day,
  lastDay: row.last_day,
  issuedAt: row.issued_at,
  revokedAt: row.revoked_at,
  revokedWhy: row.revoked_why,
  service: shapedService(row),
});

async function servicesWhere(reader: Reader, today: string, where: RawBuilder<unknown>): Promise<readonly Service[]> {
  const found = await sql<ServiceColumns>`select ${serviceColumns(today)} from ${services(today)} where ${where}
    order by case m.role when 'leader' then 0 when 'deputy' then 1 else 2 end, m.id`.execute(reader.rows<unknown>());
  return found.rows.map(shapedService);
}

async function cardsWhere(reader: Reader, today: string, where: RawBuilder<unknown>): Promise<readonly CardRow[]> {
  const found = await sql<CardColumns>`select ${cardColumns}, ${serviceColumns(today)}
    from ${services(today)} join teams.card c on c.membership_id = m.id where ${where} order by c.issued_at desc, c.id desc`.execute(
    reader.rows<unknown>(),
  );
  return found.rows.map(shapedCard);
}

/** The memberships of a team in force on a day: leader, deputies, members. Also of a team that is suspended. */
export const servicesOfTeam = (reader: Reader, teamId: string, today: string): Promise<readonly Service[]> =>
  servicesWhere(reader, today, sql`m.team_id = ${teamId}::uuid and m.valid @> ${today}::date`);

/** What a person serves in on a day. */
export const servicesOfPerson = (reader: Reader, personId: string, today: string): Promise<readonly Service[]> =>
  servicesWhere(reader, today, sql`m.person_id = ${personId}::uuid and m.valid @> ${today}::date`);

/** One membership, whenever it was; null for an unknown one. */
export async function serviceById(reader: Reader, membershipId: string, today: string): Promise<Service | null> {
  return (await servicesWhere(reader, today, sql`m.id = ${membershipId}::uuid`))[0] ?? null;
}

/** The card with this serial, whatever became of it. */
export async function cardBySerial(reader: Reader, serial: string, today: string): Promise<CardRow | null> {
  return (await cardsWhere(reader, today, sql`c.serial = ${serial}`))[0] ?? null;
}

/** Every card of these memberships, newest first. */
export const cardsOf = (reader: Reader, membershipIds: readonly string[], today: string): Promise<readonly CardRow[]> =>
  cardsWhere(reader, today, sql`m.id = any (${membershipIds}::uuid[])`);

/** One card of a team; null where the team has no such card. */
export async function cardOfTeam(reader: Reader, teamId: string, cardId: string, today: string): Promise<CardRow | null> {
  return (await cardsWhere(reader, today, sql`c.id = ${cardId}::uuid and m.team_id = ${teamId}::uuid`))[0] ?? null;
}

/** Holds the membership until the end of the transaction, so that two who issue a card at once wait for each other. */
export async function lockMembership(tx: Tx, membershipId: string): Promise<void> {
  await sql`select from teams.membership where id = ${membershipId}::uuid for update`.execute(tx.rows<unknown>());
}

/** Writes a card. False where the serial is taken: another has to be drawn. */
export async function insertCard(
  tx: Tx,
  card: SealedCard & { readonly serial: string; readonly membershipId: string; readonly lastDay: string; readonly issuedBy: string | null },
): Promise<boolean> {
  const added = await sql`insert into teams.card
      (id, membership_id, serial, digest, digest_key, sealed_number, sealed_key, valid, issued_at, issued_by)
    values (${card.id}::uuid, ${card.membershipId}::uuid, ${card.serial}, ${card.digest}, ${card.digestKey}, ${card.sealedNumber}, ${card.sealedKey},
      daterange(${tx.clock.today().toString()}::date, ${card.lastDay}::date, '[]'), ${tx.clock.now().toString()}::timestamptz, ${card.issuedBy}::uuid)
    on conflict (serial) do nothing`.execute(tx.rows<unknown>());
  return added.numAffectedRows === 1n;
}

/** Makes a card worth nothing from now on. False where it was so already. */
export async function markRevoked(tx: Tx, cardId: string, by: string | null, why: Why): Promise<boolean> {
  const done =
    await sql`update teams.card set revoked_at = ${tx.clock.now().toString()}::timestamptz, revoked_by = ${by}::uuid, revoked_why = ${why}
    where id = ${cardId}::uuid and revoked_at is null`.execute(tx.rows<unknown>());
  return done.numAffectedRows === 1n;
}

/** The team's name and seat today, or as they last were; null for an unknown team. */
export async function teamNow(
  reader: Reader,
  teamId: string,
  today: string,
): Promise<{ readonly id: string; readonly name: string; readonly unitId: string; readonly status: TeamStatus | null } | null> {
  const found = await sql<{ name: string; unit_id: string; status: TeamStatus | null }>`select name, unit_id,
      case when valid @> ${today}::date then status end as status
    from teams.team_version where team_id = ${teamId}::uuid
    order by (lower(valid) <= ${today}::date) desc, lower(valid) desc limit 1`.execute(reader.rows<unknown>());
  const [row] = found.rows;
  return row ? { id: teamId, name: row.name, unitId: row.unit_id, status: row.status } : null;
}
