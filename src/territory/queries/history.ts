/** A unit's life: its states in order, and at each change what happened, by which document, from whom and to whom. */
import { sql } from 'kysely';
import { documentsByIds, type LegalDocument } from '../../legal/index.ts';
import { dayBefore } from '../../platform/calendar/index.ts';
import type { Reader } from '../../platform/db/index.ts';
import type { EventKind, Share } from '../contract.ts';
import { isWhole } from '../model/fractions.ts';
import { type ItemRow, itemColumns, toItem, type UnitItem } from './rows.ts';
import { getUnits } from './unit.ts';

export interface EventOf {
  readonly id: string;
  readonly kind: EventKind;
  readonly day: string;
  readonly title: string;
  readonly document: LegalDocument | null;
  readonly clause: string | null;
  readonly verified: boolean;
  readonly verificationNote: string | null;
  readonly outside: string | null;
}

export interface Part {
  readonly unit: UnitItem;
  readonly share: Share;
}

/** What changed on one day. */
export interface Moment {
  readonly day: string;
  readonly events: readonly EventOf[];
  /** The state until the day before; null at the start of the record or of the unit. */
  readonly before: UnitItem | null;
  /** The state from the day on; null when the unit ended. */
  readonly after: UnitItem | null;
  /** Other units of which a share came to this one. */
  readonly cameFrom: readonly Part[];
  /** Units to which shares of this one went; itself among them only when it kept a part. */
  readonly became: readonly Part[];
}

export interface History {
  /** All states, the earliest first. */
  readonly states: readonly UnitItem[];
  readonly moments: readonly Moment[];
}

interface EventRow {
  id: string;
  kind: string;
  effective_on: string;
  title: string;
  document_id: string | null;
  clause: string | null;
  verified: boolean;
  verification_note: string | null;
  outside: string | null;
}

interface EdgeRow {
  effective_on: string;
  from_unit_id: string;
  to_unit_id: string;
  share_num: bigint;
  share_den: bigint;
}

/** The history of a unit; empty lists for an id that the record doesn't know. */
export async function historyOf(reader: Reader, id: string): Promise<History> {
  const [states, events, edges] = await Promise.all([statesOf(reader, id), eventsOf(reader, id), edgesOf(reader, id)]);
  const real = edges.filter((edge) => edge.from_unit_id !== edge.to_unit_id || !isWhole(shareOf(edge)));
  const days = new Set([...states.map((state) => state.validFrom), ...events.map((event) => event.day)]);
  const end = states.at(-1)?.existsTo;
  const ended = end === null || end === undefined ? null : nextDay(end);
  if (ended !== null) days.add(ended);
  const moments: Moment[] = [];
  for (const day of [...days].sort()) {
    const ofDay = real.filter((edge) => edge.effective_on === day);
    const [before, after] = await Promise.all([
      getUnits(reader, idsOf(ofDay, 'from_unit_id', id), dayBefore(day)),
      getUnits(reader, idsOf(ofDay, 'to_unit_id', null), day),
    ]);
    moments.push({
      day,
      events: events.filter((event) => event.day === day),
      before: states.find((state) => state.validTo !== null && nextDay(state.validTo) === day) ?? null,
      after:
        states.find((state) => state.validFrom === day) ??
        states.find((state) => state.validFrom < day && (state.validTo === null || day <= state.validTo)) ??
        null,
      cameFrom: ofDay.flatMap((edge) => part(edge, 'to_unit_id', id, before.get(edge.from_unit_id))),
      became: ofDay.flatMap((edge) => part(edge, 'from_unit_id', id, after.get(edge.to_unit_id))),
    });
  }
  return { states, moments };
}

function nextDay(day: string): string {
  return Temporal.PlainDate.from(day).add({ days: 1 }).toString();
}

function shareOf(edge: EdgeRow): Share {
  return { num: edge.share_num, den: edge.share_den };
}

function idsOf(edges: readonly EdgeRow[], side: 'from_unit_id' | 'to_unit_id', without: string | null): string[] {
  return [...new Set(edges.map((edge) => edge[side]))].filter((one) => one !== without);
}

function part(edge: EdgeRow, side: 'from_unit_id' | 'to_unit_id', id: string, unit: UnitItem | undefined): Part[] {
  return edge[side] === id && unit ? [{ unit, share: shareOf(edge) }] : [];
}

async function statesOf(reader: Reader, id: string): Promise<UnitItem[]> {
  const { rows } = await sql<ItemRow>`
    select ${itemColumns} from territory.unit_version s
    join territory.unit u on u.id = s.unit_id
    join territory.unit_type t on t.id = s.type_id
    join territory.level l on l.id = s.level_id
    cross join (
      select min(lower(a.valid)) as exists_from, nullif(max(coalesce(upper(a.valid), 'infinity')), 'infinity') as exists_until
      from territory.unit_version a where a.unit_id = ${id}
    ) as life
    left join territory.unit_version p on p.unit_id = s.parent_id and p.valid @> lower(s.valid)
    left join territory.unit_type pt on pt.id = p.type_id
    where s.unit_id = ${id} order by lower(s.valid)`.execute(reader.rows());
  return rows.map(toItem);
}

async function eventsOf(reader: Reader, id: string): Promise<EventOf[]> {
  const { rows } = await sql<EventRow>`
    select v.id, v.kind, v.effective_on, v.title, v.document_id, v.clause, v.verified, v.verification_note, v.outside
    from territory.unit_event v
    where v.id in (
      select s.event_id from territory.unit_version s where s.unit_id = ${id} and s.event_id is not null
      union select e.event_id from territory.unit_edge e where e.from_unit_id = ${id}
      union select e.event_id from territory.unit_edge e where e.to_unit_id = ${id}
    )
    order by v.effective_on, v.id`.execute(reader.rows());
  return withDocuments(reader, rows);
}

async function withDocuments(reader: Reader, rows: readonly EventRow[]): Promise<EventOf[]> {
  const ids = [...new Set(rows.flatMap((row) => row.document_id ?? []))];
  const documents = ids.length === 0 ? new Map<string, LegalDocument>() : await documentsByIds(reader, ids);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind as EventKind,
    day: row.effective_on,
    title: row.title,
    document: row.document_id === null ? null : (documents.get(row.document_id) ?? null),
    clause: row.clause,
    verified: row.verified,
    verificationNote: row.verification_note,
    outside: row.outside,
  }));
}

/** All events of the record in the order of days, with their documents. */
export async function eventsOfRecord(reader: Reader): Promise<EventOf[]> {
  const { rows } = await sql<EventRow>`
    select v.id, v.kind, v.effective_on, v.title, v.document_id, v.clause, v.verified, v.verification_note, v.outside
    from territory.unit_event v order by v.effective_on, v.id`.execute(reader.rows());
  return withDocuments(reader, rows);
}

async function edgesOf(reader: Reader, id: string): Promise<EdgeRow[]> {
  const { rows } = await sql<EdgeRow>`
    select v.effective_on, e.from_unit_id, e.to_unit_id, e.share_num, e.share_den
    from territory.unit_edge e join territory.unit_event v on v.id = e.event_id
    where e.from_unit_id = ${id} or e.to_unit_id = ${id}
    order by v.effective_on`.execute(reader.rows());
  return rows;
}
