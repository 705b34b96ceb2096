/** Which office a matter goes to, and the way there by itself where the category says so. */
import { sql } from 'kysely';
import { officesFor } from '../../people/index.ts';
import type { Reader, Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { rowState, system } from '../../platform/session/index.ts';
import { reportsRights } from '../contract.ts';
import { categoryOn } from './categories.ts';
import { officeOn } from './parties.ts';
import { underState } from './state.ts';
import { takeStep } from './steps/take-step.ts';

export interface Suggestion {
  readonly organisationId: string;
  readonly why: 'route' | 'unit-office';
}

/** The office for a category and a unit on a day: by the nearest route (deepest category, then smallest unit), else the unit's own; null where nobody receives it. */
export async function suggestOffice(
  reader: Reader,
  ask: { readonly categoryCode: string; readonly unitId: string; readonly on: string },
): Promise<Suggestion | null> {
  const { categoryCode, unitId, on } = ask;
  const found = await sql<{ target: 'unit-office' | 'organisation'; organisation_id: string | null }>`with recursive
    category (code, parent_code, steps) as (
      select v.code, v.parent_code, 0 from reports.category_version v where v.code = ${categoryCode} and v.valid @> ${on}::date
      union all select v.code, v.parent_code, category.steps + 1 from category join reports.category_version v on v.code = category.parent_code
        where v.valid @> ${on}::date
    ), place (unit_id, parent_id, steps) as (
      select unit_id, parent_id, 0 from territory.units_on(${on}::date) where unit_id = ${unitId}::uuid
      union all select unit.unit_id, unit.parent_id, place.steps + 1 from place join territory.units_on(${on}::date) unit on unit.unit_id = place.parent_id
    ) select r.target, r.organisation_id from reports.route r join category on category.code = r.category_code
      left join place on place.unit_id = r.unit_id
    where r.valid @> ${on}::date and (r.unit_id is null or place.unit_id is not null)
    order by category.steps, place.steps nulls last, r.id limit 1`.execute(reader.rows<unknown>());
  const [route] = found.rows;
  if (route?.target === 'organisation' && route.organisation_id !== null) return { organisationId: route.organisation_id, why: 'route' };
  const [office] = await officesFor(reader, { unitId, receives: 'cases', on });
  return office ? { organisationId: office.id, why: route ? 'route' : 'unit-office' } : null;
}

interface Waiting {
  readonly category_code: string;
  readonly unit_id: string;
}

/**
 * The reaction to `reports.step-taken`: a report of a category with intake `direct` that was just sent is received, classified and handed to the
 * suggested office by the system. Where no office receives it, where somebody has to listen first, and what was done already, it stays as it is.
 */
export async function routeReport(
  tx: Tx,
  context: Pick<Context, 'config' | 'db' | 'clock' | 'modules'>,
  event: { readonly payload: { readonly [key: string]: unknown } },
): Promise<void> {
  const { report, step } = event.payload;
  if (step !== 'send' || typeof report !== 'string') return;
  const found = await sql<Waiting>`select category_code, unit_id from reports.report
    where id = ${report}::uuid and state = 'sent' and not listening for update`.execute(tx.rows<unknown>());
  const [waiting] = found.rows;
  if (!waiting) return;
  const on = tx.clock.today().toString();
  const category = await categoryOn(tx, waiting.category_code, on);
  if (category?.intake !== 'direct') return;
  const suggested = await suggestOffice(tx, { categoryCode: category.code, unitId: waiting.unit_id, on });
  const office = suggested && (await officeOn(tx, context, suggested.organisationId, on));
  if (!suggested || !office?.receivesCases) return;
  const who = { actor: system, ticket: null };
  const input = { reportId: report, revision: null };
  await underState(tx, rowState(system, reportsRights.intake), async () => {
    const steps = [
      { ...input, step: 'receive' },
      { ...input, step: 'classify', category: category.code },
      { ...input, step: 'hand', organisationId: suggested.organisationId },
    ] as const;
    for (const one of steps) {
      const taken = await takeStep(tx, context, who, one);
      if (!taken.ok) throw new Error(`The report was not routed: ${taken.refusal.code}`);
    }
  });
}
