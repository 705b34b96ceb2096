/** The decision by which something is done: what can be one, and whether it was recorded before. */
import { sql } from 'kysely';
import { isDay } from '../../platform/calendar/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { fold } from '../../platform/text/index.ts';
import type { Decision, TeamEventKind } from '../contract.ts';

const LONGEST = 200;

/** Why this can't be a decision; null when it can. Old lists may know none of it. */
export function refusalOfDecision(decision: Decision | undefined, today: string): Refusal | null {
  if (!decision) return null;
  const { number, decidedOn, issuer, file } = decision;
  if (decidedOn !== null && decidedOn !== '' && !isDay(decidedOn)) return { code: 'teams.day-strange', field: 'decided_on' };
  if (decidedOn !== null && decidedOn > today) return { code: 'teams.decided-in-future', field: 'decided_on' };
  if ((number?.length ?? 0) > LONGEST) return { code: 'teams.decision-long', field: 'decision_number', params: { most: LONGEST } };
  if ((issuer?.length ?? 0) > LONGEST) return { code: 'teams.decision-long', field: 'issuer', params: { most: LONGEST } };
  return file !== null && !/^[0-9a-f]{64}$/.test(file.hash) ? { code: 'teams.decision-file', field: 'file' } : null;
}

/** `45/QĐ-UBND`, `45 / qđ-ubnd` and `Số 45/QĐ-UBND` are one number. */
const sameNumber = (number: string): string => fold(number).replace(/^so /, '').replaceAll(' ', '');

/**
 * Whether this decision did the same before: formed a team of this name at this unit, or did this to one of these teams. Only decisions with a number can be told apart; two
 * at once wait for each other.
 */
export async function refusalOfRepeated(
  tx: Tx,
  kind: TeamEventKind,
  decision: Decision | undefined,
  of: { readonly unitId: string; readonly name: string } | { readonly teamIds: readonly string[] },
): Promise<Refusal | null> {
  const number = decision?.number?.trim() ?? '';
  if ('unitId' in of)
    await sql`select pg_advisory_xact_lock(hashtextextended(${`teams.form/${of.unitId}`}, 0))`.execute(tx.rows<unknown>());
  if (number === '') return null;
  const which =
    'unitId' in of
      ? sql`v.unit_id = ${of.unitId}::uuid and v.search = ${fold(of.name)}`
      : sql`v.team_id = any (${[...of.teamIds]}::uuid[])`;
  const found = await sql<{ team_id: string; decision_number: string }>`select v.team_id, e.decision_number from teams.team_event e
      join (select team_id, unit_id, search, event_id from teams.team_version
        union all select edge.from_team_id, null, null, edge.event_id from teams.team_edge edge) v on v.event_id = e.id
    where e.kind = ${kind} and e.decision_number is not null and e.decided_on is not distinct from ${decision?.decidedOn ?? null}::date and ${which}`.execute(
    tx.rows<unknown>(),
  );
  const same = found.rows.find((row) => sameNumber(row.decision_number) === sameNumber(number));
  return same ? { code: 'teams.decision-twice', field: 'decision_number', status: 409, params: { number, team: same.team_id } } : null;
}
