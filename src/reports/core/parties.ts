/** Who somebody is to a report. */
import { sql } from 'kysely';
import { holdsAt, organisationsOn } from '../../people/index.ts';
import type { Reader } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { type Actor, may, type Right } from '../../platform/session/index.ts';
import { reportsRights } from '../contract.ts';
import type { Party } from '../model.ts';
import type { ReportSubject, Who } from './types.ts';

/** What an office is called, and what decides whether somebody answers for it. */
export interface OfficeFacts {
  readonly id: string;
  readonly name: string;
  readonly shortName: string;
  /** The unit that a People's Committee governs; null for every other office. */
  readonly governs: string | null;
  readonly receivesCases: boolean;
}

/** Offices change by the day; within one, a busy desk need not read them all at each step. */
const keptMs = 10_000;
const kept = new WeakMap<Reader, { readonly day: string; readonly until: number; readonly offices: ReadonlyMap<string, OfficeFacts> }>();

async function readOffices(reader: Reader, day: string): Promise<ReadonlyMap<string, OfficeFacts>> {
  const all = await organisationsOn(reader, day);
  return new Map(
    all.map((one) => [
      one.id,
      {
        id: one.id,
        name: one.name,
        shortName: one.shortName,
        governs: one.kind === 'peoples-committee' ? one.unitId : null,
        receivesCases: one.receives.includes('cases'),
      },
    ]),
  );
}

/** The offices of a day by id, in the order of their names, at most some seconds old. */
export async function officesOn(reader: Reader, day: string): Promise<ReadonlyMap<string, OfficeFacts>> {
  const known = kept.get(reader);
  const now = performance.now();
  if (known && known.day === day && known.until > now) return known.offices;
  const offices = await readOffices(reader, day);
  kept.set(reader, { day, until: now + keptMs, offices });
  return offices;
}

/** The office as it is on the day; null where it isn't (any more). What is asked for and not known is read anew. */
export async function officeOn(reader: Reader, { db }: Pick<Context, 'db'>, id: string, day: string): Promise<OfficeFacts | null> {
  const known = kept.get(db);
  const now = performance.now();
  const found = known && known.day === day && known.until > now ? known.offices.get(id) : undefined;
  if (found) return found;
  const offices = await readOffices(reader, day);
  kept.set(db, { day, until: now + keptMs, offices });
  return offices.get(id) ?? null;
}

/** Whether the actor answers for the office by this right: it is in reach, or it is the People's Committee of a unit in reach. */
export function answersFor(actor: Actor, right: Right, office: OfficeFacts): boolean {
  return may(actor, right) && holdsAt(actor, right, { organisationId: office.id, unitId: office.governs });
}

/** The organisations of a day for which the actor holds the right: those in reach, and the People's Committees whose unit is in reach. */
export async function officesOf(reader: Reader, actor: Actor, right: Right, on: string): Promise<readonly string[]> {
  if (!may(actor, right)) return [];
  const offices = await officesOn(reader, on);
  return [...offices.values()].filter((office) => answersFor(actor, right, office)).map((office) => office.id);
}

interface Found {
  readonly sender: boolean;
  readonly helper: boolean;
  readonly listener: boolean;
  /** Offices other than the one that leads that have or had a part. */
  readonly partners: readonly string[];
}

const unrelated: Found = { sender: false, helper: false, listener: false, partners: [] };

async function relationsOf(reader: Reader, { actor, ticket }: Who, report: ReportSubject, today: string): Promise<Found> {
  const digest = ticket === null ? null : Buffer.from(ticket, 'hex');
  const found = await sql<Found>`select
      exists (select from reports.content c where c.report_id = ${report.id}::uuid and c.person_id = ${actor.id}::uuid)
        or exists (select from reports.ticket t where t.report_id = ${report.id}::uuid and t.digest = ${digest}::bytea and t.relation = 'sender') as sender,
      exists (select from reports.reporter w where w.report_id = ${report.id}::uuid and w.helper_id = ${actor.id}::uuid) as helper,
      exists (select from reports.listener l where l.person_id = ${actor.id}::uuid and l.language = ${report.language} and l.valid @> ${today}::date
        and (l.unit_id is null or l.unit_id in (with recursive above (unit_id, parent_id) as (
            select unit_id, parent_id from territory.units_on(${today}::date) where unit_id = ${report.unitId}::uuid
            union all select unit.unit_id, unit.parent_id from above join territory.units_on(${today}::date) unit on unit.unit_id = above.parent_id
          ) select unit_id from above))) as listener,
      array(select p.organisation_id from reports.part p where p.report_id = ${report.id}::uuid and not p.lead
        and p.state in ('handed', 'in-work', 'done')) as partners`.execute(reader.rows<unknown>());
  return found.rows[0] as Found;
}

/** Parties that rows of the report say; who the others are follows from the actor's rights and where the report stands. */
const written: readonly Party[] = ['sender', 'helper', 'partner', 'listener'];

/** Whether it takes rows that a state opens to know whether the actor is one of these parties. */
export const areWritten = (parties: readonly Party[]): boolean => parties.some((party) => written.includes(party));

/**
 * What the actor (or the browser with the ticket) is to the report; empty for a stranger. `asked` are the parties that matter, all of them where it is
 * left out: rows are read only where one of them is written there. The sender is known only under a state that opens their rows.
 */
export async function partiesOf(
  reader: Reader,
  context: Pick<Context, 'db' | 'clock'>,
  who: Who,
  report: ReportSubject,
  asked: readonly Party[] = written,
): Promise<readonly Party[]> {
  const { actor } = who;
  if (actor.kind === 'system') return ['system'];
  const today = context.clock.today().toString();
  const { sender, helper, listener, partners } = areWritten(asked) ? await relationsOf(reader, who, report, today) : unrelated;
  const parties: Party[] = [];
  const place = { unitId: report.unitId, organisationId: report.organisationId };
  if (sender) parties.push('sender');
  if (helper) parties.push('helper');
  if (may(actor, reportsRights.intake) && holdsAt(actor, reportsRights.intake, place)) parties.push('centre');
  const official = may(actor, reportsRights.handle) || may(actor, reportsRights.approve);
  const office = official && report.organisationId !== null ? await officeOn(reader, context, report.organisationId, today) : null;
  if (office && answersFor(actor, reportsRights.handle, office)) parties.push('office');
  if (official && (await partnerOf(reader, context, actor, partners, today)) !== null) parties.push('partner');
  if (office && answersFor(actor, reportsRights.approve, office)) parties.push('approver');
  if (listener) parties.push('listener');
  if (may(actor, reportsRights.publish) && holdsAt(actor, reportsRights.publish, place)) parties.push('publisher');
  return parties;
}

/** The first of these offices for which the actor does the work; null for none. */
export async function partnerOf(
  reader: Reader,
  context: Pick<Context, 'db'>,
  actor: Actor,
  partners: readonly string[],
  today: string,
): Promise<string | null> {
  for (const id of partners) {
    const office = await officeOn(reader, context, id, today);
    if (office && answersFor(actor, reportsRights.handle, office)) return id;
  }
  return null;
}
