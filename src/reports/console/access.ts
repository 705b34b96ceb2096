/** What an official can see and do at the desk, worked out once per request. */
import type { Context } from '../../platform/module/index.ts';
import { type Actor, may, type Reach, type Right, type RowState, reach, rowState } from '../../platform/session/index.ts';
import { reportsRights } from '../contract.ts';
import { officesOf, type ReportStanding } from '../core/index.ts';

export interface Desk {
  readonly personId: string | null;
  /** Units whose reports the official may see. */
  readonly units: Reach;
  /** Offices whose reports the official may see, works on, approves for. */
  readonly sees: readonly string[];
  readonly handles: readonly string[];
  readonly approves: readonly string[];
  readonly centre: boolean;
  readonly publisher: boolean;
}

/** The desk of an official today. */
export async function openDesk({ db, clock }: Pick<Context, 'db' | 'clock'>, actor: Actor): Promise<Desk> {
  const on = clock.today().toString();
  const units = reach(actor, reportsRights.see);
  const offices = async (right: Right) => (may(actor, right) ? officesOf(db, actor, right, on) : []);
  const [sees, handles, approves] = await Promise.all([
    units === 'everywhere' ? [] : offices(reportsRights.see),
    offices(reportsRights.handle),
    offices(reportsRights.approve),
  ]);
  return {
    personId: actor.id,
    units,
    sees,
    handles,
    approves,
    centre: may(actor, reportsRights.intake),
    publisher: may(actor, reportsRights.publish),
  };
}

/**
 * Opens the rows that the official may see by a right. A People's Committee is reached through its unit, so its id is added to the
 * organisations: it may have been handed a matter that lies outside its own unit.
 */
export async function deskState({ db, clock }: Pick<Context, 'db' | 'clock'>, actor: Actor, right: Right): Promise<RowState> {
  const state = rowState(actor, right);
  if (state['yenbai.everywhere'] === 'on') return state;
  const offices = await officesOf(db, actor, right, clock.today().toString());
  return { ...state, 'yenbai.organisations': `{${offices.join(',')}}` };
}

/** Whether the report lies where the official may see: its unit, the office that has it, or one that has or had a part in it. */
export function sees(
  { units, sees: offices }: Pick<Desk, 'units' | 'sees'>,
  report: Pick<ReportStanding, 'unitId' | 'organisationId' | 'parts'>,
): boolean {
  if (units === 'everywhere') return true;
  const involved = [report.organisationId, ...report.parts.map((part) => part.organisationId)];
  return units.includes(report.unitId) || involved.some((id) => id !== null && offices.includes(id));
}
